"""What people look at while the disk has changed an event: a page of the web has one post less, and none of them fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from alertd.errors import StoreError
from alertd.model.events import HouseLoaded, MentionSeen, ReplySeen
from alertd.model.mention import Reply
from alertd.ports import Entry
from alertd.store import left_out
from alertd.store.sealing import seal
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import NOON, entry, house

FROM, UNTIL = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
MENTIONS = ("1", "2", "3")
BROKEN = 3  # the number of mention 2

#: Every way in which pages of the web and reports read mentions, and what it tells of each.
LOOKS: dict[str, Callable[[SqliteStore], list[str]]] = {
    "came_in": lambda store: [one.mention.id for one, _ in store.history.came_in() if isinstance(one, MentionSeen)],
    "came_in_between": lambda store: [
        one.mention.id for one, _ in store.history.came_in_between(FROM, UNTIL) if isinstance(one, MentionSeen)
    ],
    "turns": lambda store: [
        one.author.removeprefix("u_") for one, _ in store.history.turns() if not isinstance(one, Reply)
    ],
    "newest_mentions": lambda store: [one.mention.id for one, _ in store.history.newest_mentions(FROM, UNTIL)][::-1],
    "newest_mentions of a watch": lambda store: [
        one.mention.id for one, _ in store.history.newest_mentions(FROM, UNTIL, watch="acme")
    ][::-1],
    "mentions_by": lambda store: [
        one.mention.id for name in MENTIONS for one, _ in store.history.mentions_by(f"x:u_{name}", 5)
    ],
    "called": lambda store: [
        author.removeprefix("x:u_") for name in MENTIONS for author in store.history.called(f"called_{name}", 100)
    ],
    "events": lambda store: [one.mention.id for one in store.history.events(MentionSeen)],
    "read model": lambda store: [
        one.mention.id for one, _ in store.read_model.mentions(None, None, 9) if isinstance(one, MentionSeen)
    ][::-1],
    "read model, by key": lambda store: [
        one.mention.id for one, _ in store.read_model.mentions(None, _keys(), 9) if isinstance(one, MentionSeen)
    ],
}


def _keys() -> list[str]:
    return [entry(name).key or "" for name in MENTIONS]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store with two houses around three mentions, and a reply to each of two."""
    made = SqliteStore(tmp_path / "store")
    made.packs = False  # as a store of before: its letters can be changed one by one
    with made.transaction():
        made.append(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
        for name in MENTIONS:
            made.append(entry(name, handle=f"called_{name}"), NOON)
        for name in ("1", "2"):
            reply = Reply(
                watch="acme", platform="x", id=f"r{name}", author="us", posted_at=NOON, seen_at=NOON, in_reply_to=name
            )
            made.append(Entry(event=ReplySeen(at=NOON, reply=reply)), NOON)
        made.append(Entry(event=HouseLoaded(at=UNTIL, house=house().with_(watches=()))), UNTIL)
    yield made
    made.close()


def _body(store: SqliteStore, seq: int) -> bytes:
    (body,) = store.connection.execute("SELECT body FROM event WHERE seq = ?", (seq,)).fetchone()
    return bytes(body)


def _write(store: SqliteStore, seq: int, body: bytes) -> None:
    with store.transaction():
        store.connection.execute("UPDATE event SET body = ? WHERE seq = ?", (body, seq))


def _flipped(body: bytes, at: int, bit: int) -> bytes:
    return body[:at] + bytes([body[at] ^ (1 << bit)]) + body[at + 1 :]


#: It is no JSON any more; no UTF-8 any more; as good JSON as before and another post; a kind of event nobody knows; nothing.
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda body: _flipped(body, 0, 0),
    "no UTF-8": lambda body: _flipped(body, body.index(b"u_2"), 7),
    "another post": lambda body: _flipped(body, body.index(b'"id":"2"') + 6, 0),
    "an unknown kind": lambda body: body.replace(b"mention_seen", b"menthon_seen"),
    "nothing": lambda _: b"",
}


def test_every_look_tells_of_every_mention(store: SqliteStore) -> None:
    """So that what follows is about the damage."""
    assert {name: look(store) for name, look in LOOKS.items()} == {name: ["1", "2", "3"] for name in LOOKS}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_look_leaves_out_what_is_broken_and_says_so(store: SqliteStore, damage: str) -> None:
    """The others are shown, nothing is shown that nobody wrote, and the journal names the event."""
    _write(store, BROKEN, DAMAGES[damage](_body(store, BROKEN)))
    for name, look in LOOKS.items():
        if (name, damage) == (
            "turns",
            "another post",
        ):  # its sum is not asked for: it would take as long as the reading
            continue
        left_out._told.clear()  # each look is the first
        with capture_logs() as said:
            assert look(store) == ["1", "3"], name
        told = {(line["event"], line["seq"], line["log_level"]) for line in said}
        # Who seeks a handle does so in the letters of a body, and never meets one that holds none.
        assert told == {("event.broken", BROKEN, "error")} or (name, damage) == ("called", "nothing"), name


def test_whichever_bit_it_is_no_look_fails(store: SqliteStore) -> None:
    """Also those that count by SQLite itself, and the curve of the first page."""
    body = _body(store, BROKEN)
    for place in range(0, 8 * len(body), 37):
        _write(store, BROKEN, _flipped(body, *divmod(place, 8)))
        for name, look in LOOKS.items():
            seen = look(store)
            assert set(seen) <= {"1", "2", "3"} or (name == "turns" and len(seen) == 3), name
        assert len(list(store.history.glimpses(FROM, UNTIL))) >= 2
        assert 2 <= sum(mentions for mentions, _ in store.history.brought().values()) <= 3


def test_replies_go_on_behind_a_broken_one(store: SqliteStore) -> None:
    """An answer that the disk has changed is no answer; the other one is."""
    _write(store, 6, _flipped(_body(store, 6), 1, 1))
    assert [one.reply.id for one, _ in store.history.replies(FROM, UNTIL, 9)] == ["r1"]
    assert [one.reply.id for one in store.history.events(ReplySeen)] == ["r1"]
    assert [one.id for one, _ in store.history.turns() if isinstance(one, Reply)] == ["r1"]


def test_the_newest_house_that_is_whole_is_asked(store: SqliteStore) -> None:
    """Names of watches and people come from the house before the broken one; without any there is none."""
    newest = store.history.newest(HouseLoaded)
    assert newest is not None
    assert newest.house.watches == ()
    _write(store, 7, b"{" + _body(store, 7))
    older = store.history.newest(HouseLoaded)
    assert older is not None
    assert older.house == house()
    _write(store, 1, b"")
    assert store.history.newest(HouseLoaded) is None


def test_what_a_newer_release_wrote_is_no_damage(store: SqliteStore) -> None:
    """It is not left out silently: whoever looks reads which program is wanted."""
    body = _body(store, BROKEN).rpartition(b',"crc32"')[0] + b"}"
    _write(store, BROKEN, seal(body.replace(b'"seen_at"', b'"felt_at"')))
    with pytest.raises(StoreError, match=r"event 3 of the log cannot be read: .*install that one again"):
        list(store.history.newest_mentions(FROM, UNTIL))


def test_a_look_is_mended_when_the_event_is_put_aside(store: SqliteStore) -> None:
    """Then the journal is quiet again."""
    _write(store, BROKEN, b"")
    with store.transaction():
        store.set_aside(BROKEN, "damaged", is_readable=False)
    with capture_logs() as said:
        assert {name: look(store) for name, look in LOOKS.items()} == {name: ["1", "3"] for name in LOOKS}
    assert said == []
