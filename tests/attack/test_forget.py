"""Erasing is surgical: whatever a stranger calls themselves, their names go and nothing else changes, nor breaks."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alertd.erasure_port import Told
from alertd.intake.build import enricher_for
from alertd.model.commands import KeepDecision
from alertd.model.events import ActTaken, Event, MentionEdited, MentionSeen, SilenceSet
from alertd.model.incident import Act, Incident
from alertd.model.page import Page
from alertd.model.post import Post
from alertd.model.rule import Influencer, Rule, Severity
from alertd.model.silence import Silence
from alertd.ports import Entry, Reject
from alertd.runtime import erase
from alertd.runtime.ack_links import REPLAY_KEY
from alertd.runtime.checkpoints import restored
from alertd.runtime.erase import Erasure, Outcome
from alertd.store.packing import unpacked
from alertd.store.sqlite import SqliteStore
from tests.unit.report import stores

AT = stores.STORM
LOUD = Rule(id="loud", name="Loud", severity=Severity.CRISIS, when=Influencer(audience=1_000), page="night")


def _words_of(*kinds: Any) -> list[str]:
    """Return every word of our own formats: keys, tags and the names of states."""
    schema = json.dumps([msgspec.json.schema(kind) for kind in kinds])
    found: set[str] = set()

    def walk(one: object) -> None:
        if isinstance(one, dict):
            found.update(one)
            for value in one.values():
                walk(value)
        elif isinstance(one, list):
            for value in one:
                walk(value)
        elif isinstance(one, str):
            found.add(one)

    walk(json.loads(schema))
    return sorted(word for word in found if not word.startswith(("#", "$")))


OURS = [*_words_of(Event, Incident, KeepDecision, Page), "null", "true", "2026", "acme", "ayse", "night", "loud", "x"]
names = st.one_of(
    st.sampled_from(OURS),
    st.text(min_size=1, max_size=30),
    st.sampled_from(["...", '"', "\\", "a|b", "{}", "[", "\x00"]),
)


def _live(folder: Path) -> None:
    """Leave a store in which an incident is open, acknowledged and silenced, with pages sent."""
    life = stores.Life(folder, stores.house(LOUD))
    life.write(
        [stores.post("o1", AT, "acme is on fire", author="u_other", author_handle="other_one", author_followers=9_000)]
    )
    (incident,) = life.store.read_model.incidents()
    silence = Silence(
        id="s", begins_at=AT, ends_at=AT + timedelta(hours=1), by="ayse", reason="we know it", watch="acme"
    )
    life.deliver(AT + timedelta(seconds=1))
    life.happen(
        ActTaken(at=AT + timedelta(minutes=1), incident=incident.id, act=Act.ACK, by="ayse", note="I call the plant"),
        SilenceSet(at=AT + timedelta(minutes=2), silence=silence),
    )
    with life.store.transaction():
        life.store.save(life._fold.folded_seq, life._fold.engine.parts(only_dirty=False))
        life.store.set_meta("folded_seq", str(life._fold.folded_seq))
    life.store.close()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of such a store."""
    folder = tmp_path_factory.mktemp("lived")
    _live(folder)
    return folder


def _write(store: SqliteStore, *posts: Post) -> None:
    """Let people write into a store that was left."""
    life = stores.Life.__new__(stores.Life)
    life.house, life.store = stores.house(LOUD), store
    life._fold = restored(store, bytes(32))
    life._enricher = enricher_for(life.house, stores.scorer())
    life.write(posts)
    with store.transaction():
        store.save(life._fold.folded_seq, life._fold.engine.parts(only_dirty=False))
        store.set_meta("folded_seq", str(life._fold.folded_seq))


def _done(store: SqliteStore, erasure: Erasure) -> Iterator[None]:
    """Do the steps, each as it is asked for."""
    for step in erasure.steps():
        with store.transaction():
            step()
        yield


def _forget(store: SqliteStore, wanted: str) -> Outcome:
    fold = restored(store, bytes(32))
    erasure = Erasure(store, lambda: fold.engine, wanted)
    for _ in _done(store, erasure):
        pass
    return erasure.result(is_clean=store.erasable.scrub(patient=True))


def _kept(store: SqliteStore) -> list[object]:
    """Return everything that is kept, decoded; what cannot be decoded any more raises."""
    return [
        list(store.read(0)),
        store.read_model.incidents(),
        [said for _, said in store.erasable.told(Told.DECISION, -1, 1_000)],
        store.pages.all(),
        store.erasable.posts(("", 0), 1_000),
        store.erasable.rejected(-1, 1_000),
    ]


def _opened(lived: Path, folder: Path) -> SqliteStore:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(lived, folder)
    return SqliteStore(folder)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(display=names, handle=names)
def test_whatever_a_stranger_is_called_nothing_else_changes(
    lived: Path, tmp_path: Path, display: str, handle: str
) -> None:
    """Their own mention loses its names; every other value stays as it was, byte for byte, and the engine starts again."""
    store = _opened(lived, tmp_path / "store")
    try:
        before = _kept(store)
        stranger = stores.post("s1", AT + timedelta(minutes=5), "acme fine, thanks", author="u_stranger_77")
        _write(store, stranger.with_(author_handle=handle, author_name=display))
        with store.transaction():
            store.reject("feed", Reject(reason="no", body='{"author": "u_stranger_77", "id": 1}'), AT)
            store.reject("feed", Reject(reason="no", body='{"author": "u_somebody", "id": 2}'), AT)
        done = _forget(store, "x:u_stranger_77")

        assert (done.people, done.texts, done.mentions) == (("x:u_stranger_77",), 1, 1)
        log, incidents, decisions, pages, posts, rejected = _kept(store)
        assert log[: len(before[0])] == before[0]  # type: ignore[index,arg-type]
        assert [incidents, pages, posts] == [before[1], before[3], before[4]]
        assert decisions[: len(before[2])] == before[2]  # type: ignore[index,arg-type]
        assert '{"author": "u_somebody", "id": 2}' in [body for _, body in rejected] or _is_in(display, handle)  # type: ignore[attr-defined]
        assert restored(store, REPLAY_KEY).engine.silences() != []
    finally:
        store.close()


def _is_in(*names: str) -> bool:
    """Whether a stranger is called like something in the rejected record of somebody else; then its body goes too."""
    return any(name.strip().casefold().lstrip("@/") in ("u_somebody", "somebody", "2", "") for name in names)


SECRET, AUTHOR, HANDLE, NAME = "zebraquilt", "u_7734123", "janedoe_priv", "Jane Q Privatperson"
ANOTHERS = [("post", HANDLE)]  # what somebody else wrote to them is somebody else's


def _left(store: SqliteStore) -> list[tuple[str, str]]:
    """Return in which table what of theirs stands."""
    rows = [
        (table, unpacked(cell) if isinstance(cell, bytes) else cell)
        for (table,) in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for row in store.connection.execute(f"SELECT * FROM {table}")
        for cell in row
    ]
    return [
        (table, needle)
        for table, cell in rows
        for needle in (SECRET, AUTHOR, HANDLE, NAME)
        if needle.encode() in (cell if isinstance(cell, bytes) else str(cell).encode())
    ]


@pytest.fixture
def spread(lived: Path, tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store in which somebody's words and names stand in every place."""
    store = _opened(lived, tmp_path / "store")
    soon = AT + timedelta(minutes=5)
    theirs = stores.post("p1", soon, f"acme {SECRET} is terrible " * 40, author=AUTHOR, author_followers=3_000_000)
    theirs = theirs.with_(author_handle=HANDLE, author_name=NAME, url=f"https://x.com/{HANDLE}/status/p1")
    carried = stores.post("p2", soon, f"RT acme {SECRET}", author="u_2", repost_of="p1", mentions=(AUTHOR,))
    travels = stores.post("p5", soon, f"acme {SECRET}", author="u_5", repost_of="p9", repost_of_author=AUTHOR)
    asks = stores.post(
        "p4", soon, "acme why is my parcel not here? please help me", author=AUTHOR, author_handle=HANDLE
    )
    answer = stores.post("p3", soon, f"acme hello @{HANDLE}", author="u_3", mentions=(AUTHOR, HANDLE))
    _write(store, theirs, theirs.with_(text=f"acme {SECRET} edited"), carried, travels, asks, answer)
    (incident,) = store.read_model.incidents()
    fold = restored(store, bytes(32))
    with store.transaction():
        note = f"{NAME} ({HANDLE}) rang, {AUTHOR}"
        edited = next(
            event for _, event in store.read(0) if isinstance(event, MentionSeen) and event.mention.id == "p1"
        )
        fold.take(Entry(event=MentionEdited(at=soon, mention=edited.mention)), soon)
        fold.take(Entry(event=ActTaken(at=soon, incident=incident.id, act=Act.PLAN, by="ayse", note=note)), soon)
        store.set_meta("folded_seq", str(fold.folded_seq))
        store.reject(
            "feed", Reject(reason="no", body=json.dumps({"author": 1, "author_handle": HANDLE, "text": SECRET})), soon
        )
        store.reject("feed", Reject(reason="no", body=f'{{"author": "{AUTHOR}", "text": "{SECRET} cut o'), soon)
    yield store
    store.close()


def test_names_and_words_go_out_of_every_place(spread: SqliteStore) -> None:
    """The log, posts and edits, posts that carry them on, pages, notes, decisions, incidents, dead letters, checkpoints, reach."""
    done = _forget(spread, AUTHOR)

    assert done.is_clean
    assert _left(spread) == ANOTHERS
    assert "(erased-" in spread.read_model.incidents()[0].notes[-1]


@pytest.mark.parametrize("wanted", [AUTHOR, HANDLE])
def test_an_erasure_that_is_broken_off_is_done_by_the_next(
    spread: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    """A daemon that dies between any two steps has not lost whom it was about; it looks at two rows a step here."""
    monkeypatch.setattr(erase, "STEP", 2)
    spread.backup(tmp_path / "whole.sqlite3")
    fold = restored(spread, bytes(32))
    steps = len([*_done(spread, Erasure(spread, lambda: fold.engine, wanted))])
    assert _left(spread) == ANOTHERS
    for number in range(1, steps, 6):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(tmp_path / "whole.sqlite3", folder / "alertd.sqlite3")
        store = SqliteStore(folder)
        fold = restored(store, bytes(32))
        for _ in islice(_done(store, Erasure(store, lambda fold=fold: fold.engine, wanted)), number):  # type: ignore[misc]
            pass
        _forget(store, wanted)
        assert (number, _left(store)) == (number, ANOTHERS)
        store.close()


def test_nothing_lies_on_in_the_files(spread: SqliteStore, tmp_path: Path) -> None:
    """Neither in the write-ahead log nor in free places of the file, nor in a copy that is made afterwards; packed no more than in letters."""
    bodies = [body for (body,) in spread.connection.execute("SELECT body FROM event").fetchall()]
    theirs = [body for body in bodies if AUTHOR.encode() in unpacked(body)]
    assert len(theirs) > len([body for body in bodies if AUTHOR.encode() in body])
    _forget(spread, AUTHOR)
    spread.backup(tmp_path / "copy.sqlite3")

    for path in (*(tmp_path / "store").iterdir(), tmp_path / "copy.sqlite3"):
        assert SECRET.encode() not in path.read_bytes(), path.name
        assert AUTHOR.encode() not in path.read_bytes(), path.name
        assert not [body for body in theirs if body in path.read_bytes()], path.name


def test_a_store_of_an_older_release_is_written_anew(spread: SqliteStore, tmp_path: Path) -> None:
    """It deleted without overwriting; the first erasure leaves nothing of that either."""
    with spread.transaction():
        spread.connection.execute("DELETE FROM meta WHERE key = 'overwrites'")
    spread.close()
    db = sqlite3.connect(tmp_path / "store" / "alertd.sqlite3")
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("CREATE TABLE old AS SELECT ? AS text", ("long ago " + SECRET,))
    db.execute("DROP TABLE old")
    db.commit()
    db.close()
    assert b"long ago" in (tmp_path / "store" / "alertd.sqlite3").read_bytes()

    store = SqliteStore(tmp_path / "store")
    try:
        assert _forget(store, AUTHOR).is_clean
        assert b"long ago" not in (tmp_path / "store" / "alertd.sqlite3").read_bytes()
    finally:
        store.close()


def test_who_reads_just_now_is_told_of(spread: SqliteStore, tmp_path: Path) -> None:
    """While somebody reads, the write-ahead log cannot be emptied: the outcome says so, and the next try does it."""
    reader = SqliteStore(tmp_path / "store", read_only=True)
    rows = reader.connection.execute("SELECT * FROM event")
    rows.fetchone()
    assert not _forget(spread, AUTHOR).is_clean
    rows.close()
    reader.close()

    assert spread.erasable.scrub()


def test_the_word_in_their_place_leads_back_to_nobody(lived: Path, tmp_path: Path) -> None:
    """Two erasures of one id give two words: it is drawn by lot, and no list of ids finds it again."""
    words = []
    for name in ("a", "b"):
        store = _opened(lived, tmp_path / name)
        _forget(store, "u_other")
        words.append(json.dumps([str(one) for one in _kept(store)]).partition("erased-")[2][:12])
        store.close()

    assert len({*words}) == 2
    assert all(len(word) == 12 for word in words)


def test_an_erased_post_does_not_come_back(spread: SqliteStore) -> None:
    """The same post again, or an edit of it, is known and has no text."""
    _forget(spread, AUTHOR)
    again = stores.post("p1", AT + timedelta(minutes=5), f"acme {SECRET}", author=AUTHOR, author_handle=HANDLE)
    _write(spread, again, again.with_(text=f"acme {SECRET} once more"))

    assert SECRET not in str(_kept(spread))


def test_a_short_word_of_a_name_is_no_name_in_prose(lived: Path, tmp_path: Path) -> None:
    """Somebody called "plant" goes; the note "I call the plant" stays. Behind an @ it is a name."""
    store = _opened(lived, tmp_path / "store")
    soon = AT + timedelta(minutes=5)
    _write(store, stores.post("s1", soon, "acme", author="u_plant_1", author_handle="plant", author_name="call"))
    _forget(store, "plant")

    assert store.read_model.incidents()[0].notes == ("ayse: I call the plant",)
    store.close()
