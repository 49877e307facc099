"""A process that would work over a store: what it has ready when it may, and what it does about a store that it cannot have."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from alertd.app import candidacy
from alertd.app.candidacy import Candidacy
from alertd.config import Settings, default_settings
from alertd.errors import StoreError, StoreHeld, StoreReplaced, StoreUnavailable
from alertd.runtime.checkpoints import Ahead
from alertd.runtime.systemd import Notify
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Store
from tests.unit.runtime.made import NOON, entry


class Contested:
    """A store that another machine holds, as told. says: what claiming it raises, one after the other; then it is free."""

    every = 0.25

    def __init__(self, store: SqliteStore, *says: Exception) -> None:
        self.store = store
        self._says = list(says)
        self.is_closed = False
        self.cannot_be_read = False
        self.asked = 0

    def claim(self) -> Store:
        """See store_port.Candidate."""
        if self._says:
            raise self._says.pop(0)
        return self.store

    @contextlib.contextmanager
    def followed(self) -> Iterator[Store]:
        """See store_port.Candidate."""
        if self.cannot_be_read:
            raise StoreError("there is no store yet")
        yield self.store

    def works_at(self) -> str:
        """See store_port.Candidate."""
        self.asked += 1
        if self.cannot_be_read:
            raise StoreUnavailable("its servers are away")
        return "http://127.0.0.1:8321"

    def close(self) -> None:
        """See store_port.Candidate."""
        self.is_closed = True


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store with a post in it that has been folded."""
    made = SqliteStore(tmp_path)
    with made.transaction():
        made.append(entry("1"), NOON)
        made.set_meta("folded_seq", "1")
    yield made
    made.close()


@pytest.fixture
def settings() -> Settings:
    """Return settings of one brand."""
    return default_settings(["acme"]).settings


def over(monkeypatch: pytest.MonkeyPatch, settings: Settings, *contested: Contested) -> Candidacy:
    """Return a candidacy over stores that are opened one after the other."""
    waiting = list(contested)
    monkeypatch.setattr(candidacy, "candidate_of", lambda *_, **__: waiting.pop(0))
    return Candidacy(settings, Notify({}))


def test_a_store_that_is_free_is_had_at_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """Nothing is made ready for it: the daemon does that itself, and whoever has claimed it closes it."""
    contested = Contested(store)
    one = over(monkeypatch, settings, contested)
    assert one.opened() == (store, None, None)
    one.close()
    assert not contested.is_closed


def test_who_waits_has_its_models_read_and_its_engine_in_step(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """By the first look already; the look tells how soon the next one is worth its cost."""
    one = over(monkeypatch, settings, Contested(store, StoreHeld("in use by pid 7"), StoreHeld("in use by pid 7")))
    for _ in range(2):
        with pytest.raises(StoreHeld, match="pid 7"):
            one.opened()
    assert one.every == 0.25
    opened = one.opened()
    assert opened.scorer is not None
    assert opened.scorer.name.startswith("default/")
    standing = cast("Ahead", opened.ahead).standing(store)
    assert standing is not None
    assert standing[0] == 1


def test_a_store_that_nobody_has_made_yet_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """There is nothing to follow: it waits all the same."""
    contested = Contested(store, StoreHeld("in use"))
    contested.cannot_be_read = True
    one = over(monkeypatch, settings, contested)
    with pytest.raises(StoreHeld):
        one.opened()
    assert cast("Ahead", one.opened().ahead).standing(store) is None


def test_an_event_that_cannot_be_folded_ends_no_wait(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """The take-over puts it aside; until then this machine only waits, and begins from the checkpoint."""

    def falls(_self: Ahead, _store: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(Ahead, "follow", falls)
    one = over(monkeypatch, settings, Contested(store, StoreHeld("in use")))
    with pytest.raises(StoreHeld):
        one.opened()
    assert one.opened().ahead is None


def test_an_event_that_the_disk_has_changed_is_met_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """Not at each of the looks that follow, four a second, with the whole log folded for each: the take-over mends it."""
    with store.transaction():
        store.connection.execute("UPDATE event SET body = ? WHERE seq = 1", (b'{"kind":"mention_seen"}',))
    held = [StoreHeld("in use") for _ in range(3)]
    one = over(monkeypatch, settings, Contested(store, *held))
    monkeypatch.setattr(candidacy, "FOLLOW", 0.0)
    with capture_logs() as told:
        for _ in held:
            with pytest.raises(StoreHeld):
                one.opened()
    assert [line["event"] for line in told] == ["standby.cannot_follow"]
    assert "event 1 of the log is damaged" in told[0]["error"]
    assert one.opened().ahead is None


def test_a_copy_that_the_log_has_left_behind_is_opened_anew(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """It begins before what is left of the log: the next look begins from the newest base. Nobody has to start it again."""
    old, new = Contested(store, StoreReplaced("begins behind this copy")), Contested(store)
    one = over(monkeypatch, settings, old, new)
    with pytest.raises(StoreHeld, match="begins behind"):
        one.opened()
    assert old.is_closed
    assert one.opened().store is store


def test_servers_that_are_away_leave_it_as_it_was(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """What it has open finds them again by itself; at the end it lets go of it."""
    contested = Contested(store, StoreUnavailable("away"), StoreHeld("in use"))
    one = over(monkeypatch, settings, contested)
    with pytest.raises(StoreUnavailable):
        one.opened()
    assert not contested.is_closed
    with pytest.raises(StoreHeld):
        one.opened()
    one.close()
    assert contested.is_closed


def test_where_the_other_answers_is_asked_now_and_then_and_kept(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, store: SqliteStore
) -> None:
    """Once a second, however often the store is looked at; while its servers are away it is where it was. Nobody asks where nothing is passed on."""
    held = [StoreHeld("in use") for _ in range(4)]
    contested = Contested(store, *held)
    one = over(monkeypatch, settings.with_(machine_url="http://127.0.0.1:8322"), contested)
    at = [1000.0]
    monkeypatch.setattr("alertd.app.candidacy.time", SimpleNamespace(monotonic=lambda: at[0]))
    for seconds in (0.0, 0.25, 1.0):
        at[0] += seconds
        with pytest.raises(StoreHeld):
            one.opened()
        assert one.works_at == "http://127.0.0.1:8321"
        contested.cannot_be_read = seconds == 0.25
    assert contested.asked == 2

    quiet = Contested(store, StoreHeld("in use"))
    one = over(monkeypatch, settings, quiet)
    with pytest.raises(StoreHeld):
        one.opened()
    assert (one.works_at, quiet.asked) == ("", 0)
