"""One answer everywhere: the same recorded input gives the same pages, decisions and incidents on every kind of store, byte for byte.

Also over take-overs in the middle of a crisis, where another machine goes on from the checkpoint of the one that is gone, and has to fold
a stretch with pages in it again; and where a step of the escalation falls due after it.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest

from alertd.config import CONSOLE, console_house
from alertd.core.engine import Engine
from alertd.core.stable import id_of
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.mention import Reach
from alertd.model.people import Policy, Step
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Entry, QueuedPage
from alertd.runtime.checkpoints import restored
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore
from alertd.store.outbox import OutboxTable
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Store
from tests.contract.conftest import Opening
from tests.unit.runtime.made import LINK_KEY, NOON, entry

Answer = tuple[bytes, bytes, bytes, bytes]
WATCHES = ("acme", "globex")


@cache
def _house() -> House:
    made = console_house([Watch(name=name, terms=(name,)) for name in WATCHES])
    first = Step(notify=(CONSOLE,), by=(CONSOLE,), escalate_after=timedelta(minutes=10))
    policy = Policy(name=CONSOLE, steps=(first, first, Step(notify=(CONSOLE,), by=(CONSOLE,))))
    return made.with_(roster=made.roster.with_(policies={CONSOLE: policy}))


@cache
def _input(seed: int) -> tuple[tuple[Entry, datetime], ...]:
    """Return entries with the instants at which they came: calm, two crises, loud voices; 5 % late, 2 % twice."""
    chance = random.Random(seed)
    angry = Score(negative=950, neutral=40, positive=10, quality=Quality.TRAINED, scorer="test/1")
    made: list[tuple[Entry, datetime]] = [(Entry(event=HouseLoaded(at=NOON, house=_house(), is_start=True)), NOON)]
    at = NOON
    for number in range(500):
        is_crisis = number % 250 > 180
        at += timedelta(seconds=chance.expovariate(1 / (2.0 if is_crisis else 40.0)))
        posted = at - timedelta(seconds=chance.randrange(60, 600)) if chance.random() < 0.05 else at
        more: dict[str, object] = {"score": angry} if is_crisis else {}
        if chance.random() < 0.01:
            more["reach"] = Reach(audience=chance.randrange(100_000, 900_000))
        one = entry(str(number), watch=WATCHES[number % 7 == 0], at=posted, **more)  # type: ignore[arg-type]
        made += [(one, at)] * (2 if chance.random() < 0.02 else 1)
    return tuple(made)


def _answer(store: Store) -> Answer:
    pages = [one.queued for one in store.pages.lease(NOON + timedelta(days=30), boot="b", limit=10_000, seconds=1)]
    decisions = [one for incident in store.read_model.incidents() for one in store.read_model.decisions(incident.id)]
    return (
        msgspec.json.encode(sorted(pages, key=lambda one: one.page.page_id)),
        msgspec.json.encode(decisions),
        msgspec.json.encode(store.read_model.incidents()),
        msgspec.json.encode(dict(sorted(store.counters().items()))),
    )


def _run(opening: Opening, *, batch: int, save_every: int, take_overs: int = 0, seed: int = 7) -> Answer:
    """Fold the input in groups; now and then the machine is gone, and another one opens the store. Return what came of it."""
    given = _input(seed)
    store = opening()
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    chance = random.Random(take_overs)
    ends = sorted(chance.sample(range(1, len(given) // batch), take_overs))
    for number, begin in enumerate(range(0, len(given), batch)):
        if number in ends:
            store.close()
            store = opening()
            fold = restored(store, LINK_KEY)
        with store.transaction():
            for one, at in given[begin : begin + batch]:
                fold.tick_until(at)
                fold.take(one, at)
            store.set_meta("folded_seq", str(fold.folded_seq))
            if number % save_every == 0:
                store.save(fold.folded_seq, fold.engine.parts(only_dirty=number > 0))
    with store.transaction():
        answer = _answer(store)
    store.close()
    return answer


@pytest.fixture(scope="module")
def plain() -> Answer:
    """Return what a plain run in memory says."""
    return _run(MemoryStore, batch=1, save_every=10_000)


@pytest.mark.parametrize("opening", ["sqlite", "postgres", "nats"], indirect=True)
def test_every_store_says_the_same_also_over_take_overs(opening: Opening, plain: Answer) -> None:
    """Three machines after one another, with checkpoints that lie a crisis behind: nothing more, nothing less, no byte else."""
    pages = msgspec.json.decode(plain[0])
    assert len(pages) > 5, "the input pages"
    assert {one["page"].get("step", 1) for one in pages} >= {1, 2}, "and nobody answers, so it goes on to the next step"
    assert _run(opening, batch=23, save_every=9, take_overs=5) == plain


def test_groups_of_any_size_say_the_same(plain: Answer) -> None:
    """What is committed together is no part of what is decided."""
    assert _run(MemoryStore, batch=150, save_every=3) == plain


def test_state_that_is_kept_before_its_pages_is_caught(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plain: Answer
) -> None:
    """The mutation: pages go in with the next transaction. A take-over in between loses some, and the comparison sees it."""
    queue, waiting = OutboxTable.queue, []
    begin = SqliteStore.transaction

    def later(_: OutboxTable, queued: QueuedPage, *, told_in: str = "") -> bool:
        waiting.append((queued, told_in))
        return True

    @contextlib.contextmanager
    def transaction(store: SqliteStore) -> Iterator[None]:
        with begin(store):
            for queued, told_in in waiting:
                queue(store.pages, queued, told_in=told_in)
            waiting.clear()
            yield

    def opening() -> Store:
        waiting.clear()  # the machine is gone, and what it had not written with it
        return SqliteStore(tmp_path)

    monkeypatch.setattr(OutboxTable, "queue", later)
    monkeypatch.setattr(SqliteStore, "transaction", transaction)

    assert _run(opening, batch=23, save_every=9, take_overs=20)[0] != plain[0]


def test_a_stretch_that_is_not_folded_again_is_caught(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plain: Answer
) -> None:
    """The mutation: who takes over believes the checkpoint to be the newest state. Pages lie in the stretch, so it shows."""
    monkeypatch.setattr(SqliteStore, "read", lambda *_, **__: iter(()))

    assert _run(lambda: SqliteStore(tmp_path), batch=23, save_every=9, take_overs=5)[0] != plain[0]


def test_a_random_part_in_the_ids_of_pages_is_caught(monkeypatch: pytest.MonkeyPatch, plain: Answer) -> None:
    """The mutation: an id that is not made of its decision alone. The comparison sees it, so the comparison is worth something."""
    chance = random.Random(1)
    name = "alertd.core.incidents.pages.id_of"
    monkeypatch.setattr(name, lambda *given: f"{chance.randrange(16**4):04x}{id_of(*given)[4:]}")

    assert _run(MemoryStore, batch=23, save_every=9)[0] != plain[0]
