"""The key `store`: what is taken, what is told, and that no password shows."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from alertd.config import FaultyFilesError, Loaded, load_settings

RULES = "version: 1\nrules: []\n"


def _load(folder: Path, store: str, **environment: str) -> Loaded:
    (folder / "alertd.yaml").write_text(f"version: 1\nrules: []\nstore: {store}\n")
    return load_settings(folder / "alertd.yaml", environment=environment)


def test_an_address_with_a_password_from_outside(tmp_path: Path) -> None:
    """It is filled in and quoted for its place; the settings show none of it."""
    loaded = _load(tmp_path, "postgresql://me:${PG_PASSWORD}@db.example.org/alertd", PG_PASSWORD="p@ss/#1")

    assert loaded.settings.place.address == "postgresql://me:p%40ss%2F%231@db.example.org/alertd"
    assert loaded.settings.place.is_shared
    assert "p%40ss" not in repr(loaded.settings)
    assert not loaded.findings


def test_without_the_key_it_is_a_file(tmp_path: Path) -> None:
    """The folder is the place, and no other machine opens it."""
    (tmp_path / "alertd.yaml").write_text("version: 1\nrules: []\n")
    place = load_settings(tmp_path / "alertd.yaml", environment={}).settings.place

    assert (place.address, place.is_shared, place.folder) == ("", False, tmp_path / "alertd-data")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("mysql://db/alertd", "begins with"),
        ("db.example.org", "begins with"),
        ("[postgresql://db]", "the address of a store"),
        ("postgresql://me:${NOBODY}@db/alertd", "NOBODY"),
        ("postgresql://me@there:${PW}@db/alertd", "holds an @"),
    ],
)
def test_what_is_no_address_is_told_with_its_place(tmp_path: Path, written: str, told: str) -> None:
    """File, line and column, and what to write."""
    with pytest.raises(FaultyFilesError) as faulty:
        _load(tmp_path, written, PW="x")
    assert told in str(faulty.value)
    assert "alertd.yaml:3:8" in str(faulty.value)


def test_a_password_in_the_file_is_a_warning_that_does_not_repeat_it(tmp_path: Path) -> None:
    """It works, and who checks is told to move it."""
    loaded = _load(tmp_path, "postgresql://me:hunter2@db.example.org/alertd")

    assert [finding.name for finding in loaded.findings] == ["secret-in-file"]
    assert "hunter2" not in str(loaded.findings[0])


def test_a_client_that_is_not_installed_is_told_before_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the extra that brings it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(FaultyFilesError, match=r"alertd\[postgres\]"):
        _load(tmp_path, "postgresql://db.example.org/alertd")
