"""People: who is behind the voices while a watch is young.

A copy is no voice of its own. But a watch is often begun because something happens, and in its first hours what is
repeated is the news itself: of six real onsets one paged only when its first repeaters counted, after 2.7 minutes
instead of never. So the first few people who say a text count, once an hour each; a copy farm adds no more than these.
"""

from __future__ import annotations

from typing import Any

#: Of each text so many people count: as many as the start of a lane needs at least (see start.FEWEST).
MOST = 5
AN_HOUR = 3600.0
#: People and texts that are remembered; beyond, half of them are forgotten, the oldest first.
CAPACITY = 4096


class People:
    """Who spoke within the hour, and how many have said each text. Insertion order is age."""

    __slots__ = ("_heard", "_said")

    def __init__(self) -> None:
        self._heard: dict[int, float] = {}
        self._said: dict[int, int] = {}

    def counts(self, author: int, voice: int, at: float) -> bool:
        """Whether somebody who says a text counts: has not spoken within the hour, and is among the first to say it.

        >>> people = People()
        >>> [people.counts(author, 7, 60.0 * author) for author in (1, 1, 2, 3, 4, 5, 6)]
        [True, False, True, True, True, True, False]
        """
        last = self._heard.get(author)
        if last is not None and at - last < AN_HOUR:
            return False
        self._heard.pop(author, None)
        self._heard[author] = at
        said = self._said[voice] = self._said.get(voice, 0) + 1
        if len(self._heard) > CAPACITY:
            self._heard = dict(list(self._heard.items())[CAPACITY // 2 :])
        if len(self._said) > CAPACITY:
            self._said = dict(list(self._said.items())[CAPACITY // 2 :])
        return said <= MOST

    def to_state(self) -> Any:
        """Return what a restart needs, in order of age."""
        return [list(self._heard.items()), list(self._said.items())]

    @classmethod
    def from_state(cls, state: Any) -> People:
        """Return the same memory."""
        people = cls()
        people._heard, people._said = dict(state[0]), dict(state[1])
        return people
