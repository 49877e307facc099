"""Who was first: one order of posts for the page, the chip, the picture and the report.

Of posts that tell equally plainly the one that was written first; of those of the same second the one that came in first,
then the one with the lower id: platforms count their ids up, and one delivery brings many posts in one instant.
"""

from __future__ import annotations

from datetime import datetime


def place(tells: int, posted: float | datetime, seen: float | datetime, ident: str) -> tuple[object, ...]:
    """Return where a post stands among those that may be the first of a matter: the lowest was it.

    tells: how plainly it tells of the matter, more is plainer. posted, seen: when it was written and came in, both as instants of the same kind.

    >>> min([place(0, 5.0, 9.0, "1"), place(1, 7.0, 9.0, "12"), place(1, 7.0, 8.0, "13")])
    (-1, 7.0, 8.0, 2, '13')
    """
    return -tells, posted, seen, len(ident), ident
