"""Where the caret of a story's fault stands: under the word that is wrong, not under the first of its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.rulefile import cases
from alertd.yamlform.findings import Faults, Finding
from alertd.yamlform.source_file import SourceFile
from tests.unit.rulefile.written import FILES, findings

USUAL = "4w of 20 mentions an hour, mood neutral"


def told(given: str, expect: str = "nothing else") -> tuple[Finding, ...]:
    """Read a story of one line each; return its faults."""
    faults = Faults()
    text = f"- story: one\n  given:\n    - {given}\n  expect:\n    - {expect}\n"
    cases.read_stories(SourceFile(Path("a.test.yml"), "a.test.yml", text, faults))
    return faults.sorted()


def under(finding: Finding) -> str:
    """Return the word that the caret stands under."""
    return finding.shown[finding.column - 1 :].split()[0].strip("\"',")


@pytest.mark.parametrize(
    ("line", "word", "said"),
    [
        ("4w of 20 mentions an hour, mood netral", "netral", "is not a mood"),
        ("4w of 20 mentons an hour, mood neutral", "mentons", 'did you mean "mentions"?'),
        ("4w of 20 mentions an huor, mood neutral", "huor", 'did you mean "hour"?'),
        ("at 10:00, 10 mentions ovr 10m by 5 authors", "ovr", 'did you mean "over"?'),
        ("at 10:00, 10 mentions over 10 minutes by 5 authors", "10", 'did you mean "10m"?'),
        ("at 10:00, 10 mentions over 10x by 5 authors", "10x", "is not a duration"),
        ("at 10:00, 10 mentions over 10m by 20 authors", "20", "more authors than mentions"),
        ("at 10:00, omar aknowledges", "aknowledges", 'did you mean "acknowledges"?'),
        ("at 25:00, omar acknowledges", "25:00", "25:00"),
        ("'at 10:00, a post saying \"mentons: of it\", mod angry'", "mod", 'did you mean "mood"?'),
        ("whatever", "whatever", "is not understood"),
    ],
)
def test_a_line_of_what_happens(line: str, word: str, said: str) -> None:
    """What posts say is no misspelling of ours; a line that is nothing at all is told from its beginning."""
    (finding,) = told(line)
    assert under(finding) == word
    assert said in finding.text


@pytest.mark.parametrize(
    ("line", "word", "said"),
    [
        ("at 10:08 wihtin 3m, page pr-oncall step 1", "wihtin", 'did you mean "within"?'),
        ("at 10:08 within 3 minutes, page pr-oncall step 1", "3", 'did you mean "3m"?'),
        ("at 10:08 within 3m, pge pr-oncall step 1", "pge", 'did you mean "page"?'),
        ("nothing els", "els", 'did you mean "else"?'),
    ],
)
def test_a_line_of_what_is_expected(line: str, word: str, said: str) -> None:
    """The same for whom it pages."""
    (finding,) = told(USUAL, line)
    assert under(finding) == word
    assert said in finding.text


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("at 10:08 within 3m, page pr-oncal step 1", "pr-oncal"),
        ("at 10:08 within 3m, page pr-oncall step 1, rule rul", "rul"),
        ("'at 10:08 within 3m, page pr-oncall step 1, rule negative-storm, to aysee'", "aysee"),
        ("at 10:08 within 3m, notice, rule page", "page"),
    ],
)
def test_a_name_that_nobody_declared(tmp_path: Path, line: str, word: str) -> None:
    """Quoted or not, with what is known."""
    story = f"- story: one\n  given:\n    - {USUAL}\n  expect:\n    - {line}\n"
    (finding,) = [
        one for one in findings(tmp_path, {**FILES, "rules.test.yml": story}) if one.path.endswith("test.yml")
    ]
    assert under(finding) == word
    assert finding.advice.startswith("known: ")
