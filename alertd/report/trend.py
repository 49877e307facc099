"""Trend: whether what is written about a watch rises, falls or goes on, from the numbers that its chart draws. Pure.

Windows slide: they end at the instant that is asked for, not at a full five minutes, and what a bucket holds is spread evenly
over it. What comes *now* decides: the last five minutes are read against the five before where the two clearly differ, and against
the height of the last hour where they lie clearly below it. Only what neither tells is read by quarters of an hour: a quarter
that holds the burst and a long quiet is more than the quarter before it, and yet nothing rises any more; nor does what comes at less than half
of the pace of the five minutes before. Where each of the last half
hour's six stretches is smaller than the one before, it falls, however little: whoever looks at the chart sees the same. What has broken
off within the five minutes neither rises nor falls: it has stopped; and what has come down to what is usual is told so.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from math import sqrt
from operator import ge, le
from typing import Literal

from alertd.model.value import Value
from alertd.report.burst_end import FEWEST, last_burst, most_usual, stopped, usual_again
from alertd.report.pulse import Curve

Way = Literal["rising", "falling", "steady", "stopped", "usual"]

#: Seconds that are compared with as many before them.
SPAN = 900
#: Seconds in which the height of a burst is looked for: after an hour it is history.
HEIGHT = 3600
#: What is below this share of the height has passed it, whatever the quarters say.
PASSED = 1 / 3


class Trend(Value, frozen=True, kw_only=True):
    """Where it goes. now, negative: posts of the last `span` seconds. before: of as many before them; `is_height`: of the most there were.

    since: when the last of the burst was written (stopped), or from when on it is as usual (usual). What has stopped has as `now` what has come
    since, over `span` seconds, and as `before` the five minutes up to its end; what is as usual has as `before` what is usual in `span`.
    """

    way: Way
    now: float
    before: float
    negative: float
    span: int = SPAN
    is_height: bool = False
    since: datetime | None = None


def trend(curve: Curve, until: datetime) -> Trend:
    """Return where a curve goes at its end. until: the instant it was drawn for, within its last bucket."""
    told, burst = _by_sums(curve, until), last_burst(curve)
    end = stopped(curve, burst, until)
    # What a bucket holds is spread over it: until the one after it is over, too, sums hold the burst still and say nothing.
    has_just = end is not None and end.quiet < 2 * curve.step
    if told.way == "rising" and not has_just:
        return told
    again = None if has_just else usual_again(curve, burst, until)
    if again is not None:
        return Trend(way="usual", now=again.now, before=again.usual, negative=0.0, since=again.at)
    if end is None:
        return told
    return Trend(way="stopped", now=end.came, before=end.before, negative=0.0, span=round(end.quiet), since=end.at)


def _by_sums(curve: Curve, until: datetime) -> Trend:
    """Return where it goes by what five minutes and quarters of an hour hold."""
    filled = over(curve, until)
    each = SPAN // curve.step
    hour, negative = (_sliding(counts, filled, HEIGHT // curve.step) for counts in (curve.total, curve.negative))
    before, now, height = hour[-2], hour[-1], max(hour)
    is_usual = now <= most_usual(curve)
    if _differ(before, now) and not (now > before and is_usual):
        way: Way = "rising" if now > before else "falling"
        return Trend(way=way, now=now, before=before, negative=negative[-1], span=curve.step)
    half = hour[-2 * each :]
    later, earlier = sum(half[each:]), sum(half[:each])
    slow = _way(half, later, earlier)
    has_doubled = now >= max(2 * before, FEWEST)
    if _differ(height, now) and not has_doubled and (slow != "steady" or now < PASSED * height):
        return Trend(way="falling", now=now, before=height, negative=negative[-1], span=curve.step, is_height=True)
    if slow == "rising" and (eased := _eased(curve, filled)) is not None:
        return eased
    if (slow == "rising" and (is_usual or now < PASSED * height)) or (slow == "falling" and has_doubled):
        slow = "steady"
    return Trend(way=slow, now=later, before=earlier, negative=sum(negative[-each:]))


def _eased(curve: Curve, filled: float) -> Trend | None:
    """Return that it falls where the bucket that fills holds clearly less than half of what as much of the one before held.

    A crisis of ten minutes is spread over two buckets, and the stretches that slide over both hold as much each: they hide that it ebbs.
    """
    had, has = filled * sum(curve.total[-2:-1]), curve.total[-1]
    if 2 * has > had or not _differ(had, has):
        return None
    return Trend(way="falling", now=has, before=had, negative=curve.negative[-1], span=round(filled * curve.step))


def _differ(one: float, other: float) -> bool:
    """Whether two numbers of posts differ by more than chance: sums of posts waver by about their root."""
    return abs(one - other) > 2 * sqrt(one + other)


def over(curve: Curve, until: datetime) -> float:
    """Return the share of a curve's last bucket that is over at an instant; a curve drawn a moment before it may end before it."""
    return min(max((until - curve.at(len(curve.total) - 1)).total_seconds() / curve.step, 0.0), 1.0)


def last(counts: tuple[int, ...], filled: float, buckets: int) -> float:
    """Return how many there were in the last `buckets` whole stretches before the instant. filled: share of the last bucket that is over."""
    return sum(_sliding(counts, filled, buckets))


def _sliding(counts: tuple[int, ...], filled: float, slices: int) -> list[float]:
    """Return the last stretches of a bucket's length that end at the instant, the oldest first."""
    ends = counts[-(slices + 1) :]
    padded = [0] * (slices + 1 - len(ends)) + list(ends)
    return [
        old * (1.0 - filled) + (new if at == slices - 1 else new * filled)
        for at, (old, new) in enumerate(pairwise(padded))
    ]


def _way(stretches: list[float], now: float, before: float) -> Way:
    """Sums of posts waver by about their root; what goes one way all the time needs no such proof."""
    wavers = max((now + before) ** 0.5, 2.0)
    steps = list(pairwise(stretches)) if now + before >= FEWEST else []
    rises, falls = (bool(steps) and all(goes(*step) for step in steps) for goes in (le, ge))
    if now > before and (now - before > wavers or rises):
        return "rising"
    if now < before and (before - now > wavers or falls):
        return "falling"
    return "steady"
