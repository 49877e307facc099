"""Ebb: whether what a long window tells is over by now.

A window of an hour holds a wave until long after it has ebbed, and a longer one still longer. It tells something of
now only while its last third holds a sixth of it (a third, if all went on alike), and the last third's last third too.
"""

from __future__ import annotations

from collections.abc import Mapping

#: The least share of a window that its last third must hold.
SHARE = 1.0 / 6.0
#: Last thirds in minutes, by window: such as are counted anyway, so that of 35 minutes ten stand for it.
LAST_THIRD = {35: 10, 60: 20, 105: 35, 180: 60}


def goes_on(window: int, held: Mapping[int, float]) -> bool:
    """Whether what a window of minutes holds still goes on; held: the counts by window, those that are not known left out.

    >>> goes_on(60, {20: 12.0, 60: 60.0}), goes_on(60, {20: 1.0, 60: 60.0}), goes_on(180, {20: 1.0, 60: 60.0, 180: 61.0})
    (True, False, False)
    """
    third = LAST_THIRD.get(window)
    while third is not None and third in held:
        if held[third] < SHARE * held[window]:
            return False
        window, third = third, LAST_THIRD.get(third)
    return True
