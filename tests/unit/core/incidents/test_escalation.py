"""Steps, one after another, until somebody acknowledges."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.events import ActTaken
from alertd.model.incident import Act
from alertd.model.page import PageKind
from alertd.model.people import ClockSpan, Hours, Policy
from alertd.model.rule import Rule
from tests.unit.core.stage import (
    CRISIS,
    DAY_LONG,
    Stage,
    angry,
    clock,
    glad,
    house,
    loud,
    person,
    step,
    with_person,
    with_policy,
)

LONG = loud(keep_firing_for=DAY_LONG)
LONG_CRISIS = loud(keep_firing_for=DAY_LONG, severity=CRISIS)


def pr(*steps: object, rule: Rule = LONG, **changes: object) -> Stage:
    """Return a stage whose policy pr has these steps."""
    return Stage(with_policy(house(rule), Policy(name="pr", steps=steps, **changes)))  # type: ignore[arg-type]


def test_steps_come_every_fifteen_minutes_by_default() -> None:
    """10:00, 10:15, 10:30, at the exact minute, and then nothing."""
    assert Stage(house(LONG)).fire("10:00").until("16:00").told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_steps_of_a_crisis_come_every_ten_minutes_by_default() -> None:
    """Less patience where it burns."""
    assert Stage(house(LONG_CRISIS)).fire("10:00").until("16:00").told() == ["10:00 ayse", "10:10 omar", "10:20 maria"]


def test_a_policy_may_say_how_long_a_step_waits() -> None:
    """Also in a crisis, its own words count."""
    stage = pr(step("ayse", after=5), step("omar", after=45), step("maria"), rule=LONG_CRISIS).fire("10:00")

    assert stage.until("12:00").told() == ["10:00 ayse", "10:05 omar", "10:50 maria"]


def test_nothing_comes_after_an_acknowledgement() -> None:
    """Acknowledged at minute 7, the step of minute 15 never comes."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=40)))).fire("10:00").until("10:07").act(Act.ACK)

    assert stage.until("12:00").told() == ["10:00 ayse"]


def test_after_an_outage_people_are_told_one_after_another() -> None:
    """Down from 10:00 to 12:05; step 2 is told once at 12:05, and step 3 a quarter of an hour later."""
    stage = Stage(house(LONG)).fire("10:00").down_until("12:05")

    assert stage.until("16:00").told() == ["10:00 ayse", "12:05 omar", "12:20 maria"]


def test_a_last_step_without_a_wait_ends_the_policy_with_a_reason() -> None:
    """`alertd why` says that nobody else will be told."""
    stage = pr(step("ayse")).fire("10:00").until("16:00")

    assert stage.told() == ["10:00 ayse"]
    assert stage.reasons().count("policy-ended") == 1


def test_a_last_step_with_a_wait_ends_the_policy_when_it_is_over() -> None:
    """The page of 10:00 had until 10:15; then it is said that nobody acknowledged."""
    stage = pr(step("ayse", after=15)).fire("10:00").until("10:14")
    assert "policy-ended" not in stage.reasons()

    stage.until("10:15")
    assert stage.decisions[-1].text == "policy pr is used up and nobody has acknowledged"


def test_repeat_0_is_legal_and_tells_everybody_once() -> None:
    """No second pass."""
    assert pr(step("ayse", after=15), repeat=0).fire("10:00").until("16:00").shape() == [(1, 1, "pr", 1, "ayse")]


def test_repeats_are_passes_and_bounded() -> None:
    """Two repeats are three passes, never a fourth."""
    stage = pr(step("ayse", after=15), step("omar"), repeat=2).fire("10:00").until("20:00")

    assert stage.told() == ["10:00 ayse", "10:15 omar", "10:30 ayse", "10:45 omar", "11:00 ayse", "11:15 omar"]
    assert [number for _, number, *_ in stage.shape()] == [1, 1, 2, 2, 3, 3]
    assert stage.reasons().count("policy-repeated") == 2


def test_a_page_after_repeats_is_a_new_page() -> None:
    """An acknowledgement that expires after two passes begins the third, and its pages do go out."""
    stage = pr(step("ayse", after=15), repeat=1).fire("10:00").until("10:20").act(Act.ACK).until("11:20")

    assert stage.shape() == [(1, 1, "pr", 1, "ayse"), (1, 2, "pr", 1, "ayse"), (1, 3, "pr", 1, "ayse")]
    assert len({page.page_id for page in stage.pages}) == len(stage.pages)


def test_the_policy_is_frozen_when_it_starts() -> None:
    """The files are edited in mid-incident: the running crisis goes on as it began."""
    stage = Stage(house(LONG)).fire("10:00")
    stage.load(with_policy(house(LONG), Policy(name="pr", steps=(step("lea", after=1), step("sam")))))

    assert stage.until("12:00").told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_a_policy_taken_out_of_the_files_goes_on() -> None:
    """Its incident holds it."""
    stage = Stage(house(LONG)).fire("10:00")
    without = house(LONG)
    roster = without.roster
    stage.load(without.with_(roster=roster.with_(policies={k: v for k, v in roster.policies.items() if k != "pr"})))

    assert stage.until("12:00").told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_a_person_taken_out_of_the_files_is_passed_over_at_once() -> None:
    """Omar has left: Maria is told when his turn comes, and ops hear that a step reaches nobody."""
    stage = Stage(house(LONG)).fire("10:00")
    without = house(LONG)
    people = {name: one for name, one in without.roster.people.items() if name != "omar"}
    stage.load(without.with_(roster=without.roster.with_(people=people))).until("12:00")

    assert stage.told() == ["10:00 ayse", "10:15 maria"]
    assert stage.told(PageKind.OPS) == ["10:15 ops"]
    assert "step-unreachable" in stage.reasons()


def test_a_policy_of_unreachable_people_begins_again_with_longer_waits_and_ops_hear_of_it() -> None:
    """It is never given up, and does not turn in a circle: after 5, 10, 20, then every 30 minutes."""
    stage = pr(step("ghost", after=1), step("phantom", after=1)).fire("10:00").until("11:20")
    begins = [at for at, one in stage.log if getattr(one, "reason", "") == "policy-begins-again"]

    assert stage.told() == []
    assert [at.strftime("%H:%M") for at in begins] == ["10:00", "10:05", "10:15", "10:35", "11:05"]
    assert stage.told(PageKind.OPS)


def test_everybody_of_a_step_is_told_on_each_of_its_channels() -> None:
    """`by` lists channels, `notify` people."""
    stage = pr(step("ayse", "omar", by=("slack", "sms"))).fire("10:00")

    assert [(p.to, p.channel, p.to_address) for p in stage.pages] == [
        ("ayse", "slack", "@ayse"),
        ("ayse", "sms", "+1ayse"),
        ("omar", "slack", "@omar"),
        ("omar", "sms", "+1omar"),
    ]


def test_a_person_without_the_channels_of_a_step_is_told_on_their_own() -> None:
    """Better on another channel than not at all."""
    first = with_person(house(LONG), person("ayse", addresses={"email": "ayse@example.org"}))

    assert [(p.to, p.channel) for p in Stage(first).fire("10:00").pages] == [("ayse", "email")]


def test_a_person_without_any_contact_is_named_and_the_next_step_comes_now() -> None:
    """Discovered by the engine, not by a silent night."""
    stage = Stage(with_person(house(LONG), person("ayse", addresses={}))).fire("10:00")

    assert stage.told() == ["10:00 omar"]
    assert "no-contact" in stage.reasons()


def test_quiet_hours_hold_a_page_until_they_end_and_name_it() -> None:
    """It is decided at 02:00 and may be sent at 07:00, not before."""
    quiet = person("ayse", quiet=ClockSpan(begins=clock("23:00").time(), ends=clock("07:00").time()))
    stage = Stage(with_person(house(LONG), quiet), at=clock("01:00")).fire("02:00")

    assert [page.hold_until for page in stage.pages] == [clock("07:00")]
    assert any("held-for-quiet-hours" in reason for reason in stage.pages[0].reasons)
    assert "held-for-quiet-hours" in stage.reasons()


def test_a_crisis_passes_quiet_hours() -> None:
    """03:00 is what it is for."""
    quiet = person("ayse", quiet=ClockSpan(begins=clock("23:00").time(), ends=clock("07:00").time()))
    stage = Stage(with_person(house(LONG_CRISIS), quiet), at=clock("01:00")).fire("03:00")

    assert [page.hold_until for page in stage.pages] == [None]


@pytest.mark.parametrize(
    ("zone", "night", "ends"),
    [
        ("Europe/Paris", "2026-03-29T00:30", "2026-03-29T05:00"),  # forward: 07:00 is 05:00 UTC, an hour sooner
        ("Europe/Paris", "2026-10-24T23:30", "2026-10-25T06:00"),
        ("America/New_York", "2026-03-08T05:30", "2026-03-08T11:00"),
        ("America/New_York", "2026-11-01T04:30", "2026-11-01T12:00"),
        ("Australia/Sydney", "2026-10-03T14:30", "2026-10-03T20:00"),
        ("Australia/Sydney", "2026-04-04T13:30", "2026-04-04T21:00"),
    ],
)
def test_quiet_hours_end_by_the_wall_clock_on_both_nights_of_the_year(zone: str, night: str, ends: str) -> None:
    """One page, deferred once, to seven in the morning where the person sleeps."""
    at = clock("00:00").fromisoformat(night + "+00:00")
    span = ClockSpan(begins=clock("23:00").time(), ends=clock("07:00").time())
    stage = Stage(with_person(house(loud()), person("ayse", timezone=zone, quiet=span)), at=at)
    stage.mention(audience=1000)

    assert [p.hold_until for p in stage.pages] == [at.fromisoformat(ends + "+00:00")]


def test_business_hours_hold_the_steps_of_an_urgent_rule_and_not_of_a_crisis() -> None:
    """Outside them it waits for Monday 09:00; nothing is dropped."""
    span = ClockSpan(begins=clock("09:00").time(), ends=clock("17:00").time())
    roster = house().roster.with_(hours={"office": Hours(name="office", open=span)})
    for severity, told in ((None, "09:00 ayse"), (CRISIS, "07:00 ayse")):
        rule = LONG.with_(hours="office") if severity is None else LONG_CRISIS.with_(hours="office")
        stage = Stage(house(rule, roster=roster), at=clock("06:00")).fire("07:00").until("09:05")

        assert stage.told()[0] == told
        assert ("held-outside-business-hours" in stage.reasons()) is (severity is None)


def test_a_silence_holds_the_steps_until_it_ends_and_deletes_nothing() -> None:
    """Silenced from 09:00 to 11:00, fired at 10:00: paged at 11:00, if it still fires."""
    stage = Stage(house(LONG)).until("09:00").silence(2).fire("10:00").until("11:30")

    assert stage.told() == ["11:00 ayse", "11:15 omar", "11:30 maria"]
    assert "held-by-silence" in stage.reasons()


def test_a_silence_also_holds_a_crisis() -> None:
    """Somebody set it by hand for this very watch."""
    assert Stage(house(LONG_CRISIS)).until("09:00").silence(2).fire("10:00").until("10:59").told() == []


def test_lifting_a_silence_lets_its_pages_go_at_once() -> None:
    """Nobody waits for the end of a silence that is no more."""
    stage = Stage(house(LONG)).until("09:00").silence(2).fire("10:00").until("10:20").lift()

    assert stage.told() == ["10:20 ayse"]


def test_a_silence_over_one_rule_does_not_hold_another() -> None:
    """Both page PR; only the angry one is silenced."""
    rules = (angry(keep_firing_for=DAY_LONG), glad(keep_firing_for=DAY_LONG))
    stage = Stage(house(*rules)).until("09:00").silence(9, rule="angry").fire("10:00").fire("10:05", mood="glad")

    assert stage.told() == ["10:05 ayse"]
    assert stage.pages[0].rule == "glad"


def test_a_bigger_incident_mutes_a_smaller_one_of_its_watch_until_it_is_solved() -> None:
    """The crisis in Turkish mutes the urgent one in English; solved, the other pages within five minutes."""
    rules = (
        angry(group_by="language", severity=CRISIS, keep_firing_for=DAY_LONG),
        glad(group_by="language", keep_firing_for=DAY_LONG, page="legal"),
    )
    stage = Stage(house(*rules)).fire("10:00", language="tr").fire("10:01", mood="glad", language="en").until("10:09")
    assert stage.told() == ["10:00 ayse"]
    assert "held-by-bigger-incident" in stage.reasons()

    crisis = stage.incidents()[0].id
    stage.act(Act.ASSIGN)  # says who; the crisis is still there
    assert stage.until("10:10").told()[:2] == ["10:00 ayse", "10:10 omar"]
    stage.handle(ActTaken(at=stage.now, incident=crisis, act=Act.SOLVE, by="ayse"))
    assert stage.until("10:16").told()[-1].endswith("sam")


def test_text_messages_have_a_cap_per_person_and_the_first_of_a_crisis_passes_it() -> None:
    """Five in a quarter of an hour; the sixth waits, with its reason, and is not lost: a crisis takes it along."""
    first = with_policy(
        house(angry(group_by="language"), glad(group_by="platform", severity=CRISIS)),
        Policy(name="pr", steps=(step("ayse", by=("sms",)),)),
    )
    stage = Stage(first)
    for number in range(6):
        stage.fire(f"10:0{number}", language=f"l{number}")
    assert stage.until("10:06").told() == [f"10:0{number} ayse" for number in range(5)]
    assert "held-by-cap" in stage.reasons()

    stage.fire("10:07", mood="glad")
    assert (stage.pages[-1].kind, stage.pages[-1].at, len(stage.pages[-1].listed)) == (PageKind.LIST, clock("10:07"), 2)


def test_a_text_message_over_the_cap_goes_out_when_there_is_room() -> None:
    """The first of the five has left the quarter of an hour at 10:15."""
    slow = angry(group_by="language", keep_firing_for=DAY_LONG)
    first = with_policy(house(slow), Policy(name="pr", steps=(step("ayse", by=("sms",)),)))
    stage = Stage(first)
    for number in range(6):
        stage.fire(f"10:0{number}", language=f"l{number}")

    assert stage.until("10:14:59").told() == [f"10:0{number} ayse" for number in range(5)]
    assert stage.until("10:15").pages[-1].hold_until == clock("10:15")


def test_the_value_paged_for_is_remembered_at_each_step() -> None:
    """Twice the value paged for is measured against what people were told."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=1)))).fire("10:00", audience=1000).act(Act.ACK)
    stage.fire("10:10", audience=1900).fire("10:20", audience=2100)

    assert stage.incident.rounds == 2
