"""Pages that are called back while they are held."""

from __future__ import annotations

from datetime import time, timedelta

from alertd.model.commands import SendPage
from alertd.model.house import House
from alertd.model.page import PROMISED, PageKind
from alertd.model.people import ClockSpan, Policy
from alertd.model.rule import Rule
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore
from tests.unit.core.stage import (
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

NIGHT = ClockSpan(begins=time(22), ends=time(7))


def asleep(*rules: Rule) -> House:
    """Return a house in which ayse of `pr` sleeps until seven and lea of `social` does not."""
    first = with_person(house(*rules), person("ayse", quiet=NIGHT))
    return with_policy(first, Policy(name="pr", steps=(step("ayse"),)))


def sent(stage: Stage) -> list[tuple[str, str, str]]:
    """Return (kind, person, when) of what the outbox would have sent by now, as a store in memory keeps it."""
    store = MemoryStore()
    fold = Fold(store, stage.engine, link_key=b"k" * 32)
    for at, command in stage.log:
        fold._do(command, at, [fold.worded(command.page)] if isinstance(command, SendPage) else [])
    rows = [(due, queued) for queued, state, due in store.pages.rows.values() if state != "cancelled"]
    return [
        (str(queued.page.kind), queued.page.to, f"{stage.now.fromtimestamp(due, stage.now.tzinfo):%H:%M}")
        for due, queued in sorted(rows, key=lambda one: one[0])
        if due <= stage.now.timestamp() and queued.page.policy != PROMISED
    ]


def test_a_held_page_of_a_policy_that_has_resolved_is_called_back() -> None:
    """Lea's rule goes on firing; what ayse would read at seven is over since two."""
    stage = Stage(asleep(angry(), glad(page="social", keep_firing_for=DAY_LONG)), at=clock("01:00"))
    stage.fire("02:00").fire("02:01", mood="glad").until("08:00")

    assert sent(stage) == [("page", "lea", "02:01")]
    assert "policy-paused" in stage.reasons()
    cancel = stage.cancelled()[-1]
    assert cancel.only == tuple(page.page_id for page in stage.pages if page.to == "ayse")
    assert cancel.reason.startswith("policy-paused: no rule of policy pr fires")


def test_a_page_is_held_on_while_another_rule_of_its_policy_fires() -> None:
    """Two rules page `pr`; one resolves."""
    stage = Stage(asleep(angry(), glad(keep_firing_for=DAY_LONG)), at=clock("01:00"))
    stage.fire("02:00").fire("02:01", mood="glad").until("08:00")

    assert sent(stage) == [("page", "ayse", "07:00")]


def test_what_was_called_back_is_sent_when_it_fires_again() -> None:
    """It resolves at 02:10 and fires again at 03:00: at seven ayse has her page, once, and no word that it is over."""
    stage = Stage(asleep(loud(keep_firing_for=timedelta(minutes=10))), at=clock("01:00"))
    stage.fire("02:00").until("02:30")
    assert sent(stage) == []
    for minute in range(0, 60, 5):
        stage.fire(f"03:{minute:02}")
    for hour in range(4, 8):
        for minute in range(0, 60, 5):
            stage.fire(f"{hour:02}:{minute:02}")

    assert sent(stage) == [("page", "ayse", "07:00")]
    assert "told-after-all" in stage.reasons()
    assert len({page.page_id for page in stage.pages}) == len(stage.pages)


def test_what_was_called_back_twice_is_still_sent_once() -> None:
    """It flaps all night."""
    stage = Stage(asleep(loud(keep_firing_for=timedelta(minutes=10))), at=clock("01:00"))
    for hour in (2, 3, 4, 5):
        stage.fire(f"{hour:02}:00").fire(f"{hour:02}:30")
    stage.fire("06:55").until("07:01")

    assert sent(stage) == [("page", "ayse", "07:00")]


def test_nobody_hears_that_something_is_over_of_which_she_never_heard() -> None:
    """Fired and resolved while she slept."""
    stage = Stage(asleep(loud()), at=clock("01:00")).fire("02:00").until("09:00")

    assert sent(stage) == []
    assert [page.to for page in stage.pages if page.kind is PageKind.RESOLVED] == []


def test_a_notice_that_it_is_over_is_taken_back_when_it_fires_again() -> None:
    """She was paged before she went to bed; it ends and begins again in the night."""
    stage = Stage(asleep(loud(keep_firing_for=timedelta(minutes=10))), at=clock("21:00"))
    stage.fire("21:59").until("22:30").fire("23:00")
    for minute in range(5, 60, 5):
        stage.fire(f"23:{minute:02}")
    for hour in range(8):
        for minute in range(0, 60, 5):
            stage.fire(f"{hour:02}:{minute:02}", day=1)

    assert sent(stage) == [("page", "ayse", "21:59")]
    assert "no-longer-wanted" in stage.reasons()
    stage.until("09:00", day=1)
    assert [kind for kind, _, _ in sent(stage)] == ["page", "resolved"]


def test_a_silence_holds_what_was_called_back_too() -> None:
    """The watch is silenced when it fires again: nobody is told until the silence ends."""
    stage = Stage(asleep(loud(keep_firing_for=timedelta(minutes=50))), at=clock("01:00"))
    stage.fire("02:00").until("06:30").silence(2).fire("07:05").until("07:30")
    assert sent(stage) == []

    stage.fire("07:40").fire("08:20").until("08:31")
    assert sent(stage) == [("page", "ayse", "08:30")]
    assert [c.page.page_id for c in stage.commands if isinstance(c, SendPage)]
