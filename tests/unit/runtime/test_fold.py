"""The fold: entries into the log, through the engine, commands into the store."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from alertd.core.engine import Engine
from alertd.model.commands import SendPage
from alertd.model.events import ActTaken, HouseLoaded, MentionGrew, PageReported
from alertd.model.incident import Act, State
from alertd.model.page import Listed, Outcome, PageKind, Receipt
from alertd.model.rule import Engagement, Rule
from alertd.ports import Appended, Entry
from alertd.runtime.ack_links import short
from alertd.runtime.fold import Fold, quotes_of
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house, loud, queued


def folded() -> tuple[Fold, MemoryStore]:
    """Return a fold that knows its house."""
    store = MemoryStore()
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    fold.take(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
    return fold, store


def test_a_page_carries_its_quote_and_a_link_of_its_own() -> None:
    """The text of the telling post, and a short link that only the daemon's key makes, of that page alone."""
    fold, store = folded()
    fold.take(loud("1", text="acme broke my kettle"), NOON)
    ((queued, state, _),) = store.pages.rows.values()

    assert state == "planned"
    assert quotes_of(queued) == {("x", "1"): "acme broke my kettle"}
    assert "broke my kettle" in queued.text
    token = queued.link.rpartition("/")[2]
    assert token == short(LINK_KEY, queued.page.page_id)
    assert token != short(LINK_KEY, "another page")
    assert token != short(bytes(32), queued.page.page_id)


def test_a_duplicate_decides_nothing() -> None:
    """Neither a page nor a count; an edit is counted apart, and the next page quotes the new text."""
    fold, store = folded()
    fold.take(entry("0"), NOON)
    assert fold.take(loud("1"), NOON)[0] is Appended.NEW
    pages = len(store.pages.rows)
    assert fold.take(loud("1"), NOON) == (Appended.DUPLICATE, ())
    assert fold.take(loud("1", text="acme, but edited"), NOON) == (Appended.EDITED, ())

    assert len(store.pages.rows) == pages
    assert store.counted | {"mentions": 2, "duplicates": 1, "edited": 1} == store.counted
    fold.tick_until(NOON + timedelta(minutes=5))
    assert "edited" in list(store.pages.rows.values())[-1][0].text


def test_deadlines_fire_in_order_each_at_its_own_time() -> None:
    """An hour without an event: the second step is decided at its minute, not at the end."""
    fold, store = folded()
    fold.take(loud("1"), NOON)
    fold.tick_until(NOON + timedelta(hours=1))

    pages = [queued.page for queued, _, _ in store.pages.rows.values() if queued.page.kind == "page"]
    assert [(page.to, page.step, page.at - NOON) for page in pages] == [
        ("alice", 1, timedelta(0)),
        ("bob", 2, timedelta(minutes=5)),
        ("bob", 0, timedelta(minutes=15)),  # the promise to take it is broken, and one to have a plan
        ("bob", 0, timedelta(hours=1)),
    ]


def test_an_act_cancels_and_a_receipt_settles() -> None:
    """An acknowledgement stops later steps; what the provider said is in the outbox when the engine has folded it."""
    fold, store = folded()
    fold.take(loud("1"), NOON)
    ((queued, _, _),) = store.pages.rows.values()
    page = queued.page
    receipt = Receipt(page_id=page.page_id, outcome=Outcome.ACCEPTED, at=NOON, sent_at=NOON)
    fold.take(Entry(event=PageReported(at=NOON, receipt=receipt)), NOON)
    fold.take(Entry(event=ActTaken(at=NOON, incident=str(page.incident), act=Act.ACK, by="alice")), NOON)
    fold.tick_until(NOON + timedelta(minutes=30))

    assert store.pages.accepted(page.page_id) == receipt
    assert store.incidents[str(page.incident)].state is State.ACKNOWLEDGED
    assert [one.page.to for one, _, _ in store.pages.rows.values() if one.page.kind == "page"] == ["alice"]
    assert "acknowledged" in [one.reason for one in store.decisions]


def test_an_erased_text_is_left_out() -> None:
    """A page decided after the erasure names the post and quotes nothing."""
    fold, store = folded()
    fold.take(loud("1", text="acme, private words"), NOON)
    store.erase("x", "1")
    commands = fold.engine.handle(ActTaken(at=NOON, incident="none", act=Act.ACK, by="x"))
    assert not any(isinstance(command, SendPage) for command in commands)
    fold.tick_until(NOON + timedelta(minutes=5))
    last = list(store.pages.rows.values())[-1][0]

    assert last.page.to == "bob"
    assert last.quotes == {}
    assert b"private words" not in msgspec.json.encode(last)


def test_a_list_has_a_link_for_each_page_and_one_of_its_own() -> None:
    """Each of them finds its page; the list's finds the list."""
    fold, store = folded()
    one = queued("p1").page
    line = Listed(page_id="p1", incident="i1", kind=PageKind.PAGE, at=NOON, watch="acme", severity=one.severity)
    told = one.with_(page_id="l1", kind=PageKind.LIST, incident=None, listed=(line,))
    for page, told_in in ((one, "l1"), (told, "")):
        store.pages.queue(fold.worded(page), told_in=told_in)
    (kept, _, _), (sent, _, _) = store.pages.rows["p1"], store.pages.rows["l1"]

    assert sent.page.listed[0].link == kept.link != ""
    assert sent.link.rpartition("/")[2] == short(LINK_KEY, "l1")
    assert kept.link in sent.text
    assert store.pages.of_link(short(LINK_KEY, "p1")) == kept.page


def test_growth_enters_the_log_and_a_replay_of_it_decides_the_same() -> None:
    """A post that is read again with more likes: one event, one page, and the log alone tells both again."""
    rule = Rule(id="liked", name="liked", when=Engagement(likes=1000), page="pr")
    store = MemoryStore()
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    known = house()
    fold.take(Entry(event=HouseLoaded(at=NOON, house=known.with_(rules=(rule,)))), NOON)

    def read(minute: int, likes: int) -> Appended:
        at = NOON + timedelta(minutes=minute)
        seen = entry("1", likes=likes, seen_at=at)
        written = msgspec.json.encode(msgspec.json.decode(seen.post or b"") | {"likes": likes})
        return fold.take(seen.with_(event=seen.event.with_(at=at), post=written), at)[0]

    assert [read(0, 10), read(5, 11), read(10, 900), read(15, 1200)] == ["new", "duplicate", "grew", "grew"]
    events = [event for _, event in store.read(0)]
    grown = [event for event in events if isinstance(event, MentionGrew)]
    assert [(event.at - NOON, event.mention.likes) for event in grown] == [
        (timedelta(minutes=10), 900),
        (timedelta(minutes=15), 1200),
    ]
    assert store.counted["duplicates"] == 3
    pages = [queued.page.page_id for queued, _, _ in store.pages.rows.values()]
    assert len(pages) == 1

    again = Engine()
    commands = [command for event in events for command in again.handle(event)]
    assert [one.page.page_id for one in commands if isinstance(one, SendPage)] == pages

    assert read(60 * 30, 90_000) == "grew"
    assert len([event for _, event in store.read(0) if isinstance(event, MentionGrew)]) == 2, "of yesterday: history"
