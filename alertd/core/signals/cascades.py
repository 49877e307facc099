"""Cascades: posts that are being passed on, by how many accounts and how fast, ranked against those of the last day.

It sees an author who was never reposted before: what counts is what happens to the post. Distinct accounts are counted, so a bot
that reposts a hundred times is one. Reposts and quotes pass a post on; a platform's own count stands in where it is higher.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from typing import Any

import msgspec

from alertd.core.reach.exposure import PassedOn
from alertd.core.signals.repost_habit import RepostHabit
from alertd.core.signals.seen_pairs import SeenPairs
from alertd.core.signals.travel_spans import DAY, FEWEST, SPANS
from alertd.core.stable import key_of
from alertd.model.mention import Mention
from alertd.model.score import Score

CAPACITY = 1_000  #: posts a watch; those that fewest passed on are forgotten first
_PAIRS = 20_000  #: (post, account) pairs remembered, so that nobody counts twice
_TIMES = 500  #: instants kept of one post; a span in which more came is counted by whole minutes
_MINUTES = 61  #: whole minutes kept of one post: an hour, and the minute in which it began
_OWN = 30  #: finished cascades from which on sizes are foretold from own history
_KEPT = 400  #: finished cascades that are learnt from

#: log N = a + b x log(1 + n), N accounts within a day, n within each span, and the tenth and ninetieth percent of what is left over: from
#: 134 to 1,613 bursts of at least five on the Higgs stream (its older half). They serve until thirty cascades of the watch's own have ended.
_USUAL = (
    (1.58, 1.44, -0.94, 1.15),
    (0.62, 1.35, -1.00, 1.33),
    (0.21, 1.30, -0.79, 1.07),
    (0.08, 1.25, -0.70, 0.97),
    (0.03, 1.18, -0.53, 0.87),
)


class Expected(msgspec.Struct, frozen=True, gc=False):
    """How often a post will have been passed on within a day; four of five end between low and high.

    is_own: from the watch's own finished cascades, not from those of another stream.
    """

    middle: float
    low: float
    high: float
    is_own: bool


class Travelling(msgspec.Struct, gc=False):
    """One post that is passed on. best: most accounts within each span; marks: accounts within each span of its first repost.

    score: of its text, as its reposts carry it; None while only quotes were seen.
    began: the first repost that was seen. told: the platform's own count, 0 where it tells none. author: of the post.
    """

    began: float
    author: str
    accounts: int = 0
    told: int = 0
    last: float = 0.0
    times: list[float] = msgspec.field(default_factory=list)
    best: list[int] = msgspec.field(default_factory=lambda: [0] * len(SPANS))
    marks: list[int] = msgspec.field(default_factory=lambda: [0] * len(SPANS))
    score: Score | None = None
    told_at: float = 0.0  #: when the platform's own count was heard last
    grown: int = 0  #: how many of it came within the hour before that, 0 where nobody knows
    #: the accounts that were seen to do so, and who follows them
    passed_on: PassedOn = msgspec.field(default_factory=PassedOn)
    #: the last minutes since 1970 in which somebody did, and how many had done so before each
    minutes: list[tuple[int, int]] = msgspec.field(default_factory=list)
    is_learnt: bool = False  #: whether the habit of the watch knows it

    def of_hour(self, at: float) -> int:
        """Return how many passed it on in the last hour, as we saw them or as the platform counts."""
        return max(self.lately(at, SPANS[-1]), self.grown if at - self.told_at < SPANS[0] else 0)

    def lately(self, at: float, span: float) -> int:
        """Return how many accounts passed it on in the `span` seconds up to an instant: never more than did, and nearly as many."""
        first, last = bisect_right(self.times, at - span), bisect_right(self.times, at)
        if first > 0 or self.accounts == len(self.times):
            return last - first
        return max(last, self._until(at, last) - self._before(at - span))

    def _before(self, at: float) -> int:
        """Return how many did before the first whole minute that begins at an instant, or after it."""
        place = bisect_left(self.minutes, (at / 60.0,))
        return self.minutes[place][1] if place < len(self.minutes) else self.accounts

    def _until(self, at: float, kept: int) -> int:
        """Return how many did up to an instant, as far as is known; kept: instants of those."""
        if kept == len(self.times):
            return self.accounts
        place = bisect_left(self.minutes, (at // 60.0 + 1.0,)) - 1
        if place < 0:
            return 0
        minute, before = self.minutes[place]
        return before + kept - bisect_left(self.times, 60.0 * minute, hi=kept)

    def most(self, posted: float, span: float) -> int:
        """Return the most accounts within a span that holds an instant: it may have been brought last and be the first of them."""
        if posted >= self.times[-1]:
            return self.lately(posted, span)
        ends = (posted, posted + span / 3.0, posted + span / 1.5, posted + span - 0.001)
        return max(self.lately(end, span) for end in ends)

    def count(self, posted: float) -> None:
        """One more account passed it on. Of the instants the newest are kept, and of those all."""
        if self.accounts == len(self.times) or posted >= self.times[0]:
            insort(self.times, posted)
            if len(self.times) > _TIMES:
                del self.times[: _TIMES // 4]
        self.accounts += 1
        minute = int(posted // 60.0)
        place = bisect_left(self.minutes, (minute,))
        if place == len(self.minutes):
            self.minutes.append((minute, self.accounts - 1))
        elif self.minutes[place][0] > minute and (place > 0 or len(self.minutes) < _MINUTES):
            self.minutes.insert(place, (minute, self.minutes[place][1]))
        if self.minutes[place][0] == minute:
            place += 1
        for later in range(place, len(self.minutes)):  # it came late: there was one more before these
            self.minutes[later] = (self.minutes[later][0], self.minutes[later][1] + 1)
        del self.minutes[:-_MINUTES]

    @property
    def size(self) -> int:
        """How often it was passed on, as far as is known."""
        return max(self.accounts, self.told)


class Cascades:
    """The posts of one watch that are passed on, and how large earlier ones became."""

    def __init__(self) -> None:
        self._posts: dict[str, Travelling] = {}
        self._pairs = SeenPairs(_PAIRS)
        self._finished: list[list[float]] = []  # the marks of each, and its size
        self._swept = -math.inf
        self.began: float | None = None  #: since when cascades are watched
        self.habit = RepostHabit()
        self._written = 0  # posts that pass nothing on, since the last sweep

    def observe(self, mention: Mention, posted: float, now: float) -> None:
        """Take in a mention: as a repost or quote of another post, or with the platform's count of its own reposts."""
        if self.began is None:
            self.began = posted
        passed_on = mention.repost_of or mention.quotes
        if passed_on is not None:
            self._pass_on(_key(mention.platform, passed_on), mention, posted, now)
        else:
            self._written += 1
            own = self._posts.get(_key(mention.platform, mention.id)) if mention.reposts else None
            if own is not None:
                own.told = max(own.told, mention.reposts or 0)
        if now - self._swept > 600.0 or len(self._posts) > CAPACITY:
            self._sweep(now)

    def told(self, mention: Mention, posted: float, now: float) -> None:
        """Take in a platform's newer count of a post's own reposts: who they are is not known, when they came roughly is.

        All since it was written lie within the spans that its age does not pass; what was added since the last count, within
        those that the time since then does not pass.
        """
        if mention.repost_of is not None or not mention.reposts or mention.reposts < FEWEST:
            return
        key = _key(mention.platform, mention.id)
        post = self._posts.get(key)
        if post is None:
            post = self._posts[key] = Travelling(posted, mention.author)
        added, since = mention.reposts - post.told, now - (post.told_at or posted)
        for place, span in enumerate(SPANS):
            if now - posted <= span:
                post.best[place] = max(post.best[place], mention.reposts)
                post.marks[place] = max(post.marks[place], mention.reposts)
            elif since <= span:
                post.best[place] = max(post.best[place], added)
        hour = SPANS[-1]
        post.grown = mention.reposts if now - posted <= hour else added if since <= hour else 0
        post.score = mention.score
        if added > 0:
            post.told, post.last = mention.reposts, max(post.last, now)
        post.told_at = now

    def of(self, mention: Mention) -> Travelling | None:
        """Return the post that a mention passes on, or that it is; None if it passes none on, and none passes it on."""
        passed_on = mention.repost_of or mention.quotes or mention.id
        return self._posts.get(_key(mention.platform, passed_on))

    def rank(self, post: Travelling, span: int, now: float) -> int:
        """Return its place among the posts passed on in the last day by the accounts within a span; 1 is the first.

        span: an index of SPANS. Posts that fewer than five accounts passed on have no place worth the name: they are not compared with.
        """
        least = max(FEWEST, post.best[span])
        return 1 + sum(
            one.best[span] >= least for one in self._posts.values() if one is not post and one.last > now - DAY
        )

    def expected(self, post: Travelling, now: float) -> Expected:
        """Return how large a post will become: from the longest span that has passed since its first repost.

        Never less than it has already.
        """
        passed = max(0, bisect_right(SPANS, now - post.began) - 1)
        own = self._own_line(passed)
        level, slope, low, high = own or _USUAL[passed]
        found = level + slope * math.log1p(post.marks[passed])
        middle, least, most = (max(float(post.size), math.exp(found + off)) for off in (0.0, low, high))
        return Expected(middle, least, most, own is not None)

    def _own_line(self, span: int) -> tuple[float, float, float, float] | None:
        """Return the line through own finished cascades, None while they are too few or all alike."""
        if len(self._finished) < _OWN:
            return None
        seen = [math.log1p(marks[span]) for marks in self._finished]
        sizes = [math.log(marks[-1]) for marks in self._finished]
        middle, size = math.fsum(seen) / len(seen), math.fsum(sizes) / len(sizes)
        spread = math.fsum((one - middle) ** 2 for one in seen)
        if spread < 1e-6:
            return None
        slope = math.fsum((one - middle) * (two - size) for one, two in zip(seen, sizes, strict=True)) / spread
        off = sorted(two - size - slope * (one - middle) for one, two in zip(seen, sizes, strict=True))
        return size - slope * middle, slope, off[len(off) // 10], off[-1 - len(off) // 10]

    def _pass_on(self, key: str, mention: Mention, posted: float, now: float) -> None:
        post = self._posts.get(key)
        if post is None:
            author = mention.repost_of_author or ""
            post = self._posts[key] = Travelling(posted, author)
        elif not post.author:  # so far only quotes of it were seen
            post.author = mention.repost_of_author or ""
        if mention.repost_of is not None:
            post.score = mention.score
            post.told = max(post.told, mention.reposts or 0)
        if mention.author == post.author or not self._pairs.is_new(key_of(key, mention.person or mention.author)):
            return  # nobody makes a post travel alone
        post.count(posted)
        post.passed_on.add(mention.reach.audience)
        post.last = max(post.last, now)
        is_first = posted < post.began
        post.began = min(posted, post.began)
        for place, span in enumerate(SPANS):
            post.best[place] = max(post.best[place], post.most(posted, span))
            if is_first:  # a feed that brings the newest first
                post.marks[place] = post.lately(posted + span - 0.001, span)
            elif posted - post.began <= span:
                post.marks[place] += 1

    def _sweep(self, now: float) -> None:
        """Learn from what ended and, after a day, forget it; beyond the capacity, what fewest passed on."""
        self._swept = now
        self.habit.pass_to(now, self._written)
        self._written = 0
        for key, post in list(self._posts.items()):
            if post.last > now - DAY / 4:
                continue
            self._learn(post)
            if post.began <= now - DAY:
                if post.size >= FEWEST:
                    self._finished.append([*map(float, post.marks), float(post.size)])
                del self._posts[key]
        del self._finished[:-_KEPT]
        if len(self._posts) > CAPACITY:
            order = sorted(self._posts, key=lambda key: (self._posts[key].size, self._posts[key].last))
            for key in order[: CAPACITY // 4]:
                self._learn(self._posts.pop(key))

    def _learn(self, post: Travelling) -> None:
        if not post.is_learnt:
            self.habit.ended(post.best[-1])
            post.is_learnt = True

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's name out; `nobody` stands in its place."""
        for key, post in self._posts.items():
            if post.author == author and key.startswith(_key(platform, "")):
                post.author = nobody

    def to_state(self) -> Any:
        """Return what a restart needs."""
        posts = [[key, msgspec.to_builtins(post)] for key, post in self._posts.items()]
        swept = self._swept if math.isfinite(self._swept) else None
        return [posts, self._pairs.to_state(), self._finished, swept, self.began, self.habit.to_state(), self._written]

    @classmethod
    def from_state(cls, state: Any) -> Cascades:
        """Return the same cascades."""
        found = cls()
        posts, pairs, found._finished, swept, found.began, *learnt = state
        found._posts = {key: msgspec.convert(post, Travelling) for key, post in posts}
        found._pairs = SeenPairs.from_state(pairs, _PAIRS)
        found._swept = -math.inf if swept is None else swept
        if learnt:  # an older version did not
            found.habit, found._written = RepostHabit.from_state(learnt[0]), learnt[1]
        return found


def _key(platform: str, post: str) -> str:
    return f"{platform}\x1f{post}"
