"""Findings are shown to people, to programs and to code review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alertd.yamlform.findings import Faults, Finding, Level, Place, nearest
from alertd.yamlform.show import as_json, as_sarif, text
from alertd.yamlform.source_file import SourceFile

FINDING = Finding(
    path="rules/acme.yml",
    line=12,
    column=9,
    level=Level.ERROR,
    name="unknown-key",
    text='"ratoi" is not a key of spike; did you mean "ratio"?',
    advice="keys: of, ratio",
    shown="        ratoi: 4x",
)


def test_text_is_the_line_the_source_a_caret_and_help() -> None:
    """The first line is what editors parse; the caret stands under the wrong key."""
    assert text(FINDING).splitlines() == [
        'rules/acme.yml:12:9: error[unknown-key] "ratoi" is not a key of spike; did you mean "ratio"?',
        "          ratoi: 4x",
        "          ^",
        "  help: keys: of, ratio",
    ]


@pytest.mark.parametrize("column", [1, 40, 100, 250, 499, 500])
def test_a_long_line_is_cut_around_its_caret(column: int) -> None:
    """The wrong word stays in sight, and the whole under 400 characters."""
    line = "x" * (column - 1) + "W" + "y" * (500 - column)

    shown = text(FINDING.with_(shown=line, column=column, advice="help " * 60))

    lines = shown.splitlines()
    assert len(shown) < 400
    assert lines[1][lines[2].index("^")] == "W"


def test_a_very_long_path_leaves_out_the_line_rather_than_the_text() -> None:
    """What is wrong matters more than how the line looks."""
    shown = text(FINDING.with_(path="p" * 250))

    assert len(shown) < 400
    assert "did you mean" in shown


def test_json_counts_and_lists() -> None:
    """Programs read numbers, not sentences."""
    whole = json.loads(as_json([FINDING, FINDING.with_(level=Level.WARNING)]))

    assert (whole["errors"], whole["warnings"]) == (1, 1)
    assert whole["findings"][0] == {
        "path": "rules/acme.yml",
        "line": 12,
        "column": 9,
        "level": "error",
        "name": "unknown-key",
        "text": FINDING.text,
        "help": FINDING.advice,
    }


def test_sarif_has_what_code_hosts_need() -> None:
    """Version, tool, rule ids, and a region counted from 1."""
    whole = json.loads(as_sarif([FINDING], "1.2.3"))

    run = whole["runs"][0]
    assert whole["version"] == "2.1.0"
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["unknown-key"]
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["region"] == {"startLine": 12, "startColumn": 9}
    assert location["artifactLocation"]["uri"] == "rules/acme.yml"
    assert json.loads(as_sarif([], "1"))["runs"][0]["results"] == []


def test_a_line_with_a_token_is_shown_without_it() -> None:
    """Findings are pasted into chats and kept by CI."""
    faults = Faults()
    file = SourceFile(Path("a"), "a", "url: slack://xoxb-1234567890-abcdef # x\n", faults)

    file.tell(
        Place(1, 6), "bad-value", '"slack://xoxb-1234567890-abcdef" is wrong', "write slack://xoxb-1234567890-abcdef"
    )

    assert "xoxb" not in text(faults.sorted()[0])


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [("Spike", ["spike"], "spike"), ("at-least", ["at_least", "of"], "at_least"), ("", ["of"], None)],
)
def test_the_nearest_word_ignores_case_and_dashes(word: str, known: list[str], meant: str | None) -> None:
    """People write at-least and At_Least."""
    assert nearest(word, known) == meant
