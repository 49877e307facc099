"""One incident per watch and group: opening, joining, rising, rounds, calming."""

from __future__ import annotations

from datetime import timedelta

from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from alertd.model.rule import Influencer
from alertd.model.watch import Watch
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, angry, clock, glad, house, loud


def test_a_watch_has_one_open_incident_however_many_rules_fire() -> None:
    """What people work on is one thing: a second rule joins it."""
    stage = Stage(house(angry(), glad())).fire("10:00").fire("10:05", mood="glad")

    assert len(stage.incidents()) == 1
    assert stage.incident.rules == ("angry", "glad")
    assert "rule-joined" in stage.reasons()


def test_each_watch_has_its_own_incident() -> None:
    """One brand's crisis is not another's."""
    first = house(loud()).with_(watches=(Watch(name="acme"), Watch(name="globex")))
    stage = Stage(first).fire("10:00").fire("10:01", watch="globex")

    assert [(i.watch, i.state) for i in stage.incidents()] == [("acme", State.OPEN), ("globex", State.OPEN)]


def test_each_group_has_its_own_incident() -> None:
    """With group_by a language (or platform) is a thing of its own; the same group joins."""
    stage = Stage(house(loud(group_by="language", keep_firing_for=DAY_LONG)))
    stage.fire("10:00", language="tr").fire("10:01", language="en").fire("10:02", language="tr")

    assert [i.group for i in stage.incidents()] == ["tr", "en"]
    assert stage.told() == ["10:00 ayse", "10:01 ayse"]


def test_groups_of_two_kinds_do_not_mix() -> None:
    """A rule by platform never speaks of a language."""
    stage = Stage(house(angry(group_by="language"), loud("both", group_by="platform")))
    stage.fire("10:00", language="tr", platform="reddit").until("12:00")

    assert sorted(i.group for i in stage.incidents()) == ["reddit", "tr"]


def test_a_busy_group_resolves_although_other_groups_write() -> None:
    """The deadline of one group is not lost when a mention of another comes."""
    stage = Stage(house(loud(group_by="language"))).fire("10:00", language="tr")
    stage.until("10:05").mention(language="en")
    stage.until("10:10")

    assert not stage.incidents()[0].is_firing


def test_severity_rises_and_restarts_every_policy_in_the_next_pass() -> None:
    """A crisis rule in an urgent incident: everybody is paged again from step 1, and the new policy as well."""
    rules = (loud(keep_firing_for=DAY_LONG), glad(severity=CRISIS, page="social", keep_firing_for=DAY_LONG))
    stage = Stage(house(*rules)).fire("10:00").fire("10:05", mood="glad")

    assert stage.incident.severity is CRISIS
    assert stage.shape() == [(1, 1, "pr", 1, "ayse"), (1, 2, "pr", 1, "ayse"), (1, 2, "social", 1, "lea")]
    assert "severity-rose" in stage.reasons()


def test_severity_never_falls() -> None:
    """Neither a smaller rule, nor the end of the bigger one, makes an incident smaller."""
    rules = (angry(severity=CRISIS), glad(keep_firing_for=DAY_LONG))
    stage = Stage(house(*rules)).fire("10:00").fire("10:05", mood="glad").until("11:00")

    assert stage.incident.severity is CRISIS
    assert stage.incident.is_firing


def test_a_rise_pages_again_although_somebody_acknowledged() -> None:
    """Who took an urgent thing did not take a crisis."""
    stage = Stage(house(angry(), glad(severity=CRISIS))).fire("10:00").act(Act.ACK).fire("10:05", mood="glad")

    assert stage.incident.state is State.OPEN
    assert stage.told() == ["10:00 ayse", "10:05 ayse"]


def test_a_new_policy_starts_at_step_1_at_once_and_leaves_the_acknowledged_one_alone() -> None:
    """Legal must hear of it now; PR has it in hand and is not paged again."""
    rules = (angry(keep_firing_for=DAY_LONG), glad(page="legal", keep_firing_for=DAY_LONG))
    stage = Stage(house(*rules)).fire("10:00").act(Act.ACK).fire("10:05", mood="glad").until("10:50")

    assert stage.told() == ["10:00 ayse", "10:05 sam"]


def test_a_new_rule_of_the_same_policy_after_an_acknowledgement_is_an_update() -> None:
    """Those who were paged hear that one more rule fires, once."""
    stage = Stage(house(angry(), glad())).fire("10:00").act(Act.ACK).fire("10:05", mood="glad")

    assert stage.told() == ["10:00 ayse"]
    assert stage.told(PageKind.UPDATE) == ["10:05 ayse"]


def test_firing_again_within_two_hours_goes_on_with_the_round() -> None:
    """A lull of an hour is no new wave: who acknowledged is not paged."""
    stage = Stage(house(loud())).fire("10:00").act(Act.ACK).fire("10:40").until("10:45")

    assert (stage.incident.rounds, stage.told()) == (1, ["10:00 ayse"])
    assert stage.incident.state is State.ACKNOWLEDGED
    assert "same-round" in stage.reasons()


def test_firing_again_after_two_quiet_hours_opens_the_next_round() -> None:
    """The alert resolved at 10:10; at 12:10 a second wave pages again, in the same incident."""
    stage = Stage(house(loud())).fire("10:00").act(Act.ACK).fire("12:10")

    assert stage.shape() == [(1, 1, "pr", 1, "ayse"), (2, 1, "pr", 1, "ayse")]
    assert (stage.incident.rounds, stage.incident.state) == (2, State.OPEN)
    assert "next-round-after-two-quiet-hours" in stage.reasons()


def test_a_minute_short_of_two_quiet_hours_is_the_same_round() -> None:
    """The limit is two hours from the resolve, not from the first page."""
    stage = Stage(house(loud())).fire("10:00").act(Act.PLAN).fire("12:09")

    assert stage.incident.rounds == 1


def test_firing_again_after_solved_opens_the_next_round() -> None:
    """Solved and back after a quarter of an hour: paged at once, with nobody assigned."""
    stage = Stage(house(loud())).fire("10:00").act(Act.SOLVE).fire("10:15")

    assert (stage.incident.rounds, stage.incident.state, stage.incident.assignee) == (2, State.OPEN, None)
    assert stage.told() == ["10:00 ayse", "10:15 ayse"]
    assert "next-round-after-solved" in stage.reasons()


def test_firing_again_at_twice_the_value_opens_the_next_round() -> None:
    """A much larger event is not hidden behind an acknowledgement."""
    stage = Stage(house(loud())).fire("10:00", audience=1500).act(Act.ACK).fire("10:20", audience=3000)

    assert stage.incident.rounds == 2
    assert "next-round-at-twice-the-value" in stage.reasons()


def test_firing_again_just_below_twice_the_value_does_not() -> None:
    """Twice is twice."""
    stage = Stage(house(loud())).fire("10:00", audience=1500).act(Act.ACK).fire("10:20", audience=2999)

    assert stage.incident.rounds == 1


def test_a_next_round_starts_every_policy_that_fires_at_step_1() -> None:
    """Both teams hear of the second wave."""
    rules = (loud(), angry(page="legal"))
    stage = Stage(house(*rules)).fire("10:00").act(Act.SOLVE).fire("13:00")

    assert stage.shape()[2:] == [(2, 1, "pr", 1, "ayse"), (2, 1, "legal", 1, "sam")]


def test_an_incident_closes_by_itself_24_hours_after_its_last_alert_resolved() -> None:
    """The alert resolves at 10:10; at 10:10 the next day alertd closes, and what fires then is a new incident."""
    stage = Stage(house(loud())).fire("10:00").until("10:09:59", day=1)
    assert stage.incident.state is State.OPEN

    stage.until("10:10", day=1)
    assert (stage.incident.state, stage.incident.by["close"]) == (State.CLOSED, "alertd")
    assert stage.incident.closed_at == clock("10:10", 1)

    stage.fire("10:11", day=1)
    assert len(stage.incidents()) == 2


def test_it_closes_by_itself_from_any_state() -> None:
    """Open, acknowledged, planned or solved: 24 quiet hours end it."""
    for act in (None, Act.ACK, Act.PLAN, Act.SOLVE):
        stage = Stage(house(loud())).fire("10:00")
        if act is not None:
            stage.act(act)
        stage.until("10:10", day=1)

        assert stage.incident.state is State.CLOSED, act
        assert "closed-after-24-quiet-hours" in stage.reasons()


def test_an_incident_that_still_fires_never_closes_by_itself() -> None:
    """Solved by hand while the rule goes on firing."""
    stage = Stage(house(loud(keep_firing_for=timedelta(days=5)))).fire("10:00").act(Act.SOLVE).until("12:00", day=3)

    assert stage.incident.state is State.SOLVED


def test_a_resolved_alert_cancels_unsent_steps() -> None:
    """It resolves at 10:10; step 2 of 10:15 never comes, and what waits unsent is cancelled."""
    stage = Stage(house(loud())).fire("10:00").until("12:00")

    assert stage.told() == ["10:00 ayse"]
    assert [c.incident for c in stage.cancelled()] == [stage.incident.id]


def test_a_policy_stops_when_its_own_rules_have_resolved() -> None:
    """Legal's rule is over at 10:10, PR's goes on: only PR's steps do."""
    slow = house(angry(keep_firing_for=DAY_LONG), glad(page="legal"))
    two = slow.roster.policies["legal"].with_(
        steps=(slow.roster.policies["legal"].steps[0], *slow.roster.policies["social"].steps)
    )
    slow = slow.with_(roster=slow.roster.with_(policies={**slow.roster.policies, "legal": two}))
    stage = Stage(slow).fire("10:00").fire("10:00", mood="glad").until("10:20")

    assert stage.told() == ["10:00 ayse", "10:00 sam", "10:15 omar"]
    assert "policy-paused" in stage.reasons()

    stage.fire("10:30", mood="glad")
    assert stage.told()[-1] == "10:30 lea"


def test_everybody_who_was_paged_hears_once_that_it_resolved() -> None:
    """Ayse heard at 10:10, and at 10:30 that it is back: so she hears the end of that as well. Omar was paged after that."""
    stage = Stage(house(angry(), glad(page="pr"))).fire("10:00").fire("10:30", mood="glad").until("12:00")

    assert stage.told(PageKind.RESOLVED) == ["10:10 ayse", "10:40 ayse", "10:40 omar"]
    assert stage.told() == ["10:00 ayse", "10:30 omar"]


def test_two_rules_of_two_policies_give_one_resolved_notice_each_person() -> None:
    """Ayse and Sam each hear it once, each time that it is over, by whichever rule: at 10:31 they heard that it was back."""
    stage = Stage(house(angry(), glad(page="legal"))).fire("10:00").fire("10:00", mood="glad").act(Act.ACK)
    stage.until("10:30").fire("10:31", mood="glad").until("11:00")

    assert sorted(stage.told(PageKind.RESOLVED)) == ["10:10 ayse", "10:10 sam", "10:41 ayse", "10:41 sam"]


def test_the_resolved_notice_comes_again_in_the_next_round() -> None:
    """Once a round."""
    stage = Stage(house(loud())).fire("10:00").fire("14:00").until("15:00")

    assert stage.told(PageKind.RESOLVED) == ["10:10 ayse", "14:10 ayse"]


def test_a_removed_rule_calms_its_incident_with_a_reason() -> None:
    """Nothing would ever resolve it: it stops paging, tells those who were paged, and closes a day later."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), glad())).fire("10:00").until("10:05")
    stage.load(house(glad())).until("10:05", day=1)

    assert "rule-removed" in stage.reasons()
    assert stage.told() == ["10:00 ayse"]
    assert stage.told(PageKind.RESOLVED) == ["10:05 ayse"]
    assert stage.incident.state is State.CLOSED


def test_a_rule_removed_in_a_round_does_not_stop_the_next() -> None:
    """A new round starts with the rules that are there."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), glad())).fire("10:00", mood="glad").act(Act.SOLVE)
    stage.load(house(glad())).fire("10:30", mood="glad")

    assert stage.shape()[-1] == (2, 1, "pr", 1, "ayse")


def test_a_removed_watch_calms_its_incident_and_nothing_breaks() -> None:
    """Its plan may still run out, and its incident may still be closed by hand."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.PLAN).until("10:05")
    stage.load(house(loud()).with_(watches=(Watch(name="globex"),))).until("11:00", day=1)

    assert not stage.incident.is_firing
    assert stage.incident.state is State.CLOSED
    assert "promise-missed" in stage.reasons()


def test_a_disabled_rule_is_a_removed_one() -> None:
    """`enabled: no` in mid-incident calms it."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00")
    stage.load(house(loud(enabled=False)))

    assert not stage.incident.is_firing


def test_a_rule_that_gets_other_conditions_begins_anew() -> None:
    """What held at the same place before says nothing of the new condition."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=2)))).fire("10:00")
    stage.load(house(loud(when=Influencer(audience=9000), keep_firing_for=timedelta(minutes=2)))).until("10:05")

    assert not stage.incident.is_firing


def test_the_peak_is_the_largest_value_seen() -> None:
    """The report needs to know how bad it got, and when."""
    stage = Stage(house(loud())).fire("10:00", audience=2000).fire("10:05", audience=7000).fire("10:06", audience=3000)

    assert stage.incident.peak == {"signal": "reach", "value": 7000.0, "at": clock("10:05").isoformat()}
