"""One daemon a store."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alertd.errors import StoreBusy
from alertd.store.lock import Lock


def test_the_second_is_told_who_is_first(tmp_path: Path) -> None:
    """It names the process that holds the store, and gets it once that one lets go."""
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.claim()

    with pytest.raises(StoreBusy, match=f"in use by pid {os.getpid()} on "):
        second.claim()
    first.release()
    second.claim()
    second.release()


def test_a_lock_file_that_was_left_behind_locks_nobody_out(tmp_path: Path) -> None:
    """The file of a killed daemon is only a file."""
    (tmp_path / "lock").write_text("pid 1 on elsewhere\n")
    lock = Lock(tmp_path / "lock")

    lock.claim()
    lock.release()
