"""A page about what has passed tells its height, not the calm that came after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.model.events import ClockSetBack
from alertd.model.incident import Act
from alertd.model.page import Page, PageKind
from alertd.model.people import Policy
from alertd.model.rule import AllOf, Condition, Count, Influencer, Not, Rule
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, house, loud, step, with_policy

STORM = Rule(
    id="storm",
    name="Storm",
    severity=CRISIS,
    page="pr",
    when=Count(over=10, window=timedelta(minutes=30), count="posts"),
    until="acknowledged",
)
AGAIN = timedelta(minutes=30)


def stormy(*rules: Rule, day: int = 0) -> Stage:
    """Return a stage on which forty posts came in ten minutes from ten o'clock on; nobody answers, and the crisis is paged each half hour."""
    policy = Policy(name="pr", steps=(step("ayse", after=10), step("omar")), crisis_every=AGAIN)
    stage = Stage(with_policy(house(STORM, *rules), policy))
    return wave(stage, day)


def wave(stage: Stage, day: int) -> Stage:
    """Let forty people write within ten minutes."""
    for number in range(40):
        stage.until(f"10:{number // 4:02}", day)
        stage.mention("angry", author=f"a{day}-{number}")
    return stage


def pages(stage: Stage) -> list[Page]:
    """Return the pages proper."""
    return [page for page in stage.pages if page.kind is PageKind.PAGE]


def test_a_crisis_that_is_paged_on_tells_its_height_and_how_it_stands_now() -> None:
    """Hours later nobody writes any more: "0 mentions" under the word CRISIS sends whoever reads it back to sleep."""
    stage = stormy().until("15:00")
    last = pages(stage)[-1]

    assert (last.facts["count"], last.facts["now"]) == (40, 0)
    assert last.facts["mentions"] is None
    text = word(last, {}, "https://a.example/a/t").text
    assert "at its height (10:10 UTC): 40 posts in 30 min" in text
    assert "now 0 posts in 30 min" in text
    short = word(last.with_(channel="sms", channel_kind="sms", max_segments=3), {}, "https://a.example/a/t").text
    assert "at its height" in short


def test_while_it_holds_a_page_tells_the_number_of_now() -> None:
    """The first pages say what comes, and nothing of heights."""
    stage = stormy().until("10:12")

    assert len(pages(stage)) >= 2
    assert all("height_at" not in page.facts for page in pages(stage))


def test_the_audience_of_a_loud_voice_has_no_height() -> None:
    """It is a number without a window: it stays what it was."""
    heard = loud("heard", severity=CRISIS, when=Influencer(audience=1_000), until="acknowledged")
    stage = Stage(with_policy(house(heard), Policy(name="pr", steps=(step("ayse", after=10), step("omar")))))
    stage.fire("10:00").until("12:00")

    assert all("height_at" not in page.facts for page in pages(stage))


def test_the_next_round_has_a_height_of_its_own() -> None:
    """A smaller second wave is not told by the first."""
    stage = stormy().until("14:00")
    incident = stage.engine.state.grouping.incidents[stage.incident.id]
    first = incident.heights["storm"]

    incident.begin_round(stage.now.timestamp())

    assert (first.shown.value, incident.heights) == (40, {})


def test_the_number_that_begins_a_round_is_its_first_height() -> None:
    """Solved, and there it is again: what the new round was paged for is remembered from its first look on."""
    stage = stormy().until("14:00").act(Act.SOLVE)
    stage.until("09:59", 1)
    for number in range(11):
        stage.mention("angry", author=f"b{number}")

    incident = stage.engine.state.grouping.incidents[stage.incident.id]
    assert stage.incident.rounds == 2
    assert incident.heights["storm"].shown.value == 11


def test_a_height_survives_a_restart_and_a_snapshot_of_before_has_none() -> None:
    """Whoever comes back up at night pages by the same number."""
    stage = stormy().until("11:00")
    again = Engine.restore(stage.engine.snapshot()).state.grouping.incidents[stage.incident.id]

    assert again.heights["storm"].shown.value == 40


def test_a_crisis_that_joins_an_old_incident_is_paged_for_a_day_of_its_own() -> None:
    """Questions without an answer hold an incident open for days: it had used the day for which a crisis is paged, and the storm was told nine times and no more."""
    policy = Policy(name="pr", steps=(step("ayse", after=10), step("omar")), crisis_every=AGAIN)
    old = loud(keep_firing_for=timedelta(days=9))
    stage = Stage(with_policy(house(old, STORM), policy)).fire("09:00", author="old")
    stage.until("09:59", 3)
    wave(stage, 3).until("18:00", 3)
    told = [f"{page.at:%d %H:%M}" for page in pages(stage)]

    assert told[-1] >= "26 17:30", told
    last = pages(stage)[-1]
    assert f"{last.opened_at:%d %H}" == "26 10"
    assert "old" not in [one.author for one in last.evidence]

    stage.until("18:00", 4)
    assert [f"{page.at:%d %H:%M}" for page in pages(stage)][-1] <= "27 10:40"


def test_what_becomes_a_crisis_within_the_day_is_open_since_it_began() -> None:
    """It is the same matter that became worse: its clock and its first post stay."""
    policy = Policy(name="pr", steps=(step("ayse", after=10), step("omar")), crisis_every=AGAIN)
    stage = Stage(with_policy(house(loud(keep_firing_for=DAY_LONG), STORM), policy)).fire("09:00", author="old")
    stage.until("09:59")
    wave(stage, 0).until("12:00")

    last = pages(stage)[-1]
    assert f"{last.opened_at:%H:%M}" == "09:00"


def test_a_page_of_an_hour_that_has_ebbed_says_what_comes_now() -> None:
    """Maria is asked thirteen minutes after the last post: "40 posts in 1 h" alone sounds as if it burnt. Ayse, in the middle of it, reads no such word."""
    hourly = STORM.with_(when=Count(over=10, window=timedelta(hours=1), count="posts"))
    steps = (step("ayse", after=25), step("maria"))
    stage = Stage(with_policy(house(hourly), Policy(name="pr", steps=steps)))
    for number in range(80):
        stage.until(f"10:{number // 8:02}")
        stage.mention("angry", author=f"a{number}")
    stage.until("10:40")

    first, last = (next(page for page in pages(stage) if page.to == name) for name in ("ayse", "maria"))
    assert "now" not in first.facts
    assert (last.facts["count"], last.facts["now"], last.facts["now_window"]) == (80, 0, 300.0)
    text = word(last, {}, "https://a.example/a/t").text
    assert "80 posts in 1 h" in text
    assert "now 0 posts in 5 min" in text
    assert "at its height" not in text


def test_a_clock_that_is_set_back_leaves_no_height_in_the_time_to_come() -> None:
    """The machine's clock had run three hours ahead in the storm: a page at 08:00 must not tell of a height at 10:10."""
    stage = stormy().until("11:00")
    ahead = stage.engine.newest
    stage.now = clock("08:00")
    stage.handle(ClockSetBack(at=stage.now, was=ahead))

    incident = stage.engine.state.grouping.incidents[stage.incident.id]
    assert (incident.heights["storm"].at, incident.heights["storm"].shown.value) == (stage.now.timestamp(), 40)


MANY = Count(over=10, window=timedelta(minutes=30), count="posts")


@pytest.mark.parametrize(
    "when",
    [
        AllOf(conditions=(MANY, Not(condition=Count(over=5, of="positive", window=timedelta(hours=9), count="posts")))),
        Not(condition=Not(condition=MANY)),
    ],
)
def test_what_holds_inside_of_a_not_keeps_no_height_back(when: Condition) -> None:
    """Forty angry posts, and friends come to help: the rule holds no more, whatever its `not` says; the page of 15:00 tells the height."""
    policy = Policy(name="pr", steps=(step("ayse", after=10), step("omar")), crisis_every=AGAIN)
    stage = wave(Stage(with_policy(house(STORM.with_(when=when)), policy)), 0)
    for number in range(8):
        stage.until(f"10:{30 + number}").mention("glad", author=f"friend{number}")
    last = pages(stage.until("15:00"))[-1]

    assert (last.facts["count"], last.facts["now"]) == (40, 0)
    assert "at its height (10:10 UTC): 40 posts in 30 min" in word(last, {}, "https://a.example/a/t").text
