"""Shift: what the parts of one running X source share, from one cursor to the next start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.funnel import Funnel
from alertd.sources.pace import Recent
from alertd.sources.x.budget import Budget
from alertd.sources.x.options import XOptions

if TYPE_CHECKING:
    from alertd.sources.x.client import Desk

SNOWFLAKE_EPOCH = 1_288_834_974_657  #: ms; X's ids carry their time above 22 bits (announced in 2010)
REACH_BACK = timedelta(days=7) - timedelta(minutes=5)  #: recent search; an older since_id is a 400
FRESH = timedelta(hours=2)  #: a post's likes and reposts are read again while it is younger


def id_at(at: datetime) -> int:
    """Return the smallest id that a post of this instant can have.

    >>> from datetime import UTC
    >>> id_at(datetime(2026, 1, 1, tzinfo=UTC)) < id_at(datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC))
    True
    """
    return max(int(at.timestamp() * 1000) - SNOWFLAKE_EPOCH, 0) << 22


def number(post_id: str) -> int:
    """Read an id as a number; 0 for what is none (ids have 19 digits)."""
    return int(post_id) if post_id.isascii() and post_id.isdigit() and len(post_id) < 25 else 0


@dataclass(slots=True, kw_only=True)
class Shift:
    """Shared by the stream, the gap fill, the counts and the look-ups of one source.

    since: everything up to this id is committed or on its way; the gap fill starts from it.
    newest: the newest id that the stream brought.
    heard_at: when X last gave a sign of life.
    dark: times in which posts were not read for want of money; only there counts stand in for posts.
    is_firing: whether a rule of some watch fires now, so that the reserve for a crisis may be spent.
    tally: posts by the minute they were written, reposts left out, to be compared with X's counts.
    """

    options: XOptions
    watches: tuple[Watch, ...]
    clock: Clock
    funnel: Funnel
    desk: Desk
    budget: Budget
    recent: Recent = field(default_factory=lambda: Recent(limit=50_000))
    since: int = 0
    newest: int = 0
    is_covered: bool = True
    heard_at: datetime | None = None
    dark: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    tally: dict[datetime, int] = field(default_factory=dict)
    young: dict[str, Post] = field(default_factory=dict)
    is_firing: Callable[[], bool] = lambda: False

    def marks(self) -> dict[str, object]:
        """Return the cursor's part that the stream and the gap fill own together."""
        if self.is_covered:
            self.since = max(self.since, self.newest)
        heard = self.heard_at.isoformat() if self.heard_at else None
        return {"since": str(self.since), "heard_at": heard, "budget": self.budget.marks()}

    def load(self) -> None:
        """Go on from the cursor."""
        self.since = number(str(self.funnel.mark("since", "0")))
        heard = self.funnel.mark("heard_at")
        try:
            self.heard_at = datetime.fromisoformat(heard) if heard else None
        except (TypeError, ValueError):
            self.heard_at = None
        self.budget.load(self.funnel.mark("budget"))

    def is_new(self, own_id: str, post: Post) -> bool:
        """Return whether this version of the post was not handed on yet, and remember it."""
        is_new = self.recent.is_new(own_id)
        if own_id != post.id:
            self.recent.is_new(post.id)
        return is_new

    def darken(self, at: datetime) -> None:
        """Note that posts are not read from here on."""
        if not self.dark or self.dark[-1][1] is not None:
            self.dark = [*self.dark[-20:], (at, None)]

    def lighten(self, at: datetime) -> None:
        """Note that posts are read again."""
        if self.dark and self.dark[-1][1] is None:
            self.dark[-1] = (self.dark[-1][0], at)

    def is_dark(self, begin: datetime, end: datetime) -> bool:
        """Return whether no post of the whole span was read."""
        return any(begin >= since and (until is None or end <= until) for since, until in self.dark)

    def score(self, post: Post) -> None:
        """Add a post to the tally of its minute; four hours are kept."""
        if post.repost_of is not None:
            return
        minute = post.created_at.replace(second=0, microsecond=0)
        self.tally[minute] = self.tally.get(minute, 0) + 1
        if len(self.tally) > 240:
            del self.tally[min(self.tally)]

    def keep_young(self, post: Post) -> None:
        """Remember a post whose likes and reposts are worth reading again; the widest heard stay."""
        if not self.options.follow or post.repost_of is not None:
            return
        self.young[post.id] = post
        if len(self.young) > 4 * self.options.follow:
            self.prune()

    def prune(self) -> None:
        """Keep the young posts with the most reposts, then the most followers."""
        oldest = self.clock.now() - FRESH
        fresh = [post for post in self.young.values() if post.created_at > oldest]
        fresh.sort(key=lambda post: (post.reposts or 0, post.author_followers or 0), reverse=True)
        self.young = {post.id: post for post in fresh[: 2 * self.options.follow]}
