"""Together: accounts that write the same text or repost the same posts within seconds of each other, again and again.

Two accounts act together once when the second repeats the first within ten seconds (a repost) or five minutes (a text of theirs). One
such act proves nothing. A pair is joined when acts that they did together are at least half of all that one of them did, and

* at least two of them are texts that both wrote, or
* at least three are reposts of two authors or more, or
* at least eight, and four of five, are reposts of one author: fans who repost their star at once do so now and then, a ring does so always.

A group is what hangs together by such pairs. Reasons for distrust, never a verdict: no mention is dropped for it.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from alertd.core.reach.habits import is_by_clock
from alertd.core.stable import key_of
from alertd.model.mention import Mention

REPOSTED, WROTE = 10.0, 300.0  #: seconds between two who act together
REMEMBERED = 24 * 3600.0  #: seconds; whoever does nothing together for so long is by himself again
_FEWEST_TEXTS, _FEWEST_REPOSTS, _FEWEST_OF_ONE = 2, 3, 8
_HALF, _NEARLY_ALL = 0.5, 0.8
_BEFORE = 50  #: acts before one that are looked at: in a storm over one post nobody is compared with thousands
_PAIRS, _ACCOUNTS, _KEYS = 50_000, 20_000, 5_000  #: remembered; beyond, the older half is forgotten at once
_RECENT = 2_000  #: posts whose authors are known, for the share of a group
_A_MONTH = 30  #: days; accounts made over a longer time are made as others are
LARGEST = 1_000  #: accounts of a group that are gone through


class _Pair(msgspec.Struct, gc=False):
    """What two accounts did together. of: the one author whose posts they reposted, 0 for several."""

    texts: int = 0
    reposts: int = 0
    of: int = -1
    last: float = 0.0


class Group(msgspec.Struct, frozen=True, gc=False):
    """Accounts that act together. posts: theirs in the window, of all `of`; voices: distinct texts among them; span: seconds from first to last.

    made: (accounts, days): so many of them were made within so few days, where that is most of them; None where it is unknown or ordinary.
    doubted: accounts with a reason to doubt them. by_clock: accounts that write by the clock (see habits), of what is remembered.
    """

    accounts: int
    posts: int
    of: int
    voices: int
    span: float
    made: tuple[int, int] | None = None
    doubted: int = 0
    by_clock: int = 0

    @property
    def share(self) -> float:
        """Their part of all posts of the window."""
        return self.posts / self.of if self.of else 0.0

    @property
    def evidence(self) -> str:
        """What speaks for it, in words."""
        texts = "the same text" if self.voices == 1 else f"{self.voices} texts"
        minutes = max(1, round(self.span / 60))
        told = (
            f"{self.accounts} accounts that act together wrote or reposted {texts} {self.posts} times within {minutes} min "
            f"({self.share:.0%} of {self.of} posts, {self.of - self.posts} without them)"
        )
        if self.made is not None:
            told += f"; {self.made[0]} of them were made within {self.made[1]} days"
        if self.doubted:
            told += (
                f"; {self.doubted} are young, never rest, are followed by hardly anybody or show nothing of themselves"
            )
        return f"{told}; {self.by_clock} write by the clock" if self.by_clock else told


class Together:
    """Who acts together in one watch."""

    def __init__(self) -> None:
        self._acts: dict[int, list[tuple[float, int]]] = {}  # by text or post: when, who
        self._older_acts: dict[int, list[tuple[float, int]]] = {}
        self._done: dict[int, int] = {}  # by account: acts of its own that could be done together
        self._pairs: dict[tuple[int, int], _Pair] = {}
        self._joined: dict[int, dict[int, float]] = {}  # by account: with whom, until when last
        self._recent: list[tuple[float, int, int]] = []  # when, who, which voice
        self._made: dict[int, tuple[int, bool]] = {}  # by account: day it was made (-1 unknown), whether it is doubted

    def observe(self, mention: Mention, posted: float, now: float, *, account: int | None = None) -> None:
        """Take in a mention; call it once a mention, in the order of the log. account: the key of its author, where it is known."""
        if account is None:
            account = key_of(*mention.writer)
        self._recent.append((posted, account, mention.voice))
        if mention.account_day is not None or mention.doubts:
            self._made.pop(account, None)
            self._made[account] = (-1 if mention.account_day is None else mention.account_day, bool(mention.doubts))
            if len(self._made) > _ACCOUNTS:
                self._made = dict(list(self._made.items())[_ACCOUNTS // 2 :])
        if len(self._recent) > 2 * _RECENT:
            del self._recent[:_RECENT]
        is_repost = mention.repost_of is not None or mention.repost_of_author is not None
        if is_repost:
            key, within = key_of(mention.platform, mention.repost_of or f"\x00{mention.voice}"), REPOSTED
        else:
            key, within = mention.voice, WROTE
        author = key_of(mention.platform, mention.repost_of_author or "") if is_repost else 0
        if len(self._done) > _ACCOUNTS or len(self._pairs) > 2 * _PAIRS:
            self._forget(now)
        self._done[account] = self._done.get(account, 0) + 1
        met: dict[int, None] = {}
        for at, other in reversed(self._of(key)[-_BEFORE:]):
            if other != account and other not in met and abs(posted - at) <= within:
                met[other] = None
                self._act(account, other, posted, author if is_repost else None)
        self._acts[key].append((posted, account))

    def is_joined(self, mention: Mention) -> bool:
        """Whether the author of a mention acts together with anybody."""
        return bool(self._joined.get(key_of(*mention.writer)))

    def group_of(self, mention: Mention, now: float, window: float) -> Group | None:
        """Return the group that the author of a mention belongs to, with what it did in the window; None if it is by itself."""
        first = key_of(*mention.writer)
        return None if first not in self._joined else self._measured(self._hanging_together(first, now), now, window)

    def largest(self, now: float, window: float) -> Group | None:
        """Return the group that wrote most in the window, the first to write among equals; None where nobody acts together."""
        groups: list[Group] = []
        gone_through: dict[int, None] = {}
        for at, account, _ in self._recent:
            if now - window < at <= now and account in self._joined and account not in gone_through:
                members = self._hanging_together(account, now)
                gone_through |= members
                if (group := self._measured(members, now, window)) is not None:
                    groups.append(group)
        return max(groups, key=lambda group: group.posts, default=None)

    def _hanging_together(self, first: int, now: float) -> dict[int, None]:
        found: dict[int, None] = {first: None}
        waiting = [first]
        while waiting and len(found) < LARGEST:
            for other, last in self._joined.get(waiting.pop(), {}).items():
                if other not in found and now - last <= REMEMBERED:
                    found[other] = None
                    waiting.append(other)
        return found

    def _measured(self, members: dict[int, None], now: float, window: float) -> Group | None:
        wrote: dict[int, list[float]] = {}
        of, posts, voices, times = 0, 0, dict[int, None](), list[float]()
        active: dict[int, None] = {}
        for at, account, voice in self._recent:
            if account in members:
                wrote.setdefault(account, []).append(at)
            if now - window < at <= now:
                of += 1
                if account in members:
                    posts += 1
                    voices[voice], active[account] = None, None
                    times.append(at)
        if len(active) < 2:
            return None
        known = [self._made[account] for account in active if account in self._made]
        made = _made_together(sorted(day for day, _ in known if day >= 0), len(active))
        doubted = sum(is_doubted for _, is_doubted in known)
        by_clock = sum(is_by_clock(wrote[account]) for account in active)
        return Group(len(active), posts, of, len(voices), max(times) - min(times), made, doubted, by_clock)

    def _of(self, key: int) -> list[tuple[float, int]]:
        acts = self._acts.get(key)
        if acts is None:
            acts = self._acts[key] = self._older_acts.pop(key, [])
            if len(self._acts) > _KEYS:
                self._older_acts, self._acts = self._acts, {key: acts}
        if len(acts) > 4 * _BEFORE:
            del acts[: 2 * _BEFORE]
        return acts

    def _act(self, account: int, other: int, at: float, author: int | None) -> None:
        two = (account, other) if account < other else (other, account)
        pair = self._pairs.get(two)
        if pair is None:
            pair = self._pairs[two] = _Pair()
        pair.last = max(pair.last, at)
        if author is None:
            pair.texts += 1
        else:
            pair.reposts += 1
            pair.of = author if pair.of in (-1, author) else 0
        if self._is_pair(pair, min(self._done[account], self._done.get(other, 1))):
            self._joined.setdefault(account, {})[other] = pair.last
            self._joined.setdefault(other, {})[account] = pair.last
        elif account in self._joined:  # what looked like one hand goes its own ways
            self._joined[account].pop(other, None)
            self._joined.get(other, {}).pop(account, None)

    def _is_pair(self, pair: _Pair, done: int) -> bool:
        together = pair.texts + pair.reposts
        share = together / max(1, done)
        if pair.texts >= _FEWEST_TEXTS or (pair.of == 0 and pair.reposts >= _FEWEST_REPOSTS):
            return share >= _HALF
        return together >= _FEWEST_OF_ONE and share >= _NEARLY_ALL

    def _forget(self, now: float) -> None:
        """Begin to count anew for the older half of the accounts and pairs; who is joined stays so until a day has passed."""
        if len(self._done) > _ACCOUNTS:
            self._done = dict(list(self._done.items())[_ACCOUNTS // 2 :])
        kept = [(two, pair) for two, pair in self._pairs.items() if two[0] in self._done and two[1] in self._done]
        self._pairs = dict(kept[-_PAIRS:])
        self._joined = {
            account: held
            for account, others in self._joined.items()
            if (held := {other: last for other, last in others.items() if now - last <= REMEMBERED})
        }

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {
            "acts": [[key, acts] for key, acts in self._acts.items()],
            "older": [[key, acts] for key, acts in self._older_acts.items()],
            "done": list(self._done.items()),
            "pairs": [[*two, pair.texts, pair.reposts, pair.of, pair.last] for two, pair in self._pairs.items()],
            "joined": [[account, list(others.items())] for account, others in self._joined.items()],
            "recent": self._recent,
            "made": [[account, *known] for account, known in self._made.items()],
        }

    @classmethod
    def from_state(cls, state: Any) -> Together:
        """Return the same memory."""
        found = cls()
        found._acts = {key: [(at, who) for at, who in acts] for key, acts in state["acts"]}
        found._older_acts = {key: [(at, who) for at, who in acts] for key, acts in state["older"]}
        found._done = dict(state["done"])
        found._pairs = {(one, two): _Pair(*rest) for one, two, *rest in state["pairs"]}
        found._joined = {account: dict(others) for account, others in state["joined"]}
        found._recent = [(at, who, voice) for at, who, voice in state["recent"]]
        found._made = {account: (day, is_doubted) for account, day, is_doubted in state.get("made", [])}
        return found


def _made_together(days: list[int], accounts: int) -> tuple[int, int] | None:
    """Return (accounts, days) of the shortest run of days on which four of five accounts of a group were made, else more than half.

    None if that is longer than a month.

    >>> _made_together([100, 900, 901, 901, 902], 5)
    (4, 3)
    """
    for needed in (math.ceil(_NEARLY_ALL * accounts), accounts // 2 + 1):
        spans = [days[place + needed - 1] - day + 1 for place, day in enumerate(days[: len(days) - needed + 1])]
        if spans and min(spans) <= _A_MONTH:
            span = min(spans)
            # All that were made within the same span belong to it, not only the least number that proves it.
            return max((sum(start <= day < start + span for day in days), span) for start in days)
    return None
