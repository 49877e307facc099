"""The store's ports: what the one in memory does, the one on disk does too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alertd.model.page import Instants, Outcome, PageKind, Receipt
from alertd.model.post import Post
from alertd.ports import Appended, Entry
from alertd.store_port import Store
from tests.unit.runtime.made import NOON, entry, queued


def post(ident: str, **changes: Any) -> bytes:
    """Return a post as the store keeps it."""
    return msgspec.json.encode(Post(platform="x", id=ident, created_at=NOON, author="a", **changes))


def test_a_new_entry_a_duplicate_and_an_edit(store: Store) -> None:
    """The same key again changes nothing; with another text it is an edit, which replaces the text and adds no event."""
    became = [
        store.append(entry("1"), NOON),
        store.append(entry("1"), NOON),
        store.append(entry("1", text="acme, edited"), NOON),
        store.append(entry("1", watch="globex"), NOON),
    ]

    assert [one for one, _ in became] == [Appended.NEW, Appended.DUPLICATE, Appended.EDITED, Appended.NEW]
    assert became[1][1] == became[0][1]
    assert len(list(store.read(0))) == 2
    assert b"edited" in store.posts(["acme\x1fx\x1f1"])["acme\x1fx\x1f1"]


def test_counts_that_are_news_are_growth_and_slow_ones_add_up(store: Store) -> None:
    """A tenth more and three at least; what is less is remembered until it is as much. The text stays, no event is added."""

    def liked(likes: int) -> Entry:
        return entry("1").with_(post=post("1", text="acme is here", likes=likes))

    became = [store.append(liked(likes), NOON)[0] for likes in (100, 105, 109, 111, 111, 90, 123)]

    wanted = [Appended.NEW, *[Appended.DUPLICATE] * 2, Appended.GREW, *[Appended.DUPLICATE] * 2, Appended.GREW]
    assert became == wanted
    assert len(list(store.read(0))) == 1
    assert b'"likes":123' in store.posts(["acme\x1fx\x1f1"])["acme\x1fx\x1f1"]


def test_what_has_no_key_is_always_new(store: Store) -> None:
    """Ticks, acts and receipts are never duplicates."""
    bare = entry("1").with_(key=None, post=None, author=None)

    assert [store.append(bare, NOON)[0] for _ in range(2)] == [Appended.NEW, Appended.NEW]


def test_the_log_is_read_in_order_and_in_parts(store: Store) -> None:
    """After a number, up to a number; each event as it was written."""
    entries = [entry(str(i)) for i in range(5)]
    numbers = [store.append(one, NOON)[1] for one in entries]

    assert [event for _, event in store.read(0)] == [one.event for one in entries]
    assert [number for number, _ in store.read(numbers[1], until=numbers[3])] == numbers[2:4]


@pytest.mark.parametrize("ident", ["1", "a_b", "100%", "x!y"])
def test_erasing_takes_one_post_of_every_watch(store: Store, ident: str) -> None:
    """All watches' texts of that post go; posts whose id only ends alike, or that a pattern would match, stay."""
    for one in (ident, f"2{ident}", "aXb", "100x"):
        store.append(entry(one), NOON)
    store.append(entry(ident, watch="globex"), NOON)
    gone = store.erase("x", ident)

    keys = [f"{watch}\x1fx\x1f{one}" for watch in ("acme", "globex") for one in (ident, f"2{ident}", "aXb", "100x")]
    assert gone == 2
    assert sorted(store.posts(keys)) == sorted(f"acme\x1fx\x1f{one}" for one in (f"2{ident}", "aXb", "100x"))
    assert store.append(entry(ident), NOON)[0] is Appended.DUPLICATE, "an erased text does not come back"
    assert store.posts([f"acme\x1fx\x1f{ident}"]) == {}


def test_cursors_and_counters(opened: Store) -> None:
    """The newest place of each source; sums, once their transaction is over."""
    for _ in range(2):
        with opened.transaction():
            for place in ("a", "b"):
                opened.move_cursor("feed", place)
            opened.count("mentions")
            opened.count("mentions", 4)

    assert opened.cursors() == {"feed": "b"}
    assert opened.counters() == {"mentions": 10}


def test_a_checkpoint_is_kept_in_parts(store: Store) -> None:
    """A later save replaces only the parts that it brings."""
    assert store.load() == (0, {})
    store.save(5, {"globals": b"1", "watch/a": b"a"})
    store.save(9, {"globals": b"2"})

    assert store.load() == (9, {"globals": b"2", "watch/a": b"a"})


def test_a_page_goes_in_once_and_out_when_it_is_due(store: Store) -> None:
    """Its id is unique; one that is held back waits."""
    pages = store.pages
    later = NOON + timedelta(hours=1)

    assert [pages.queue(queued("p1")), pages.queue(queued("p1")), pages.queue(queued("p2", hold_until=later))] == [
        True,
        False,
        True,
    ]
    assert pages.next_due() == NOON
    first = pages.lease(NOON, boot="b", limit=10, seconds=60)
    assert [(one.queued.page.page_id, one.attempt, one.is_repeat) for one in first] == [("p1", 1, False)]
    assert pages.lease(NOON, boot="b", limit=10, seconds=60) == []
    assert pages.next_due() == later
    assert [one.queued.page.page_id for one in pages.lease(later, boot="b", limit=10, seconds=60)] == ["p2"]


def test_what_became_of_an_attempt(store: Store) -> None:
    """Retry and unknown come back at their time, an unknown one marked as a repeat; accepted and dead never do."""
    pages = store.pages
    soon = NOON + timedelta(seconds=30)
    outcomes = [Outcome.RETRY, Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.DEAD]
    for outcome in outcomes:
        pages.queue(queued(outcome))
    pages.lease(NOON, boot="b", limit=10, seconds=60)
    for outcome in outcomes:
        pages.settle(Receipt(page_id=outcome, outcome=outcome, at=NOON, next_at=soon, sent_at=NOON))

    assert pages.lease(NOON, boot="b", limit=10, seconds=60) == []
    again = {one.queued.page.page_id: one.is_repeat for one in pages.lease(soon, boot="b", limit=10, seconds=60)}
    assert again == {"retry": False, "unknown": True}
    assert pages.next_due() is None


def test_what_a_provider_says_later_is_kept_beside_what_it_said_first(store: Store) -> None:
    """Taken at noon and on the phone a minute after; or taken and never there. A later word about either is none."""
    pages = store.pages
    minute = NOON + timedelta(minutes=1)
    for page_id in ("came", "lost"):
        pages.queue(queued(page_id))
    pages.lease(NOON, boot="b", limit=10, seconds=60)
    for page_id, outcome in (("came", Outcome.DELIVERED), ("lost", Outcome.DEAD)):
        pages.settle(Receipt(page_id=page_id, outcome=Outcome.ACCEPTED, at=NOON, sent_at=NOON))
        pages.settle(Receipt(page_id=page_id, outcome=outcome, at=minute))
        pages.settle(Receipt(page_id=page_id, outcome=Outcome.DEAD, at=minute + timedelta(hours=1)))

    assert {row.page.page_id: state for row, state, _ in pages.all()} == {"came": "delivered", "lost": "dead"}
    found = pages.instants(["came", "lost"])
    assert (found["came"].sent_at, found["came"].accepted_at, found["came"].delivered_at) == (NOON, NOON, minute)
    assert (found["lost"].accepted_at, found["lost"].delivered_at) == (NOON, None)


def test_a_page_that_came_is_not_sent_again(store: Store) -> None:
    """The provider did not answer in time; its word that the phone has it ends the page before the repeat."""
    pages = store.pages
    soon = NOON + timedelta(seconds=5)
    pages.queue(queued("p"))
    pages.lease(NOON, boot="b", limit=10, seconds=60)
    pages.settle(Receipt(page_id="p", outcome=Outcome.UNKNOWN, at=NOON, next_at=soon, sent_at=NOON))
    pages.settle(Receipt(page_id="p", outcome=Outcome.DELIVERED, at=NOON))

    assert pages.lease(soon, boot="b", limit=10, seconds=60) == []


def test_what_may_have_arrived_is_marked_for_good(store: Store) -> None:
    """An answer that leaves it open marks all later attempts; only an attempt without any answer counts as one."""
    pages = store.pages
    answers = [
        Receipt(page_id="p", outcome=Outcome.RETRY, at=NOON, next_at=NOON, sent_at=NOON),
        Receipt(page_id="p", outcome=Outcome.RETRY, at=NOON, next_at=NOON, sent_at=NOON, may_have_arrived=True),
        Receipt(page_id="p", outcome=Outcome.RETRY, at=NOON, next_at=NOON, sent_at=NOON),
        Receipt(page_id="p", outcome=Outcome.UNKNOWN, at=NOON, next_at=NOON, sent_at=NOON, may_have_arrived=True),
        Receipt(page_id="p", outcome=Outcome.RETRY, at=NOON, next_at=NOON, sent_at=NOON),
    ]
    pages.queue(queued("p"))
    seen = []
    for answer in answers:
        (one,) = pages.lease(NOON, boot="b", limit=10, seconds=60)
        seen.append((one.is_repeat, one.was_unanswered))
        pages.settle(answer)
    (one,) = pages.lease(NOON, boot="b", limit=10, seconds=60)

    assert seen == [(False, False), (False, False), (True, False), (True, False), (True, True)]
    assert (one.is_repeat, one.was_unanswered) == (True, True)


def test_cancelling_takes_what_has_not_begun(store: Store) -> None:
    """Pages that wait are cancelled, but for the kinds that stay; what is being sent ends as its provider says."""
    pages = store.pages
    later = NOON + timedelta(hours=1)
    pages.queue(queued("sent"))
    pages.lease(NOON, boot="b", limit=10, seconds=60)
    pages.queue(queued("waits", hold_until=later))
    pages.queue(queued("stays", hold_until=later, kind=PageKind.RESOLVED))
    pages.queue(queued("other", hold_until=later, incident="i2"))

    assert pages.cancel("i1", "ack", ("resolved",), NOON) == 1
    pages.settle(Receipt(page_id="sent", outcome=Outcome.ACCEPTED, at=NOON, sent_at=NOON))
    assert {one.queued.page.page_id for one in pages.lease(later, boot="b", limit=10, seconds=60)} == {"stays", "other"}


def test_pages_of_a_clock_that_was_ahead_wait_no_longer(store: Store) -> None:
    """What was decided or tried in the wrong time is due by the right one; what was held back before keeps its time."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    morning = NOON + 2 * day
    for name, at, hold in (
        ("before", NOON - hour, morning),
        ("wrong", NOON + day - hour, None),
        ("held", NOON + day, NOON + day + hour),
        ("tried", NOON - hour, None),
    ):
        one = queued(name)
        store.pages.queue(one.with_(page=one.page.with_(at=at, hold_until=hold)))
    again = Receipt(page_id="tried", outcome=Outcome.RETRY, at=NOON + day, next_at=NOON + day + hour)
    store.pages.settle(again)

    store.pages.set_back(NOON + day, NOON)

    due = [
        [one.queued.page.page_id for one in store.pages.lease(at, boot="b", limit=9, seconds=9)]
        for at in (NOON - timedelta(seconds=1), NOON, NOON + hour, morning)
    ]
    assert due == [[], ["wrong"], ["held", "tried"], ["before"]]


def test_some_pages_of_an_incident_can_be_cancelled(store: Store) -> None:
    """By id; the others of the incident are sent."""
    for name in ("one", "two", "three"):
        page = queued(name)
        store.pages.queue(page.with_(page=page.page.with_(hold_until=NOON + timedelta(hours=1))))

    assert store.pages.cancel("i1", "paused", (), NOON, ("one", "three", "unknown")) == 2
    assert store.pages.cancel("i2", "paused", (), NOON, ("two",)) == 0
    due = store.pages.lease(NOON + timedelta(hours=1), boot="b", limit=9, seconds=9)
    assert [one.queued.page.page_id for one in due] == ["two"]


def test_a_page_that_a_list_tells_is_never_sent_but_known_by_its_link(store: Store) -> None:
    """It stands among its incident's pages; what becomes of it is what becomes of the list."""
    token = "T7Rc0SE3IPiAbPl9ueWaJg"
    one = queued("p1").with_(link=f"https://alerts.example.org/a/{token}")
    assert store.pages.queue(one, told_in="list1")
    assert not store.pages.queue(one, told_in="list2")

    assert store.pages.lease(NOON, boot="b", limit=9, seconds=60.0) == []
    assert store.pages.next_due() is None
    assert store.pages.of_link(token) == one.page
    assert [(state, detail) for _, state, detail in store.pages.of_incident("i1")] == [("listed", "list1")]
    assert store.pages.cancel("i1", "acknowledged", (), NOON) == 0


def test_pages_of_no_incident_are_cancelled_by_their_ids_only(store: Store) -> None:
    """A list is called back; what operators are told in the same minute is not."""
    for ident in ("list1", "ops1"):
        store.pages.queue(queued(ident, incident=None, hold_until=NOON + timedelta(minutes=5)))
    store.pages.queue(queued("p1", hold_until=NOON + timedelta(minutes=5)))

    assert store.pages.cancel("", "nothing of it is open", (), NOON, only=("list1",)) == 1
    assert store.pages.withdrawn("") == ["list1"]
    assert [page.page.page_id for page, state, _ in store.pages.all() if state == "planned"] == ["ops1", "p1"]


def test_when_a_page_was_sent_taken_and_delivered(store: Store) -> None:
    """The first attempt and the first word count; what a list told has the list's instants."""
    store.pages.queue(queued("list1", incident=None))
    store.pages.queue(queued("p1"), told_in="list1")
    store.pages.queue(queued("p2"))
    for second, outcome in enumerate((Outcome.RETRY, Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.DELIVERED)):
        begun = NOON + timedelta(seconds=10 * second)
        receipt = Receipt(page_id="list1", outcome=outcome, at=begun + timedelta(seconds=1), sent_at=begun)
        store.pages.settle(receipt)
    instants = store.pages.instants(["p1", "p2", "gone"])

    assert instants["p1"] == Instants(
        sent_at=NOON, accepted_at=NOON + timedelta(seconds=21), delivered_at=NOON + timedelta(seconds=31)
    )
    assert instants["p2"] == Instants()
    assert "gone" not in instants


def test_a_store_that_is_written_to_lets_its_machine_page(opened: Store) -> None:
    """Whoever has just committed owns it, of whatever kind it is."""
    with opened.transaction():
        opened.append(entry("1"), NOON)
    assert opened.refusal() is None
