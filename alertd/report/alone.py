"""Alone: posts that belong to no conversation and that nobody answered, as most are. Counted without a step of our own for each. Pure.

A million mentions are reported on in seconds because of it: such a post has one clock, which runs since it was written, so all that a report
asks of it is how old it is and what it is called. Ages change at a few instants; between two of them posts are counted by the slice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from operator import attrgetter
from typing import NamedTuple

from alertd.report.clocks import Measure, on_the_wall
from alertd.report.threads import Said

#: What a post is called in each group that does not depend on when it was written.
_CALLED = attrgetter("watch", "platform", "language", "is_high", "needs_answer", "was_negative")
_QUARTER, _HOUR, _MONTH = timedelta(minutes=15), timedelta(hours=1), timedelta(days=30)


class Tally(NamedTuple):
    """How many wait, by how many of the limits they have passed (0: none yet).

    needing: of those that need an answer. by: group -> name -> the same. negative: how many were. due, late: how many of those that need
    an answer, and were promised one, have time left, and are over their time.
    """

    ages: Counter[int]
    needing: Counter[int]
    by: dict[str, dict[str, Counter[int]]]
    negative: int
    due: int
    late: int


def tally(
    posts: Iterable[Said],
    *,
    now: datetime,
    limits: Sequence[float],
    measure: Measure,
    zone: tzinfo | None,
    promise: Mapping[str, timedelta],
    weekdays: Sequence[str],
) -> Tally:
    """Count posts, in time order, as they stood at an instant."""
    found = Tally(Counter(), Counter(), {}, 0, 0, 0)
    negative = due = late = 0
    for some in _clocked_alike(list(posts), measure):
        watch, ats = some[0].watch, [post.at for post in some]

        def over(at: datetime, watch: str = watch) -> float:
            return measure(watch, at, max(now, at))

        # Older first: of `limits` each is passed by those before its cut.
        cuts = [_cut(ats, over, limit) for limit in limits]
        ages = [(begin, end, age) for begin, end, age in _slices(cuts, len(some))]
        for begin, end, age in ages:
            found.ages[age] += end - begin
            for (name, platform, language, is_high, needs, was_negative), many in Counter(
                map(_CALLED, some[begin:end])
            ).items():
                _count(found.by, "watch", name, age, many)
                _count(found.by, "platform", platform, age, many)
                _count(found.by, "language", language, age, many)
                _count(found.by, "priority", "high" if is_high else "usual", age, many)
                if needs:
                    found.needing[age] += many
                negative += many if was_negative else 0
        _by_time(found.by, ats, ages, zone, weekdays)
        for platform, theirs in _needing(some).items() if promise else ():
            within = promise.get(platform, promise.get("default"))
            if within is not None:
                passed = _cut(theirs, over, within.total_seconds())
                late, due = late + passed, due + len(theirs) - passed
    return found._replace(negative=negative, due=due, late=late)


def _clocked_alike(posts: list[Said], measure: Measure) -> Iterable[list[Said]]:
    """Yield posts together whose clock is the same: all of them on the wall, those of each watch in business hours."""
    if measure is on_the_wall:
        return [posts] if posts else []
    found: dict[str, list[Said]] = {}
    for post in posts:
        found.setdefault(post.watch, []).append(post)
    return found.values()


def _needing(posts: Iterable[Said]) -> dict[str, list[datetime]]:
    """Return when those were written that need an answer, by platform."""
    found: dict[str, list[datetime]] = {}
    for post in posts:
        if post.needs_answer:
            found.setdefault(post.platform, []).append(post.at)
    return found


def _cut(ats: Sequence[datetime], waited: Callable[[datetime], float], limit: float) -> int:
    """Return how many have waited longer than a limit: who began later never waited longer, by whatever clock."""
    return bisect_left(ats, 1, key=lambda at: int(waited(at) <= limit))


def _slices(cuts: Sequence[int], count: int) -> Iterable[tuple[int, int, int]]:
    """Yield (begin, end, age) of posts that are alike old, the oldest first. cuts: of the limits, the shortest limit first."""
    begin = 0
    for age in range(len(cuts), -1, -1):
        end = cuts[age - 1] if age else count
        if end > begin:
            yield begin, end, age
            begin = end


def _by_time(
    by: dict[str, dict[str, Counter[int]]],
    ats: Sequence[datetime],
    ages: Sequence[tuple[int, int, int]],
    zone: tzinfo | None,
    weekdays: Sequence[str],
) -> None:
    """Count by hour, weekday and day: a step for each hour in which something was written, not for each post."""
    for begin, end, age in ages:
        step = _HOUR if zone is None or _is_whole(zone, ats[begin], ats[end - 1]) else _QUARTER
        at = begin
        while at < end:
            first = ats[at].astimezone(UTC)
            floor = first - (first - datetime(first.year, first.month, first.day, tzinfo=UTC)) % step
            until = bisect_left(ats, floor + step, at, end)
            local = floor if zone is None else floor.astimezone(zone)
            many = until - at
            _count(by, "hour", f"{local.hour:02}", age, many)
            _count(by, "weekday", weekdays[local.weekday()], age, many)
            _count(by, "day", local.date().isoformat(), age, many)
            at = until


def _is_whole(zone: tzinfo, first: datetime, last: datetime) -> bool:
    """Whether a zone is whole hours from UTC all the while; one of half hours, be it in summer only, needs a finer look."""
    months = range(int((last - first) / _MONTH) + 1)
    looks = [last, *(first + number * _MONTH for number in months)]
    return all((at.astimezone(zone).utcoffset() or timedelta()) % _HOUR == timedelta() for at in looks)


def _count(by: dict[str, dict[str, Counter[int]]], group: str, name: str, age: int, many: int) -> None:
    named = by.setdefault(group, {})
    if name not in named:
        named[name] = Counter()
    named[name][age] += many
