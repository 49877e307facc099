"""The engine as the daemon sees it: events in, commands out, deadlines, late and old posts, blind sources, houses."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.model.commands import KeepDecision, SendPage
from alertd.model.events import Event, MentionSeen
from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from alertd.model.rule import Spike, Terms, Unanswered
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, glad, house, loud

SPIKE = loud("spike", when=Spike(rarer_than=timedelta(days=30)))


def usual(stage: Stage, days: int, per_hour: int) -> Stage:
    """Let neutral mentions of distinct people come at random times, the same in every run."""
    chance = random.Random(3)
    ends = stage.now + timedelta(days=days)
    while (at := stage.now + timedelta(seconds=round(chance.expovariate(per_hour / 3600), 3))) < ends:
        stage.until(at).mention("neutral")
    return stage


def burst(stage: Stage, mentions: int, minutes: int, **changes: Any) -> Stage:
    """Let so many angry mentions come within so many minutes."""
    for _ in range(mentions):
        stage.until(stage.now + timedelta(minutes=minutes) / mentions).mention(**changes)
    return stage


def test_a_quiet_watch_asks_for_no_tick() -> None:
    """Ten thousand quiet watches cost nothing."""
    stage = Stage(house(loud(), SPIKE))
    stage.mention("neutral")

    assert stage.engine.next_deadline() is None


def test_an_event_that_changes_nothing_gives_no_command() -> None:
    """Commands are rows in a database: none without need."""
    stage = Stage(house(loud(), SPIKE))
    before = len(stage.commands)
    stage.mention("neutral")

    assert len(stage.commands) == before


def test_flapping_each_minute_for_an_hour_is_one_incident() -> None:
    """One incident, one page a step; one pair of notices and one line that it comes and goes, then the end."""
    stage = Stage(house(loud(keep_firing_for=timedelta(seconds=30))))
    for minute in range(60):
        stage.fire(f"10:{minute:02}")
    stage.until("13:00")

    assert len(stage.incidents()) == 1
    proper = [(p.number, p.step, p.to) for p in stage.pages if p.kind is PageKind.PAGE]
    assert len(set(proper)) == len(proper) <= 3
    told = [p.kind.value for p in stage.pages if p.to == "ayse"]
    assert told == ["page", "resolved", "update", "update", "resolved"]
    assert [p.facts.get("news") for p in stage.pages if p.to == "ayse"] == [None, None, "back", "flapping", None]


def test_a_flap_that_keep_firing_bridges_resolves_once() -> None:
    """With the default of ten minutes nobody sees the flap at all."""
    stage = Stage(house(loud()))
    for minute in range(0, 60, 2):
        stage.fire(f"10:{minute:02}")
    stage.until("13:00")

    assert stage.reasons().count("alert-resolved") == 1
    assert stage.reasons().count("alert-firing") == 1


def test_a_crisis_of_three_hours_is_one_page_and_a_second_wave_pages_again() -> None:
    """Acknowledged and planned at once; evaluated each minute until 13:00; two hours after the resolve, a new page."""
    stage = Stage(house(loud(severity=CRISIS))).fire("10:00").act(Act.PLAN)
    for minute in range(1, 181):
        stage.until(clock("10:00") + timedelta(minutes=minute)).mention(audience=1000)
    assert stage.told() == ["10:00 ayse"]

    stage.until("15:10").mention(audience=1000)
    assert stage.told() == ["10:00 ayse", "15:10 ayse"]


def test_a_spike_pages_after_a_week_of_history_and_a_usual_hour_does_not() -> None:
    """Sixty mentions in ten minutes where ten an hour are usual."""
    stage = usual(Stage(house(SPIKE)), 7, 10)
    assert stage.pages == []

    burst(stage, 60, 10)
    assert len(stage.told()) == 1
    assert stage.incident.state is State.OPEN


def test_posts_filled_in_after_a_gap_never_fire_a_spike_now() -> None:
    """The same sixty, written an hour ago and fetched now: history, not news."""
    stage = usual(Stage(house(SPIKE)), 7, 10)
    for _ in range(60):
        stage.mention("angry", posted_at=stage.now - timedelta(hours=1), is_filled=True)
    stage.until(stage.now + timedelta(minutes=30))

    assert stage.told() == []
    assert stage.engine.late == 60


def test_a_post_older_than_six_hours_wakes_nobody_and_says_so() -> None:
    """Not by its author; when the filling is over, one message sums it up and says how late it is."""
    stage = Stage(house(loud())).until("10:00")
    for _ in range(3):
        stage.mention(audience=5000, posted_at=clock("03:30"), is_filled=True)

    assert stage.told() == []
    assert "too-old-to-wake" in stage.reasons()
    stage.until("10:05")
    told = [page for page in stage.pages if page.kind is PageKind.DIGEST]
    assert [page.to for page in told] == ["ayse"]
    assert "3 mentions were seen only now, up to 7 h late" in str(told[0].facts["note"])


def test_a_post_of_five_hours_still_wakes() -> None:
    """Late news of a loud voice are news."""
    stage = Stage(house(loud())).until("10:00")
    stage.mention(audience=5000, posted_at=clock("05:00"), is_filled=True)

    assert stage.told() == ["10:00 ayse"]


def test_a_question_older_than_six_hours_waits_in_the_inbox_and_wakes_nobody() -> None:
    """After an outage the inbox is long; the phone stays silent."""
    rule = loud(when=Unanswered(longer_than=timedelta(minutes=15), priority="any"))
    stage = Stage(house(rule)).until("20:00")
    stage.mention(posted_at=clock("13:00"), is_filled=True, needs_answer=True, id="old")

    assert stage.until("21:00").told() == []
    assert list(stage.engine.waiting("acme", stage.now)) == ["acme\x1fx\x1fold"]


def test_imported_history_wakes_nobody() -> None:
    """Ninety days of it, with loud voices and open questions."""
    rules = (loud(), SPIKE, loud("asked", when=Unanswered(priority="any")))
    stage = Stage(house(*rules), at=clock("10:00"))
    for hour in range(24 * 30):
        posted = stage.now - timedelta(hours=24 * 30 - hour)
        for _ in range(1 if hour % 100 else 80):
            stage.mention(audience=5000, posted_at=posted, is_imported=True, needs_answer=True)
    stage.mention("neutral")
    stage.until("12:00")

    assert stage.pages == []


def test_a_count_sensor_speaks_for_its_platform_instead_of_the_posts() -> None:
    """X is counted and a sample of its posts comes too: each mention counts once; other platforms count by their posts."""
    rule = SPIKE
    stage = Stage(house(rule), at=clock("10:00"))
    stage.until("10:05").count(30)
    for _ in range(10):
        stage.mention("neutral")
    for _ in range(3):
        stage.mention("neutral", platform="reddit")
    readings = dict(stage.engine.readings("acme", stage.now))

    assert sum(lane.mentions for lane in [readings["all|voices"]]) == pytest.approx(33, abs=0.1)


def test_when_the_counts_stop_the_posts_count_again() -> None:
    """A sensor that died does not make a watch blind."""
    stage = Stage(house(SPIKE), at=clock("10:00"))
    stage.until("10:05").count(30).until("12:00")
    for _ in range(5):
        stage.mention("neutral")

    assert dict(stage.engine.readings("acme", stage.now))["all|voices"].mentions == 5


def test_counts_alone_fire_a_spike_and_the_page_says_that_authors_are_unknown() -> None:
    """A floor of authors counts as met, and `why` says so."""
    stage = Stage(house(SPIKE), at=clock("00:00"))
    for _ in range(3 * 288):
        stage.until(stage.now + timedelta(minutes=5)).count(3)
    stage.until(stage.now + timedelta(minutes=5)).count(80)

    assert len(stage.told()) == 1
    fired = next(d for d in stage.decisions if d.reason == "alert-firing")
    assert "authors unknown" in fired.text


def test_stale_never_resolves() -> None:
    """The feed dies in mid-incident: nothing resolves for hours; ops hear of it after 20 minutes, once an incident.

    How far it had grown by then is told once, within the minute.
    """
    stage = usual(Stage(house(SPIKE)).source(SourceState.OK), 5, 10)
    burst(stage, 60, 10)
    stage.act(Act.PLAN).source(SourceState.BLIND, note="401")
    died = stage.now
    stage.until(died + timedelta(hours=5))

    assert "alert-stale" in stage.reasons()
    assert "alert-resolved" not in stage.reasons()
    assert stage.incident.is_firing
    grown, *after = [p for p in stage.pages if p.at > died]
    assert (grown.kind, grown.facts["news"], grown.at - died < timedelta(minutes=1)) == (PageKind.UPDATE, "grows", True)
    assert [p.kind for p in after] == [PageKind.OPS]


def test_what_is_stale_resolves_when_it_is_seen_again_and_calm() -> None:
    """Seen again at five hours: ten minutes of calm later it resolves."""
    stage = usual(Stage(house(SPIKE)).source(SourceState.OK), 5, 10)
    burst(stage, 60, 10)
    stage.source(SourceState.BLIND).until(stage.now + timedelta(hours=5)).source(SourceState.OK)
    back = stage.now
    stage.until(back + timedelta(minutes=9))
    assert "alert-resolved" not in stage.reasons()

    stage.until(back + timedelta(minutes=12))
    assert stage.reasons().count("alert-resolved") == 1


def test_another_platforms_source_makes_nothing_stale() -> None:
    """Reddit is blind, and this watch lives on X."""
    stage = Stage(house(loud())).source(SourceState.OK).source(SourceState.BLIND, "reddit").fire("10:00")

    assert "alert-resolved" in stage.until("10:30").reasons()


def test_time_in_which_the_daemon_was_down_is_no_calm() -> None:
    """Down for two hours with an alert firing: it resolves ten watched minutes later, not at the first look."""
    stage = Stage(house(loud(severity=CRISIS))).fire("10:00").until("10:05").act(Act.ACK).down_until("12:05")
    assert "alert-resolved" not in stage.reasons()

    stage.until("12:20")
    assert stage.reasons().count("alert-resolved") == 1


def test_after_an_outage_a_mention_that_comes_before_the_tick_resolves_nothing_either() -> None:
    """Whatever event is first."""
    stage = Stage(house(loud())).fire("10:00").until("10:05")
    stage.now = clock("12:05")
    stage.mention("neutral")

    assert "alert-resolved" not in stage.reasons()


def test_a_campaign_raises_what_is_expected() -> None:
    """The same burst pages on a usual day and not on the day of the launch."""
    from alertd.model.watch import Campaign

    for expect, pages in ((1.0, 1), (20.0, 0)):
        launch = Campaign(name="launch", begins_at=clock("00:00"), ends_at=clock("00:00", 20), expect=expect)
        first = house(SPIKE).with_(watches=(Watch(name="acme", terms=("acme",), campaigns=(launch,)),))
        stage = burst(usual(Stage(first), 5, 10), 40, 10)

        assert len(stage.told()) == pages, expect


def test_one_term_more_keeps_what_was_learnt_and_says_so() -> None:
    """Six weeks of learning are not thrown away for a word."""
    stage = Stage(house(SPIKE))
    stage.mention("neutral")
    before = stage.engine.readings("acme", stage.now)
    stage.load(house(SPIKE).with_(watches=(Watch(name="acme", terms=("acme", "acme corp")),)))

    assert stage.reasons().count("terms-changed") == 1
    assert stage.reasons().count("new-series") == 0
    assert stage.engine.readings("acme", stage.now) == before != []


def test_other_terms_begin_a_new_series_and_say_so() -> None:
    """What was usual for other words is not usual for these."""
    stage = Stage(house(SPIKE))
    stage.mention("neutral")
    stage.load(house(SPIKE).with_(watches=(Watch(name="acme", terms=("globex", "globex corp")),)))

    assert stage.reasons().count("new-series") == 1
    assert stage.engine.readings("acme", stage.now) == []


def test_a_mention_of_an_unknown_watch_is_counted() -> None:
    """A competitor without rules still has a volume."""
    stage = Stage(house(loud()))
    stage.mention(watch="globex")

    assert [key for key, _ in stage.engine.readings("globex", stage.now)] == ["all|voices"]


def test_a_clock_that_jumps_back_does_not_turn_time_back() -> None:
    """Events carry instants; the engine's only goes on."""
    stage = Stage(house(loud())).fire("10:00")
    old = stage.mention("neutral").with_(id="again", posted_at=clock("09:00"))
    commands = stage.engine.handle(MentionSeen(at=clock("09:00"), mention=old))

    assert commands == ()
    assert stage.until("10:20").incident.is_firing is False


def test_looking_changes_nothing() -> None:
    """`why`, the web page and the report read copies."""
    stage = usual(Stage(house(SPIKE, loud())), 1, 10)
    burst(stage, 30, 10)
    before = stage.engine.snapshot()
    stage.engine.explain("spike", "acme")
    stage.engine.readings("acme", stage.now + timedelta(hours=1))
    stage.engine.waiting(None, stage.now)

    assert stage.engine.snapshot() == before


def test_why_shows_each_condition_against_its_limit() -> None:
    """One line a condition, also where nothing fires."""
    stage = Stage(house(loud(when=Terms(any=("recall",))), SPIKE))
    stage.mention("neutral")

    assert stage.engine.explain("loud", "acme") == [
        "terms does not hold: 0 against new since 14 d, at least 1 mentions (count: people) (none of the words)"
    ]
    assert stage.engine.explain("nowhere", "acme") == []


def test_every_page_and_every_end_has_a_decision_that_names_it() -> None:
    """No page without a reason, whatever path led to it."""
    stage = Stage(house(loud(severity=CRISIS), glad())).fire("10:00").fire("10:03", mood="glad").until("10:50")
    stage.act(Act.ACK).fire("13:40").until("23:00", day=1)

    assert all(page.reasons for page in stage.pages if page.kind in (PageKind.PAGE, PageKind.OPS, PageKind.UPDATE))
    commands = stage.commands
    told = [n for n, c in enumerate(commands) if isinstance(c, SendPage)]
    assert all(any(isinstance(c, KeepDecision) for c in commands[max(n - 12, 0) : n]) for n in told)


def test_restored_it_says_the_same_at_every_event() -> None:
    """A story with everything in it, restored before each event, gives the commands of one that never stopped."""
    first = house(loud(keep_firing_for=timedelta(minutes=3)), glad(severity=CRISIS, page="legal"), SPIKE)
    stage = Stage(first.with_(watches=(Watch(name="zeta"), Watch(name="acme"))))
    stage.source(SourceState.OK).fire("10:00").fire("10:04", mood="glad", watch="zeta").act(Act.ACK).until("12:00")
    burst(stage, 30, 5).load(first).fire("14:30").silence(1).dead(stage.pages[-1]).until("17:00")
    stage.source(SourceState.BLIND).until("18:00")
    assert_restores(stage.events)


def assert_restores(events: list[Event]) -> None:
    """Fold events with one engine, and with one restored before each."""
    whole, parts = Engine(), Engine()
    for event in events:
        expected = whole.handle(event)
        parts = Engine.restore(parts.snapshot())

        assert parts.handle(event) == expected
        assert parts.next_deadline() == whole.next_deadline()


def test_only_what_changed_is_written_again() -> None:
    """A snapshot in parts is as good as one piece."""
    stage = Stage(house(loud()).with_(watches=(Watch(name="acme"), Watch(name="globex")))).fire("10:00")
    everything = stage.engine.parts(only_dirty=False)
    stage.fire("10:01")
    changed = stage.engine.parts(only_dirty=True)

    assert sorted(changed) == ["globals", "watch/acme"]
    assert Engine.from_parts({**everything, **changed}).snapshot() == stage.engine.snapshot()


def test_a_snapshot_of_another_version_is_refused() -> None:
    """It is thrown away and the log is folded anew."""
    import msgspec

    parts = Stage(house(loud())).engine.parts(only_dirty=False)
    parts["globals"] = msgspec.msgpack.encode({**msgspec.msgpack.decode(parts["globals"]), "v": 99})
    with pytest.raises(ValueError, match="version 99"):
        Engine.from_parts(parts)


def test_overdue_deadlines_fire_once_in_order() -> None:
    """Two incidents, one outage: the older step first, each once."""
    first = house(loud(keep_firing_for=DAY_LONG)).with_(watches=(Watch(name="acme"), Watch(name="globex")))
    stage = Stage(first).fire("10:00").fire("10:05", watch="globex").down_until("12:00")

    assert stage.told() == ["10:00 ayse", "10:05 ayse", "12:00 omar", "12:00 omar"]
    assert [page.watch for page in stage.pages[2:]] == ["acme", "globex"]
