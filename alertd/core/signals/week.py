"""Week: what was written about a watch in the last two weeks, by the hour, and the posts worth reading.

Of the watches only that have a weekly digest. A post counts in the hour it was written, however late it comes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from alertd.core.signals.evidence import Post, forget
from alertd.core.signals.hard_count import is_negative
from alertd.core.signals.praise import is_praise
from alertd.model.mention import Mention

HOUR, DAY = 3600.0, 86_400.0
WEEK = 7 * DAY
KEPT = 15 * 24  # hours: two whole weeks, and the day in which the digest goes out
POSTS_A_DAY = 5  # candidates; the five of a week are among them


class Sums(NamedTuple):
    """What a span holds: mentions, of them with a known mood, negative ones, incidents that began, and praise."""

    mentions: int = 0
    known: int = 0
    negative: int = 0
    incidents: int = 0
    praised: int = 0


class Week:
    """The hours of one watch."""

    def __init__(self) -> None:
        self._hours: dict[int, list[int]] = {}
        self._posts: dict[int, list[Post]] = {}  # day -> the most seen, best first
        self._praise: dict[int, Post] = {}  # day -> the most seen praise
        self.begins: float | None = None  #: the first instant of which something is known

    def observe(self, mention: Mention, posted: float, now: float) -> None:
        """Count a mention, and keep it if few of its day reach more people."""
        if posted <= now - KEPT * HOUR:
            return
        cell = self._cell(posted, now)
        cell[0] += 1
        cell[1] += mention.score.is_known
        cell[2] += mention.score.is_known and is_negative(mention)
        praised = is_praise(mention)
        cell[4] += praised
        if mention.repost_of is None and mention.reach.audience is not None:
            self._keep(mention, posted, now)
            if praised:
                self._keep_praise(mention, posted, now)

    def opened(self, at: float) -> None:
        """An incident began."""
        self._cell(at, at)[3] += 1

    def _cell(self, at: float, now: float) -> list[int]:
        self.begins = at if self.begins is None else min(self.begins, at)
        cell = self._hours.get(int(at // HOUR))
        if cell is None:  # once an hour what is too old is put away
            oldest = int((now - KEPT * HOUR) // HOUR)
            self._hours = {hour: kept for hour, kept in self._hours.items() if hour > oldest}
            self._posts = {day: kept for day, kept in self._posts.items() if day >= oldest // 24}
            self._praise = {day: kept for day, kept in self._praise.items() if day >= oldest // 24}
            cell = self._hours[int(at // HOUR)] = [0, 0, 0, 0, 0]
        return cell

    def _keep(self, mention: Mention, posted: float, now: float) -> None:
        day, audience = int(posted // DAY), mention.reach.audience or 0
        kept = self._posts.setdefault(day, [])
        if len(kept) == POSTS_A_DAY and audience <= (kept[-1].audience or 0):
            return
        if any(post.is_by_writer_of(mention) and (post.audience or 0) >= audience for post in kept):
            return  # who writes ten posts a day is told once
        kept = [post for post in kept if not post.is_by_writer_of(mention)]
        kept.append(_post(mention, posted, now))
        kept.sort(key=lambda post: (-(post.audience or 0), post.posted, post.id))
        self._posts[day] = kept[:POSTS_A_DAY]

    def _keep_praise(self, mention: Mention, posted: float, now: float) -> None:
        day = int(posted // DAY)
        best = self._praise.get(day)
        if best is None or (mention.reach.audience or 0) > (best.audience or 0):
            self._praise[day] = _post(mention, posted, now)

    def over(self, begins: float, ends: float) -> Sums:
        """Return what the whole hours of a span hold."""
        first, last = int(begins // HOUR), int(ends // HOUR)
        cells = [cell for hour, cell in self._hours.items() if first <= hour < last]
        return Sums(*(sum(cell[i] for cell in cells) for i in range(5)))

    def posts(self, begins: float, ends: float, most: int) -> tuple[Post, ...]:
        """Return the posts of a span that reach the most people, one an author and one a text."""
        found: list[Post] = []
        every = [post for kept in self._posts.values() for post in kept if begins <= post.posted < ends]
        for post in sorted(every, key=lambda post: (-(post.audience or 0), post.posted, post.id)):
            if all(post.voice != one.voice and not _is_one_writer(post, one) for one in found):
                found.append(post)
        return tuple(found[:most])

    def praise(self, begins: float, ends: float) -> Post | None:
        """Return the praise of a span that the most people see; of equals the older."""
        found = [post for post in self._praise.values() if begins <= post.posted < ends]
        return min(found, key=lambda post: (-(post.audience or 0), post.posted, post.id), default=None)

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out of the posts."""
        for post in self._praise.values():
            forget(post, platform, author, nobody)
        for kept in self._posts.values():
            for post in kept:
                forget(post, platform, author, nobody)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        hours = [[hour, *cell] for hour, cell in sorted(self._hours.items())]
        posts = [[day, msgspec.to_builtins(kept)] for day, kept in sorted(self._posts.items())]
        return [
            self.begins,
            hours,
            posts,
            [[day, msgspec.to_builtins(post)] for day, post in sorted(self._praise.items())],
        ]

    @classmethod
    def from_state(cls, state: Any) -> Week:
        """Return the same hours and posts."""
        week = cls()
        week.begins, hours, posts, *praise = state
        # A snapshot of before knows no praise: its hours are one number shorter.
        week._hours = {hour: [*cell, 0][:5] for hour, *cell in hours}
        week._praise = {day: msgspec.convert(post, Post) for day, post in (praise[0] if praise else ())}
        week._posts = {day: msgspec.convert(kept, list[Post]) for day, kept in posts}
        return week


def _post(mention: Mention, posted: float, now: float) -> Post:
    return Post(
        posted=posted,
        platform=mention.platform,
        id=mention.id,
        author=mention.author,
        handle=mention.handle,
        audience=mention.reach.audience or 0,
        negative=mention.score.negative if mention.score.is_known else None,
        url=mention.url,
        language=mention.language,
        voice=mention.voice,
        seen=now,
        is_new=True,
        person=mention.person,
    )


def _is_one_writer(one: Post, other: Post) -> bool:
    return one.author == other.author or (one.person is not None and one.person == other.person)


class Weeks:
    """The weeks of the watches that have a digest, by name."""

    def __init__(self) -> None:
        self._weeks: dict[str, Week] = {}

    def follow(self, names: tuple[str, ...]) -> None:
        """Keep the weeks of these watches from now on, and of no others."""
        self._weeks = {name: self._weeks.get(name) or Week() for name in names}

    def of(self, watch: str) -> Week | None:
        """Return the week of a watch, None for one that nobody reads about."""
        return self._weeks.get(watch)

    def mention(self, mention: Mention, posted: float, now: float) -> None:
        """Count a mention of a watch that has a digest."""
        week = self._weeks.get(mention.watch)
        if week is not None:
            week.observe(mention, posted, now)

    def opened(self, watch: str, at: float) -> None:
        """An incident of a watch began."""
        week = self._weeks.get(watch)
        if week is not None:
            week.opened(at)

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out."""
        for week in self._weeks.values():
            week.forget(platform, author, nobody)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {name: week.to_state() for name, week in self._weeks.items()}

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        self._weeks = {name: Week.from_state(week) for name, week in state.items()}
