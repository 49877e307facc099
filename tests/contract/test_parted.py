"""Brands parted over stores: what a brand says alone is what it says among others, and what is lost is what holds several brands together.

This is the way of who has outgrown one engine (docs/scale.md): so it must be known, and not hoped, what stays the same.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import msgspec
import pytest

from alertd.config import CONSOLE, console_house
from alertd.core.engine import Engine
from alertd.core.incidents.storms import ALONE
from alertd.core.stable import id_of
from alertd.model.events import HouseLoaded, MentionSeen
from alertd.model.house import House
from alertd.model.page import Page
from alertd.model.people import Policy, Step
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house, loud

BRANDS = ("acme", "globex", "initech", "umbrella")
STRETCH = timedelta(hours=8)  #: of one brand's crisis: nobody's cap is reached, and no two incidents have one cause
ANGRY = Score(negative=950, neutral=40, positive=10, quality=Quality.TRAINED, scorer="test/1")


def shipped(brands: Sequence[str]) -> House:
    """Return a house of some brands with the shipped rules; nobody takes what comes, so it goes on to the second step."""
    made = console_house([Watch(name=name, terms=(name,)) for name in brands])
    step = Step(notify=(CONSOLE,), by=(CONSOLE,), escalate_after=timedelta(minutes=20))
    policy = Policy(name=CONSOLE, steps=(step, step))
    return made.with_(roster=made.roster.with_(policies={CONSOLE: policy}))


def of_one_person(brands: Sequence[str]) -> House:
    """Return a house in which one loud post of any of some brands pages alice."""
    return house().with_(watches=tuple(Watch(name=name, terms=(name,)) for name in brands))


@cache
def crises() -> tuple[Entry, ...]:
    """Return the posts of all brands in their order: a few of each all the time, and a crisis of each, one after the other."""
    chance = random.Random(5)
    made: list[Entry] = []
    for number, brand in enumerate(BRANDS):
        for place in range(15):
            at = NOON + timedelta(minutes=160 * place + chance.randrange(160), milliseconds=number)
            made.append(entry(f"{brand}-{place}", watch=brand, at=at))
        for place in range(25):
            at = NOON + (1 + number) * STRETCH + timedelta(seconds=7 * place, milliseconds=number)
            made.append(entry(f"{brand}-angry-{place}", watch=brand, at=at, score=ANGRY))
    return tuple(sorted(made, key=lambda one: one.event.at))


def pages(home: House, entries: Sequence[Entry]) -> dict[str, Page]:
    """Return every page that a store decides which has the brands of a house, by its id."""
    brands = {watch.name for watch in home.watches}
    store = MemoryStore()
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    with store.transaction():
        fold.take(Entry(event=HouseLoaded(at=NOON, house=home, is_start=True)), NOON)
        for one in entries:
            if isinstance(one.event, MentionSeen) and one.event.mention.watch in brands:
                fold.tick_until(one.event.at)
                fold.take(one, one.event.at)
        fold.tick_until(entries[-1].event.at + STRETCH)
    return {queued.page.page_id: queued.page for queued, _, _ in store.pages.all()}


def test_a_brand_says_the_same_alone_as_among_others() -> None:
    """Three stores: every page of each is a page of the one with all brands, byte for byte, under the same id; and nothing else."""
    whole = pages(shipped(BRANDS), crises())
    assert {page.watch for page in whole.values()} == {*BRANDS}
    assert len(whole) >= 2 * len(BRANDS), "and nobody answers, so each goes on to the second step"
    parted: dict[str, Page] = {}
    for part in ((BRANDS[3], BRANDS[0]), (BRANDS[1],), (BRANDS[2],)):
        some = pages(shipped(part), crises())
        assert not parted.keys() & some.keys(), "no id comes of two stores"
        parted |= some
    assert msgspec.json.encode(parted, order="sorted") == msgspec.json.encode(whole, order="sorted")


def test_an_id_that_knows_of_other_brands_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutation: pages are numbered over all brands of a store. Alone a brand says another id then, and the comparison sees it."""
    numbers = itertools.count()
    name = "alertd.core.incidents.pages.id_of"
    monkeypatch.setattr(name, lambda *given: f"{next(numbers):04x}{id_of(*given)[4:]}")
    whole = pages(shipped(BRANDS), crises())
    assert not pages(shipped(BRANDS[1:2]), crises()).keys() <= whole.keys()


def test_what_holds_brands_together_is_lost_between_stores() -> None:
    """Seven loud posts about seven brands in a minute: one store tells one person the last of them in a list, three tell each by itself."""
    brands = [f"brand{number}" for number in range(ALONE + 2)]
    at = [NOON + timedelta(minutes=5, seconds=number) for number in range(len(brands))]
    posts = [loud(f"{name}-loud", watch=name, at=when) for name, when in zip(brands, at, strict=True)]
    whole = pages(of_one_person(brands), posts)
    parted = [pages(of_one_person(brands[number::3]), posts) for number in range(3)]
    assert any(page.listed for page in whole.values()), "a list"
    assert not any(page.listed for some in parted for page in some.values())
    told = {page.watch for some in parted for page in some.values() if page.to == "alice"}
    assert told == {*brands}, "none is lost"
