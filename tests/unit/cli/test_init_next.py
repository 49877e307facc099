"""What `alertd init` says when its files are written: what was taken from what was said, and what would narrow it."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.test_init import begun


def test_the_language_that_pages_speak_is_told(tmp_path: Path) -> None:
    """The first of the posts' that pages are written in; who reads another one learns where to say so."""
    said = begun(tmp_path / "a", "--brand", "Lumen", "--language", "de", "--language", "pt").output
    assert "Pages speak pt, as the posts do: `language:` of each person" in said
    assert "Pages speak" not in begun(tmp_path / "b", "--brand", "Lumen").output


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
