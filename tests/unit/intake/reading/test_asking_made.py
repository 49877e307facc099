"""What made the reading model: the page beside it is of this file, of these posts and of these words."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from alertd.intake.reading import asking
from alertd.intake.reading.asking import KNOWN, Asking
from training.asking import HEAD, MEASURES, NAME, SETS
from training.asking_texts import everyday, written

MODEL = Path(asking.__file__).with_name("asking.npz")
ROOT = Path(__file__).resolve().parents[4]


def page() -> str:
    """Return the page beside the model."""
    return MODEL.with_suffix(".md").read_text(encoding="utf-8")


def test_the_page_is_of_this_very_file() -> None:
    """Who puts another model there without the script that writes both is found out."""
    assert f"`{hashlib.sha256(MODEL.read_bytes()).hexdigest()}`" in page()


def test_it_names_the_script_and_the_version() -> None:
    """The script is there, and the version is the one in the file, which the daemon keeps with its judgements."""
    (script,) = re.findall(r"Written by `([^`]+)`", page())

    assert (ROOT / script).is_file()
    assert f"Version `{NAME}`" in page()
    with np.load(MODEL, allow_pickle=False) as kept:
        assert str(kept["name"]) == NAME


def test_it_counts_the_posts_that_are_there() -> None:
    """Who adds posts to train on trains again: the number on the page is that of all that are not held back to measure."""
    taught = 0
    for language in KNOWN:
        lines = (SETS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
        taught += sum(line.split("\t")[0] not in MEASURES for line in lines)
        taught += sum(1 for _ in (*written(language), *everyday(language)))

    assert f"Made from {taught:,} posts of our own making" in page()


def test_it_counts_the_words_that_the_file_holds() -> None:
    """One opinion a word."""
    with MODEL.open("rb") as file:
        words = len(Asking.read(file).keys)

    assert f"of {words:,} single words" in page()


def test_what_is_not_counted_stands_there_as_the_script_writes_it() -> None:
    """Licences, sources and how far the figures go are the script's words, so that the next model's page says them too."""
    shown = " ".join(page().split())
    for part in re.split(r"\{\w+\}", HEAD):
        assert " ".join(part.split()) in shown


@pytest.mark.parametrize("language", KNOWN)
def test_every_language_has_its_row_of_each_set_that_measures(language: str) -> None:
    """And each row counts the posts that are in the set."""
    for part in MEASURES:
        lines = (SETS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
        count = sum(line.split("\t")[0] == part for line in lines)
        assert count >= 20
        assert f"| {part} | {language} | {count} |" in page()
