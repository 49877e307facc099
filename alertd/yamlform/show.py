"""Show: findings for people, for programs (JSON) and for code review (SARIF 2.1.0)."""

from __future__ import annotations

from collections.abc import Sequence

from alertd.yamlform.findings import Finding, Level

#: A finding is shorter than this in all: people read many at once, and some on a phone.
LONGEST = 399
#: A source line is cut around its caret to at most so many characters, and to at least so many.
WIDEST, NARROWEST = 96, 24


def text(finding: Finding) -> str:
    """Return a finding as its line, the source line, a caret, and one line of help; under 400 characters."""
    head = str(finding)
    advice = f"  help: {finding.advice}" if finding.advice else ""
    # All of it is said wherever it fits: half a sentence of help is none. The line and its caret need their room too.
    most = max(WIDEST, LONGEST - len(head) - 2 * (NARROWEST + 2) - 3)
    advice = advice if len(advice) <= most else advice[: most - 1] + "…"
    room = (LONGEST - len(head) - len(advice) - len("\n") * 3) // 2 - len("  ")
    lines = [head]
    if finding.shown.strip() and room >= NARROWEST:
        line, column = _cut(finding.shown.replace("\t", " "), finding.column, min(room, WIDEST))
        lines += [f"  {line}", f"  {' ' * (column - 1)}^"]
    return "\n".join([*lines, advice] if advice else lines)


def _cut(line: str, column: int, width: int) -> tuple[str, int]:
    """Cut a long line so that its column stays in sight; returns the new column too."""
    start = max(0, min(column - 1 - width // 2, len(line) - width))
    cut = line[start : start + width].rstrip()
    if start:
        cut = "…" + cut[1:]
    return cut, min(column - start, len(cut) + 1)


def as_json(findings: Sequence[Finding]) -> str:
    """Return {"errors", "warnings", "findings": [...]}."""
    rows = [
        {
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "level": finding.level.value,
            "name": finding.name,
            "text": finding.text,
            "help": finding.advice,
        }
        for finding in findings
    ]
    errors = sum(finding.level is Level.ERROR for finding in findings)
    whole = {"errors": errors, "warnings": len(rows) - errors, "findings": rows}
    import json

    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_sarif(findings: Sequence[Finding], version: str) -> str:
    """Return a SARIF 2.1.0 log, as code hosts show beside the lines of a change (OASIS, 2020)."""
    names = sorted({finding.name for finding in findings})
    results = [
        {
            "ruleId": finding.name,
            "level": finding.level.value,
            "message": {"text": f"{finding.text}. {finding.advice}" if finding.advice else finding.text},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": finding.path.replace("\\", "/")},
                        "region": {"startLine": finding.line, "startColumn": finding.column},
                    }
                }
            ],
        }
        for finding in findings
    ]
    driver = {"name": "alertd", "version": version, "rules": [{"id": name} for name in names]}
    whole = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    import json

    return json.dumps(whole, ensure_ascii=False, indent=2)
