"""A receiver and a house for each test; what still runs at its end is killed by its pid."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House
from tests.acceptance.receiver import Receiver

Build = Callable[..., House]
Mount = Callable[..., None]
SIZE = 6_000_000


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a provider on loopback."""
    with Receiver() as made:
        yield made


@pytest.fixture
def build(tmp_path: Path, receiver: Receiver) -> Iterator[Build]:
    """Return what makes a house; its daemon ends with the test."""
    made: list[House] = []

    def one(**settings: object) -> House:
        house = House(tmp_path, receiver.url, **settings)  # type: ignore[arg-type]
        made.append(house)
        return house

    yield one
    for house in made:
        house.end()


@pytest.fixture
def house(build: Build) -> House:
    """Return a house with the usual settings."""
    return build()


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Return what puts a small file system in memory over a folder: `mount(folder, "nr_inodes=30")`; it goes with the test."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a file system")
    mounted: list[Path] = []

    def put(folder: Path, *options: str) -> None:
        folder.mkdir(mode=0o700)
        chosen = ",".join((f"size={SIZE}", "mode=0700", *options))
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", chosen, "tmpfs", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"mount refuses: {done.stderr.decode(errors='replace').strip()}")
        mounted.append(folder)

    yield put
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
