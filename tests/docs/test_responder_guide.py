"""The responder's guide shows pages as they really are, and names what the program says."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.core.wording.languages import LANGUAGES
from tests.unit.core.wording.test_golden import GOLDEN

GUIDE = (Path(__file__).parents[2] / "docs" / "responder.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["page-mail-en", "page-sms-en"])
def test_the_pages_shown_are_pages_sent(name: str) -> None:
    """Who learns from the guide must meet the same page at night."""
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").split("\n--\n")[1].strip("\n")

    assert f"```text\n{text}\n```" in GUIDE


@pytest.mark.parametrize("key", ["wave", "late", "waiting", "authors_unknown", "repeat"])
def test_every_mark_is_explained(key: str) -> None:
    """The words before the first value stand in the guide."""
    assert LANGUAGES["en"].words[key].split("{", maxsplit=1)[0].split(":")[0].strip() in GUIDE


def test_every_language_is_named() -> None:
    """Seven of them."""
    names = {"en": "English", "ru": "Russian", "tr": "Turkish", "fr": "French", "pt": "Portuguese", "zh": "Chinese"}
    names["ar"] = "Arabic"

    assert sorted(names) == sorted(LANGUAGES)
    assert all(name in GUIDE for name in names.values())
