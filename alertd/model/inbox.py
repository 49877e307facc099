"""The inbox: who waits for an answer of ours, who of us has taken it, and what a person may do about it."""

from __future__ import annotations

import enum
from datetime import datetime
from hashlib import blake2b

from alertd.model.value import Value


class InboxAct(enum.StrEnum):
    """What a person can do with a post that waits for an answer."""

    CLAIM = "claim"
    HAND_OVER = "hand-over"
    RELEASE = "release"
    SNOOZE = "snooze"
    ANSWERED = "answered"  #: where we do not look: by mail, on the phone, in a private message
    NEEDS_NONE = "needs-none"
    NEEDS_ONE = "needs-one"


class Standing(enum.StrEnum):
    """Where we are with one post."""

    WAITING = "waiting"  #: nobody has taken it
    CLAIMED = "claimed"  #: somebody is at it, for as long as a claim holds
    SNOOZED = "snoozed"  #: put off until an instant
    ANSWERED = "answered"  #: by a human, here or elsewhere
    DISMISSED = "dismissed"  #: somebody said that it needs no answer
    ABSENT = "absent"  #: it never waited, or so long ago that nobody remembers


class Attended(Value, frozen=True, kw_only=True):
    """Where we are with one post, and by whom. until: when a claim or a snooze ends by itself. at: when it was ended.

    since: when it was claimed; None where a state of an older version does not say.
    """

    standing: Standing
    by: str = ""
    until: datetime | None = None
    at: datetime | None = None
    since: datetime | None = None


class Counted(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How many wait, and how many have left the inbox without an answer since its state began.

    given_up: because too many waited, of the watch or in one author's threads. too_old: after seven days.
    """

    waiting: int = 0
    given_up: int = 0
    too_old: int = 0


def reference(key: str) -> str:
    """Return eight letters that people may call a post by, made of its key.

    >>> reference("acme|x|1")
    '92293b31'
    """
    return blake2b(key.encode(), digest_size=4).hexdigest()
