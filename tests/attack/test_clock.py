"""The machine's clock may jump; pages must not stop for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.core.engine import Engine
from alertd.model.commands import SendPage
from alertd.model.events import ClockSetBack, HouseLoaded, MentionSeen, Ticked
from alertd.model.house import House
from alertd.model.mention import Mention, Reach
from alertd.model.rule import Influencer, Rule, Severity
from alertd.model.score import Score
from alertd.model.watch import Watch

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


def _pages_after_a_jump(jump: timedelta) -> int:
    """Tick once at a wrong instant, then see a loud post at the right one; return how many pages go out."""
    rule = Rule(id="loud", name="Loud", severity=Severity.CRISIS, when=Influencer(audience=100_000))
    engine = Engine()
    engine.handle(HouseLoaded(at=NOW, house=House(watches=(Watch(name="acme"),), rules=(rule,))))
    engine.handle(Ticked(at=NOW + jump))
    at = NOW + timedelta(minutes=1)
    if jump > timedelta(0):
        engine.handle(ClockSetBack(at=at, was=engine.newest))  # the writer writes it: see the test of a writer below
    mention = Mention(
        watch="acme",
        platform="x",
        id="1",
        author="a",
        posted_at=at,
        seen_at=at,
        language="en",
        score=Score.unknown("none"),
        voice=1,
        reach=Reach(audience=5_000_000),
    )
    return sum(isinstance(command, SendPage) for command in engine.handle(MentionSeen(at=at, mention=mention)))


def test_a_clock_that_was_behind_for_a_moment_changes_nothing() -> None:
    """A loud post pages after the clock went back a day and came forward again."""
    assert _pages_after_a_jump(-timedelta(days=1)) == 1


def test_a_clock_that_was_ahead_for_a_moment_silences_nobody() -> None:
    """A loud post pages after the clock went forward a day and back again."""
    assert _pages_after_a_jump(timedelta(days=1)) == 1
