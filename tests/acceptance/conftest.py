"""A receiver and a house for each test; what still runs at its end is killed by its pid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House
from tests.acceptance.receiver import Receiver

Build = Callable[..., House]


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
