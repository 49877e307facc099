"""promise: first replies miss their promised time so fast that the promise will not be kept."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from alertd.core.rules.conditions.promise import FEWEST
from alertd.core.times import epoch, instant
from alertd.model.mention import Reply
from alertd.model.people import Hours
from alertd.model.rule import PromiseMet
from alertd.model.watch import Watch
from tests.unit.core.rules.conditions.looking import NOON, Looking
from tests.unit.core.stage import Stage, house, loud

PROMISE = PromiseMet(met=0.9, target=timedelta(minutes=30), window=timedelta(hours=12))
HOUR = 3600.0


class Inbox(Looking):
    """A watch whose customers ask, and are answered some time later or never."""

    def asks(self, at: float, answered_after: float | None) -> Inbox:
        """Somebody asks; the brand answers so many seconds later."""
        self.say(at, needs_answer=True)
        assert self.last is not None
        if answered_after is not None:
            replied = instant(NOON + at + answered_after)
            reply = Reply(
                watch="acme",
                platform="x",
                id=f"r{self.number}",
                author="acme_help",
                posted_at=replied,
                seen_at=replied,
                in_reply_to=self.last.id,
            )
            self.state.reply(reply, epoch(replied), epoch(replied))
        return self


def test_a_promise_that_is_kept_is_quiet() -> None:
    """Ninety-six of a hundred within half an hour, where ninety are promised."""
    inbox = Inbox(PROMISE)
    for number in range(100):
        inbox.asks(number * 400.0, None if number % 25 == 24 else 600.0)

    verdict = inbox.ask(100 * 400.0)

    assert not verdict.holds
    assert verdict.value is not None
    assert verdict.value > 0.9


def test_a_promise_that_is_missed_slowly_is_told_while_it_is_missed() -> None:
    """One in five is late all day: more than one in ten. When the last hours are good again, it is over."""
    inbox = Inbox(PROMISE)
    for number in range(60):
        inbox.asks(number * 600.0, 3000.0 if number % 5 == 0 else 300.0)
    assert inbox.ask(36_000.0 + 1800).holds

    for number in range(60, 80):
        inbox.asks(number * 600.0, 300.0)
    assert not inbox.ask(80 * 600.0 + 1800, holding=True).holds


def test_a_burst_of_unanswered_questions_is_told_before_the_window_is_spoilt() -> None:
    """A good day, then nobody answers: within the first hour, though most of the whole window was in time."""
    inbox = Inbox(PROMISE)
    for number in range(95):
        inbox.asks(number * 400.0, 300.0)
    begin = 95 * 400.0
    for number in range(4 * FEWEST):
        inbox.asks(begin + number * 60.0, None)

    assert not inbox.ask(begin + 1700).holds
    late = inbox.ask(begin + 1800 + 4 * FEWEST * 60)
    assert late.holds
    assert late.value is not None
    assert late.value >= 0.8


def test_few_customers_are_no_share() -> None:
    """Four of four late are not told; who waits is the business of `unanswered`."""
    inbox = Inbox(PROMISE)
    for number in range(FEWEST - 1):
        inbox.asks(number * 60.0, None)

    assert not inbox.ask(3 * HOUR).holds


def test_a_late_answer_stays_late() -> None:
    """Who was answered after an hour was missed, though nobody waits any more."""
    inbox = Inbox(PROMISE)
    for number in range(10):
        inbox.asks(number * 60.0, HOUR)

    assert inbox.ask(1.5 * HOUR).note.startswith("0 of 10 in time")


def test_the_clock_is_the_teams_own() -> None:
    """Asked on Friday at 16:45 and answered on Monday at 09:10: in time, by the hours of the watch."""
    watch = Watch(name="acme", handles={"x": ("acme_help",)}, hours="office")
    inbox = Inbox(PROMISE.with_(window=timedelta(days=7)), watch)
    inbox.state.hours = {"office": Hours(name="office")}
    friday = datetime(2026, 11, 20, 16, 45, tzinfo=UTC).timestamp() - NOON
    monday = datetime(2026, 11, 23, 9, 10, tzinfo=UTC).timestamp() - NOON
    for number in range(6):
        inbox.asks(friday + number, monday - friday)

    assert inbox.ask(monday + HOUR).note.startswith("6 of 6 in time")


def test_shares_equal_a_slow_count_over_any_life() -> None:
    """Random questions and answers: what is counted with two searches is what a loop over all of them counts."""
    chance = random.Random(4)
    inbox, asked, life = Inbox(PROMISE), 0.0, []
    for _ in range(400):
        asked += chance.expovariate(1 / 300.0)
        took = chance.choice([None, chance.uniform(0, 4000)])
        life.append((asked, took))
        inbox.asks(asked, took)
        now = asked + chance.uniform(0, 5000)
        due = [(at, took) for at, took in life if now - 12 * HOUR < at + 1800 <= now]
        kept = sum(took is not None and took <= 1800 for _, took in due)
        assert inbox.ask(now).note.startswith(f"{kept} of {len(due)} in time"), now


def test_the_engine_pages_by_itself_when_the_promise_is_due() -> None:
    """Five customers ask at ten and nobody answers: no event comes, and at half past ten somebody is told."""
    stage = Stage(house(loud(when=PROMISE))).until("10:00")
    for number in range(5):
        stage.mention(id=f"q{number}", author=f"c{number}", voice=number + 1, needs_answer=True)

    assert stage.until("10:29").told() == []
    assert stage.until("10:31").told() == ["10:30 ayse"]
