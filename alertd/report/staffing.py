"""Staffing: how many people a promise costs, by the queue that customers stand in. Pure.

Questions come by chance and wait for the first of N people who is free: the model is Erlang C (A. K. Erlang, 1917; as call centres use it:
Gans, Koole and Mandelbaum, Telephone Call Centers, M&SOM 5(2), 2003). It assumes that nobody gives up and that people do nothing
else; who leaves makes it better, who does other work beside makes it worse. Far under one question at a time it asks for one person.
"""

from __future__ import annotations

import math
from typing import NamedTuple

MOST = 1_000  #: people; more are needed for nothing that one page could say


class Promise(NamedTuple):
    """So large a share answered within so many seconds, where one answer takes so many."""

    share: float
    within: float
    handling: float


def load(per_hour: float, handling: float) -> float:
    """Return how many people are busy at once, on average (Erlang).

    >>> load(12.0, 300.0)
    1.0
    """
    return per_hour * handling / 3600.0


def waits(people: int, offered: float) -> float:
    """Return the share of customers who wait at all (Erlang's C formula), 1 where people cannot keep up.

    >>> round(waits(2, 1.0), 4)
    0.3333
    """
    if people <= offered:
        return 1.0
    if offered <= 0.0:
        return 0.0
    blocked = 1.0  # Erlang B, each from the one before: no factorial grows out of bounds
    for number in range(1, people + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return blocked / (1.0 - offered / people * (1.0 - blocked))


def answered(people: int, per_hour: float, promise: Promise) -> float:
    """Return the share that somebody turns to within the promised time.

    >>> round(answered(2, 12.0, Promise(0.95, 600.0, 300.0)), 4)
    0.9549
    """
    offered = load(per_hour, promise.handling)
    if people <= offered:
        return 0.0
    rest = max(promise.within, 0.0)
    return 1.0 - waits(people, offered) * math.exp(-(people - offered) * rest / promise.handling)


def needed(per_hour: float, promise: Promise) -> int:
    """Return how few people keep a promise; 0 where nothing comes, MOST where no number would be believed.

    >>> half_an_hour = Promise(share=0.95, within=1800.0, handling=360.0)
    >>> [needed(rate, half_an_hour) for rate in (0.0, 0.5, 8.0, 12.0, 40.0)]
    [0, 1, 2, 2, 5]
    """
    if per_hour <= 0.0:
        return 0
    # The last of those who are answered in time must be answered whole: their own answer takes time too.
    hurried = promise._replace(within=promise.within - promise.handling)
    people = max(math.ceil(load(per_hour, promise.handling)), 1)
    while people < MOST and answered(people, per_hour, hurried) < promise.share:
        people += 1
    return people
