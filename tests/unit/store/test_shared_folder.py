"""A folder of another machine that takes nothing is told with what to do about it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from alertd.store.shared_folder import why_not


def test_a_folder_that_is_not_there_is_to_be_made_or_mounted(tmp_path: Path) -> None:
    """It is never made by itself: an unmounted one would be a folder of this machine's own, and its lease nobody else's."""
    said = why_not(tmp_path / "lease", FileNotFoundError(errno.ENOENT, "No such file or directory"))
    assert said.startswith(f"{tmp_path / 'lease'}: no such folder: make it once")
    assert "not mounted" in said


def test_a_file_that_is_gone_from_a_folder_that_is_there_is_no_missing_folder(tmp_path: Path) -> None:
    """Nobody is sent to make what they see before them."""
    assert why_not(tmp_path, FileNotFoundError(errno.ENOENT, "No such file or directory")) == (
        f"{tmp_path}: No such file or directory"
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, "ReadWritePaths="),
        (errno.EACCES, f"user {os.geteuid()} may not write there"),
        (errno.EPERM, "give the folder to the daemon's user"),
        (errno.ESTALE, "Stale file handle"),
        (errno.ENOSPC, "No space left on device"),
    ],
)
def test_each_reason_names_who_can_act(tmp_path: Path, number: int, said: str) -> None:
    """The unit, the folder's owner; what has one word of the system keeps it."""
    told = why_not(tmp_path, OSError(number, os.strerror(number)))
    assert told.startswith(f"{tmp_path}: ")
    assert said in told
