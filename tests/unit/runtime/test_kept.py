"""What older versions wrote is read as they meant it: stores, their logs and their checkpoints."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.core.engine import Engine
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.model.commands import Command, SendPage
from alertd.model.events import Event, Ticked
from alertd.model.incident import State
from alertd.runtime.checkpoints import restored
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.report import stores

KEPT = Path(__file__).resolve().parents[2] / "kept"
NEXT_NIGHT = stores.STORM + timedelta(days=1)


@pytest.fixture(params=sorted(path.name for path in KEPT.glob("store-*.sqlite3.gz")))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteStore]:
    """Return a store that an older version left, opened by this one."""
    (tmp_path / NAME).write_bytes(gzip.decompress((KEPT / request.param).read_bytes()))
    made = SqliteStore(tmp_path)
    yield made
    made.close()


def _what_comes_next() -> list[Event]:
    """Return a storm in the night after, and the timers of six hours."""
    posts = [
        stores.post(
            f"n{number}", NEXT_NIGHT + timedelta(seconds=10 * number), f"acme lost it {number}", sentiment=stores.ANGRY
        )
        for number in range(60)
    ]
    found = enricher_for(stores.house(), stores.scorer()).enrich(posts, seen_at=None)
    return [entry.event for entry in entries(found)]


def _lived_on(engine: Engine) -> list[Command]:
    """Return what an engine asks for in the night after."""
    asked: list[Command] = []
    for event in _what_comes_next():
        while (due := engine.next_deadline()) is not None and due <= event.at:
            asked += engine.handle(Ticked(at=due))
        asked += engine.handle(event)
    end = NEXT_NIGHT + timedelta(hours=6)
    while (due := engine.next_deadline()) is not None and due <= end:
        asked += engine.handle(Ticked(at=due))
    return asked


def test_its_log_and_its_incident_are_there(store: SqliteStore) -> None:
    """Every event is read; what people look at stands as it stood."""
    assert len(list(store.read(0))) == 528
    (incident,) = store.read_model.incidents()
    assert (incident.watch, incident.state, incident.pages) == ("acme", State.OPEN, 2)
    assert [state for _, state, _ in store.pages.all()] == ["accepted", "planned"]
    assert sum(1 for _ in store.history.came_in()) == 508


def _paged(commands: list[Command]) -> set[tuple[str, str, str | None]]:
    return {(one.page.to, one.page.watch, one.page.rule) for one in commands if isinstance(one, SendPage)}


def test_its_checkpoint_is_taken_and_pages_as_the_log_does(store: SqliteStore) -> None:
    """The engine out of the checkpoint pages the same person about the next storm as the one that folded the whole log.

    Not by the same numbers: a version that judges in another way does so from its start on, and not in what was folded before.
    """
    seq, parts = store.load()
    from_checkpoint = Engine.from_parts(parts)
    from_log = Engine()
    for _, event in store.read(0, until=seq):
        from_log.handle(event)

    asked = _lived_on(from_checkpoint)
    assert _paged(asked) == _paged(_lived_on(from_log)) == {("ayse", "acme", "storm")}


def test_a_start_over_it_folds_nothing_again(store: SqliteStore, capsys: pytest.CaptureFixture[str]) -> None:
    """The checkpoint is readable, so that an upgrade costs no walk over the log."""
    fold = restored(store, bytes(32))

    assert fold.folded_seq == 528
    assert "unreadable" not in capsys.readouterr().out
