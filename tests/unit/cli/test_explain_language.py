"""`alertd explain --language`: rules in words of people, in the language of who reads them."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_a_rule_file_of_another_folder_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stands beside rules/ names the file alone; and who guesses a name sees which there are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/mine.yml").write_text((FOLDER / "negative.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "alertd.yaml").write_text("version: 1\nwatches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    (tmp_path / "oncall.yaml").write_text(
        "channels: {console: {kind: console}}\npeople: {ayse: {console: console}}\n"
        "policies: {pr-oncall: {steps: [{notify: ayse}]}}\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(command, ["mine.yml"], obj={})

    assert done.exit_code == 2
    assert 'did you mean "rules/mine.yml"?; the rules: negative' in done.output
