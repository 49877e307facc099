"""Packing: a mention of the log takes half of its bytes, and whoever asks for it gets what was written."""

from __future__ import annotations

import binascii
import json
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from alertd.errors import EventBroken, EventTooNew
from alertd.model import events
from alertd.model.events import Event, HouseLoaded, MentionEdited, MentionGrew, MentionSeen, Ticked
from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score
from alertd.ports import Appended, Entry
from alertd.store.memory import MemoryStore
from alertd.store.moving import copy_rows
from alertd.store.packing import MOST, PACKS, PHRASES, packed, unpacked
from alertd.store.sealing import opened, seal, sealed
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import NOON, entry, house

PLACE = "/there/alertd.sqlite3"
USUAL = Mention(
    watch="kettlo",
    platform="x",
    id="2026112905593503072",
    author="u_62657",
    posted_at=NOON,
    seen_at=NOON + timedelta(seconds=2.5),
    language="en",
    score=Score(negative=579, neutral=111, positive=310, quality=Quality.TRAINED, scorer="default/3"),
    voice=601_798_570_249_739_615,
    reach=Reach(audience=132, top=0.578467, amplification=1.0),
    terms=("kettlo",),
    tokens=(814501546, 1254630105, 112402038, 1468157981, 579094828, 2063099342, 1865031573, 1233705972, 1401235891),
    needs_answer=True,
)
FULL = USUAL.with_(
    handle='Ayşe "the kettle" 煮',
    url="https://social.example/ayse/1",
    in_reply_to="1",
    conversation="1",
    mentions=("a", "b"),
    is_filled=True,
    is_imported=True,
    doubts=("young", "bare"),
    country="TR",
    views=1_000_000,
)
EVENTS: dict[str, Event] = {
    "usual": MentionSeen(at=NOON, mention=USUAL, source="zap"),
    "from a file": MentionSeen(at=NOON, mention=USUAL),
    "with all that a mention may have": MentionSeen(at=NOON, mention=FULL, source='a "quoted" source'),
    "edited": MentionEdited(at=NOON, mention=USUAL, source="zap"),
    "grew": MentionGrew(at=NOON, mention=FULL),
    "a tick": Ticked(at=NOON),
    "a house": HouseLoaded(at=NOON, house=house()),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store that this release made."""
    made = SqliteStore(tmp_path / "store")
    yield made
    made.close()


def _body(store: SqliteStore, seq: int = 1) -> bytes:
    (body,) = store.connection.execute("SELECT body FROM event WHERE seq = ?", (seq,)).fetchone()
    return bytes(body)


def _taken(store: SqliteStore, mention: Mention, source: str = "zap") -> int:
    with store.transaction():
        became, seq = store.append(
            Entry(event=MentionSeen(at=NOON, mention=mention, source=source), key="\x1f".join(mention.key)), NOON
        )
    assert became is Appended.NEW
    return seq


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_what_is_packed_comes_out_to_the_byte(event: Event) -> None:
    """Encoded, packed and unpacked it is what it was, whatever stands in it; and twice packed it is twice the same."""
    assert unpacked(packed(event)) == events.encode(event)
    assert packed(event) == packed(events.decode(events.encode(event)))
    assert opened(sealed(event, packs=True), 1, PLACE) == event


@pytest.mark.parametrize("name", ["usual", "from a file", "edited"])
def test_a_mention_takes_half(name: str) -> None:
    """With its sum, and against what stood there before; what a mention of nine words has to say takes the other half."""
    assert len(sealed(EVENTS[name], packs=True)) < 0.55 * len(sealed(EVENTS[name]))


def test_what_is_rare_is_left_as_it_is() -> None:
    """Ticks, houses and acts stand in the log as anybody can read them."""
    assert packed(EVENTS["a tick"]) == events.encode(EVENTS["a tick"])
    assert packed(EVENTS["a house"]) == events.encode(EVENTS["a house"])


def test_what_was_written_before_is_read_as_it_was() -> None:
    """Sealed or bare, a log of before goes on being read."""
    plain = events.encode(EVENTS["usual"])
    assert unpacked(plain) == plain
    assert opened(plain, 1, PLACE) == opened(seal(plain), 1, PLACE) == EVENTS["usual"]


def test_the_phrases_are_those_of_the_first_logs() -> None:
    """They are a part of each event that was ever packed: another letter, and no log of before can be read."""
    assert (len(PHRASES), zlib.crc32(PHRASES)) == (631, 549634361)


def test_a_log_of_before_is_read_by_the_phrases_of_today() -> None:
    """An event as the first release that packed wrote it."""
    packed_then = (
        "nZPNaoIxEEXfpesoc+d/3qNbEReuWmgXdlPw3TuCaGw/UZrFQMJNwpzDPMLnK2DFeAVfW13g+bY/HN4/7lA9PQNwkVmJkVDwDPpr6+wWf3kv/X0j4FeA10an9aQO"
        "i5qMAJilCOgfXpwQlRbEWiHlsEVTEL7Iskj1eKTszHc2l1AjmPoAdxUC2WjMSkySA+qJbjExulJpcg6mzlWJ8kB6q+iE9H2RIKvoU6XeWRY2Y2H0jtNgfu8+X44/"
    )
    written = f'{{"kind":"packed","source":"zap","z":"{packed_then}","crc32":"31a279e4"}}'.encode()
    event = opened(written, 1, PLACE)
    assert isinstance(event, MentionSeen)
    assert event.mention == USUAL


def test_another_form_of_packing_is_a_newer_release_and_no_damage() -> None:
    """Its sum is right, so the disk is whole: it is not put aside, and whoever starts is told what to install."""
    with pytest.raises(EventTooNew):
        opened(seal(b'{"kind":"packed","source":"zap","z":5}'), 1, PLACE)


@pytest.mark.parametrize("spoil", ["cut", "no base64", "no deflate", "too large", "no letters"])
def test_what_cannot_be_unpacked_is_broken(spoil: str) -> None:
    """Also where its sum is right: it is put aside as any broken event, and ends no start."""
    body = json.loads(packed(EVENTS["usual"]))
    if spoil == "too large":
        press = zlib.compressobj(9, zlib.DEFLATED, -12, 5, zlib.Z_DEFAULT_STRATEGY, PHRASES)
        body["z"] = binascii.b2a_base64(press.compress(b" " * (MOST + 1)) + press.flush(), newline=False).decode()
    else:
        body["z"] = {"cut": body["z"][:40], "no base64": "a", "no deflate": "AAAA" * 9, "no letters": "é"}[spoil]
    written = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(msgspec.DecodeError, match="cannot be unpacked"):
        unpacked(written)
    with pytest.raises(EventBroken, match="event 7 of the log is damaged"):
        opened(seal(written), 7, PLACE)


def test_a_release_before_says_that_a_newer_one_wrote_it() -> None:
    """It knows no packed event: it must not take it for damage and put it aside."""
    written = sealed(EVENTS["usual"], packs=True)
    with pytest.raises(msgspec.ValidationError, match="packed"):  # sealed and unknown: EventTooNew, as ever
        events.decode(written)
    dreamt = seal(packed(EVENTS["usual"]).replace(b'"packed"', b'"pressed"'))
    with pytest.raises(EventTooNew):
        opened(dreamt, 1, PLACE)


def test_a_new_store_packs(store: SqliteStore) -> None:
    """What it is asked for afterwards is what it was given."""
    seq = _taken(store, USUAL)
    assert _body(store, seq).startswith(b'{"kind":"packed"')
    assert list(store.read(0)) == [(seq, EVENTS["usual"])]
    assert [event for event, _ in store.history.came_in()] == [EVENTS["usual"]]


def test_a_store_of_the_release_before_goes_on_as_it_was(tmp_path: Path) -> None:
    """So that the release before can still take it over: nothing is packed that it could not read."""
    SqliteStore(tmp_path).close()
    with sqlite3.connect(tmp_path / NAME) as db:
        db.execute("DELETE FROM meta WHERE key = ?", (PACKS,))
    db.close()
    for _ in range(2):
        store = SqliteStore(tmp_path)
        seq = _taken(store, USUAL.with_(id=str(_)))
        assert events.decode(_body(store, seq)) == EVENTS["usual"].with_(mention=USUAL.with_(id=str(_)))
        store.close()


def test_what_a_database_is_asked_of_many_events_is_asked_of_packed_ones_too(store: SqliteStore) -> None:
    """How many each source brought, how many of them were filled in, and whose handle it is."""
    _taken(store, USUAL)
    _taken(store, FULL.with_(id="2"))
    _taken(store, FULL.with_(id="3", handle=None), source="")
    assert store.history.brought() == {"": (1, 1), "zap": (2, 1)}
    assert store.history.called('ayşe "The Kettle" 煮', 100) == ["x:u_62657"]
    assert store.history.called("nobody", 100) == []


def test_what_is_put_aside_is_shown_in_letters(store: SqliteStore) -> None:
    """An erasure has to find names in what is kept of it."""
    seq = _taken(store, FULL)
    with store.transaction():
        store.set_aside(seq, "the engine could not fold it")
    ((_, shown),) = store.erasable.rejected(-1, 9)
    assert "煮" in shown
    assert '"author":"u_62657"' in shown


def test_whoever_is_forgotten_is_forgotten_in_packed_events(store: SqliteStore) -> None:
    """An event that is written anew is read as what it says now."""
    seq = _taken(store, USUAL)
    ((_, event),) = store.erasable.written(0, seq)
    assert isinstance(event, MentionSeen)
    nobody = event.with_(mention=event.mention.with_(author="nobody"))
    with store.transaction():
        store.erasable.rewrite(seq, nobody)
    assert list(store.read(0)) == [(seq, nobody)]
    assert b"u_62657" not in unpacked(_body(store, seq))


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_store_that_moves_is_read_alike_wherever_it_came_from(
    store: SqliteStore, tmp_path: Path, *, is_packed: bool
) -> None:
    """Rows move as they are; that a store packs is its own fact, and stays behind."""
    store.packs = is_packed
    _taken(store, USUAL)
    target = SqliteStore(tmp_path / "target")
    with target.moving_in():
        copy_rows(store.tables, target.tables)
    assert list(target.read(0)) == list(store.read(0))
    assert target.packs
    target.close()


def test_the_log_on_disk_and_the_log_in_memory_say_the_same(store: SqliteStore) -> None:
    """A replay in memory folds what a daemon has written."""
    memory = MemoryStore()
    for ident in ("1", "2"):
        for one in (store, memory):
            with one.transaction():
                one.append(entry(ident), NOON)
    assert list(store.read(0)) == list(memory.read(0))
