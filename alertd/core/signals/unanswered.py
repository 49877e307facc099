"""Unanswered: customers who wait for an answer by a human, each with a clock of their own.

A clock runs from `posted_at` of the first post that needs an answer to the brand's first human reply to that customer. One
thread may hold many customers: each waits by themselves, and an answer to one is no answer to the others.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import Any

import msgspec

CAPACITY = 2_000  # customers who wait, a watch; beyond, somebody is given up
PER_AUTHOR = 20  # threads in which one author waits; five bots with 2,200 questions must not push out ten customers
GIVEN_UP_AFTER = 7 * 86400.0  # nobody answers after a week
_POSTS = 16  # ids remembered of one customer in one thread: a reply may name any of them
_REPLIES = 4_000  # replies remembered, for questions that come in after their answer
_LAST = chr(0x10FFFF)  # after every key


class Waiting(msgspec.Struct, gc=False):
    """One customer who waits in one thread. wakes: it came in time to page somebody; an older one stands in the inbox only.

    id: the post with which the wait began. others: further posts of the same author in the thread, the newest last.
    """

    posted: float
    platform: str
    id: str
    conversation: str
    author: str
    is_high: bool
    wakes: bool = True
    others: list[str] = []

    @property
    def key(self) -> str:
        """Platform, thread and customer."""
        return _key(self.platform, self.conversation, self.author)


def _key(platform: str, conversation: str, author: str) -> str:
    return f"{platform}\x1f{conversation}\x1f{author}"


class Unanswered:
    """Who waits, oldest first.

    given_up: how many were dropped because too many waited; the inbox says so.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}
        # In order of age, so that asking costs the same however many wait: of all that wake somebody, and of the first.
        self._all: list[tuple[float, str]] = []
        self._high: list[tuple[float, str]] = []
        self._of_post: dict[tuple[str, str], str] = {}  #: (platform, post) -> who waits by it
        self._in: dict[tuple[str, str], dict[str, None]] = {}  #: (platform, thread) -> who waits there
        self._by: dict[tuple[str, str], dict[str, None]] = {}  #: (platform, author) -> where they wait
        self._replied: dict[tuple[str, str], float] = {}  #: (platform, post or thread) -> when a human last answered it
        self._customers: dict[tuple[str, str], None] = {}  #: posts of customers whose wait is over
        self.given_up = 0

    def observe(self, waiting: Waiting, now: float) -> float | None:
        """A post needs an answer; return when it was answered, if its answer came in before it.

        A second post of the same customer in the thread does not restart the clock.
        """
        replied = self._answered_at(waiting)
        if replied is not None:
            self._was_customers(waiting.platform, waiting.id)
        elif waiting.key in self._waiting:
            self.followed(waiting.platform, waiting.conversation, waiting.author, waiting.id)
        else:
            self._make_room(waiting)
            self._put(waiting)
        while self._waiting:
            oldest = self._waiting[next(iter(self._waiting))]
            if now - oldest.posted < GIVEN_UP_AFTER:
                break
            self._drop(oldest.key)
        return replied

    def followed(self, platform: str, conversation: str, author: str, post: str) -> None:
        """The same customer wrote again in the thread, question or not: an answer may name this post too."""
        one = self._waiting.get(_key(platform, conversation, author))
        if one is None or post == one.id or post in one.others:
            return
        one.others = [*one.others, post][-_POSTS:]
        self._of_post[platform, post] = one.key

    def answered(
        self, platform: str, conversation: str | None, in_reply_to: str | None, at: float = 0.0
    ) -> list[Waiting]:
        """A human of the brand answered at an instant: a post, or (naming none) everybody in the thread; return who waited.

        An answer to the first post of a thread that is not a customer's speaks to all who read it.
        """
        if in_reply_to is not None:
            self._remember(platform, in_reply_to, at)
            key = self._of_post.get((platform, in_reply_to))
            if key is not None:
                return [self._drop(key)]
            if (platform, in_reply_to) in self._customers:
                return []
        thread = conversation or in_reply_to
        if thread is None or in_reply_to not in (None, thread):
            return []
        self._remember(platform, thread, at)
        return [self._drop(key) for key in list(self._in.get((platform, thread), ()))]

    def waking(self, before: float, *, only_high: bool) -> tuple[int, float | None, float | None]:
        """Return how many that may wake somebody have waited since an instant or longer, the oldest, and who comes next."""
        order = self._high if only_high else self._all
        count = bisect_right(order, (before, _LAST))
        following = order[count][0] if count < len(order) else None
        return count, order[0][0] if count else None, following

    def between(self, asked_after: float, asked_by: float) -> int:
        """Return how many that may wake somebody wait since after one instant, and by another."""
        return bisect_right(self._all, (asked_by, _LAST)) - bisect_right(self._all, (asked_after, _LAST))

    def following(self, asked: float) -> float | None:
        """Return since when the first waits that may wake somebody and asked after an instant."""
        at = bisect_right(self._all, (asked, _LAST))
        return self._all[at][0] if at < len(self._all) else None

    def over(self, now: float, longer_than: float, *, only_high: bool) -> list[Waiting]:
        """Return those that have waited longer, oldest first."""
        return sorted(
            (w for w in self._waiting.values() if now - w.posted >= longer_than and (w.is_high or not only_high)),
            key=lambda w: (w.posted, w.id),
        )

    def _answered_at(self, waiting: Waiting) -> float | None:
        """Return when a human answered this post, or its whole thread after it, before it came in."""
        names = ((waiting.platform, waiting.id), (waiting.platform, waiting.conversation))
        found = [self._replied[name] for name in names if waiting.posted <= self._replied.get(name, -1.0)]
        return min(found, default=None)

    def _remember(self, platform: str, name: str, at: float) -> None:
        before = self._replied.pop((platform, name), at)
        self._replied[platform, name] = max(before, at)
        if len(self._replied) > _REPLIES:
            del self._replied[next(iter(self._replied))]

    def _was_customers(self, platform: str, post: str) -> None:
        self._customers[platform, post] = None
        if len(self._customers) > _REPLIES:
            del self._customers[next(iter(self._customers))]

    def _make_room(self, waiting: Waiting) -> None:
        """One author has a bound of their own; of all, the oldest that is not answered first gives way."""
        own = self._by.get((waiting.platform, waiting.author), {})
        if len(own) >= PER_AUTHOR:
            self._give_up(next(iter(own)))
        elif len(self._waiting) >= CAPACITY:
            low = next((key for key, one in self._waiting.items() if not one.is_high), None)
            self._give_up(low or next(iter(self._waiting)))

    def _give_up(self, key: str) -> None:
        self._drop(key)
        self.given_up += 1

    def _put(self, waiting: Waiting) -> None:
        key, platform = waiting.key, waiting.platform
        self._waiting[key] = waiting
        self._in.setdefault((platform, waiting.conversation), {})[key] = None
        self._by.setdefault((platform, waiting.author), {})[key] = None
        for post in (waiting.id, *waiting.others):
            self._of_post[platform, post] = key
        for order in self._orders(waiting):
            insort(order, (waiting.posted, key))

    def _drop(self, key: str) -> Waiting:
        waiting = self._waiting.pop(key)
        platform = waiting.platform
        for held, name in ((self._in, waiting.conversation), (self._by, waiting.author)):
            keys = held[platform, name]
            del keys[key]
            if not keys:
                del held[platform, name]
        for post in (waiting.id, *waiting.others):
            if self._of_post.get((platform, post)) == key:
                del self._of_post[platform, post]
            self._was_customers(platform, post)
        for order in self._orders(waiting):
            del order[bisect_right(order, (waiting.posted, key)) - 1]
        return waiting

    def _orders(self, waiting: Waiting) -> tuple[list[tuple[float, str]], ...]:
        if not waiting.wakes:
            return ()
        return (self._all, self._high) if waiting.is_high else (self._all,)

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's name out; they wait on as `nobody`."""
        theirs = [one for one in self._waiting.values() if (one.platform, one.author) == (platform, author)]
        for one in theirs:
            one.author = nobody
        if theirs:  # who waits is found by their name in four places
            vars(self).update(vars(self.from_state(self.to_state())))

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {
            "waiting": msgspec.to_builtins(list(self._waiting.values())),
            "replied": [[*name, at] for name, at in self._replied.items()],
            "customers": [list(name) for name in self._customers],
            "given_up": self.given_up,
        }

    @classmethod
    def from_state(cls, state: Any) -> Unanswered:
        """Return the same customers; also those of an older state, where a thread had one clock for all."""
        unanswered = cls()
        rows = state["waiting"] if isinstance(state, dict) else [one for _, one in state]
        for one in msgspec.convert(rows, list[Waiting]):
            unanswered._put(one)
        if isinstance(state, dict):
            unanswered._replied = {(platform, name): at for platform, name, at in state["replied"]}
            unanswered._customers = dict.fromkeys((platform, post) for platform, post in state["customers"])
            unanswered.given_up = state["given_up"]
        return unanswered
