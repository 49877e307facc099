"""A message that its provider took, and of which it says later that it never came to the phone: tests, lists, words to operators."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.model.events import ActTaken, OpsNoted, PageReported, TestAsked
from alertd.model.house import House
from alertd.model.incident import Act
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Channel, Policy
from alertd.model.watch import Watch
from tests.unit.core.stage import DAY_LONG, Stage, house, loud, step, with_policy

PHONE = Channel(name="sms", kind="sms", is_sms=True, max_segments=2)
CALL = Channel(name="voice", kind="voice")


def people_with(first: House, *, by: tuple[str, ...], steps: tuple[str, ...] = ("ayse", "omar")) -> House:
    """Return a house whose people have a phone, a voice line and Slack, and whose policies reach them by some of these."""
    roster = first.roster
    people = {
        name: one.with_(addresses={"sms": f"+1{name}", "voice": f"+2{name}", "slack": f"@{name}"})
        for name, one in roster.people.items()
    }
    changed = first.with_(roster=roster.with_(people=people, channels=roster.channels | {"sms": PHONE, "voice": CALL}))
    told = tuple(step(name, by=by) for name in steps)
    return with_policy(with_policy(changed, Policy(name="pr", steps=told)), Policy(name="ops", steps=told))


def say(stage: Stage, page: Page, outcome: Outcome) -> None:
    """Let the provider of a page say what became of it."""
    receipt = Receipt(page_id=page.page_id, outcome=outcome, at=stage.now, detail="the phone is off")
    stage.handle(PageReported(at=stage.now, receipt=receipt))


def of(stage: Stage, kind: PageKind) -> list[Page]:
    """Return the pages of a kind."""
    return [page for page in stage.pages if page.kind is kind]


def ways(stage: Stage, kind: PageKind) -> list[tuple[str, str]]:
    """Return (person, channel) of each page of a kind."""
    return [(page.to, page.channel) for page in of(stage, kind)]


def noted(by: tuple[str, ...] = ("sms",), steps: tuple[str, ...] = ("ayse", "omar")) -> Stage:
    """Return a stage on which operators are told that the disk is full."""
    stage = Stage(people_with(house(loud(keep_firing_for=DAY_LONG)), by=by, steps=steps)).until("10:00")
    stage.handle(OpsNoted(at=stage.now, topic="disk", text="the disk is full"))
    return stage


def test_a_word_to_operators_that_did_not_come_goes_to_the_next_channel() -> None:
    """Taken at 10:00, undelivered at 10:03: the same words by voice, with what is wrong with the phone."""
    stage = noted()
    (first,) = of(stage, PageKind.OPS)
    say(stage, first, Outcome.ACCEPTED)
    say(stage.until("10:03"), first, Outcome.DEAD)

    assert ways(stage, PageKind.OPS) == [("ayse", "sms"), ("ayse", "voice")]
    second = of(stage, PageKind.OPS)[-1]
    assert "the disk is full" in str(second.facts["note"])
    assert "ayse on sms: the phone is off" in str(second.facts["note"])
    assert any("next-channel" in reason for reason in second.reasons)


def test_when_no_channel_is_left_the_next_operator_is_told() -> None:
    """All of Ayse's took it and none brought it: Omar is told, as when they had refused."""
    stage = noted()
    for _ in range(3):
        page = of(stage, PageKind.OPS)[-1]
        say(stage, page, Outcome.ACCEPTED)
        if page.channel == "slack":  # nobody says of Slack later that it did not come
            break
        say(stage, page, Outcome.DEAD)
    assert ways(stage, PageKind.OPS) == [("ayse", "sms"), ("ayse", "voice"), ("ayse", "slack")]

    other = noted()
    for channel in ("sms", "voice", "slack"):
        page = of(other, PageKind.OPS)[-1]
        assert page.channel == channel
        if channel != "slack":
            say(other, page, Outcome.ACCEPTED)
        say(other, page, Outcome.DEAD)
    assert ways(other, PageKind.OPS)[-1] == ("omar", "sms")


def test_a_test_page_that_did_not_come_goes_to_the_next_channel() -> None:
    """A test is a real page: whoever asked wants to know how the person is reached, and operators hear what failed."""
    stage = Stage(people_with(house(loud()), by=("sms",))).until("10:00")
    stage.handle(TestAsked(at=stage.now, id="t1", to="pr", by="lea"))
    (first,) = of(stage, PageKind.TEST)
    say(stage, first, Outcome.ACCEPTED)
    say(stage.until("10:02"), first, Outcome.DEAD)

    assert ways(stage, PageKind.TEST) == [("ayse", "sms"), ("ayse", "voice")]
    assert of(stage, PageKind.TEST)[-1].facts["who"] == "lea"
    assert [str(page.facts["note"]) for page in of(stage, PageKind.OPS)] == [
        "no page reaches ayse on sms: the phone is off"
    ]


def test_a_list_that_did_not_come_goes_to_the_next_channel() -> None:
    """Twelve brands at once: the list was called out at 10:01, and says by text message what it said, with the same links."""
    watches = tuple(Watch(name=f"brand{number:02d}", terms=(f"brand{number}",)) for number in range(12))
    stage = Stage(people_with(house(loud(keep_firing_for=DAY_LONG), watches=watches), by=("voice",))).until("10:00")
    for watch in watches:
        stage.mention("angry", audience=1000, watch=watch.name)
    stage.until("10:02")
    (told,) = of(stage, PageKind.LIST)
    say(stage, told, Outcome.ACCEPTED)
    say(stage.until("10:04"), told, Outcome.DEAD)

    again = of(stage, PageKind.LIST)
    assert [(page.to, page.channel) for page in again] == [("ayse", "voice"), ("ayse", "sms")]
    assert again[0].listed == again[1].listed


def test_a_list_of_which_nothing_is_open_wakes_nobody() -> None:
    """Each was acknowledged before the network gave up."""
    watches = tuple(Watch(name=f"brand{number:02d}", terms=(f"brand{number}",)) for number in range(8))
    stage = Stage(people_with(house(loud(keep_firing_for=DAY_LONG), watches=watches), by=("voice",))).until("10:00")
    for watch in watches:
        stage.mention("angry", audience=1000, watch=watch.name)
    stage.until("10:02")
    (told,) = of(stage, PageKind.LIST)
    say(stage, told, Outcome.ACCEPTED)
    for incident in stage.incidents():
        stage.handle(ActTaken(at=stage.now, incident=incident.id, act=Act.ACK, by="ayse"))
    say(stage, told, Outcome.DEAD)

    assert len(of(stage, PageKind.LIST)) == 1
    assert "no-longer-wanted" in stage.reasons()


def test_whoever_has_it_on_another_channel_is_no_emergency() -> None:
    """Slack, voice and the phone were told: two took it, one gave it up later; nobody else is woken for that."""
    stage = noted(by=("sms", "voice", "slack"))
    pages = {page.channel: page for page in of(stage, PageKind.OPS)}
    for page in pages.values():
        say(stage, page, Outcome.ACCEPTED)
    say(stage, pages["voice"], Outcome.DELIVERED)
    say(stage, pages["sms"], Outcome.DEAD)

    assert len(of(stage, PageKind.OPS)) == 3
    assert "person-unreachable" not in stage.reasons()


def test_what_is_said_twice_or_after_it_came_changes_nothing() -> None:
    """Providers repeat themselves, and some say "failed" of what was delivered."""
    stage = noted()
    (first,) = of(stage, PageKind.OPS)
    say(stage, first, Outcome.ACCEPTED)
    for _ in range(3):
        say(stage, first, Outcome.DEAD)
    assert len(of(stage, PageKind.OPS)) == 2

    stage = noted()
    (first,) = of(stage, PageKind.OPS)
    say(stage, first, Outcome.ACCEPTED)
    say(stage, first, Outcome.DELIVERED)
    say(stage, first, Outcome.DEAD)
    assert len(of(stage, PageKind.OPS)) == 1


@pytest.mark.parametrize(("hours", "pages"), [(3.9, 2), (4.1, 1)])
def test_it_is_remembered_for_as_long_as_networks_try(hours: float, pages: int) -> None:
    """Four hours; then it is forgotten at the next message that is taken."""
    stage = noted()
    (first,) = of(stage, PageKind.OPS)
    say(stage, first, Outcome.ACCEPTED)
    stage.until(stage.now + timedelta(hours=hours))
    stage.handle(OpsNoted(at=stage.now, topic="clock", text="the clock is wrong"))
    say(stage, of(stage, PageKind.OPS)[-1], Outcome.ACCEPTED)
    before = len(of(stage, PageKind.OPS))
    say(stage, first, Outcome.DEAD)

    assert len(of(stage, PageKind.OPS)) - before + 1 == pages


def test_many_are_remembered_and_the_oldest_forgotten() -> None:
    """Memory stays flat."""
    stage = Stage(people_with(house(loud()), by=("sms",))).until("10:00")
    for number in range(250):
        stage.handle(TestAsked(at=stage.now, id=f"t{number}", to="pr", by="lea"))
        say(stage, of(stage, PageKind.TEST)[-1], Outcome.ACCEPTED)

    assert len(stage.engine.state.context.messages.taken) == 200
    assert not stage.engine.state.context.messages.by_subject


def test_a_restart_in_between_changes_nothing() -> None:
    """At any point between taken and given up, the same pages."""

    def play(restart: int | None) -> list[str]:
        stage = noted(by=("sms", "voice"))
        sms, voice = of(stage, PageKind.OPS)
        told = [(sms, Outcome.ACCEPTED), (voice, Outcome.ACCEPTED), (sms, Outcome.DEAD), (voice, Outcome.DEAD)]
        for number, (page, outcome) in enumerate(told):
            if number == restart:
                stage.engine = Engine.restore(stage.engine.snapshot())
            say(stage, page, outcome)
        return [page.page_id for page in stage.pages]

    whole = play(None)
    assert len(whole) >= 3
    assert [play(number) == whole for number in range(4)] == [True] * 4


def test_a_snapshot_of_before_is_read() -> None:
    """It held the messages alone."""
    stage = noted()
    messages = stage.engine.state.context.messages
    old = messages.to_state()[0]
    messages.restore(old)

    assert list(messages.by_subject) == list(old)
    assert messages.taken == {}
    say(stage, of(stage, PageKind.OPS)[0], Outcome.DEAD)
    assert len(of(stage, PageKind.OPS)) == 2
