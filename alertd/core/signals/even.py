"""Even: how many times rarer than its own limit a burst of negative posts counts, by the hour it comes in.

Each post is a look, so a lane finds most of its bursts in the hours in which most is written: on made-up brands of twenty posts an hour
negative posts are as surprising as one chance in a thousand in 45 of a thousand hours of the day and in 9 of the night, at two an hour in 11
and less than 1. A promise over all hours then leaves the night with a bar that hardly anything reaches. So what a surprise is worth in days is
shared out by what the hours usually bring: their sum stays the same.

Of all posts the same lives say otherwise: what few threads and reposts make of a night comes as often as what many posts make of a day.
"""

from __future__ import annotations

#: By night and by day at most so many times: where nearly nobody writes, the pattern is least sure.
MOST = 3.0


def times(rate: float, mean: float) -> float:
    """Return by how much the days of a surprise are multiplied in an hour; rate: what is usual in it, mean: in all hours.

    >>> [round(times(rate, 20.0), 2) for rate in (2.0, 8.0, 20.0, 32.0)]
    [3.0, 2.5, 1.0, 0.62]
    """
    return MOST if rate * MOST <= mean else max(mean / rate, 1.0 / MOST)
