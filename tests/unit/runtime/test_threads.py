"""The first message of an incident at a place is remembered, and given to what follows."""

from __future__ import annotations

from datetime import UTC, datetime

from alertd.ports import QueuedPage, Thread
from alertd.runtime import threads
from alertd.store.memory import MemoryStore
from tests.unit.runtime.outbox_fakes import delivery

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def queued(store: MemoryStore, page_id: str, **changes: object) -> QueuedPage:
    """Put a page into the outbox and return it."""
    made = delivery(page_id, address="#crisis")
    page = made.page.with_(**({"incident": "i1"} | changes))
    row = QueuedPage(page=page, title=made.title, text=f"text of {page_id}", link="")
    store.pages.queue(row)
    return row


def test_what_follows_knows_the_first_message() -> None:
    """By incident, channel and address; another incident, channel or room begins its own."""
    store = MemoryStore()
    first = queued(store, "p1")
    assert threads.find(store, first.page) is None

    threads.remember(store, first.page, "C1:1")
    threads.remember(store, queued(store, "p2").page, "C1:2")

    assert threads.find(store, queued(store, "p3").page) == Thread(
        provider_id="C1:1", title=first.title, text="text of p1", was=first.title, page_id="p1"
    )
    for other in ({"incident": "i2"}, {"channel": "dm"}, {"to_address": "#other"}, {"incident": None}):
        assert threads.find(store, queued(store, f"x{other}", **other).page) is None


def test_a_repeat_of_the_first_is_no_reply_to_itself() -> None:
    """It may never have arrived: it stands by itself."""
    store = MemoryStore()
    first = queued(store, "p1")
    threads.remember(store, first.page, "C1:1")

    assert threads.find(store, first.page) is None


def test_only_so_many_places_are_remembered() -> None:
    """The oldest goes first; a page to it begins a new thread."""
    store = MemoryStore()
    first = queued(store, "p1")
    threads.remember(store, first.page, "C1:1")
    for number in range(1_000):
        threads.remember(store, first.page.with_(incident=f"i{number + 2}"), f"C1:{number + 2}")

    assert threads.find(store, queued(store, "p2").page) is None


def test_a_page_whose_thread_cannot_be_worded_anew_is_sent_all_the_same() -> None:
    """An instant that no calendar holds: the first message keeps its words, and no page that is due waits for it."""
    store = MemoryStore()
    first = queued(store, "p1")
    threads.remember(store, first.page, "C1:1")
    odd = queued(store, "p2", facts={"stands": "acknowledged", "stands_at": 1e20})

    found = threads.find(store, odd.page)
    assert found is not None
    assert (found.provider_id, found.text) == ("C1:1", "text of p1")
