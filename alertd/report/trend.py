"""Trend: whether what is written about a watch rises, falls or goes on, from the numbers that its chart draws. Pure.

Windows slide: they end at the instant that is asked for, not at a full five minutes, and what a bucket holds is spread evenly
over it. A quarter of an hour is read against the quarter before it; where each of the last half hour's six stretches is
smaller than the one before, it falls, however little: whoever looks at the chart sees the same. Where there are many posts
a quarter is too long: when the last five minutes clearly go the other way, they are what is told, against the five before.
A burst that is over lies in the quarter for ten minutes more, and would make it rise: where the last five minutes have clearly
fallen off what came before them in it, they are told against the highest five of the half hour, until the quarter is as calm.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from operator import ge, le
from typing import Literal

from alertd.model.value import Value
from alertd.report.pulse import Curve

Way = Literal["rising", "falling", "steady"]

#: Seconds that are compared with as many before them.
SPAN = 900
#: Posts of five minutes that are enough for a direction of their own.
MANY = 20
#: Posts of half an hour below which one more or less is no direction.
FEWEST = 8


class Trend(Value, frozen=True, kw_only=True):
    """Where it goes. now, before: posts of the last `span` seconds and of as many before; negative: of the last.

    is_height: before is of the highest such stretch of the half hour, not of the one just before.
    """

    way: Way
    now: float
    before: float
    negative: float
    span: int = SPAN
    is_height: bool = False


def trend(curve: Curve, until: datetime) -> Trend:
    """Return where a curve goes at its end. until: the instant it was drawn for, within its last bucket."""
    filled = over(curve, until)
    each = SPAN // curve.step
    total, negative = (_sliding(counts, filled, 2 * each) for counts in (curve.total, curve.negative))
    now, before = sum(total[each:]), sum(total[:each])
    if _fell_off(*total[-3:]):
        height = max(total[:-1])
        return Trend(
            way="falling", now=total[-1], before=height, negative=negative[-1], span=curve.step, is_height=True
        )
    way, turned = _way(total, now, before), _turned(*total[-2:])
    if turned != "steady" and way not in (turned, "steady"):
        return Trend(way=turned, now=total[-1], before=total[-2], negative=negative[-1], span=curve.step)
    return Trend(way=way, now=now, before=before, negative=sum(negative[each:]))


def _fell_off(first: float, second: float, now: float) -> bool:
    """Whether the last five minutes of a quarter hold less than half of the others, by more than such numbers waver."""
    usual = (first + second) / 2
    return now < usual / 2 and usual - now > 2 * usual**0.5


def _turned(before: float, now: float) -> Way:
    """Return where the last five minutes go by themselves: "steady" where they hold too few posts, or waver."""
    if max(before, now) < MANY or abs(now - before) <= (now + before) ** 0.5:
        return "steady"
    return "rising" if now > before else "falling"


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
