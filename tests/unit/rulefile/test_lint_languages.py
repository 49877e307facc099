"""Languages that alertd has no words in: nobody thinks that they will read their own and reads English at night."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.config import load_settings
from alertd.core.wording.languages import LANGUAGES
from alertd.yamlform.findings import Finding, Level
from tests.unit.rulefile.test_lint import linted
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, SETTINGS, placed, write

OWN = "ayse: {timezone: Europe/Istanbul, "


def told(folder: Path, *, page: str = "", own: str = "") -> tuple[Finding, ...]:
    """Return what lint says where the settings, or Ayşe, name a language; what stands there, « and all."""
    settings = SETTINGS + (f"languages: {{page: {page}}}\n" if page else "")
    people = PEOPLE.replace(OWN, f"{OWN}language: {own}, ") if own else PEOPLE
    return linted(folder, {"alertd.yaml": settings.replace("«", ""), "oncall.yaml": people.replace("«", "")})


@pytest.mark.parametrize("code", ["de", "es", "sw", "de-AT"])
def test_pages_in_a_language_without_words_are_a_warning_at_its_place(code: str, tmp_path: Path) -> None:
    """It says what will be sent instead, and which languages there are."""
    (found,) = told(tmp_path, page=code)

    _, place = placed(f"{SETTINGS}languages: {{page: «{code}}}\n")
    assert (found.path.endswith("alertd.yaml"), (found.line, found.column)) == (True, place)
    assert (found.level, found.name) == (Level.WARNING, "unworded-language")
    assert found.text == f"alertd has no words in {code[:2]}: pages will be in English"
    assert found.advice == "it has them in: en, ru, tr, fr, pt, zh, ar"


def test_a_person_is_named(tmp_path: Path) -> None:
    """At their own line of the people file."""
    (found,) = told(tmp_path, own="de")

    _, place = placed(PEOPLE.replace(OWN, f"{OWN}language: «de, "))
    assert (found.path.endswith("oncall.yaml"), (found.line, found.column)) == (True, place)
    assert found.text == "alertd has no words in de: pages to ayse will be in English"


def test_each_place_that_names_one_is_told_and_nobody_who_only_has_it_from_there(tmp_path: Path) -> None:
    """Omar names none."""
    found = told(tmp_path, page="de", own="fi")

    assert [one.text.split(":")[0] for one in found] == ["alertd has no words in de", "alertd has no words in fi"]


@pytest.mark.parametrize("code", [*LANGUAGES, "pt-BR", "zh-Hans", "EN"])
def test_what_there_are_words_in_is_fine(code: str, tmp_path: Path) -> None:
    """By any of its tags."""
    assert told(tmp_path, page=code, own=code) == ()


def test_such_a_page_is_no_reason_not_to_run(tmp_path: Path) -> None:
    """English is better than nobody who watches."""
    write(tmp_path, {**FILES, "alertd.yaml": f"{SETTINGS}languages: {{page: de}}\n"})

    assert load_settings(tmp_path / "alertd.yaml", environment=ENVIRONMENT).settings.page_language == "de"
