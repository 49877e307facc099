"""What holds a page back, with its reason, seen from outside: a step that waits, and a page that waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.core.incidents.holds import SMS_CAPS, Cap, inhibitor, next_free
from alertd.model.incident import Incident, State
from alertd.model.rule import Severity

NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


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


def after(*minutes: float) -> list[datetime]:
    """Return instants so many minutes after noon."""
    return [NOON + timedelta(minutes=minute) for minute in minutes]


def test_the_fifth_goes_at_once_and_the_sixth_waits_for_the_first_to_leave() -> None:
    """Five in a quarter of an hour, not more."""
    assert next_free(after(0, 1, 2, 3), SMS_CAPS, *after(4)) == after(4)[0]
    assert next_free(after(0, 1, 2, 3, 4), SMS_CAPS, *after(5)) == after(15)[0]
    assert next_free(after(0, 1, 2, 3, 4), SMS_CAPS, *after(15)) == after(15)[0]


def test_the_order_in_which_messages_are_remembered_does_not_matter() -> None:
    """Receipts come back in any order."""
    assert next_free(after(4, 0, 3, 1, 2), SMS_CAPS, *after(5)) == after(15)[0]


def test_planned_messages_count_so_that_order_is_kept() -> None:
    """One held until 12:15 takes the place there; the next comes after it."""
    planned = after(0, 1, 2, 3, 4, 15)

    assert next_free(planned, SMS_CAPS, *after(5)) == after(16)[0]


def test_the_strictest_of_several_caps_decides() -> None:
    """One a minute and three an hour."""
    caps = (Cap(count=1, per=timedelta(minutes=1)), Cap(count=3, per=timedelta(hours=1)))

    assert next_free(after(0), caps, *after(0.5)) == after(1)[0]
    assert next_free(after(0, 10, 20), caps, *after(30)) == after(60)[0]
    assert next_free([], caps, NOON) == NOON
    assert next_free(after(0, 1, 2), (), NOON) == NOON


@pytest.mark.parametrize(("count", "per"), [(0, timedelta(minutes=1)), (1, timedelta(0))])
def test_a_cap_that_lets_nothing_through_is_refused(count: int, per: timedelta) -> None:
    """It would hold a page for ever."""
    with pytest.raises(ValueError, match="a cap needs"):
        Cap(count=count, per=per)
