"""Habits: whether an account says the same again and again, and whether it writes by the clock. Reasons, never a verdict.

Both are entropies of what an account wrote itself, as shares of the most there could be: 1 where every text is another one and every minute as
likely, 0 where all are the same. Who writes ten posts at one sitting writes them in one minute of the hour: sittings are counted, not posts.
A scheduler of a newspaper writes by the clock as well; a reader decides what it means. The limits were set on made-up accounts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

FEWEST = 8  #: posts, or sittings, below which nobody has habits
SITTING = 600.0  #: seconds without a post, after which a new sitting begins
LITTLE = 0.5  #: entropy below which it is a habit
_MINUTES = 60
REPEATS, CLOCKWORK = "repeats", "clockwork"


def habits(posts: Iterable[tuple[float, int]]) -> tuple[str, ...]:
    """Return what an account does again and again, in a fixed order. posts: (Unix seconds, voice) of its own posts, in any order.

    repeats: it writes few texts, each many times. clockwork: at the same minute of the hour, or after the same number of minutes.

    >>> habits([(number * 1800.0, 7) for number in range(8)])
    ('repeats', 'clockwork')
    >>> habits([(0.0, 1), (1.0, 1)])
    ()
    """
    known = sorted(posts)
    found = []
    if len(known) >= FEWEST and entropy([voice for _, voice in known]) < LITTLE:
        found.append(REPEATS)
    if is_by_clock([at for at, _ in known]):
        found.append(CLOCKWORK)
    return tuple(found)


def is_by_clock(times: Iterable[float]) -> bool:
    """Whether somebody who wrote at these instants writes by the clock."""
    begun = _sittings(sorted(times))
    return len(begun) >= FEWEST and _time_entropy(begun) < LITTLE


def entropy(seen: Sequence[Hashable], kinds: int | None = None) -> float:
    """Return the entropy of what was seen, as a share of the most that so many could have. kinds: how many there can be, None: any number.

    >>> entropy([1, 2, 3, 4]), entropy([1, 1, 2, 2]), entropy([5, 5, 5])
    (1.0, 0.5, 0.0)
    """
    most = math.log2(len(seen) if kinds is None else min(kinds, len(seen))) if len(seen) > 1 else 0.0
    if most <= 0.0:
        return 1.0
    shares = [count / len(seen) for count in Counter(seen).values()]
    return min(1.0, max(0.0, -math.fsum(share * math.log2(share) for share in shares) / most))


def _time_entropy(begun: Sequence[float]) -> float:
    """Return the smaller of two: of the minutes of the hour, and of the minutes between one sitting and the next."""
    minutes = [int(at // 60.0) % _MINUTES for at in begun]
    between = [round((later - at) / 60.0) for at, later in pairwise(begun)]
    return min(entropy(minutes, _MINUTES), entropy(between))


def _sittings(times: Sequence[float]) -> list[float]:
    """Return when each sitting began, of instants in order."""
    return [at for place, at in enumerate(times) if place == 0 or at - times[place - 1] >= SITTING]
