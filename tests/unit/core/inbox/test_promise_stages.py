"""Stages of the promised first reply: half spent, four fifths, all; told of all customers together, and the same in a replay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.model.events import decode, encode
from alertd.model.house import House, Promises
from alertd.model.people import Hours
from alertd.model.rule import Floor, Rule, Unanswered
from alertd.model.watch import Watch
from tests.unit.core.stage import Stage, house

HOUR = Promises(first_reply={"default": timedelta(hours=1)})
WARNS = Rule(id="warns", name="warns", page="pr", when=Unanswered(spent=0.5, priority="any"))
OFFICE = Hours(name="office")
PROMISE = ("half-of-a-promise-spent", "four-fifths-of-a-promise-spent", "promise-missed")


def promising(*rules: Rule, promises: Promises = HOUR) -> House:
    """Return acme, which promises a first reply within the hour."""
    return house(*rules, promises=promises)


def in_office(*rules: Rule) -> House:
    """Return the same, working from nine to five."""
    first = promising(*rules)
    watch = Watch(name="acme", terms=("acme",), handles={"x": ("acme",)}, hours="office")
    return first.with_(watches=(watch,), roster=first.roster.with_(hours={"office": OFFICE}))


def stages(stage: Stage) -> list[str]:
    """Return "10:30 half-of-a-promise-spent" of every stage that was decided of customers."""
    told = [one for one in stage.decisions if str(one.reason) in PROMISE and one.incident is None]
    return [f"{one.at:%H:%M} {one.reason}" for one in told]


def asks(stage: Stage, at: str, **changes: Any) -> Stage:
    """Let a customer ask at a clock."""
    stage.until(at).mention("neutral", needs_answer=True, **changes)
    return stage


def test_a_customer_who_waits_passes_each_stage_once() -> None:
    """Asked at ten, promised by eleven."""
    stage = asks(Stage(promising()), "10:00").until("20:00")

    assert stages(stage) == [
        "10:30 half-of-a-promise-spent",
        "10:48 four-fifths-of-a-promise-spent",
        "11:00 promise-missed",
    ]
    assert stage.decisions[-1].text == "1 customer has waited through 100 % of the promised first reply; first: x p1"


def test_an_answer_ends_the_countdown() -> None:
    """After forty minutes: half was spent, and nothing more."""
    stage = asks(Stage(promising()), "10:00").until("10:40").reply(in_reply_to="p1").until("20:00")

    assert stages(stage) == ["10:30 half-of-a-promise-spent"]


def test_where_nothing_is_promised_nothing_is_told() -> None:
    """And no tick is asked for."""
    stage = asks(Stage(house()), "10:00").until("20:00")

    assert stages(stage) == []
    assert stage.engine.next_deadline() is None


def test_a_storm_is_told_once_a_minute() -> None:
    """A hundred customers within three minutes: a few sentences a stage, with whole numbers, not a hundred."""
    stage = Stage(promising())
    for second in range(0, 180, 2):
        asks(stage, f"10:{second // 60:02}:{second % 60:02}")
    stage.until("10:35")

    told = [one.text for one in stage.decisions if str(one.reason) == PROMISE[0]]
    assert 1 <= len(told) <= 5
    assert sum(int(text.split()[0]) for text in told) == 90


def test_platforms_have_promises_of_their_own() -> None:
    """Half an hour on X, four hours elsewhere."""
    promises = Promises(first_reply={"x": timedelta(minutes=30), "default": timedelta(hours=4)})
    stage = asks(asks(Stage(promising(promises=promises)), "10:00"), "10:00", platform="reddit")

    assert stages(stage.until("15:00")) == [
        "10:15 half-of-a-promise-spent",
        "10:24 four-fifths-of-a-promise-spent",
        "10:30 promise-missed",
        "12:00 half-of-a-promise-spent",
        "13:12 four-fifths-of-a-promise-spent",
        "14:00 promise-missed",
    ]


def test_the_countdown_stands_still_outside_of_business_hours() -> None:
    """Asked at 16:45: half is spent at 9:15 of the next day."""
    stage = asks(Stage(in_office()), "16:45").until("12:00", day=1)

    assert stages(stage) == [
        "09:15 half-of-a-promise-spent",
        "09:33 four-fifths-of-a-promise-spent",
        "09:45 promise-missed",
    ]


def test_what_came_too_late_to_wake_anybody_has_no_countdown() -> None:
    """A question of yesterday, fetched now."""
    stage = Stage(promising()).until("10:00")
    stage.mention("neutral", needs_answer=True, posted_at=stage.now - timedelta(days=1))

    assert stages(stage.until("20:00")) == []


def test_an_outage_tells_the_last_stage_that_was_passed() -> None:
    """Three hours down: one sentence says that the promise is broken, not three."""
    stage = asks(Stage(promising()), "10:00").down_until("13:00")

    assert stages(stage) == ["13:00 promise-missed"]


def test_a_replay_decides_the_same() -> None:
    """From the log alone, and from a snapshot in the middle."""
    stage = asks(asks(Stage(promising(WARNS)), "10:00"), "10:20").until("10:31")
    restored = Engine.restore(stage.engine.snapshot())
    begins = len(stage.events)
    stage.until("12:00")
    replayed = Engine()
    again = [command for event in stage.events for command in replayed.handle(decode(encode(event)))]
    rest = [command for event in stage.events[begins:] for command in restored.handle(decode(encode(event)))]

    assert again == stage.commands
    assert rest == stage.commands[-len(rest) :]
    assert len(rest) > 3


# --- a rule that warns -----------------------------------------------------------------------------------------------


def test_a_rule_warns_before_the_promise_is_broken() -> None:
    """`unanswered: {spent: 50%}` pages at half past ten."""
    stage = asks(Stage(promising(WARNS)), "10:00").until("10:29")
    assert stage.told() == []

    assert stage.until("10:31").told() == ["10:30 ayse"]


def test_it_resolves_when_somebody_answers() -> None:
    """Nobody waits any more."""
    stage = asks(Stage(promising(WARNS)), "10:00").until("10:31").reply(in_reply_to="p1").until("11:00")

    assert "alert-resolved" in stage.reasons()


def test_it_warns_by_the_hours_of_the_watch() -> None:
    """Asked at 16:45, warned of at 9:15."""
    stage = asks(Stage(in_office(WARNS)), "16:45").until("09:14", day=1)
    assert stage.told() == []

    assert stage.until("09:16", day=1).told() == ["09:15 ayse"]


def test_it_counts_by_platform() -> None:
    """Reddit has four hours, X half an hour: two wait through half at 10:15 only if both are of X."""
    promises = Promises(first_reply={"x": timedelta(minutes=30), "reddit": timedelta(hours=4)})
    two = WARNS.with_(when=Unanswered(spent=0.5, priority="any", at_least=Floor(mentions=2)))
    mixed = asks(asks(Stage(promising(two, promises=promises)), "10:00"), "10:00", platform="reddit")
    assert mixed.until("11:59").told() == []
    assert mixed.until("12:01").told() == ["12:00 ayse"]

    alike = asks(asks(Stage(promising(two, promises=promises)), "10:00"), "10:00")
    assert alike.until("10:16").told() == ["10:15 ayse"]


def test_a_platform_of_which_nothing_is_promised_never_counts() -> None:
    """No default, and a question somewhere else."""
    promises = Promises(first_reply={"x": timedelta(minutes=30)})
    stage = asks(Stage(promising(WARNS, promises=promises)), "10:00", platform="reddit").until("20:00")

    assert stage.told() == []


def test_without_any_promise_the_rule_says_why_it_is_silent() -> None:
    """`alertd why` reads the note."""
    stage = asks(Stage(house(WARNS)), "10:00").until("12:00")

    assert stage.told() == []
    assert "no first reply is promised" in " ".join(stage.engine.explain("warns", "acme"))


@pytest.mark.parametrize(("spent", "minute"), [(0.5, 30), (0.8, 48), (1.0, 60)])
def test_any_share_may_be_asked_for(spent: float, minute: int) -> None:
    """At its minute, not before."""
    rule = WARNS.with_(when=Unanswered(spent=spent, priority="any"))
    stage = asks(Stage(promising(rule)), "10:00")
    due = stage.now + timedelta(minutes=minute)

    assert stage.until(due - timedelta(seconds=1)).told() == []
    assert stage.until(due + timedelta(seconds=1)).told() == [f"{due:%H:%M} ayse"]
