"""Few: the first names stand for themselves, all that come after them stand together.

Platforms, languages and other names come from outside, and something is kept for each of them. A stranger, or a sender that
was taken over, can make up as many as it likes; what it cannot make is more of what we keep.
"""

from __future__ import annotations

from collections.abc import Collection

MOST = 200  #: names that stand for themselves
OTHER = "other"  #: the name of all that come later


def place_of(name: str, taken: Collection[str], most: int = MOST) -> str:
    """Return the name under which something is kept: its own if it has, or finds, a place among `taken`.

    >>> place_of("de", {"de", "fr"}, 2), place_of("tr", {"de", "fr"}, 2), place_of("tr", {"de"}, 2)
    ('de', 'other', 'tr')
    """
    return name if name in taken or len(taken) < most else OTHER
