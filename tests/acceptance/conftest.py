"""A receiver and a house for each test; what still runs at its end is killed by its pid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House
from tests.acceptance.receiver import Receiver
from tests.acceptance.small_disk import NoMount, SmallDisk

Build = Callable[..., House]
Mount = Callable[..., SmallDisk]
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
    mounted: list[SmallDisk] = []

    def put(folder: Path, *options: str) -> SmallDisk:
        try:
            mounted.append(SmallDisk(folder, SIZE, *options))
        except NoMount as why:
            pytest.skip(str(why))
        return mounted[-1]

    yield put
    for one in mounted:
        one.remove()
