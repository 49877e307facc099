"""A takeout holds how posts have grown, and decides the same when it is played again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alertd.core.engine import Engine
from alertd.model.events import HouseLoaded
from alertd.model.page import PageKind
from alertd.model.rule import Engagement, Rule
from alertd.ports import Entry
from alertd.runtime import replay
from alertd.runtime.export import lines
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house, scorer

RULE = Rule(id="liked", name="liked", when=Engagement(likes=1000), page="pr")
HOUSE = house().with_(rules=(RULE,))


def lived(store: Any) -> Fold:
    """Return a store in which a post grew from 10 to 900 and to 1,200 likes, beside one that did not."""
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    fold.take(Entry(event=HouseLoaded(at=NOON, house=HOUSE)), NOON)
    for name, minute, likes in (("1", 0, 10), ("2", 1, 50), ("1", 5, 900), ("2", 6, 51), ("1", 10, 1200)):
        at = NOON + timedelta(minutes=minute)
        seen = entry(name, likes=likes, seen_at=at)
        written = msgspec.json.encode(msgspec.json.decode(seen.post or b"") | {"likes": likes})
        fold.take(seen.with_(event=seen.event.with_(at=at), post=written), at)
    return fold


def told(store: Any, watches: Iterable[str] = ()) -> list[tuple[str, int, str | None]]:
    """Return (id, likes, minute at which it was seen) of each line."""
    read = (json.loads(line) for line in lines(store, tuple(watches)))
    return [(one["id"], one["likes"], one.get("seen_at", "")[14:16] or None) for one in read]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    """Return an empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    made = SqliteStore(tmp_path)
    with made.transaction():
        yield made
    made.close()


def test_a_post_that_grew_stands_there_again_with_the_counts_of_then(store: Any) -> None:
    """First as it was when it came, not as it is now; what was no news is no line."""
    lived(store)

    assert told(store) == [("1", 10, None), ("2", 50, "01"), ("1", 900, "05"), ("1", 1200, "10")]
    assert told(store, ["globex"]) == []
    assert told(store, ["acme"]) == told(store)
    assert all(json.loads(line)["text"] == "acme is here" for line in lines(store))


def test_a_replay_of_a_takeout_pages_at_the_same_instant() -> None:
    """The rule that waits for a thousand likes fires at ten past, not at the beginning, and no mention counts twice."""
    fold = lived(MemoryStore())
    live = [
        (row.page.page_id, row.page.at)
        for row, _, _ in fold.store.pages.rows.values()  # type: ignore[attr-defined]
        if row.page.kind is PageKind.PAGE
    ]
    run = replay.Replay(HOUSE, scorer(), knows_watches=True)
    result = run.run([("takeout", number, line) for number, line in enumerate(lines(fold.store), 1)])  # type: ignore[arg-type]
    pages = [row.page for row, _, _ in result.store.pages.rows.values() if row.page.kind is PageKind.PAGE]

    assert [page.at for page in pages[:1]] == [at for _, at in live[:1]] == [NOON + timedelta(minutes=10)]
    assert replay.summary(result)["mentions"] == 2
    assert replay.summary(result)["duplicates"] == 2


def test_an_erased_text_is_empty_in_both_places(store: Any) -> None:
    """Whoever was forgotten is not found again beside the counts."""
    lived(store)
    store.erase("x", "1")

    assert [json.loads(line)["text"] for line in lines(store)] == ["", "acme is here", "", ""]
    assert [likes for _, likes, _ in told(store)] == [10, 50, 900, 1200]
