"""Old states of reach: version 1 counted reposts at one half-life of two hours. Its pairs give all the others."""

from __future__ import annotations

import math
from typing import Any

from alertd.core.reach.amplification import Amplification

_HALF_LIFE = 2 * 3600.0  #: of version 1, seconds


def amplification_of_version_1(state: list[Any], *, limit: int) -> Amplification:
    """Return the fold that goes on from a state of version 1: who reposted whom when, and who was active when.

    The pairs are taken in again in order of time; who reposted is known by number, and reposts of forgotten authors are lost.
    """
    origin, now, _next, evicted, rows, _active, pairs = state
    names = {number: author for author, number, _received, _active_at in rows}
    fold = Amplification(limit=limit, origin=min([origin, *[row[3] for row in rows if row[3] is not None]]))
    steps = [(float(active_at), author, "") for author, _number, _received, active_at in rows if active_at is not None]
    for of, by, weight in pairs:
        if weight > 0.0 and of in names and by in names:
            steps.append((origin + _HALF_LIFE * math.log2(weight), names[of], names[by]))
    for at, author, by in sorted(steps):
        if by:
            fold.repost(author, by, min(at, now))
        else:
            fold.post(author, at)
    fold.evicted = evicted
    return fold
