"""Rules whose name somebody cannot read are told as a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import load_paths
from alertd.rulefile.unnamed import unnamed
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, write

NAMED = RULES.replace("name: Negative storm", "name: {en: Negative storm, tr: Olumsuz fırtına}")


def told(folder: Path, rules: str, *languages: str) -> list[str]:
    """Return the hints where ayse, and omar if there are two, read these languages."""
    people = PEOPLE.replace("omar: {", f"omar: {{language: {languages[-1]}, ")
    people = people.replace("ayse: {", f"ayse: {{language: {languages[0]}, ")
    write(folder, {**FILES, "rules.yml": rules, "oncall.yaml": people})
    read = FileSet(ENVIRONMENT)
    load_paths([folder], read)
    return list(unnamed(read))


@pytest.mark.parametrize("languages", [("en",), ("tr",), ("en", "tr"), ("en-GB", "tr")])
def test_who_can_read_every_name_hears_nothing(tmp_path: Path, languages: tuple[str, ...]) -> None:
    """A region does not matter."""
    assert told(tmp_path, NAMED, *languages) == []


def test_a_language_that_a_rule_lacks_is_told_with_its_reader(tmp_path: Path) -> None:
    """One line a language, with the rules."""
    assert told(tmp_path, NAMED, "en", "ru") == ['hint: no name in ru, which omar reads: "Negative storm"']


def test_one_name_is_enough_where_everybody_reads_one_language(tmp_path: Path) -> None:
    """Nobody knows in which language a text is: it is taken for theirs."""
    assert told(tmp_path, RULES, "tr") == []


def test_one_name_for_readers_of_two_languages_is_told(tmp_path: Path) -> None:
    """With how to write it."""
    said = told(tmp_path, RULES, "en", "tr")
    assert said == ['hint: one name for readers of en, tr: "Negative storm" (write name: {en: ..., tr: ...})']


def test_a_rule_that_is_off_is_not_told(tmp_path: Path) -> None:
    """Nobody is paged by it."""
    assert told(tmp_path, RULES.replace("severity: crisis", "severity: crisis\n    enabled: false"), "en", "tr") == []
