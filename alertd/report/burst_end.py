"""The end of a burst: since when nothing more comes, and since when as much comes as usual. Pure.

Five minutes still hold the burst when it is over: told by their sum alone it rises or falls for as long as they do. So the quarter minutes
themselves are looked at. What a source brings late has not stopped: silence begins only where its posts ought to have come.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from alertd.report.pulse import SLOT, STEP, Curve

_FIVE = STEP // SLOT
_QUARTER = 900 // SLOT
#: Posts that must have been to come before their absence says anything.
EXPECTED = 10
#: Seconds of silence that are too short to be told.
SILENCE = 60
#: Of the pace before: what may still come of a burst that has stopped; and what a quarter minute holds that still belongs to it.
_TRICKLE, _LOUD = 1 / 10, 1 / 3


class End(NamedTuple):
    """at: when the last of the burst was written. quiet: seconds since. before: posts of the five minutes up to it. came: posts since."""

    at: datetime
    quiet: float
    before: int
    came: int


def stopped(curve: Curve, until: datetime, usual: float) -> End | None:
    """Return where a burst broke off, None where it did not, or nobody can know. usual: posts that five minutes may hold without being one.

    A burst that ebbs away has not stopped: each five minutes since must hold a tenth of it or less.
    """
    recent = curve.recent
    if recent is None or any(curve.counted[-3600 // STEP :]):
        return None
    sums = (0, *accumulate(recent.counts))
    slots, known = len(recent.counts), until - timedelta(seconds=recent.late)
    whole = (known - recent.at(0)).total_seconds()  # of instants two hundred would cost more than all else
    for last in range(slots - 2, _FIVE - 2, -1):
        before = sums[last + 1] - sums[last + 1 - _FIVE]
        quiet = whole - SLOT * (last + 1)
        is_loud = recent.counts[last] >= max(1.0, _LOUD * before / _FIVE)
        if not is_loud or quiet < SILENCE or before <= usual or before * quiet / STEP < EXPECTED:
            continue
        most = _TRICKLE * before * min(quiet / STEP, 1.0)
        if all(sums[min(at + _FIVE, slots)] - sums[at] <= most for at in range(last + 1, slots)):
            return End(recent.at(last), quiet, before, sums[slots] - sums[last + 1])
    return None


class Again(NamedTuple):
    """at: since when it is as usual. now: posts of the last quarter of an hour. usual: how many are usual in one."""

    at: datetime
    now: int
    usual: float


def usual_again(curve: Curve, until: datetime, usual: float, *, fewest: int) -> Again | None:
    """Return since when each five minutes are usual ones, where the last quarter of an hour is and the hour was not; else None.

    usual: posts that five minutes may hold. fewest: of five minutes that were a burst. Where nobody knows what is usual nothing is told.
    """
    recent, band = curve.recent, curve.usual[-1] if curve.usual else None
    if recent is None or band is None or any(curve.counted[-3600 // STEP :]):
        return None
    sums = (0, *accumulate(recent.counts))
    ends = len(recent.counts) - int(((recent.ends_at - until).total_seconds() + recent.late) // SLOT)
    middle = 3 * band[1]
    now = sums[-1] - sums[max(ends - _QUARTER, 0)]
    if now > middle + sqrt(middle):
        return None
    held = [sums[at + _FIVE] - sums[at] for at in range(len(recent.counts) - _FIVE + 1)]
    beyond = [at for at, posts in enumerate(held) if posts > usual]
    if not beyond or beyond[-1] + 1 >= len(held) or max(held) < fewest:
        return None
    return Again(recent.at(beyond[-1] + 1), now, middle)
