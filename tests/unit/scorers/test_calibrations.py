"""Calibrations on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.errors import ConfigurationError
from alertd.scorers import calibrations
from alertd.scorers.calibration import Calibration
from alertd.scorers.calibrations import Shelf


def made(version: int, watch: str = "acme") -> Calibration:
    """Return a calibration."""
    return Calibration(
        watch=watch, version=version, scorer="t/1", labels=50, fitted_at="2026-11-21T10:00:00.000Z",
        shifts=(0.5, -0.25), words={"00ff00ff": (0.1, -0.2)},
    )  # fmt: skip


@pytest.mark.parametrize("watch", ["acme", "Acme Corp", "a/../../etc", "акме", ".hidden", "%41"])
def test_what_is_written_is_read(tmp_path: Path, watch: str) -> None:
    """Any watch has its own file inside the folder, and every version comes back."""
    shelf = Shelf().with_new(made(1, watch)).with_new(made(2, watch))

    path = calibrations.write(tmp_path, watch, shelf)

    assert tmp_path / "calibration" == path.parent
    assert shelf == calibrations.read(tmp_path, watch)
    assert {watch: made(2, watch)} == calibrations.read_all(tmp_path)


def test_a_watch_without_a_file_has_no_calibration(tmp_path: Path) -> None:
    """Nothing written, nothing in use."""
    assert Shelf() == calibrations.read(tmp_path, "acme")
    assert calibrations.read_all(tmp_path) == {}


def test_reverting_goes_back_and_forgets_nothing() -> None:
    """Each step back uses the version before; the last one uses none; a new one gets a number never used."""
    shelf = Shelf().with_new(made(1)).with_new(made(2))

    back = shelf.reverted()
    none = back.reverted()

    assert made(1) == back.in_use
    assert none.in_use is None
    assert none == none.reverted()
    assert len(none.versions) == 2
    assert none.next_version == 3


def test_a_broken_file_names_itself(tmp_path: Path) -> None:
    """The operator is told which file is no calibration."""
    path = calibrations.path_of(tmp_path, "acme")
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"acme\.json"):
        calibrations.read(tmp_path, "acme")


def test_no_draft_stays_behind(tmp_path: Path) -> None:
    """The file is replaced as a whole."""
    path = calibrations.write(tmp_path, "acme", Shelf().with_new(made(1)))

    assert [path] == list(path.parent.iterdir())
