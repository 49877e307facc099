"""Incident: what people work on."""

from __future__ import annotations

import enum
from datetime import datetime

from alertd.model.rule import Severity
from alertd.model.value import Value


class State(enum.StrEnum):
    """Where the people are with it."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def is_held(self) -> bool:
        """Whether somebody has it."""
        return self in (State.ACKNOWLEDGED, State.PLANNED)

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything any more, unless it comes back."""
        return self in (State.SOLVED, State.CLOSED)


class Act(enum.StrEnum):
    """What a person can do to an incident."""

    ACK = "ack"
    PLAN = "plan"
    SOLVE = "solve"
    CLOSE = "close"
    REOPEN = "reopen"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    NOTE = "note"
    USEFUL = "useful"
    NOISE = "noise"
    PIN = "pin"
    UNPIN = "unpin"
    LEAVE_OUT = "leave-out"
    TAKE_IN = "take-in"
    ESCALATE = "escalate"


#: acts by which somebody says what a page was worth; they change nothing else
JUDGING = (Act.USEFUL, Act.NOISE)
#: acts by which somebody says of a post that it matters, or that it is noise, or takes that back; they change nothing else
MARKING = (Act.PIN, Act.UNPIN, Act.LEAVE_OUT, Act.TAKE_IN)


class Stale(Value, frozen=True, kw_only=True):
    """Nobody sees whether it goes on. since: the last data; sources: those that do not see; rules: those that wait for it."""

    since: datetime
    sources: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def text(self) -> str:
        """The same in words.

        >>> from datetime import UTC
        >>> Stale(since=datetime(2026, 1, 1, 3, 10, tzinfo=UTC), sources=("x",), rules=("storm",)).text
        'no data since 2026-01-01 03:10 UTC from x'
        """
        return f"no data since {self.since:%Y-%m-%d %H:%M} UTC from {', '.join(self.sources)}"


class Incident(Value, frozen=True, kw_only=True):
    """Groups the alerts of one watch (and group) that people work on together.

    code: short code that acknowledges by SMS. is_firing: some alert of it still fires ("calming" otherwise).
    snoozed_until: who acknowledged it wants to be asked again then. first_acknowledged_at: it stays, whatever expired after it.
    together: ids of incidents of other watches that are about the same posts.
    sampled: source to how few of its posts were read while people were told: one in so many, the fewest.
    is_drill: nothing has happened. first_taken_by, first_taken_via: who took it on first, and by what ("link", "sms", ...).
    began_at: when the running round began, None in the first. judgements: person to what they say it was worth ("useful" or "noise"), their last word.
    pinned: posts of which somebody said that they matter, as "platform:id", the newest last. left_out: those that are noise, which no page shows.
    first_post: the one that people were told of as the first of it, as "platform:id"; "" while they were told of none. It stays, whatever comes.
    stale: why nobody knows whether it still does. by: act to the person who did it last. peak: the largest value seen, with its signal and instant.
    """

    id: str
    watch: str
    severity: Severity
    state: State
    opened_at: datetime
    group: str = ""
    code: str = ""
    is_firing: bool = True
    stale: Stale | None = None
    acknowledged_at: datetime | None = None
    planned_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    assignee: str | None = None
    by: dict[str, str] = {}
    rounds: int = 1
    rules: tuple[str, ...] = ()
    peak: dict[str, str | float | None] = {}
    pages: int = 0
    notes: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    first_acknowledged_at: datetime | None = None
    judgements: dict[str, str] = {}
    together: tuple[str, ...] = ()
    is_drill: bool = False
    first_taken_by: str | None = None
    first_taken_via: str | None = None
    began_at: datetime | None = None
    sampled: dict[str, int] = {}
    pinned: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    first_post: str = ""

    @property
    def verdict(self) -> str | None:
        """What people say it was worth: "useful" or "noise"; None: nobody has said. Of as many voices, useful.

        >>> from datetime import UTC
        >>> one = Incident(id="i", watch="acme", severity=Severity.URGENT, state=State.OPEN, opened_at=datetime(2026, 1, 1, tzinfo=UTC))
        >>> one.verdict, one.with_(judgements={"ann": "noise", "bob": "useful"}).verdict
        (None, 'useful')
        """
        said = tuple(self.judgements.values())
        if not said:
            return None
        return str(Act.NOISE) if said.count(str(Act.NOISE)) > said.count(str(Act.USEFUL)) else str(Act.USEFUL)
