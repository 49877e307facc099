"""Room: how many posts of one source may stand before whoever comes next.

A source that brings more than is folded fills whatever place it is given, and what others bring waits behind it. So each source that is pushed has so much room and
no more: what its senders bring beyond that is refused at once, promised to nobody, and sent again by them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SLICES = 4  #: slices of posts of a source that may stand there; one and a half seconds of what a slow machine folds
SLICES_A_READER = 2  #: so many more for each that reads beside the daemon, which is else without work
SMALL = 20_000  #: bytes of a body that may come when a larger one may not: whoever brings one post does not wait for those who bring thousands
BODIES = 64  #: bodies of a source that are taken in at once, however small


class Room:
    """What stands there of each source. slice_size: posts taken in at one turn. places: asked how many slices others read at once.

    Of a body only the slice whose turn it is stands before others, however many are behind it.

    >>> room = Room(500, places=lambda: 0)
    >>> with room.taken("zap", 2000):
    ...     room.has_room("zap", 60_000), room.has_room("zap", 300), room.has_room("other", 60_000)
    (False, True, True)
    """

    def __init__(self, slice_size: int, places: Callable[[], int]) -> None:
        self._slice = slice_size
        self._places = places
        self._posts: Counter[str] = Counter()
        self._bodies: Counter[str] = Counter()

    def has_room(self, source: str, size: int, posts: int = 1) -> bool:
        """Whether a body of so many bytes may come. A source that has nothing here always may, whatever others do.

        posts: how many are in it; before it has been looked into, one: so what is refused has mostly cost nothing yet.
        """
        if self._bodies[source] >= BODIES:
            return False
        slices = SLICES + SLICES_A_READER * self._places() + (size <= SMALL)
        return self._posts[source] + min(posts, self._slice) <= slices * self._slice

    @contextmanager
    def taken(self, source: str, posts: int) -> Iterator[None]:
        """A slice of so many posts of a body stands there, until it is taken in or given up."""
        self._posts[source] += posts
        self._bodies[source] += 1
        try:
            yield
        finally:
            for held, count in ((self._posts, posts), (self._bodies, 1)):
                held[source] -= count
                if not held[source]:
                    del held[source]
