"""The end of a burst: since when nothing more comes, and since when as much comes as usual. Pure.

Five minutes still hold the burst when it is over: told by their sum alone it rises or falls for as long as they do. So the quarter minutes
themselves are looked at. What a source brings late has not stopped: silence begins only where its posts ought to have come.

A burst has one end, found from the posts alone and not from when it is asked for: "stopped" and "as usual since" name the same instant, and a
few posts an hour later, a third of it at the most, do not make it another one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from alertd.report.pulse import SLOT, STEP, Curve, Recent

_FIVE = STEP // SLOT
_QUARTER = 900 // SLOT
_HOUR = 3600 // STEP
#: Posts of five minutes from which on they can be a burst.
FEWEST = 8
#: What holds less than this share of what the hour before it held is no burst of its own.
_ANOTHER = 1 / 3
#: Posts that must have been to come before their absence says anything.
EXPECTED = 10
#: Seconds of silence that are too short to be told.
SILENCE = 60
#: Of the pace before: what may still come of a burst that has stopped; and what a quarter minute holds that still belongs to it.
_TRICKLE, _LOUD = 1 / 10, 1 / 3


class Burst(NamedTuple):
    """The last burst of a curve's finest part, by places there. last: its last loud quarter minute. over: after which each five minutes are usual."""

    last: int
    over: int
    sums: tuple[int, ...]

    def held(self, first: int) -> int:
        """Return the posts of the five minutes that begin at a place."""
        return self.sums[min(first + _FIVE, len(self.sums) - 1)] - self.sums[first]

    @property
    def before(self) -> int:
        """Posts of the five minutes up to its last loud quarter minute."""
        return self.sums[self.last + 1] - self.sums[max(self.last + 1 - _FIVE, 0)]


def most_usual(curve: Curve, bucket: int = -1) -> float:
    """Return how many posts five minutes of a bucket may hold and still be usual ones; none while nobody knows what is usual."""
    band = curve.usual[bucket] if curve.usual else None
    return 0.0 if band is None else band[1] + 2 * sqrt(band[1])


def last_burst(curve: Curve) -> Burst | None:
    """Return the last burst of the last hour; None where there was none, or only numbers are known of it."""
    recent = curve.recent
    if recent is None or any(curve.counted[-_HOUR:]):
        return None
    sums = (0, *accumulate(recent.counts))
    held = [sums[at + _FIVE] - sums[at] for at in range(len(recent.counts) - _FIVE + 1)]
    beyond = [posts > most for posts, most in zip(held, _floors(curve, recent, len(held)), strict=True)]
    ends = len(held)
    while ends > 0:
        if not beyond[ends - 1]:
            ends -= 1
            continue
        begins = ends - 1
        while begins > 0 and beyond[begins - 1]:
            begins -= 1
        most = max(held[begins:ends])
        if most >= max(FEWEST, _ANOTHER * _height(curve, recent.at(begins))):
            last = _last_loud(recent.counts, sums, begins, ends, most)
            return Burst(last, max(last + 1, ends), sums)
        ends = begins
    return None


def _floors(curve: Curve, recent: Recent, places: int) -> list[float]:
    """Return what is usual at the most from each place on, as it was usual then. By numbers: of instants two hundred would cost most."""
    usual = [most_usual(curve, bucket) for bucket in range(len(curve.usual))] or [0.0]
    begins = (recent.at(0) - curve.begins_at).total_seconds()
    return [usual[min(max(int((begins + SLOT * at) // curve.step), 0), len(usual) - 1)] for at in range(places)]


def _height(curve: Curve, until: datetime) -> int:
    """Return the most that five minutes held in the hour before an instant, by the buckets that were over then."""
    ends = int((until - curve.begins_at).total_seconds() // curve.step)
    return max(curve.total[max(ends - _HOUR, 0) : max(ends, 0)], default=0)


def _last_loud(counts: tuple[int, ...], sums: tuple[int, ...], begins: int, ends: int, most: int) -> int:
    """Return the last quarter minute of a run of five minutes that still belongs to its burst and not to what trickles after it."""
    for last in range(min(ends + _FIVE - 2, len(counts) - 1), begins, -1):
        before = sums[last + 1] - sums[max(last + 1 - _FIVE, 0)]
        if counts[last] >= max(1.0, _LOUD * before / _FIVE) and before >= _LOUD * most:
            return last
    return begins


class End(NamedTuple):
    """at: when the last of the burst was written. quiet: seconds since. before: posts of the five minutes up to it. came: posts since."""

    at: datetime
    quiet: float
    before: int
    came: int


def stopped(curve: Curve, burst: Burst | None, until: datetime) -> End | None:
    """Return where a burst broke off, None where it did not, or nobody can know. burst: the curve's last one.

    A burst that ebbs away has not stopped: each five minutes since must hold a tenth of it or less, and no more than is usual.
    """
    recent = curve.recent
    if recent is None or burst is None:
        return None
    slots, last, before = len(recent.counts), burst.last, burst.before
    quiet = (until - timedelta(seconds=recent.late) - recent.at(last + 1)).total_seconds()
    if quiet < SILENCE or before * quiet / STEP < EXPECTED:
        return None
    most = _TRICKLE * before * min(quiet / STEP, 1.0)
    if all(burst.held(at) <= most for at in range(last + 1, slots)):
        return End(recent.at(last), quiet, before, burst.sums[slots] - burst.sums[last + 1])
    return None


class Again(NamedTuple):
    """at: since when it is as usual. now: posts of the last quarter of an hour. usual: how many are usual in one."""

    at: datetime
    now: int
    usual: float


def usual_again(curve: Curve, burst: Burst | None, until: datetime) -> Again | None:
    """Return since when each five minutes are usual ones, where the last quarter of an hour is and the hour was not; else None.

    Where nobody knows what is usual nothing is told. A few posts since that were no burst of their own do not begin it anew.
    """
    recent, band = curve.recent, curve.usual[-1] if curve.usual else None
    if recent is None or band is None or burst is None:
        return None
    sums = burst.sums
    ends = len(recent.counts) - int(((recent.ends_at - until).total_seconds() + recent.late) // SLOT)
    middle = 3 * band[1]
    now = sums[-1] - sums[max(ends - _QUARTER, 0)]
    if now > middle + sqrt(middle) or burst.over > len(recent.counts) - _FIVE:
        return None
    return Again(recent.at(burst.last if burst.over == burst.last + 1 else burst.over), now, middle)
