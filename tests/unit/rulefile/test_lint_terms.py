"""Terms in the search languages of other tools: told, with what to write instead, and no plain name is blamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint_terms import instead_of, lint_terms
from alertd.rulefile.load import load_settings_tree


@pytest.mark.parametrize(
    ("term", "advice"),
    [
        ("acme AND recall", "put acme under terms"),
        ("(acme OR globex)", "[acme, globex]"),
        ("acme NOT theatre", "under exclude"),
        ("acme NEAR/5 fire", "under needs"),
        ("volta*", "forms that occur"),
        ("acm?", "forms that occur"),
        ("acme~1", "forms that occur"),
        ("author:acme", "only: {platforms"),
        ("lang:tr acme", "only: {platforms"),
        ('"acme corp"', "write acme corp"),
    ],
)
def test_each_sign_has_its_own_advice(term: str, advice: str) -> None:
    """It says what to write, for this very term."""
    assert advice in (instead_of(term) or "")


@pytest.mark.parametrize(
    "term",
    ["acme", "#acme", "@acme", "C++", "AT&T", "7up", "OR Books", "WAR AND PEACE", "Yahoo!", "Toys R Us", "acme.com", "R&B: live", "你好", "acme (uk)"],
)  # fmt: skip
def test_names_are_names(term: str) -> None:
    """Signs that brands have in their names, and words in capitals."""
    assert instead_of(term) is None


def test_it_points_at_the_term(tmp_path: Path) -> None:
    """Line and column of the one that is wrong."""
    path = tmp_path / "alertd.yaml"
    path.write_text('rules: []\nwatches:\n  acme:\n    terms: [acme, "acme AND fire"]\n', encoding="utf-8")
    files = FileSet()
    load_settings_tree(path, files)
    lint_terms(files)
    (found,) = [one for one in files.faults.sorted() if one.name == "search-term"]

    assert (found.line, found.column, found.level) == (4, 19, "warning")
