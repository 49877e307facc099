"""What the disk has changed beside the log: a page with a wrong letter does not go out, a lost text is no lost page, and nobody else goes without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import structlog

from alertd.core.engine import Engine
from alertd.model.incident import Incident, State
from alertd.model.mention import key_of
from alertd.model.page import Evidence, Outcome, PageKind
from alertd.model.rule import Severity
from alertd.runtime.erase import Erasure
from alertd.runtime.fold import Fold
from alertd.store import left_out
from alertd.store.outbox import DAMAGED, page_in, sealed_page
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, queued
from tests.unit.runtime.outbox_fakes import Obedient, Stage, delivery


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store with two mentions of which the disk has spoilt the first one's text."""
    made = SqliteStore(tmp_path / "store")
    with made.transaction():
        for ident in ("1", "2"):
            made.append(entry(ident, text=f"acme {ident}"), NOON)
    _spoil(made, "post", "key", key_of("acme", "x", "1"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _untold() -> Iterator[None]:
    left_out._told.clear()
    yield
    left_out._told.clear()


def _spoil(store: SqliteStore, table: str, name: str, of: str) -> None:
    """Turn over one bit of a row: a quote becomes another letter, and it is no JSON any more."""
    with store.transaction():
        (body,) = store.connection.execute(f"SELECT body FROM {table} WHERE {name} = ?", (of,)).fetchone()
        spoilt = body[:1] + bytes([body[1] ^ 4]) + body[2:]
        store.connection.execute(f"UPDATE {table} SET body = ? WHERE {name} = ?", (spoilt, of))


def _incident(ident: str) -> Incident:
    return Incident(id=ident, watch="acme", severity=Severity.URGENT, state=State.OPEN, opened_at=NOON)


# --- pages of the outbox ------------------------------------------------------------------------------------------------


def test_whichever_bit_of_a_page_turns_over_it_is_noticed_or_changes_nothing() -> None:
    """A figure, a name, an address, a letter of the text: none of them ever goes out wrong."""
    page = queued("p1", facts={"count": 40})
    body = sealed_page(page)
    assert page_in(body) == page
    for place in range(len(body)):
        for bit in range(8):
            changed = body[:place] + bytes([body[place] ^ (1 << bit)]) + body[place + 1 :]
            try:
                assert page_in(changed) == page
            except left_out.UNREADABLE:
                continue


def test_a_page_of_an_older_release_bears_no_sum_and_leaves() -> None:
    """Who upgrades with pages that wait sends them. And the release before reads what this one wrote: it asks for no sum."""
    page = queued("p1")
    assert page_in(msgspec.json.encode(page)) == page
    assert msgspec.json.decode(sealed_page(page), type=type(page)) == page


def test_a_damaged_page_is_leased_as_what_is_left_of_it(store: SqliteStore) -> None:
    """Whose it was stands beside it; the pages before and behind it leave as they are."""
    with store.transaction():
        for ident in ("p1", "p2", "p3"):
            store.pages.queue(queued(ident))
    _spoil(store, "outbox", "page_id", "p2")
    with store.transaction():
        first, second, third = store.pages.lease(NOON, boot="b", limit=9, seconds=60)
    assert [one.damage for one in (first, second, third)] == ["", DAMAGED, ""]
    left = second.queued.page
    assert (left.page_id, left.incident, left.to, left.channel, left.kind) == (
        "p2",
        "i1",
        "alice",
        "hook",
        PageKind.PAGE,
    )
    assert (second.queued.text, left.to_address) == ("", "")
    assert (first.queued, third.queued) == (queued("p1"), queued("p3"))


@pytest.mark.asyncio
async def test_the_sender_sends_no_damaged_page_and_calls_it_dead() -> None:
    """So its person is asked on another channel at once, and operators hear who was not."""
    stage = Stage()
    slack = Obedient(stage.clock)
    async with stage.running(slack=slack):
        with structlog.testing.capture_logs() as told:
            stage.outbox.add(delivery("p1").with_(damage=DAMAGED), delivery("p2"))
            await stage.clock.advance(1)
    assert [page_id for page_id, *_ in slack.began] == ["p2"]
    dead, sent = sorted(stage.outbox.receipts, key=lambda one: one.page_id)
    assert (dead.outcome, dead.detail, dead.sent_at) == (Outcome.DEAD, DAMAGED, None)
    assert sent.outcome is Outcome.ACCEPTED
    (line,) = [one for one in told if one["event"] == "page.dead"]
    assert (line["page_id"], line["to"], line["channel"], line["log_level"]) == ("p1", "alice", "slack", "error")


def test_a_damaged_page_hides_no_other(store: SqliteStore) -> None:
    """Lists, an incident's page, a link, how many wait and since when, and a clock that is set back go on without it."""
    with store.transaction():
        for number, ident in enumerate(("p1", "p2")):
            page = queued(ident, at=NOON + timedelta(seconds=number))
            store.pages.queue(page.with_(link=f"https://a.example/a/{ident}"))
    _spoil(store, "outbox", "page_id", "p1")
    pages = store.pages
    assert [one.page.page_id for one, *_ in pages.all()] == ["p2"]
    assert [one.page.page_id for one, *_ in pages.of_incident("i1")] == ["p2"]
    assert [one.page.page_id for one, *_ in pages.some(["p1", "p2"])] == ["p2"]
    assert pages.of_link("p1") is None
    assert pages.of_link("p2") is not None
    assert pages.due(NOON + timedelta(minutes=1)) == (2, NOON + timedelta(seconds=1))
    with store.transaction():
        pages.set_back(NOON, NOON - timedelta(hours=1))
    assert [one.damage for one in pages.lease(NOON, boot="b", limit=9, seconds=60)] == [DAMAGED, ""]


# --- texts, incidents, decisions ----------------------------------------------------------------------------------------


def test_a_page_about_a_post_whose_text_is_spoilt_is_made_without_the_quote(store: SqliteStore) -> None:
    """A crisis is not kept quiet for a letter."""
    evidence = tuple(
        Evidence(platform="x", id=one, author=f"u_{one}", why="first", reach=9, sentiment=None, url=None)
        for one in ("1", "2")
    )
    fold = Fold(store, Engine(), link_key=LINK_KEY)
    told = fold.worded(queued("p1", evidence=evidence).page)
    assert told.quotes == {"x 2": "acme 2"}


def test_the_same_post_again_is_known(store: SqliteStore) -> None:
    """It is counted once, as it is whose text is long gone; and it may be deleted."""
    with store.transaction():
        assert store.append(entry("1", text="acme 1"), NOON)[0].value == "duplicate"
        assert store.erase("x", "1", by="feed") == 1


def test_who_looks_at_mentions_finds_one_without_a_text(store: SqliteStore) -> None:
    """The web page, a report and a takeout show the other as it is."""
    shown = {event.mention.id: post for event, post in store.read_model.mentions("acme", None, 9)}  # type: ignore[union-attr]
    assert shown["1"] is None
    assert shown["2"] is not None
    assert [post is None for _, post in store.history.came_in()] == [True, False]


def test_a_spoilt_incident_or_decision_hides_no_other(store: SqliteStore) -> None:
    """The list is as long as what can be read; the incident itself is as if it were not there, until it is written again."""
    with store.transaction():
        for ident in ("a", "b"):
            store.read_model.keep_incident(_incident(ident))
    _spoil(store, "incident", "id", "a")
    model = store.read_model
    for found in (model.incidents(), model.standing(), store.history.incidents()):
        assert [one.id for one in found] == ["b"]
    assert model.incident("a") is None
    with store.transaction():
        model.keep_incident(_incident("a"))
    assert model.incident("a") == _incident("a")


def test_it_is_said_once_however_often_somebody_looks(store: SqliteStore) -> None:
    """A page of the web that looks every second fills no journal; what else breaks has a line of its own."""
    with structlog.testing.capture_logs() as told:
        for _ in range(5):
            store.read_model.mentions("acme", None, 9)
            store.connection.execute("UPDATE event SET body = ? WHERE seq = 2", (b'{"kind":"mention_seen"}',))
    assert [one["event"] for one in told] == ["row.broken", "event.broken"]
    assert "the post of" in told[0]["error"]


def test_what_is_remembered_of_that_is_bounded() -> None:
    """A disk that dies names thousands of rows; they are no leak."""
    with structlog.testing.capture_logs() as told:
        for number in range(2 * left_out.MOST_TOLD):
            left_out.say_once("row.broken", f"post {number}", "damaged")
    assert len(told) == 2 * left_out.MOST_TOLD
    assert len(left_out._told) <= left_out.MOST_TOLD


def test_an_erasure_leaves_nothing_of_what_nobody_can_read(store: SqliteStore) -> None:
    """It may be theirs. The page is dead then, as it would have been."""
    with store.transaction():
        store.pages.queue(queued("p1"))
        store.read_model.keep_incident(_incident("a"))
    _spoil(store, "outbox", "page_id", "p1")
    _spoil(store, "incident", "id", "a")
    erasure = Erasure(store, Engine, "u_2")
    for step in erasure.steps():
        with store.transaction():
            step()
    db = store.connection
    assert db.execute("SELECT count(*) FROM post").fetchone() == (0,)
    assert db.execute("SELECT body FROM outbox UNION ALL SELECT body FROM incident").fetchall() == [(b"",), (b"",)]
    assert store.pages.lease(NOON, boot="b", limit=9, seconds=60)[0].damage == DAMAGED
    assert erasure.result().people == ("x:u_2",)
