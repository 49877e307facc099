"""Latency: how long a page took from the post to somebody who acts, stage by stage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from alertd.model.commands import KeepDecision
from alertd.model.page import Instants, Page, PageKind
from alertd.model.reason import Reason
from alertd.model.value import Value

#: Decisions that somebody takes an incident on: the end of the wait.
TAKING = (Reason.ACKNOWLEDGED, Reason.SNOOZED, Reason.PLANNED, Reason.SOLVED, Reason.CLOSED)
#: The way of a page; each stage is named by where it ends. "whole": from the post to the act.
STAGES = ("seen", "decided", "sent", "accepted", "delivered", "acknowledged", "whole")
#: Upper ends of the histogram's bins, in seconds; the last bin has none.
BINS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)


class Latency(Value, frozen=True, kw_only=True):
    """The instants of one page; None: not known, or it has not come so far.

    decided_at: what quiet hours or a list held back counts from the instant at which it might go.
    acknowledged_at: when somebody took its incident, after it had been accepted.
    """

    posted_at: datetime | None = None
    seen_at: datetime | None = None
    decided_at: datetime | None = None
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    delivered_at: datetime | None = None
    acknowledged_at: datetime | None = None

    def way(self) -> tuple[tuple[str, datetime | None, datetime | None], ...]:
        """Return each stage with where it begins and ends."""
        return (
            ("seen", self.posted_at, self.seen_at),
            ("decided", self.seen_at, self.decided_at),
            ("sent", self.decided_at, self.sent_at),
            ("accepted", self.sent_at, self.accepted_at),
            ("delivered", self.accepted_at, self.delivered_at),
            ("acknowledged", self.accepted_at, self.acknowledged_at),
            ("whole", self.posted_at, self.acknowledged_at),
        )

    def seconds(self) -> dict[str, float]:
        """Return the stages that are known, in seconds."""
        # Two clocks measure the first of them: what lies a little before its post was seen at once.
        return {
            name: max(0.0, (end - begin).total_seconds())
            for name, begin, end in self.way()
            if begin is not None and end is not None
        }


def acts_of(decisions: Iterable[KeepDecision]) -> dict[str, list[datetime]]:
    """Return when somebody took each incident, in order."""
    taken: dict[str, list[datetime]] = {}
    for one in decisions:
        if one.reason in TAKING and one.incident is not None:
            taken.setdefault(one.incident, []).append(one.at)
    return taken


def latency(page: Page, instants: Instants | None, acts: Sequence[datetime]) -> Latency:
    """Return the instants of one page. acts: when its incident was taken on."""
    became = instants or Instants()
    is_asking = page.kind is PageKind.PAGE and became.accepted_at is not None
    after = (at for at in acts if became.accepted_at is not None and at >= became.accepted_at)
    return Latency(
        posted_at=page.posted_at,
        seen_at=page.seen_at,
        decided_at=max(page.at, page.hold_until or page.at),
        sent_at=became.sent_at,
        accepted_at=became.accepted_at,
        delivered_at=became.delivered_at,
        acknowledged_at=next(after, None) if is_asking else None,
    )


class Stage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One stage of many pages, in seconds. bins: how many lie in each bin of BINS, and beyond the last."""

    stage: str
    count: int
    median_s: float | None
    p90_s: float | None
    p99_s: float | None
    longest_s: float | None
    bins: tuple[int, ...]


def stages(pages: Iterable[Latency]) -> list[Stage]:
    """Return each stage, in the order of the way."""
    found: dict[str, list[float]] = {name: [] for name in STAGES}
    for one in pages:
        for name, seconds in one.seconds().items():
            found[name].append(seconds)
    return [_stage(name, sorted(values)) for name, values in found.items()]


def _stage(name: str, values: Sequence[float]) -> Stage:
    bins = [0] * (len(BINS) + 1)
    for value in values:
        bins[next((place for place, end in enumerate(BINS) if value <= end), len(BINS))] += 1
    return Stage(
        stage=name,
        count=len(values),
        median_s=rank(values, 0.5),
        p90_s=rank(values, 0.9),
        p99_s=rank(values, 0.99),
        longest_s=values[-1] if values else None,
        bins=tuple(bins),
    )


def rank(values: Sequence[float], share: float) -> float | None:
    """Return the smallest of sorted values that so many are not above, None where there is none (nearest rank).

    >>> rank([1.0, 2.0, 3.0, 40.0], 0.5), rank([1.0, 2.0, 3.0, 40.0], 0.99), rank([], 0.5)
    (2.0, 40.0, None)
    """
    return values[max(math.ceil(share * len(values)), 1) - 1] if values else None


def by_channel(pages: Iterable[tuple[Page, str, Latency]]) -> dict[str, Mapping[str, object]]:
    """Return for each channel how many pages it was given, what became of them, and how long it took to accept them."""
    rows: dict[str, list[tuple[str, Latency]]] = {}
    for page, state, one in pages:
        rows.setdefault(page.channel, []).append((state, one))
    found: dict[str, Mapping[str, object]] = {}
    for channel in sorted(rows):
        waits = sorted(
            (one.accepted_at - one.decided_at).total_seconds()
            for _, one in rows[channel]
            if one.accepted_at is not None and one.decided_at is not None
        )
        states = [state for state, _ in rows[channel]]
        found[channel] = {
            "pages": len(states),
            "accepted": len(waits),
            "dead": states.count("dead"),
            "cancelled": states.count("cancelled"),
            "median_s": rank(waits, 0.5),
            "p99_s": rank(waits, 0.99),
        }
    return found
