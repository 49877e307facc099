"""The catalogues of the page's words: every language says everything, and nothing that nobody asks for."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import alertd.app
import alertd.web
from alertd.web import words as web_words
from alertd.web.words import NAMES, WORDS, catalogue

_PLACES = re.compile(r"\{(\w+)[|}]")
#: Words that are asked for by a name made of this and of a value of the model: an outcome, a state, a column of a report.
_MADE = re.compile(r"^(a|c|did|e|g|gone|h|i|m|mark|n|nav|no|o|p|r|s|scope|sf|st|sx|theme|w|y|d)_")
#: Values of the model that are words themselves.
_VALUES = frozenset(
    [
        "acknowledged",
        "closed",
        "escalate",
        "falling",
        "first",
        "matters",
        "most_reached",
        "negative",
        "neutral",
        "open",
        "planned",
        "positive",
        "reopen",
        "rising",
        "solved",
        "steady",
        "typical",
        "noise",
        "useful",
    ]
)


@pytest.mark.parametrize("code", sorted(NAMES))
def test_each_language_says_the_same_things_in_the_same_parts(code: str) -> None:
    """A word that one catalogue lacks would be an error on the page of whoever reads that language."""
    english, other = catalogue("en"), catalogue(code)

    assert list(other) == list(english)
    assert {part: set(words) for part, words in other.items()} == {part: set(words) for part, words in english.items()}


def test_a_word_stands_in_one_part_only() -> None:
    """The page asks for it by its name alone."""
    names = Counter(name for words in catalogue("en").values() for name in words)

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("code", sorted(NAMES))
def test_each_sentence_has_the_places_of_the_english_one(code: str) -> None:
    """A number that a translation forgets is a number that its readers never see; nothing is said with no words."""
    for name, english in WORDS["en"].items():
        assert set(_PLACES.findall(WORDS[code][name])) == set(_PLACES.findall(english)), f"{code}.{name}"
        assert WORDS[code][name].strip(), f"{code}.{name}"


def test_every_word_is_asked_for() -> None:
    """What no page says any more leaves the catalogues, in every language at once."""
    ours = [Path(package.__path__[0]) for package in (alertd.web, alertd.app)]
    written = "".join(
        path.read_text("utf-8") for top in ours for path in top.rglob("*") if path.suffix in (".html", ".py")
    )
    asked = set(re.findall(r"[\"'.](\w+)\b", written))

    assert [name for name in WORDS["en"] if name not in asked | _VALUES and not _MADE.match(name)] == []


def test_a_language_is_read_from_the_files_of_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is put in place under a running daemon changes no word of it, whichever language is first asked for after it."""
    for path in Path(web_words.__file__).parent.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(web_words, "_HERE", tmp_path)
    begun = web_words._Catalogues()
    for path in tmp_path.glob("*.toml"):
        path.write_text('[new]\nopened = "new"\n', "utf-8")

    assert {code: begun[code]["opened"] for code in begun} == {code: WORDS[code]["opened"] for code in WORDS}
    assert web_words._Catalogues()["tr"]["opened"] == "new"


def test_only_languages_that_are_asked_for_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven catalogues cost a tenth of the time of a start, and one is read."""
    taken: list[str] = []
    real = tomllib.loads

    def noted(text: str) -> dict[str, Any]:
        taken.append(text)
        return real(text)

    monkeypatch.setattr(tomllib, "loads", noted)
    begun = web_words._Catalogues()

    assert "ar" in begun
    assert "xx" not in begun
    assert list(begun) == list(NAMES)
    assert len(begun) == len(NAMES)
    assert taken == []
    assert begun["fr"].code == "fr"
    assert begun["fr"] is begun["fr"]
    assert len(taken) == 1
    with pytest.raises(KeyError):
        begun["xx"]
