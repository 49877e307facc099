"""The states of an alert."""

from __future__ import annotations

from alertd.core.rules.alert import Alert, AlertState, Change, step


def go(alert: Alert, now: float, *, true: bool = False, pending: bool = False, missing: bool = False) -> Change:
    """Move an alert that keeps firing for 60 seconds."""
    return step(alert, now, is_true=true, is_pending=pending, is_missing=missing, keep=60.0)


def test_pending_then_firing_then_resolved() -> None:
    """The ordinary life."""
    alert = Alert()

    assert go(alert, 0, pending=True) is Change.PENDING
    assert go(alert, 10, true=True) is Change.FIRED
    assert go(alert, 20, true=True) is Change.NONE
    assert go(alert, 79) is Change.NONE
    assert alert.is_firing
    assert go(alert, 80) is Change.RESOLVED
    assert (alert.state, alert.resolved_at) == (AlertState.INACTIVE, 80)


def test_what_flaps_within_its_time_goes_on() -> None:
    """Each minute true again begins the time anew."""
    alert = Alert()
    go(alert, 0, true=True)

    assert [go(alert, at, true=at % 59 == 0) for at in range(1, 600)] == [Change.NONE] * 599


def test_pending_that_ends_says_so() -> None:
    """The decision not to page is one too."""
    alert = Alert()
    go(alert, 0, pending=True)

    assert go(alert, 10) is Change.ENDED
    assert go(alert, 20) is Change.NONE


def test_without_data_it_is_stale_and_never_resolves() -> None:
    """A day later it still fires; back with data it has its time again."""
    alert = Alert()
    go(alert, 0, true=True)

    assert go(alert, 100, missing=True) is Change.STALE
    assert go(alert, 86_400, missing=True) is Change.NONE
    assert alert.is_firing
    assert go(alert, 86_401) is Change.NONE
    assert go(alert, 86_460) is Change.NONE
    assert go(alert, 86_461) is Change.RESOLVED


def test_stale_that_is_true_again_goes_on_without_a_second_firing() -> None:
    """People were told of it already."""
    alert = Alert()
    go(alert, 0, true=True)
    go(alert, 100, missing=True)

    assert go(alert, 200, true=True) is Change.NONE
    assert alert.state is AlertState.FIRING


def test_what_is_inactive_has_nothing_to_hold() -> None:
    """Missing data before anything fired is the quiet rule's matter."""
    alert = Alert()

    assert go(alert, 0, missing=True) is Change.NONE
    assert alert.state is AlertState.INACTIVE


def test_true_in_spite_of_missing_data_fires() -> None:
    """What is seen is seen."""
    assert go(Alert(), 0, true=True, missing=True) is Change.FIRED
