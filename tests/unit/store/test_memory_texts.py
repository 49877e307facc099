"""A replay in memory keeps the texts that a page may still quote, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.weekly import WeeklyPlan
from alertd.ports import Entry
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import NOON, entry


@pytest.mark.parametrize(
    ("weekly", "days", "kept"), [(False, 1, True), (False, 3, False), (True, 6, True), (True, 9, False)]
)
def test_texts_of_a_week_are_kept_where_somebody_reads_the_weekly_digest(weekly: bool, days: int, kept: bool) -> None:
    """Its five posts to read came out as "text no longer kept", five times, in the first replay of whoever tried it."""
    store = MemoryStore()
    house = House(weekly=WeeklyPlan(to="lea") if weekly else None)
    first, later = entry("1"), NOON + timedelta(days=days)
    with store.transaction():
        store.append(Entry(event=HouseLoaded(at=NOON, house=house)), NOON)
        store.append(first, NOON)
        store.append(entry("2"), later)

    assert (first.key in store.posts([first.key or ""])) is kept
