"""The weekly digest: once a week, one message a watch, the week against the week before."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from alertd.core.engine import Engine
from alertd.core.incidents.weekly import read_about
from alertd.model.house import House, Promises
from alertd.model.page import Page, PageKind
from alertd.model.watch import Watch
from alertd.model.weekly import WeeklyPlan
from tests.unit.core.stage import Stage, house, loud, person, with_person

PLAN = WeeklyPlan(to="social", at=time(9))


def stage(plan: WeeklyPlan = PLAN, **changes: Any) -> Stage:
    """Return a house that has a digest, on Monday at eight; its rules page for one loud post."""
    return Stage(house(loud(), weekly=plan, **changes))


def digests(on: Stage) -> list[Page]:
    """Return the digests that went out."""
    return [page for page in on.pages if page.kind is PageKind.DIGEST]


def week(on: Stage, first_day: int, a_day: int, *, angry: int = 0) -> Stage:
    """Let so many write on each of seven days, of them so many in anger."""
    for day in range(first_day, first_day + 7):
        for number in range(a_day):
            on.until(f"{10 + number % 10}:{number // 10:02}", day)
            on.mention("angry" if number < angry else "neutral", audience=100 + number)
    return on


def test_it_goes_out_each_monday_at_nine_to_whom_the_plan_names() -> None:
    """Also of a week in which nobody wrote: silence is news to a brand."""
    on = stage().until("12:00", 14)

    assert [(page.to, f"{page.at:%a %d %H:%M}", page.watch) for page in digests(on)] == [
        ("lea", "Mon 23 09:00", "acme"),
        ("lea", "Mon 30 09:00", "acme"),
        ("lea", "Mon 07 09:00", "acme"),
    ]


def test_nine_is_nine_where_the_first_reader_lives_or_where_the_plan_says() -> None:
    """A zone of its own wins."""
    lives = with_person(house(loud(), weekly=PLAN), person("lea", timezone="Europe/Istanbul"))

    assert [f"{page.at:%H:%M}" for page in digests(Stage(lives).until("12:00", 7))] == ["06:00"]
    named = lives.with_(weekly=PLAN.with_(timezone="Asia/Tokyo"))
    assert [f"{page.at:%a %H:%M}" for page in digests(Stage(named).until("12:00", 7))] == ["Mon 00:00"]


def test_a_week_is_told_beside_the_week_before() -> None:
    """Forty against twenty mentions, a quarter of them angry, and one incident."""
    on = stage()
    week(on, 0, 3)
    week(on, 7, 6, angry=2)
    on.until("20:00", 13).mention("neutral", audience=5_000)
    on.until("12:00", 14)

    facts = digests(on)[-1].facts
    assert (facts["mentions"], facts["mentions_before"]) == (43, 21)
    assert facts["negative_share"] == round(14 / 43, 6)
    assert facts["negative_share_before"] == 0.0
    assert (facts["incidents"], facts["incidents_before"]) == (1, 0)
    assert facts["report"] == "http://127.0.0.1:8321/report"


def test_the_first_week_has_nothing_beside_it() -> None:
    """A watch that was set up on Wednesday has not doubled by Monday."""
    on = week(stage(), 0, 3).until("12:00", 7)

    facts = digests(on)[-1].facts
    assert facts["mentions"] == 21
    assert facts["mentions_before"] is None
    assert facts["incidents_before"] is None


def test_five_posts_are_shown_those_that_reach_the_most() -> None:
    """Ids only: their texts are looked up when the page is worded, and may be erased by then."""
    on = week(stage(), 0, 8).until("12:00", 7)

    shown = digests(on)[-1].evidence
    assert len(shown) == 5
    assert {post.reach for post in shown} == {107}
    assert {post.why for post in shown} == {"week"}


def test_praise_is_told_apart_and_waits_for_nobody() -> None:
    """How much there was, and the most seen of it as one post more; it is no open promise."""
    on = stage(promises=Promises(first_reply={"default": timedelta(hours=1)}))
    for number, audience in enumerate((40, 900, 70)):
        on.until("10:00", 2 + number).mention("glad", audience=audience)
    on.until("10:00", 5).mention("glad", audience=50_000, needs_answer=True)
    on.until("12:00", 7)

    page = digests(on)[-1]
    assert page.facts["praised"] == 3
    assert [(post.why, post.reach) for post in page.evidence if post.why == "praise"] == [("praise", 900)]
    assert page.facts["waiting"] == 1


def test_a_week_without_praise_shows_none() -> None:
    """No sixth post."""
    on = week(stage(), 0, 8, angry=3).until("12:00", 7)

    page = digests(on)[-1]
    assert page.facts["praised"] == 0
    assert {post.why for post in page.evidence} == {"week"}


def test_answers_and_open_promises_are_told() -> None:
    """Three asked: one was answered in time, one too late, one still waits; so does an incident."""
    on = stage(promises=Promises(first_reply={"default": timedelta(hours=1)}))
    for day, minutes in ((2, 20), (3, 180)):
        asked = on.until("10:00", day).mention("neutral", needs_answer=True)
        on.until(f"{10 + minutes // 60}:{minutes % 60:02}", day).reply(in_reply_to=asked.id)
    on.until("10:00", 4).mention("neutral", needs_answer=True)
    on.until("08:00", 7).mention("neutral", audience=5_000)
    on.until("09:30", 7)

    facts = digests(on)[-1].facts
    assert facts["in_time"] == round(1 / 3, 6)
    assert facts["median"] == 100 * 60.0
    assert facts["promised"] == 3600.0
    assert facts["waiting"] == 1
    assert facts["waiting_since"] == 3 * 86_400 - 3600.0
    assert facts["open_incidents"] == 1


def test_without_a_promise_no_share_is_told() -> None:
    """How fast the answers were is known all the same."""
    on = stage()
    asked = on.until("10:00", 2).mention("neutral", needs_answer=True)
    on.until("10:20", 2).reply(in_reply_to=asked.id)
    on.until("09:30", 7)

    facts = digests(on)[-1].facts
    assert facts["median"] == 1200.0
    assert "in_time" not in facts


def test_only_watches_that_somebody_set_up_have_a_digest() -> None:
    """A competitor that is only a name is nobody's brand; the plan may name some."""
    watches = (Watch(name="acme"), Watch(name="globex"), Watch(name="rival", is_implied=True))
    of = House(watches=watches)

    assert read_about(None, of) == ()
    assert read_about(PLAN, of) == ("acme", "globex")
    assert read_about(PLAN.with_(watches=("globex",)), of) == ("globex",)


def test_a_competitor_that_is_watched_with_care_has_a_digest_only_where_the_plan_names_it() -> None:
    """Nobody of us answers what it is asked; two brands of one house that name each other are both ours."""
    acme, globex = Watch(name="acme", competitors=("globex",)), Watch(name="globex")

    assert read_about(PLAN, House(watches=(acme, globex))) == ("acme",)
    assert read_about(PLAN.with_(watches=("globex",)), House(watches=(acme, globex))) == ("globex",)
    sisters = House(watches=(acme, globex.with_(competitors=("acme",))))
    assert read_about(PLAN, sisters) == ("acme", "globex")


def test_it_goes_on_over_a_restart_and_a_snapshot_of_before_begins_anew() -> None:
    """The week is part of the snapshot; its instant is a timer."""
    on = week(stage(), 0, 3)
    on.engine = Engine.restore(on.engine.snapshot())
    on.until("12:00", 7)

    assert digests(on)[-1].facts["mentions"] == 21


def test_a_plan_that_is_taken_away_is_silent() -> None:
    """The timer goes with it."""
    on = stage().until("12:00", 1)
    on.load(house(loud())).until("12:00", 14)

    assert [f"{page.at:%d}" for page in digests(on)] == ["23"]


def test_a_week_is_told_as_it_was_told_when_it_was_the_last_one() -> None:
    """One of two is answered: who left the inbox unanswered since does not make the week before look like a better one."""
    on = stage(promises=Promises(first_reply={"default": timedelta(hours=1)}))
    for day in (1, 2, 8, 9, 15, 20):
        answered, _ = [on.until("10:00", day).mention("neutral", needs_answer=True) for _ in range(2)]
        on.until("10:20", day).reply(in_reply_to=answered.id)
    on.until("12:00", 21)

    then, now = [page.facts for page in digests(on)][-2:]
    assert (then["in_time"], now["in_time"], now["in_time_before"]) == (0.5, 0.5, 0.5)
    assert now["waiting"] == 2
