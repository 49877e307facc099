"""The page stage: from a reading each minute to the pages a responder would get.

The engine's own rules for one spike rule with one responder who never answers: an alert fires when it is rare enough,
goes on while the level stays raised and ten minutes more; the first firing opens an incident and pages; a later one
pages again (the next round) after two hours without any alert or at twice the value paged for; 24 hours after its last
alert an incident closes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

KEEP_FIRING, QUIET, CLOSES, LARGER = 600.0, 7200.0, 86400.0, 2.0


def pages(looks: Iterable[tuple[float, float, bool, float]], rarer_than: float) -> Iterator[float]:
    """Yield the instants of pages.

    looks: (instant, rarity in days, whether the level is raised, value), in time order; a look may be left out where
    nothing is rare or raised.
    """
    is_firing, is_open, true_at, resolved_at, paged_for = False, False, -math.inf, -math.inf, 0.0
    for now, rarity, is_raised, value in looks:
        if is_firing and now - true_at > KEEP_FIRING:
            is_firing, resolved_at = False, true_at + KEEP_FIRING
        is_rare = rarity >= rarer_than
        if is_firing:
            true_at = now if is_rare or is_raised else true_at
            continue
        if not is_rare:
            continue
        is_new = not is_open or now - resolved_at >= CLOSES
        if is_new or now - resolved_at >= QUIET or value >= LARGER * paged_for:
            is_open, paged_for = True, value
            yield now
        is_firing, true_at = True, now
