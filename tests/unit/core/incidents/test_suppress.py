"""What holds a page back, with its reason."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from alertd.core.incidents.suppress import (
    CAPPED,
    INHIBITED,
    OUTSIDE_HOURS,
    QUIET_HOURS,
    SILENCED,
    Held,
    Waiting,
    holds,
    inhibited,
    inhibitor,
)
from alertd.model.incident import Incident, State
from alertd.model.page import PageKind
from alertd.model.people import ClockSpan, Hours, Person
from alertd.model.rule import Severity
from alertd.model.silence import Silence

NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)  # a Saturday
SEVEN = datetime(2026, 11, 21, 7, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALICE = Person(name="alice", quiet=ClockSpan(begins=time(23), ends=time(7)))


def waiting(**changes: object) -> Waiting:
    """Return an urgent page to Alice with changes."""
    return Waiting(watch="acme", rule="storm", severity=Severity.URGENT, person=ALICE).with_(**changes)


def silence(ends_at: datetime, **changes: object) -> Silence:
    """Return a silence of acme that began an hour ago."""
    base = Silence(
        id="s1", begins_at=NIGHT - timedelta(hours=1), ends_at=ends_at, by="bob", reason="known outage", watch="acme"
    )
    return base.with_(**changes)


def reasons(held: tuple[Held, ...]) -> list[str]:
    """Return the names of the holds."""
    return [hold.reason for hold in held]


def test_an_urgent_page_waits_for_the_morning_and_a_crisis_does_not() -> None:
    """Quiet hours are the recipient's; a crisis wakes them."""
    free, held = holds(waiting(), (), NIGHT)
    loud, none = holds(waiting(severity=Severity.CRISIS), (), NIGHT)

    assert (free, reasons(held)) == (SEVEN, [QUIET_HOURS])
    assert held[0].text == "alice has quiet hours until 2026-11-21T07:00:00.000Z"
    assert (loud, none) == (NIGHT, ())


def test_a_silence_holds_a_crisis_too_and_names_its_owner() -> None:
    """Somebody set it by hand for this watch."""
    until = NIGHT + timedelta(minutes=30)

    free, held = holds(waiting(severity=Severity.CRISIS), (silence(until),), NIGHT)

    assert (free, reasons(held)) == (until, [SILENCED])
    assert "bob" in held[0].text
    assert "known outage" in held[0].text


@pytest.mark.parametrize(
    "changes", [{"watch": "globex"}, {"rule": "other"}, {"begins_at": NIGHT + timedelta(minutes=1)}]
)
def test_a_silence_of_something_else_holds_nothing(changes: dict[str, object]) -> None:
    """Another watch, another rule, or not yet."""
    assert holds(waiting(severity=Severity.CRISIS), (silence(SEVEN, **changes),), NIGHT) == (NIGHT, ())


def test_holds_chain_until_nothing_holds() -> None:
    """Silence, then quiet hours, then the rule's business hours: the page goes on Monday at nine, with each step named."""
    page = waiting(hours=Hours(name="office"))
    first = silence(NIGHT + timedelta(minutes=30))

    free, held = holds(page, (first,), NIGHT)

    assert free == MONDAY
    assert reasons(held) == [SILENCED, OUTSIDE_HOURS]


def test_a_capped_channel_waits_but_the_first_page_of_a_crisis_does_not() -> None:
    """Five SMS in a quarter of an hour; the one that matters most always goes."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    sent = tuple(noon - timedelta(minutes=minute) for minute in (5, 4, 3, 2, 1))
    sms = waiting(is_capped=True, sent=sent)

    assert holds(sms, (), noon)[0] == noon + timedelta(minutes=10)
    assert reasons(holds(sms, (), noon)[1]) == [CAPPED]
    assert holds(sms.with_(severity=Severity.CRISIS, is_first_of_crisis=True), (), noon) == (noon, ())
    assert holds(sms.with_(is_capped=False), (), noon) == (noon, ())


def test_a_test_page_is_never_held() -> None:
    """Who asks for a test wants to see it now."""
    assert holds(waiting(kind=PageKind.TEST), (silence(SEVEN),), NIGHT) == (NIGHT, ())


def incident(ident: str, severity: Severity, **changes: object) -> Incident:
    """Return an open, firing incident of acme."""
    base = Incident(id=ident, watch="acme", severity=severity, state=State.OPEN, opened_at=NIGHT)
    return base.with_(**changes)


def test_a_crisis_mutes_the_urgent_of_the_same_watch_only_while_it_lasts() -> None:
    """Not itself, not another watch, not once solved or calm, and nothing mutes a crisis."""
    crisis = incident("big", Severity.CRISIS)

    assert inhibitor("acme", Severity.URGENT, "small", [crisis]) == crisis
    assert inhibitor("acme", Severity.CRISIS, "small", [crisis]) is None
    assert inhibitor("acme", Severity.URGENT, "big", [crisis]) is None
    assert inhibitor("globex", Severity.URGENT, "small", [crisis]) is None
    assert inhibitor("acme", Severity.URGENT, "small", [crisis.with_(state=State.SOLVED)]) is None
    assert inhibitor("acme", Severity.URGENT, "small", [crisis.with_(is_firing=False)]) is None
    assert inhibitor("acme", Severity.NOTICE, None, [incident("u", Severity.URGENT), crisis]) == crisis


def test_an_inhibited_page_says_by_what() -> None:
    """Nobody knows when the bigger one ends."""
    held = inhibited(incident("big", Severity.CRISIS))

    assert (held.reason, held.until) == (INHIBITED, None)
    assert "big" in held.text
