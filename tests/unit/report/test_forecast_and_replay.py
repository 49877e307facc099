"""A forecast and a replay of the same days say the same: whom, when, how often, and what waits for the morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.model.house import House
from alertd.model.page import Page, PageKind
from alertd.model.people import Person, Policy, Step
from alertd.model.post import Post
from alertd.model.rule import GoingViral, Severity
from alertd.model.watch import Campaign
from alertd.report.forecast import Forecast, forecast
from alertd.runtime import replay
from alertd.runtime.export import lines
from alertd.store.sqlite import SqliteStore
from tests.unit.report.stores import (
    BEGAN,
    NIGHT,
    NOW,
    STORM,
    Life,
    house,
    post,
    quiet_days,
    scorer,
    spike,
    storm,
    storm_rule,
)

QUARTER = timedelta(minutes=15)


def two_people() -> House:
    """Return a house in which a crisis goes to ayse and to bob, three times over, and something urgent to ayse alone.

    Both have quiet hours; the storm comes in the middle of them.
    """
    plain = house(
        storm_rule(),
        storm_rule("angry", Severity.URGENT, page="morning", when=spike(ratio=3.0)),
        quiet=NIGHT,
    )
    bob = Person(name="bob", timezone="Europe/Paris", addresses={"console": "bob"}, quiet=NIGHT)
    steps = tuple(Step(notify=(name,), by=("console",), escalate_after=QUARTER) for name in ("ayse", "bob"))
    policies = {
        "night": Policy(name="night", steps=steps, repeat=2),
        "morning": Policy(name="morning", steps=steps[:1]),
    }
    return plain.with_(
        roster=plain.roster.with_(people={**plain.roster.people, "bob": bob}, policies=policies),
    )


def again(store: SqliteStore, tried: House) -> list[tuple[Page, str]]:
    """Return the pages of a replay of what the store gives out, each with its state, the timers run on to the same end."""
    run = replay.Replay(tried, scorer(), knows_watches=True)
    result = run.run([("takeout", number, line) for number, line in enumerate(lines(store, ()), 1)], NOW)
    assert result.rejected == []
    return [(queued.page, state) for queued, state, _ in result.store.pages.rows.values()]


@pytest.mark.parametrize("tried", [two_people(), house(quiet=NIGHT), house()], ids=["two people", "quiet", "one rule"])
def test_a_night_is_told_as_it_was_lived(tried: House, tmp_path: Path) -> None:
    """A crisis at two in the morning that nobody answers: lived, forecast and replayed, it makes the same pages.

    It wakes whoever sleeps, is told again in every pass, and what is only urgent waits for the morning.
    """
    life = Life(tmp_path, tried)
    life.write([*quiet_days(), *storm()])
    kept = life.over()
    lived = [queued.page for queued, _, _ in kept.pages.all()]
    found = forecast(kept, tried, begins_at=BEGAN, ends_at=NOW, tell=lambda _: None)
    replayed = again(kept, tried)
    kept.close()

    assert [page for page, _ in replayed] == lived
    assert_counted(found, [page for page, state in replayed if state != "cancelled"])
    assert any(STORM < page.at < STORM + QUARTER for page in lived)


def two_waves() -> Iterator[Post]:
    """Yield the storm, and the same again four hours later in other words."""
    yield from storm()
    for one in storm():
        text = f"{one.text}, again"
        yield one.with_(id=f"again-{one.id}", created_at=one.created_at + timedelta(hours=4), text=text)


def passed_on() -> Iterator[Post]:
    """Yield a post that sounds neutral, and a hundred and twenty who pass it on within half an hour."""
    at = STORM + timedelta(minutes=30)
    first = post("root", at, "acme and the letter about the brakes", sentiment=(0.1, 0.85, 0.05))
    yield first
    for number in range(120):
        again = first.with_(id=f"rt{number}", author=f"fan {number}", created_at=at + timedelta(seconds=15 * number))
        yield again.with_(repost_of=first.id, repost_of_author=first.author)


def busy() -> House:
    """Return the house of two people in a launch that expects five times the posts, with a rule about what is passed on."""
    nights = two_people()
    launch = Campaign(name="launch", begins_at=BEGAN + timedelta(days=2), ends_at=NOW, expect=5.0)
    travels = GoingViral(passed_on=20, sentiment="not positive")
    watch = nights.watches[0].with_(campaigns=(launch,))
    return nights.with_(watches=(watch,), rules=(*nights.rules, storm_rule("travels", when=travels)))


@pytest.mark.parametrize("tried", [two_people(), busy()], ids=["two people", "in a launch"])
def test_a_second_wave_is_told_as_it_was_lived(tried: House, tmp_path: Path) -> None:
    """Two storms with four hours between, and in a launch a post that is passed on: the second round is paged, and counted, in all three."""
    life = Life(tmp_path, tried)
    life.write(sorted([*quiet_days(), *two_waves(), *passed_on()], key=lambda one: one.created_at))
    kept = life.over()
    lived = [queued.page for queued, _, _ in kept.pages.all()]
    found = forecast(kept, tried, begins_at=BEGAN, ends_at=NOW, tell=lambda _: None)
    replayed = again(kept, tried)
    kept.close()

    assert [page for page, _ in replayed] == lived
    assert_counted(found, [page for page, state in replayed if state != "cancelled"])
    assert {page.round for page in lived if page.kind is PageKind.PAGE} >= {1, 2}
    assert ("travels" in {page.rule for page in lived}) is any(rule.id == "travels" for rule in tried.rules)


def assert_counted(found: Forecast, sent: list[Page]) -> None:
    """A forecast counts just these pages, rule by rule and person by person; what a broken promise brings is no affair of a rule."""
    pages = [page for page in sent if page.kind is PageKind.PAGE and not page.is_of_promise]
    by_rule = Counter(page.rule for page in pages)
    assert {one.rule: one.all_pages for one in found.rules if one.all_pages} == dict(by_rule)
    first = {(page.incident, page.round, page.to): page for page in reversed(pages) if page.step == 1}
    assert {(one.incident, one.to, one.at, one.rule) for one in found.alarms} == {
        (page.incident, page.to, page.at, page.rule) for page in first.values()
    }
    held = {page.to for page in first.values() if page.hold_until is not None}
    assert {one.to for one in found.alarms if one.in_quiet_hours and not one.is_woken} == held


def test_a_crisis_goes_round_and_what_is_urgent_waits(tmp_path: Path) -> None:
    """Two steps in three passes are six pages in the night; something urgent alone is held until seven, as in a replay."""
    storms, nights = [*quiet_days(), *storm()], two_people()
    urgent = nights.with_(rules=(storm_rule("angry", Severity.URGENT, page="morning", until="acknowledged"),))
    for tried, counted in ((nights, (6, 1, {"ayse": 1})), (urgent, (1, 0, {"ayse": 1}))):
        life = Life(tmp_path / tried.rules[0].id, tried)
        life.write(storms)
        kept = life.over()
        found = forecast(kept, tried, begins_at=BEGAN, ends_at=NOW, tell=lambda _: None)
        sent = [page for page, state in again(kept, tried) if state != "cancelled"]
        kept.close()

        one = found.rules[0]
        assert (one.all_pages, one.woken, one.to) == counted
        assert one.in_quiet_hours == 1
        assert_counted(found, sent)
