"""Readings: what each watch says of itself, quarter by quarter of an hour, for those that compare it with others.

One fold over the log, shared by all watches like the reach of authors: a comparison reads what was closed, never another
watch's state. A quarter is closed two minutes after it ends, so that a post that is a little late still counts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from alertd.core.signals.lateness import LATENESS
from alertd.model.mention import Mention, Reply
from alertd.model.value import quantised

QUARTER = 900.0  # seconds
KEPT = 4 * 24 * 29  # quarters: the longest window is 28 days
WAITING = 2_000  # questions whose first reply is still looked for, a watch
ANSWERED = 2_000  # first replies remembered, a watch


class Sums(NamedTuple):
    """What a window holds: mentions, of them with a known score, the sum of P(negative), and of audiences."""

    mentions: int = 0
    known: int = 0
    negative: float = 0.0
    reach: int = 0


class _Watch:
    """The quarters of one watch, and how long its customers waited."""

    def __init__(self) -> None:
        self.quarters: dict[int, list[int]] = {}
        self.waiting: dict[tuple[str, str], float] = {}
        self.waited: list[tuple[float, float]] = []  # (when answered, seconds)
        self.sums: dict[int, tuple[int, Sums]] = {}  # quarters of a window -> where it ended, and what it held
        self.waits: dict[float, tuple[float, list[float]]] = {}  # window -> where it ended, and the waits in it


class Readings:
    """The watches that some rule compares, by name."""

    def __init__(self) -> None:
        self._watches: dict[str, _Watch] = {}

    def follow(self, names: tuple[str, ...]) -> None:
        """Keep readings of these watches from now on, and of no others."""
        self._watches = {name: self._watches.get(name) or _Watch() for name in names}

    def mention(self, mention: Mention, posted: float) -> None:
        """Count a mention in its own quarter, and begin to wait for its answer."""
        watch = self._watches.get(mention.watch)
        if watch is None:
            return
        quarter = int(posted // QUARTER)
        if any(quarter < end for end, _ in watch.sums.values()):
            watch.sums = {}  # it is late, and changes what was summed up
        cell = watch.quarters.setdefault(quarter, [0, 0, 0, 0])
        if len(watch.quarters) > KEPT:
            del watch.quarters[min(watch.quarters)]
        cell[0] += 1
        cell[1] += mention.score.is_known
        cell[2] += mention.score.negative if mention.score.is_known else 0
        cell[3] += mention.reach.audience or 0
        if mention.needs_answer and mention.repost_of is None:
            watch.waiting.setdefault((mention.platform, mention.id), posted)
            if len(watch.waiting) > WAITING:
                del watch.waiting[next(iter(watch.waiting))]

    def reply(self, reply: Reply, posted: float) -> None:
        """A human of the brand answered a post."""
        watch = self._watches.get(reply.watch)
        if watch is None or reply.is_automatic:
            return
        asked = watch.waiting.pop((reply.platform, reply.in_reply_to or ""), None)
        if asked is not None:
            watch.waited.append((posted, max(posted - asked, 0.0)))
            del watch.waited[:-ANSWERED]
            watch.waits.clear()

    @staticmethod
    def closed(now: float) -> float:
        """Return the end of the last quarter that is closed.

        >>> Readings.closed(1000.0), Readings.closed(1020.0), Readings.closed(1799.0)
        (0.0, 900.0, 900.0)
        """
        return QUARTER * ((now - LATENESS) // QUARTER)

    def over(self, name: str, now: float, window: float) -> Sums:
        """Return the sums of the closed quarters of a window."""
        watch = self._watches.get(name)
        if watch is None:
            return Sums()
        end, length = int(self.closed(now) // QUARTER), max(int(window // QUARTER), 1)
        known_end, found = watch.sums.get(length, (-1, Sums()))
        if known_end != end:
            cells = [cell for quarter, cell in watch.quarters.items() if end - length <= quarter < end]
            mentions, known, negative, reach = (sum(cell[i] for cell in cells) for i in range(4))
            found = Sums(mentions, known, negative / 1000, reach)
            watch.sums[length] = (end, found)
        return found

    def waits(self, name: str, now: float, window: float) -> list[float]:
        """Return how long customers waited for the first replies of a window, in order of length."""
        watch, end = self._watches.get(name), self.closed(now)
        if watch is None:
            return []
        known_end, found = watch.waits.get(window, (-1.0, []))
        if known_end != end:
            found = sorted(waited for at, waited in watch.waited if end - window <= at < end)
            watch.waits[window] = (end, found)
        return found

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {
            name: [
                [[quarter, *cell] for quarter, cell in sorted(watch.quarters.items())],
                [[*post, at] for post, at in watch.waiting.items()],
                watch.waited,
            ]
            for name, watch in self._watches.items()
        }

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        for name, (quarters, waiting, waited) in state.items():
            watch = self._watches[name] = _Watch()
            watch.quarters = {quarter: list(cell) for quarter, *cell in quarters}
            watch.waiting = {(platform, post): at for platform, post, at in waiting}
            watch.waited = [(at, seconds) for at, seconds in waited]


def median(values: list[float]) -> float:
    """Return the middle of values in order; of an even number the mean of the two in the middle.

    >>> median([1.0, 2.0, 9.0]), median([1.0, 2.0])
    (2.0, 1.5)
    """
    half = len(values) // 2
    return quantised(values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2.0)
