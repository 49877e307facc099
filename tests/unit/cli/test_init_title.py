"""`alertd init`: what pages call the brands that it was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.config import load_settings
from tests.unit.cli.test_init import begun


@pytest.mark.parametrize(
    ("brand", "title"),
    [
        ("acme", None),
        ("7up", None),
        ("Acme", "Acme"),
        ("McDonald's", "McDonald's"),
        ("H&M: the shop", "H&M: the shop"),
        ("Яндекс", "Яндекс"),
    ],
)
def test_pages_call_the_brand_as_it_was_written(tmp_path: Path, brand: str, title: str | None) -> None:
    """A watch has letters of a file name; where they are all of the brand, nothing is written twice."""
    done = begun(tmp_path, "--brand", brand, "--brand", "Nordwind Airlines")
    assert done.exit_code == 0, done.output

    loaded = load_settings(tmp_path / "alertd.yaml")
    assert [one.title for one in loaded.settings.watches] == [title, "Nordwind Airlines"]
    assert [loaded.house.called(one.name) for one in loaded.settings.watches] == [brand, "Nordwind Airlines"]
