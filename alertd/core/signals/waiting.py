"""Waiting: one customer who waits in one thread, and how a wait ended."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from alertd.model.glimpse import Turn
from alertd.model.mention import Mention

HIGH_NEGATIVE = 500  # P(negative), thousandths, from which a question is answered first
HIGH_TOP = 0.01  # the top 1 % of authors are answered first

HERE, ELSEWHERE, NONE_NEEDED = "answered", "answered-elsewhere", "needs-none"  #: how a wait ended


class Waiting(msgspec.Struct, gc=False):
    """One customer who waits in one thread. wakes: it came in time to page somebody; an older one stands in the inbox only.

    id: the post with which the wait began. others: further posts of the same author in the thread, the newest last.
    taken_by, taken_until, taken_at: who of us is at it, for as long as a claim holds, and since when. put_off_by, put_off_until: of a snooze.
    stage: percent of the promise of a first reply that were spent when that was last told.
    again, again_by: when they last asked again, and with which post; 0 if they asked once.
    """

    posted: float
    platform: str
    id: str
    conversation: str
    author: str
    is_high: bool
    wakes: bool = True
    others: list[str] = []
    taken_by: str = ""
    taken_until: float = 0.0
    put_off_by: str = ""
    put_off_until: float = 0.0
    stage: int = 0
    person: str | None = None
    again: float = 0.0
    again_by: str = ""
    taken_at: float = 0.0

    @property
    def writer(self) -> tuple[str, str]:
        """Who waits, for counting people; as of a mention."""
        return (self.platform, self.author) if self.person is None else ("", self.person)

    @property
    def key(self) -> str:
        """Platform, thread and customer."""
        return wait_key(self.platform, self.conversation, self.author)

    def asked_again(self, posted: float, post: str) -> None:
        """They asked once more while they waited."""
        if posted > max(self.posted, self.again):
            self.again, self.again_by = posted, post

    def left(self, ended: Ended, post: str | None) -> Waiting | None:
        """Return the wait that an answer leaves: it was given before they asked again, and came in after. post: what it names."""
        if ended.at >= self.again or post == self.again_by:
            return None
        return msgspec.structs.replace(
            self, posted=self.again, id=self.again_by, others=[], again=0.0, again_by="", stage=0
        )


class Ended(NamedTuple):
    """How a wait ended: one of HERE, ELSEWHERE, NONE_NEEDED, or "" where nobody wrote it down; by whom, and when. whose: the key of the customer."""

    how: str = ""
    by: str = ""
    at: float = 0.0
    whose: str = ""


class Overdue(NamedTuple):
    """How many have waited too long, the first of them, who comes next, and when a snooze of one of them ends."""

    waiting: int
    oldest: float | None = None
    following: float | None = None
    wakes_at: float | None = None


def thread_of(mention: Mention) -> str:
    """Return the name of the thread a mention stands in: its own, where it begins one."""
    return mention.conversation or mention.in_reply_to or mention.id


def is_high(mention: Mention | Turn) -> bool:
    """Whether a mention is answered first: it is negative, or its author carries."""
    top = mention.reach.top
    return mention.score.negative >= HIGH_NEGATIVE or (top is not None and top <= HIGH_TOP)


def waiting_for(mention: Mention, posted: float, *, wakes: bool) -> Waiting:
    """Return the wait that begins with a mention."""
    waiting = Waiting(posted, mention.platform, mention.id, thread_of(mention), mention.author, is_high(mention), wakes)
    waiting.person = mention.person
    return waiting


def wait_key(platform: str, conversation: str, author: str) -> str:
    """Return the name of the wait of a customer in a thread."""
    return f"{platform}\x1f{conversation}\x1f{author}"
