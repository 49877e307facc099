"""Alert: a rule true for a watch: inactive, pending, firing, resolved (inactive again), stale.

Its memory is one small value a leaf condition; the table of its states is in `step`.
"""

from __future__ import annotations

import enum

import msgspec

from alertd.core.signals.evidence import Post
from alertd.model.page import SignalShown


class AlertState(enum.StrEnum):
    """Where an alert is."""

    INACTIVE = "inactive"
    PENDING = "pending"
    FIRING = "firing"
    STALE = "stale"


class Leaf(msgspec.Struct, gc=False):
    """Memory of one condition: whether it held, and since when it has been true without a break.

    told: how many of the mentions that it lists one by one were told already, -1 before its first look. opened: when the first
    came that was not. fell: when it ceased to hold last.
    """

    holds: bool = False
    since: float | None = None
    told: int = -1
    opened: float | None = None
    fell: float | None = None


class Alert(msgspec.Struct):
    """One rule's alert in one group of one watch.

    since: when it entered its state. true_at: when the rule was last true. value: the telling number at its last firing.
    """

    state: AlertState = AlertState.INACTIVE
    since: float = 0.0
    true_at: float = 0.0
    value: float = 0.0
    leaves: dict[str, Leaf] = {}
    shown: tuple[SignalShown, ...] = ()
    sentences: tuple[str, ...] = ()
    focus: Post | None = None
    resolved_at: float | None = None
    was: AlertState = AlertState.INACTIVE  #: where it goes back to when data return
    is_stale_told: bool = False
    is_steady: bool = False  #: it was true without a break up to now, although nobody looked every minute
    is_stirred: bool = True  #: some condition of it holds, or is on its way to; nobody knows before the first look
    looked_at: float = 0.0  #: when it was last evaluated
    told: tuple[float, ...] = ()  #: when it fired and people were told, as far back as a rule's cap looks
    is_capped: bool = False  #: it fires, and its rule has said enough for a day
    as_of: float | None = None  #: the past instant that its numbers are of, where late posts made it true; None: of now
    late: float = 0.0  #: seconds by which its numbers were past when they were taken
    look_at: float | None = None  #: when it asked to be evaluated again, event or not
    rarest: float | None = None  #: days: the rarity of its leading number at its height, since it began to hold

    @property
    def is_firing(self) -> bool:
        """Whether people have something to do about it."""
        return self.state is AlertState.FIRING or (self.state is AlertState.STALE and self.was is AlertState.FIRING)


class Change(enum.StrEnum):
    """What one evaluation changed."""

    NONE = "none"
    PENDING = "pending"
    FIRED = "fired"
    RESOLVED = "resolved"
    STALE = "stale"
    ENDED = "ended"  #: no longer pending, and never fired


def step(alert: Alert, now: float, *, is_true: bool, is_pending: bool, is_missing: bool, keep: float) -> Change:
    """Move the alert; keep: seconds it goes on firing after the rule was last true."""
    if is_missing and not is_true:
        return _become_stale(alert, now)
    if alert.state is AlertState.STALE:
        # Nobody saw whether it went on: the time to keep firing begins when we see again.
        alert.state, alert.true_at, alert.is_stale_told = alert.was, now, False
    if is_true:
        alert.true_at = now
        if alert.state is AlertState.FIRING:
            return Change.NONE
        alert.state, alert.since, alert.resolved_at = AlertState.FIRING, now, None
        return Change.FIRED
    if alert.state is AlertState.FIRING:
        if now - alert.true_at < keep:
            return Change.NONE
        alert.state, alert.since, alert.resolved_at = AlertState.INACTIVE, now, now
        return Change.RESOLVED
    wanted = AlertState.PENDING if is_pending else AlertState.INACTIVE
    if alert.state is not wanted:
        alert.state, alert.since = wanted, now
        return Change.PENDING if is_pending else Change.ENDED
    return Change.NONE


def _become_stale(alert: Alert, now: float) -> Change:
    if alert.state is AlertState.STALE:
        return Change.NONE
    if alert.state is AlertState.INACTIVE:
        return Change.NONE  # nothing to hold; the quiet rule tells ops about the missing data
    alert.was, alert.state, alert.since = alert.state, AlertState.STALE, now
    return Change.STALE
