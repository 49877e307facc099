"""Forecast: the live engine over what a store has kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alertd.model.events import ActTaken, SilenceSet
from alertd.model.house import House
from alertd.model.incident import Act
from alertd.model.rule import Severity
from alertd.model.silence import Silence
from alertd.report.forecast import Expected, Forecast, forecast
from alertd.store.sqlite import SqliteStore
from tests.unit.report.stores import BEGAN, NIGHT, NOW, STORM, Life, fill, house, quiet_days, spike, storm, storm_rule


def of(store: SqliteStore, tried: House, *, hours: float = 48) -> Forecast:
    """Return the forecast of the last hours."""
    return forecast(store, tried, begins_at=NOW - timedelta(hours=hours), ends_at=NOW, tell=lambda _: None)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    """Return a store with three quiet days and a storm at two in the morning."""
    return fill(tmp_path, [*quiet_days(), *storm()])


def test_it_says_what_the_daemon_decided(store: SqliteStore) -> None:
    """The same rules over the same posts page the same person at the same instant."""
    found = of(store, house())
    (live,) = [queued.page for queued, _, _ in store.pages.all() if queued.page.kind == "page" and queued.page.step]
    store.close()

    assert [(one.at, one.to, one.rule) for one in found.alarms] == [(live.at, "ayse", "storm")]
    assert found.rules == (
        Expected(
            rule="storm", severity="crisis", fired=1, alarms=1, pages=1, all_pages=3, notices=0,  # and two promises that nobody keeps
            to={"ayse": 1}, in_quiet_hours=0, woken=0, at_night=1,
        ),
    )  # fmt: skip


def test_a_crisis_wakes_and_less_than_that_is_held(store: SqliteStore) -> None:
    """In quiet hours an urgent page waits for the morning; if all is over by then it never comes."""
    crisis = of(store, house(quiet=NIGHT))
    urgent = of(store, house(storm_rule(severity=Severity.URGENT), quiet=NIGHT))
    store.close()

    assert [(one.in_quiet_hours, one.is_woken) for one in crisis.alarms] == [(True, True)]
    assert (urgent.rules[0].fired, urgent.alarms) == (1, ())


def test_a_rule_with_words_that_nobody_looked_for_then(store: SqliteStore) -> None:
    """Their texts are kept: a new rule finds its words in them."""
    rule = storm_rule("parcels", when=spike(of="terms", terms=("parcel",)))
    found = of(store, house(rule))
    store.close()

    assert (found.rules[0].fired, found.rules[0].alarms) == (1, 1)


def test_imported_history_counts_as_if_seen(tmp_path: Path) -> None:
    """Import pages nobody; a forecast over it says what would have been."""
    life = Life(tmp_path)
    life.write([*quiet_days(), *storm()], imported=True)
    kept = life.over()
    found = of(kept, house())
    pages = len(kept.pages.all())
    kept.close()

    assert (pages, found.rules[0].alarms) == (0, 1)
    assert STORM < found.alarms[0].at < STORM + timedelta(minutes=10)


def test_acts_and_silences_of_those_days_do_not_count(tmp_path: Path) -> None:
    """They answered to other rules; a silence must not make a new rule look calm."""
    life = Life(tmp_path)
    quiet = Silence(id="s", begins_at=BEGAN, ends_at=NOW, by="ayse", reason="holidays")
    life.happen(SilenceSet(at=BEGAN, silence=quiet))
    life.write([*quiet_days(), *storm()])
    (opened,) = life.store.read_model.incidents()
    life.happen(ActTaken(at=opened.opened_at, incident=opened.id, act=Act.SOLVE, by="ayse"))
    kept = life.over()
    found = of(kept, house())
    kept.close()

    assert found.rules[0].alarms == 1


def test_what_was_before_only_makes_it_warm(store: SqliteStore) -> None:
    """The storm lies before the span: it is known, and not counted."""
    found = of(store, house(), hours=2)
    store.close()

    assert (found.mentions, found.rules[0].fired, found.alarms) == (0, 0, ())


def test_a_watch_that_is_gone_is_left_out(store: SqliteStore) -> None:
    """Posts about a brand that nobody watches any more move nothing."""
    other = house(storm_rule(watches=("globex",)))
    found = of(store, other.with_(watches=(other.watches[0].with_(name="globex", terms=("globex",)),)))
    store.close()

    assert (found.mentions, found.alarms) == (0, ())


def test_an_empty_store_pages_nobody(tmp_path: Path) -> None:
    """Before the first mention there is nothing to say, and no fault."""
    kept = Life(tmp_path).over()
    found = of(kept, house())
    kept.close()

    assert (found.mentions, found.rules[0].pages) == (0, 0)
