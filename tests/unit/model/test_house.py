"""The house: whom people mean."""

from __future__ import annotations

import pytest

from alertd.model.house import House
from alertd.model.watch import Watch

HOUSE = House(
    watches=(
        Watch(name="acme", title="Beta", terms=("acme",)),
        Watch(name="beta", terms=("beta",)),
        Watch(name="north", title="Kettlo", terms=("a",)),
        Watch(name="south", title="Kettlo", terms=("b",)),
        Watch(name="zest", title="Zest & Sons", terms=("zest",)),
    )
)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("acme", "acme"),
        ("beta", "beta"),
        ("Beta", "beta"),
        (" zest & sons ", "zest"),
        ("Kettlo", None),
        ("", None),
        ("nobody", None),
    ],
)
def test_a_word_never_means_another_brand(word: str, meant: str | None) -> None:
    """A name is its own watch's, though another bears it as its title; a title that two bear means neither: it would silence the wrong one."""
    assert HOUSE.named(word) == meant
