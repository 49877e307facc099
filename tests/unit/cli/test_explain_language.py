"""`alertd explain --language`: rules in words of people, in the language of who reads them."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from alertd.cli.explain import command
from alertd.rulefile.shipped import FOLDER


def said(name: str, language: str) -> str:
    """Return what is said of one shipped rule file."""
    done = CliRunner().invoke(command, [str(FOLDER / f"{name}.yml"), "--language", language], obj={})
    assert done.exit_code == 0, done.output
    return done.output.strip()


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Negative storm"), ("ru", "Волна негатива"), ("tr", "Olumsuz gönderi dalgası"), ("fr", "Vague de critiques"), ("zh", "负面声浪")],
)  # fmt: skip
def test_a_rule_is_named_and_said_in_the_language(language: str, name: str) -> None:
    """With its numbers, which are the same in each."""
    text = said("negative", language)
    assert text.startswith(name + {"fr": "\u00a0: ", "zh": "："}.get(language, ": "))  # as its colon is written there
    assert "15" in text
    assert "10" in text
    assert "rarer_than" not in text


def test_every_language_says_it_otherwise() -> None:
    """None of them falls back to English."""
    texts = {said("influencer", language) for language in ("en", "ru", "tr", "fr", "pt", "zh")}
    assert len(texts) == 6


def test_a_long_list_of_words_is_cut() -> None:
    """A page is read in five seconds; all of the words stand in the rule."""
    text = said("safety", "fr")
    assert "fumée dans la cabine" in text  # what is written with the reader's letters comes first
    assert "机舱冒烟" not in text
    assert re.search(r" et \d+ autres", text)
    assert len(text) < 400
