"""What `alertd init` says when its files are written: what was taken from what was said, and what would narrow it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.test import command as play_command
from tests.unit.cli.test_init import begun


def test_the_language_that_pages_speak_is_told(tmp_path: Path) -> None:
    """The first of the posts' that pages are written in; who reads another one learns where to say so."""
    said = begun(tmp_path / "a", "--brand", "Lumen", "--language", "pt", "--language", "tr").output
    assert "Pages speak pt, as the posts do: `language:` of each person" in said
    assert "Pages speak" not in begun(tmp_path / "b", "--brand", "Lumen").output


@pytest.mark.parametrize(("more", "speaks"), [((), "en"), (("--language", "pt"), "pt")])
def test_a_language_without_words_is_said_to_have_none(tmp_path: Path, more: tuple[str, ...], speaks: str) -> None:
    """German posts are watched, and their people get pages in another language: they learn it here, not at night."""
    said = begun(tmp_path, "--brand", "Lumen", "--language", "de", *more).output
    assert f"alertd has no words in de: posts in it are watched, and pages speak {speaks}" in said
    assert "as the posts do" not in said


def test_a_watch_lives_where_its_people_do(tmp_path: Path) -> None:
    """Else its days begin at midnight of UTC in every report."""
    begun(tmp_path, "--brand", "Lumen", "--brand", "Casa Verde", "--timezone", "Europe/Istanbul")
    assert (tmp_path / "alertd.yaml").read_text().count("    timezone: Europe/Istanbul") == 2


def test_accounts_of_one_brand_are_not_those_of_another(tmp_path: Path) -> None:
    """Who gives one for two brands is told whose it became."""
    said = begun(tmp_path, "--brand", "Lumen", "--brand", "Casa Verde", "--handle", "x:lumen").output
    assert "The accounts are those of Lumen: of Casa Verde alertd knows no answer yet" in said


def test_a_name_of_which_nobody_said_what_it_goes_with_may_be_a_word(tmp_path: Path) -> None:
    """Nobody has every language's words: the look at what is found names what narrows it, of those brands alone that have nothing."""
    bare = begun(tmp_path / "a", "--brand", "Lumen", "--brand", "Casa Verde", "--need", "Lumen=telefone").output
    assert "if Casa Verde is a word too, `needs:` narrows it" in bare
    both = begun(tmp_path / "b", "--brand", "Lumen", "--need", "telefone").output
    assert "is a word too" not in both


def test_the_first_rule_of_several_brands_is_called_after_what_it_says(tmp_path: Path) -> None:
    """It is nobody's own; of one brand it has the brand's name."""
    begun(tmp_path / "a", "--brand", "Lumen", "--brand", "Casa Verde")
    begun(tmp_path / "b", "--brand", "Casa Verde")
    assert (tmp_path / "a/rules/busy-hour.yml").exists()
    assert (tmp_path / "a/rules/busy-hour.test.yml").exists()
    assert not (tmp_path / "a/rules/lumen.yml").exists()
    assert (tmp_path / "b/rules/casa-verde.yml").exists()


@pytest.mark.parametrize("language", ["tr", "de", "en"])
def test_of_danger_one_story_pages_in_each_language(tmp_path: Path, language: str) -> None:
    """Who watches one language alone sees the gravest rule page, and not only rest."""
    begun(tmp_path, "--brand", "Lumen", "--language", language, "--rule", "safety", "--yes")
    done = CliRunner().invoke(play_command, [str(tmp_path / "rules/safety.test.yml")], obj={})

    assert done.exit_code == 0, done.output
    assert "no story pages by" not in done.output


def test_an_account_on_a_platform_that_nothing_reads_is_told(tmp_path: Path) -> None:
    """The sources that are written need no account, and Instagram is none of them."""
    said = begun(tmp_path / "a", "--brand", "Lumen", "--handle", "instagram:lumen", "--handle", "bluesky:lumen").output
    assert "Nothing reads instagram yet: docs/sources.md" in said
    assert "Nothing reads" not in begun(tmp_path / "b", "--brand", "Lumen", "--handle", "bluesky:lumen").output
