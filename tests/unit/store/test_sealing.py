"""Sealing: whichever bit of an event the disk turns over, it is noticed or it changes nothing; a newer release's event is no damage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.backup import command
from alertd.errors import EventBroken, StoreDamaged, StoreError, UsageError
from alertd.model import events
from alertd.model.events import HouseLoaded, Ticked
from alertd.ports import Entry
from alertd.store.sealing import opened, seal, sealed
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import NOON, entry, house

EVENT = entry("1").event
OF_A_NEWER_RELEASE = seal(events.encode(Ticked(at=NOON)).replace(b"ticked", b"dreamt"))
PLACE = "/there/alertd.sqlite3"


def _flipped(body: bytes) -> Iterator[bytes]:
    for place in range(len(body)):
        for bit in range(8):
            yield body[:place] + bytes([body[place] ^ (1 << bit)]) + body[place + 1 :]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store with a house and three mentions."""
    made = SqliteStore(tmp_path / "store")
    with made.transaction():
        made.append(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
        for ident in ("1", "2", "3"):
            made.append(entry(ident), NOON)
    yield made
    made.close()


def _damage(store: SqliteStore, seq: int) -> None:
    """Turn over one bit in an event: a letter becomes another, and the JSON is as good as before."""
    (body,) = store.connection.execute("SELECT body FROM event WHERE seq = ?", (seq,)).fetchone()
    at = body.index(b'"z":"') + len(b'"z":"')
    with store.transaction():
        changed = body[:at] + (b"B" if body[at : at + 1] == b"A" else b"A") + body[at + 1 :]
        store.connection.execute("UPDATE event SET body = ? WHERE seq = ?", (changed, seq))


@pytest.mark.parametrize(
    ("event", "packs"),
    [(EVENT, False), (EVENT, True), (Ticked(at=NOON), False), (HouseLoaded(at=NOON, house=house()), False)],
    ids=lambda e: type(e).__name__,
)
def test_every_bit_that_turns_over_is_noticed_or_changes_nothing(event: events.Event, *, packs: bool) -> None:
    """No event is ever read as another one, and none of them is taken for the work of a newer release, which would end each start."""
    body = sealed(event, packs=packs)
    assert opened(body, 7, PLACE) == event
    read = [_read(changed) for changed in _flipped(body)]
    noticed = [one for one in read if isinstance(one, EventBroken)]
    assert all(one == event for one in read if not isinstance(one, EventBroken))
    assert len(read) - len(noticed) <= 8 * len('"crc32"')  # there its name became another, which nobody asks for
    assert {one.seq for one in noticed} == {7}
    assert all(str(one).startswith("/there/alertd.sqlite3: event 7 of the log is damaged: ") for one in noticed)


def _read(body: bytes) -> events.Event | EventBroken:
    try:
        return opened(body, 7, PLACE)
    except EventBroken as broken:
        return broken


@pytest.mark.parametrize("cut", [0, 1, 9, 19, 20, 21, 60])
def test_a_cut_event_is_broken(cut: int) -> None:
    """Whatever is left of it: nothing, the half of its sum, the half of itself."""
    body = sealed(EVENT)
    with pytest.raises(EventBroken):
        opened(body[:cut], 7, PLACE)
    with pytest.raises(EventBroken):
        opened(body[: len(body) - cut - 1], 7, PLACE)
    with pytest.raises(EventBroken):
        opened(b"\x00" * len(body), 7, PLACE)


def test_what_was_written_before_there_were_seals_is_read() -> None:
    """A store of an older release is not written anew."""
    assert opened(events.encode(EVENT), 7, PLACE) == EVENT


def test_an_older_release_reads_a_sealed_event() -> None:
    """It is the same object with one more key, at its end: who rolls back goes on with the log as it is."""
    told = json.loads(sealed(EVENT))
    assert list(told)[-1] == "crc32"
    del told["crc32"]
    assert told == json.loads(events.encode(EVENT))
    assert events.decode(sealed(EVENT)) == EVENT


def test_equal_events_are_sealed_alike() -> None:
    """A log written twice is the same, byte for byte."""
    assert sealed(entry("1").event) == sealed(EVENT)


def test_a_newer_releases_event_is_left_to_it() -> None:
    """It is whole: it must not be blanked by a release that does not know it. The operator reads what to do."""
    with pytest.raises(StoreError, match=r"event 7 of the log cannot be read: .*install that one again") as raised:
        opened(OF_A_NEWER_RELEASE, 7, PLACE)
    assert not isinstance(raised.value, EventBroken)


def test_the_log_names_the_first_broken_event(store: SqliteStore) -> None:
    """Whoever reads it stops there, with the file and the number; whoever looks through it hears of each."""
    _damage(store, 2)
    _damage(store, 4)
    with pytest.raises(EventBroken, match=r"alertd\.sqlite3: event 2 of the log is damaged: its sum is another"):
        list(store.read(0))
    reached, broken = store.broken(0, 3)
    assert (reached, [one.seq for one in broken]) == (3, [2])
    reached, broken = store.broken(3, 3)
    assert (reached, [one.seq for one in broken]) == (4, [4])
    assert store.broken(4, 3) == (4, [])


def test_a_takeout_goes_on_behind_a_broken_event(store: SqliteStore) -> None:
    """One post less ends no export and no report."""
    _damage(store, 3)
    seen = [event.mention.id for event, _ in store.history.came_in() if isinstance(event, events.MentionSeen)]
    assert seen == ["1", "3"]
    between = [event for event, _ in store.history.came_in_between(NOON, NOON)]
    assert [event.mention.id for event in between if isinstance(event, events.MentionSeen)] == ["1", "3"]


def test_a_backup_of_a_damaged_log_replaces_no_good_one(store: SqliteStore, tmp_path: Path) -> None:
    """SQLite's own check finds the file whole. The copy of yesterday stays, and the operator reads which event it is."""
    target = tmp_path / "backup.db"
    store.backup(target)
    good = target.read_bytes()
    _damage(store, 2)
    with pytest.raises(
        StoreDamaged, match=r"event 2 of the log is damaged: its sum is another \(1 in all\).* is as it was"
    ):
        store.backup(target)
    assert target.read_bytes() == good
    assert not target.with_name("backup.db.part").exists()

    with store.transaction():
        store.set_aside(2, "damaged", is_readable=False)
    store.backup(target)
    assert target.read_bytes() != good


def test_a_backup_keeps_what_a_newer_release_wrote(store: SqliteStore, tmp_path: Path) -> None:
    """It is no damage, whoever makes the copy."""
    with store.transaction():
        store.connection.execute("UPDATE event SET body = ? WHERE seq = 3", (OF_A_NEWER_RELEASE,))
    store.backup(tmp_path / "backup.db")
    assert (tmp_path / "backup.db").exists()


def test_a_copy_of_a_damaged_log_is_made_where_somebody_asks_for_it(store: SqliteStore, tmp_path: Path) -> None:
    """It names what is lost, holds all the rest, and a store begins with it; what was copied is as it was, for whoever can still read it."""
    _damage(store, 2)
    _damage(store, 4)
    (tmp_path / "copy").mkdir()
    lost = store.backup(tmp_path / "copy" / NAME, with_damage=True)

    assert [line.split(" of the log is damaged: ")[0] for line in lost] == ["the store: event 2", "the store: event 4"]
    assert [one.seq for one in store.broken(0, 10)[1]] == [2, 4]
    copy = SqliteStore(tmp_path / "copy")
    assert [seq for seq, _ in copy.read(0)] == [1, 3]
    assert copy.broken(0, 10)[1] == []
    assert copy.backup(tmp_path / "again.db") == ()
    copy.close()


def test_a_copy_with_damage_takes_the_place_of_no_other(store: SqliteStore, tmp_path: Path) -> None:
    """Whatever lies there may be better, also where this one turns out whole."""
    target = tmp_path / "backup.db"
    assert store.backup(target, with_damage=True) == ()
    good = target.read_bytes()
    _damage(store, 2)
    with pytest.raises(UsageError, match="is there already, and may be a better copy"):
        store.backup(target, with_damage=True)
    assert target.read_bytes() == good


def test_the_command_names_what_is_lost_and_deletes_no_older_copy(store: SqliteStore, tmp_path: Path) -> None:
    """On the error output, one line an event; with --keep it is refused, as good copies would go for it."""
    _damage(store, 3)
    config = tmp_path / "alertd.yaml"
    config.write_text("data_dir: store\n")
    ask = partial(CliRunner().invoke, command)
    refused = ask([str(tmp_path / "b.db"), "-c", str(config)])
    assert "alertd backup --with-damage makes one without them" in str(refused.exception)
    kept = ask(["--into", str(tmp_path), "--keep", "1", "--with-damage", "-c", str(config)])
    assert "a copy --with-damage is worse" in kept.output
    done = ask([str(tmp_path / "b.db"), "--with-damage", "-c", str(config)])
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith("lost: the store: event 3 of the log is damaged: its sum is another")
    assert (tmp_path / "b.db").exists()
