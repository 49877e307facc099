"""`alertd check` while secrets are not set: whoever writes the files has them last, and wants to hear all else before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alertd.cli.checking import check
from tests.unit.rulefile.written import ENVIRONMENT, FILES, RULES, write

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def said(folder: Path, environment: dict[str, str]) -> dict[str, set[str]]:
    """Return the names of what is found by level."""
    _, findings = check([], folder / "alertd.yaml", NOW, environment=environment)
    found: dict[str, set[str]] = {}
    for one in findings:
        found.setdefault(one.level.value, set()).add(one.name)
    return found


def test_warnings_are_told_beside_a_secret_that_is_not_set(tmp_path: Path) -> None:
    """The same ones as with it; setting it brings no surprise."""
    rules = RULES.replace(
        "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}",
        "compare: {metric: volume, at_least: {mentions: 30}}",
    )
    write(tmp_path, {**FILES, "rules.yml": rules})
    whole = said(tmp_path, ENVIRONMENT)
    without = said(tmp_path, {name: value for name, value in ENVIRONMENT.items() if name != "SLACK_TOKEN"})

    assert "error" not in whole
    assert without == {"error": {"unresolved"}, **whole}
    assert "no-rivals" in whole["warning"]


def test_beside_another_error_only_errors_are_told(tmp_path: Path) -> None:
    """A part of the file is left out then, and what follows from that would be no fault of its own."""
    write(tmp_path, {**FILES, "rules.yml": RULES.replace("crisis", "crisiss")})
    found = said(tmp_path, {})

    assert found["error"] == {"unresolved", "bad-value"}
