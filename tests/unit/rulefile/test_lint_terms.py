"""Terms in settings: faults of searches stand under their letter, doubtful terms are told, no plain name is blamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.cli.check_terms import explained
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint_terms import doubt_of, lint_terms
from alertd.rulefile.load import load_settings_tree
from alertd.yamlform.findings import Finding


def checked(tmp_path: Path, watch: str) -> tuple[FileSet, list[Finding]]:
    """Return what is found in a watch of one line."""
    path = tmp_path / "alertd.yaml"
    path.write_text(f"rules: []\nwatches:\n  acme: {watch}\n", encoding="utf-8")
    files = FileSet()
    load_settings_tree(path, files)
    lint_terms(files)
    return files, list(files.faults.sorted())


@pytest.mark.parametrize(
    ("term", "text", "advice"),
    [
        ("ACME AND RECALL", "all capitals", "(ACME) AND (RECALL)"),
        ("WAR OR PEACE", "all capitals", "(WAR) OR (PEACE)"),
        ("acm?", "question mark", "organi?ation"),
        ("#", "no letter and no digit", "write a name"),
        ("(acme or globex) AND fire", '"or" in small letters', "write OR"),
        ("acme and fire OR smoke", '"and" in small letters', "write AND"),
    ],
)
def test_what_may_be_meant_otherwise_is_told(term: str, text: str, advice: str) -> None:
    """It says what it is taken for, and what to write for the other."""
    found = doubt_of(term)
    assert found is not None
    assert text in found[0]
    assert advice in found[1]


@pytest.mark.parametrize(
    "term",
    ["acme", "#acme", "@acme", "C++", "AT&T", "7up", "OR Books", "Yahoo!", "Guess?", "Toys R Us", "acme.com", "R&B: live", "你好", "acme (uk)",
     "Marks and Spencer", "acme AND fire", '"Marks and Spencer" OR fire', "volta*"],
)  # fmt: skip
def test_names_and_searches_are_not_blamed(term: str) -> None:
    """Signs that brands have in their names, and what is read as it is meant."""
    assert doubt_of(term) is None


@pytest.mark.parametrize(
    ("watch", "column", "name", "text"),
    [
        ('{terms: [acme, "acme AND (fire"]}', 34, "bad-term", "never closed"),
        ("{terms: acme NEAR fire}", 22, "bad-term", "how near"),
        ('{terms: [acme], exclude: ["acme OR NOT x"]}', 36, "bad-term", "nearly every post"),
        ('{terms: [acme], needs: ["lang:english AND x"]}', 39, "bad-term", "english"),
        ("{terms: [{Gap}]}", 19, "no-value", "has no value"),
        ("{terms: [gap], needs: [jeans], near: 10}", 46, "bad-value", '"10 words"'),
        ("{terms: [gap], needs: [jeans], near: far}", 46, "bad-value", "no distance in words"),
        ("{terms: [gap], needs: [jeans], near: 0 words}", 46, "bad-value", "no distance in words"),
    ],
)
def test_a_fault_stands_under_its_letter(tmp_path: Path, watch: str, column: int, name: str, text: str) -> None:
    """Line and column, of terms, exclusions and needs alike; one fault is told once."""
    _, (found,) = checked(tmp_path, watch)
    assert (found.line, found.name, found.level) == (3, name, "error")
    assert text in found.text
    assert found.column == column


def test_a_fault_in_a_folded_text_stands_where_the_text_begins(tmp_path: Path) -> None:
    """YAML wrote it otherwise: a column would be a guess."""
    _, (found,) = checked(tmp_path, "\n    terms:\n      - >-\n        acme AND\n        (fire")
    assert (found.line, found.name) == (5, "bad-term")


@pytest.mark.parametrize(
    ("watch", "name", "column"),
    [
        ('{terms: [acme, "ACME AND FIRE"]}', "search-term", 24),
        ("{terms: [acme], exclude: [Acme]}", "excluded-term", 35),
        ("{terms: [gap], near: 10 words}", "no-needs", 24),
    ],
)
def test_warnings_stand_under_what_they_speak_of(tmp_path: Path, watch: str, name: str, column: int) -> None:
    """Legal, and it would find nothing, or something else."""
    _, (found,) = checked(tmp_path, watch)
    assert (found.name, found.level, found.column) == (name, "warning", column)


def test_each_term_is_read_back_in_words(tmp_path: Path) -> None:
    """What is needed and what is left out too."""
    files, found = checked(
        tmp_path, '{terms: ["{Gap}", gap AND jeans], needs: [jeans, denim*], near: 10 words, exclude: ["mind the gap"]}'
    )
    assert not found
    assert list(explained(files)) == [
        "acme:",
        "  finds “Gap” in exactly these letters",
        "  finds “gap” and “jeans”; also inflected and in hashtags",
        "  only with “jeans”; also inflected and in hashtags, at most 10 words from a term",
        "  only with a word that begins with “denim”, at most 10 words from a term",
        "  never “mind the gap”",
    ]


def test_faulty_files_are_not_read_back(tmp_path: Path) -> None:
    """Half a watch would be read back wrongly."""
    files, _ = checked(tmp_path, '{terms: ["acme AND"]}')
    assert list(explained(files)) == []


def test_what_is_read_back_is_what_is_found(tmp_path: Path) -> None:
    """A name of two words is told with its joined spellings; an exact watch promises no endings, of needs neither."""
    loose, _ = checked(tmp_path, "{terms: [Acme Air], needs: [seat, fan], exclude: [hiring]}")
    exact, _ = checked(tmp_path, "{terms: [Acme Air], needs: [seat], exact: true}")

    assert list(explained(loose))[1:] == [
        "  finds “Acme Air”; also inflected and in hashtags; joined: “acme-air”, “acme_air”, “acmeair”",
        "  only with “seat”; also inflected and in hashtags",
        "  only with “fan”",
        "  never “hiring”",
    ]
    assert list(explained(exact))[1:] == ["  finds “Acme Air”", "  only with “seat”"]
