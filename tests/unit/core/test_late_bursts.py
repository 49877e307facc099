"""Bursts that a slow source brings: judged in their own minutes, told with how late they are, and never waited for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.model.events import MentionSeen
from alertd.model.page import Page, PageKind
from alertd.model.rule import Count, Floor, Rule, Share, Spike, Terms, Velocity
from alertd.model.source_state import SourceState
from tests.unit.core.stage import Stage, clock, house

BRIDGE = 1680.0  #: seconds: a bridge behind a webhook
SPIKE = Spike(of="all", rarer_than=timedelta(days=7))
NEGATIVE = Spike(of="negative", rarer_than=timedelta(days=7))


def rule(when: Any, name: str = "burst", **changes: Any) -> Rule:
    """Return a rule of the policy pr."""
    return Rule(id=name, name=name, when=when, page="pr", until="calm").with_(**changes)


def lived(*rules: Rule, days: int = 8, an_hour: int = 2) -> Stage:
    """Return a watch with some days of two neutral posts an hour."""
    stage = Stage(house(*rules))
    for hour in range(24 * days):
        for part in range(an_hour):
            at = clock("08:00") + timedelta(hours=hour, minutes=60 * part // an_hour + (7 * hour + 13 * part) % 25)
            stage.until(at).mention("neutral")
    return stage.until(stage.now + timedelta(minutes=40))


def bring(stage: Stage, ages: list[float], *, mood: str = "angry", **changes: Any) -> None:
    """Let one look bring posts of these ages, in seconds."""
    for age in ages:
        stage.mention(mood, posted_at=stage.now - timedelta(seconds=age), **changes)


def thirty(minutes: float, *, spread: float = 5.0) -> list[float]:
    """Return the ages of thirty posts, the youngest of which is so many minutes old."""
    return [60.0 * minutes + spread * number for number in range(30)]


@pytest.fixture(scope="module")
def history() -> bytes:
    """A watch with a usual of two an hour, once for all stories of this file."""
    return lived(rule(SPIKE)).engine.snapshot()


def going_on(history: bytes) -> Stage:
    """Return a stage that goes on from the history."""
    stage = Stage(house(rule(SPIKE)), clock("08:40", 8))
    stage.engine = Engine.restore(history)
    stage._posts = 10_000
    stage.now = stage.engine.newest + timedelta(minutes=30)
    return stage


@pytest.mark.parametrize("minutes", [0.1, 3.0, 10.0, 14.0, 20.0, 26.0])
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_burst_up_to_half_an_hour_old_pages_at_once(history: bytes, minutes: float, newest_first: bool) -> None:
    """Thirty posts in two and a half minutes, whatever their age when they come and whatever the order of the feed."""
    stage = going_on(history)
    ages = thirty(minutes)
    bring(stage, ages if newest_first else ages[::-1], delay=BRIDGE)

    assert stage.told() == [f"{stage.now:%H:%M} ayse"]


def test_the_page_says_how_late_it_is_and_counts_the_minutes_of_the_burst(history: bytes) -> None:
    """Twenty minutes late, with the numbers of then and posts of then, not of the empty minutes now."""
    stage = going_on(history)
    stage.load(house(rule(SPIKE.with_(at_least=Floor(mentions=20, authors=10)))))
    bring(stage, thirty(20.0), delay=BRIDGE)

    (page,) = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert 15 * 60 <= int(page.facts["late_seconds"] or 0) <= 23 * 60
    assert float(page.facts["count"] or 0) >= 20
    assert float(page.facts["authors"] or 0) >= 10
    assert len(page.evidence) >= 2


def test_a_burst_of_now_does_not_call_itself_late(history: bytes) -> None:
    """Also where the source is a slow one."""
    stage = going_on(history)
    bring(stage, thirty(0.1, spread=1.0), delay=BRIDGE)

    (page,) = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert "late_seconds" not in page.facts


@pytest.mark.parametrize(
    ("minutes", "changes"),
    [
        (4.0, {}),  # of X, which is never four minutes behind: something else went wrong
        (12.0, {"delay": 300.0}),  # later than this source ever is
        (60.0, {"delay": BRIDGE}),  # an hour late pages nobody
        (31.0, {"delay": 86_400.0}),  # however slow a source says it is
        (10.0, {"delay": BRIDGE, "is_filled": True}),  # it fills a gap that was told
    ],
)
def test_what_is_later_than_its_source_ever_is_pages_nobody(
    history: bytes, minutes: float, changes: dict[str, Any]
) -> None:
    """It is history; its own hour learns it, and it is counted as late."""
    stage = going_on(history)
    before = stage.engine.late
    bring(stage, thirty(minutes), **changes)
    stage.until(stage.now + timedelta(minutes=40))

    assert stage.told() == []
    assert stage.engine.late - before == 30


def test_what_was_written_while_nobody_watched_is_no_burst(history: bytes) -> None:
    """The only source was blind for ten minutes and said so; what a bridge brings of that time afterwards wakes nobody."""
    stage = going_on(history)
    stage.source(SourceState.BLIND)
    stage.until(stage.now + timedelta(minutes=10))
    stage.source(SourceState.OK)
    bring(stage, thirty(4.0), delay=BRIDGE)
    stage.until(stage.now + timedelta(minutes=5))

    assert stage.told() == []


def test_a_burst_that_comes_in_two_looks_is_one_page(history: bytes) -> None:
    """The second look finds the alert firing; nobody is woken twice."""
    stage = going_on(history)
    bring(stage, thirty(12.0)[15:], delay=BRIDGE)
    stage.until(stage.now + timedelta(seconds=30))
    bring(stage, thirty(12.0)[:15], delay=BRIDGE)
    stage.until(stage.now + timedelta(minutes=3))

    assert len(stage.told()) == 1


def test_usual_posts_that_come_late_page_nobody_in_a_week() -> None:
    """Two an hour, each twelve minutes late by its source, are as usual as two an hour that come at once."""
    stage = Stage(house(rule(SPIKE)))
    for hour in range(24 * 8):
        for part in range(2):
            stage.until(clock("08:00") + timedelta(hours=hour, minutes=30 * part + (7 * hour + 13 * part) % 25))
            bring(stage, [720.0], mood="neutral", delay=BRIDGE)

    assert stage.told() == []


def test_a_restart_in_the_middle_of_a_late_burst_changes_nothing(history: bytes) -> None:
    """Restored after any number of its posts, the engine decides the same, byte for byte."""

    def play(restart: int | None) -> tuple[list[str], bytes]:
        stage = going_on(history)
        for number, age in enumerate(thirty(9.0)):
            if number == restart:
                stage.engine = Engine.restore(stage.engine.snapshot())
            bring(stage, [age], delay=BRIDGE)
        stage.until(stage.now + timedelta(minutes=2))
        return [page.page_id for page in stage.pages], stage.engine.snapshot()

    whole = play(None)
    assert whole[0]
    assert [play(number) == whole for number in (1, 3, 9, 29)] == [True] * 4


@pytest.mark.parametrize(
    "when",
    [
        SPIKE,
        NEGATIVE,
        SPIKE.with_(rarer_than=None, ratio=4.0, window=timedelta(minutes=10), at_least=Floor(mentions=10)),
        Velocity(of="negative", rises_by_points=20.0, within=timedelta(minutes=30), at_least=Floor(mentions=10)),
        Count(over=15, window=timedelta(minutes=5)),
        Share(over=0.5, window=timedelta(minutes=10), at_least=Floor(mentions=10)),
        Terms(any=("recall",), new_since=timedelta(days=2), at_least=Floor(mentions=25, authors=25)),
    ],
)
def test_every_condition_that_counts_in_a_window_judges_the_past_minutes(when: Any) -> None:
    """Fourteen minutes late, with windows from five minutes to half an hour."""
    stage = lived(rule(when), days=3)
    bring(stage, thirty(14.0), delay=BRIDGE, terms=("recall",))

    assert len(stage.told()) == 1


def test_words_that_began_before_the_hour_are_counted_with_those_that_come_late() -> None:
    """Five posts at 11:00 and six of 11:35 that come at 12:02: eleven in the hour that ended then, six in the one that ends now."""
    words: dict[str, Any] = {"terms": ("recall",)}
    stage = lived(rule(Terms(any=("recall",), new_since=timedelta(days=2), at_least=Floor(mentions=10))), days=3)
    bring(stage, [60.0 - 10 * number for number in range(5)], **words)
    stage.until(stage.now + timedelta(minutes=62))
    assert stage.told() == []
    bring(stage, [27 * 60.0 + number for number in range(6)], delay=BRIDGE, **words)

    (page,) = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert float(page.facts["count"] or 0) >= 10
    assert int(page.facts["late_seconds"] or 0) > 0


def test_words_that_come_late_and_are_too_few_page_nobody() -> None:
    """Nine of ten, in any of the hours that end in between."""
    stage = lived(rule(Terms(any=("recall",), new_since=timedelta(days=2), at_least=Floor(mentions=10))), days=3)
    bring(stage, [27 * 60.0 + number for number in range(9)], delay=BRIDGE, terms=("recall",))

    assert stage.told() == []


def test_a_young_watch_sees_a_late_burst_too() -> None:
    """In its first day a burst of thirty where one an hour was usual is one, ten minutes late or not."""
    stage = Stage(house(rule(SPIKE)))
    for hour in range(12):
        stage.until(clock("08:20") + timedelta(hours=hour)).mention("neutral")
    stage.until(stage.now + timedelta(minutes=50))
    bring(stage, thirty(10.0), delay=BRIDGE)

    assert len(stage.told()) == 1


def test_events_of_a_log_of_before_have_no_delay(history: bytes) -> None:
    """A mention that was kept without its source's delay is judged as it was: two minutes, no more."""
    stage = going_on(history)
    mention = stage.mention("neutral", posted_at=stage.now - timedelta(minutes=5))

    assert mention.delay == 0.0
    assert isinstance(stage.events[-1], MentionSeen)
    assert stage.engine.late >= 1


def test_a_late_burst_says_who_acted_together_then(history: bytes) -> None:
    """Ten accounts that copy each other begin a burst that comes twenty minutes late: told as of then, for now they are silent."""
    stage = going_on(history)
    for voice in (900, 901):
        for bot in range(10):
            stage.until(stage.now + timedelta(seconds=2)).mention("angry", author=f"bot{bot}", voice=voice)
    stage.until(stage.now + timedelta(hours=2))
    assert stage.told() == []
    for number, age in enumerate(thirty(20.0)[::-1]):
        posted_at = stage.now - timedelta(seconds=age)
        stage.mention("angry", posted_at=posted_at, delay=BRIDGE, author=f"bot{number % 10}", voice=902 + number // 10)
    bring(stage, thirty(20.0)[::-1], delay=BRIDGE)

    (page,) = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert int(page.facts["late_seconds"] or 0) > 15 * 60
    assert int(page.facts["ring_accounts"] or 0) == 10
    assert int(page.facts["ring_posts"] or 0) < int(page.facts["ring_of"] or 0)


def test_a_crowd_that_comes_late_is_no_group(history: bytes) -> None:
    """Thirty people with thirty texts of their own."""
    stage = going_on(history)
    bring(stage, thirty(20.0)[::-1], delay=BRIDGE)

    assert "ring_accounts" not in next(page for page in stage.pages if page.kind is PageKind.PAGE).facts


def steps(when: Any, *, at_first: float = 14.0, wait: int = 40) -> list[Page]:
    """Return the pages of all steps of a late burst that nobody acknowledges; a few calm posts come in between."""
    stage = lived(rule(when, until="acknowledged", keep_firing_for=timedelta(minutes=60)), days=3)
    bring(stage, thirty(at_first), delay=BRIDGE, terms=("recall",))
    for minute in range(wait):
        stage.until(stage.now + timedelta(minutes=1))
        if minute in (2, 8, 12):
            stage.mention("neutral")
    return [page for page in stage.pages if page.kind is PageKind.PAGE]


@pytest.mark.parametrize("when", [SPIKE, NEGATIVE, SPIKE.with_(window=timedelta(minutes=10))])
@pytest.mark.parametrize("at_first", [4.0, 14.0, 25.0])
def test_the_next_steps_speak_of_the_burst_and_not_of_the_minutes_since(when: Any, at_first: float) -> None:
    """Fifteen and thirty minutes on nobody writes: who is paged then reads the numbers of the burst, not "0 mentions"."""
    first, *later = steps(when, at_first=at_first)

    assert [page.to for page in later] == ["omar", "maria"]
    for page in later:
        assert float(page.facts["count"] or 0) >= 4
        assert float(page.facts["count"] or 0) >= float(first.facts["count"] or 0)
        assert int(page.facts["mentions"] or 0) >= 4
        assert int(page.facts["authors"] or 0) >= 4
        assert page.evidence


@pytest.mark.parametrize(
    "when", [SPIKE, Count(over=15, window=timedelta(minutes=5)), Share(over=0.5, window=timedelta(minutes=10))]
)
def test_how_late_it_came_does_not_grow_while_nobody_answers(when: Any) -> None:
    """A burst that was seen twenty minutes late was so for the second person too, who hears of it a quarter of an hour later."""
    pages = steps(when, at_first=20.0)

    late = [int(page.facts["late_seconds"] or 0) for page in pages]
    assert len(late) == 3
    assert late[0] >= 15 * 60
    assert max(late) - min(late) <= 5 * 60, "the burst's own end, as of which it is told, is a full five minutes"


def test_a_second_burst_of_now_is_told_with_its_own_numbers() -> None:
    """What comes at once after a late burst, and is more, is what the next step hears of; it is not late."""
    stage = lived(rule(SPIKE, until="acknowledged", keep_firing_for=timedelta(minutes=60)), days=3)
    bring(stage, thirty(14.0)[:8], delay=BRIDGE)
    stage.until(stage.now + timedelta(minutes=12))
    for _ in range(90):
        stage.until(stage.now + timedelta(seconds=1)).mention("angry")
    stage.until(stage.now + timedelta(minutes=4))

    page = [page for page in stage.pages if page.kind is PageKind.PAGE and page.to == "omar"][-1]
    assert float(page.facts["count"] or 0) >= 80
    assert "late_seconds" not in page.facts


def test_a_burst_that_came_at_once_is_told_as_it_stands() -> None:
    """Its next step hears how it is now: nothing is kept for it that a late burst keeps."""
    stage = lived(rule(SPIKE, until="acknowledged", keep_firing_for=timedelta(minutes=60)), days=3)
    bring(stage, [float(number) for number in range(30)], mood="angry")
    alert = next(iter(stage.engine.state.watches["acme"].alerts.values()))

    assert alert.as_of is None
    assert alert.late == 0.0


def test_a_restart_between_the_steps_of_a_late_burst_changes_nothing() -> None:
    """What the burst showed is part of the state."""

    def play(*, restarts: bool) -> list[tuple[str, dict[str, Any]]]:
        stage = lived(rule(SPIKE, until="acknowledged", keep_firing_for=timedelta(minutes=60)), days=3)
        bring(stage, thirty(14.0), delay=BRIDGE)
        for _ in range(32):
            if restarts:
                stage.engine = Engine.restore(stage.engine.snapshot())
            stage.until(stage.now + timedelta(minutes=1))
        return [(page.page_id, dict(page.facts)) for page in stage.pages]

    assert play(restarts=True) == play(restarts=False)
