"""Ports: what the shell expects of sources, scorers, notifiers and clocks; a store's stand in store_port.py."""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from alertd.model.events import Event
from alertd.model.page import Curve, Page, Receipt
from alertd.model.post import Record
from alertd.model.score import Score
from alertd.model.source_state import Gap, SourceState
from alertd.model.value import Value


class Clock(Protocol):
    """The only way to know the time below `runtime/clock.py` is to be told."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class Reject(Value, frozen=True, kw_only=True):
    """A record that is no mention: kept with its reason. line is counted from 1, None where there are no lines."""

    reason: str
    body: str
    line: int | None = None


class Batch(Value, frozen=True, kw_only=True):
    """What a source brings at once. `cursor` commits together with `records`, so nothing is lost or skipped.

    cursor: where to go on after a restart, None leaves it as it was.
    state, note: how well the source sees now, in one word and one sentence.
    gaps: time that was not covered, told once when it has been closed (or found to be a hole).
    sampled: one post in so many is read now, 0 for all; pages say so.
    spent: share of today's money for posts that is spent, None where posts cost nothing or nobody counts.
    alarm: what operators have to hear about now (money that ends), empty if nothing; told once until it changes.
    """

    records: tuple[Record, ...] = ()
    rejects: tuple[Reject, ...] = ()
    cursor: str | None = None
    state: SourceState = SourceState.OK
    note: str = ""
    gaps: tuple[Gap, ...] = ()
    alarm: str = ""
    sampled: int = 0
    spent: float | None = None


class Readers(Protocol):
    """Who reads posts for the one that works: processes beside it, or other machines. They never decide, and remember nothing.

    All that passes is bytes, which `alertd.intake.desk` makes and understands: terms are what a reader must know of the watches,
    with the release that wrote them; a batch is up to 500 raw posts, its answer what each of them says by itself. An answer
    holds the version of the terms it was read by; what is of another version is thrown away. So who read a batch, in which
    order batches come back, and whether nobody read one, changes no byte of the log: whatever comes back as None is read by the
    one that works.
    """

    @property
    def places(self) -> int:
        """How many batches are read at once by those who are there: so many slices of one body are given to them."""

    def use(self, terms: bytes) -> None:
        """Read by these terms from now on. Returns at once; who has other terms gets these before its next batch."""

    async def read(self, batch: bytes) -> bytes | None:
        """Return what was read of a batch; None where nobody is free, or did it in time.

        Raises ReaderKilled where it ended a process: who asks again asks somebody whose end costs nothing.
        """

    async def stop(self) -> None:
        """Let go of everybody."""


class FarReaders(Readers, Protocol):
    """Machines that share a store on a cluster and read for the one that works."""

    @property
    def up(self) -> int:
        """How many would read now."""

    @property
    def has_room(self) -> bool:
        """Whether one of them has a place free."""

    @property
    def became(self) -> Mapping[str, int]:
        """What became of batches: read, busy (nobody was there or free), refused, failed (no answer in time), killed (it ended a process)."""


class ReadingFor(Protocol):
    """A machine that reads for the one that works."""

    async def run(self) -> None:
        """Read until cancelled."""


class Source(Protocol):
    """One platform's posts. It does one thing; the runtime restarts, backs off, counts and logs.

    `batches` yields until cancelled; it yields an empty batch at least every 30 s, as its heartbeat, and whenever its
    state changes. It raises SourceError when it cannot go on (permanent=True: only new settings help).
    """

    name: str
    kind: str

    def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield batches from `cursor` on (None: from now, or as far back as the platform allows)."""


class Unscored(Value, frozen=True, kw_only=True, gc=False):
    """A text to score. language: the platform's tag or what was identified, None if nobody knows."""

    text: str
    language: str | None = None


@runtime_checkable
class Scorer(Protocol):
    """Sentiment of texts. `name` is name and version ("default/1"); it enters the log with every score."""

    name: str

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return one score a text, in order; never raises for any text."""


@runtime_checkable
class ChoosyScorer(Scorer, Protocol):
    """A scorer that gives some texts more than others, because it costs time or money."""

    def score_where(self, batch: Sequence[Unscored], matters: Sequence[bool]) -> list[Score]:
        """Return one score a text, in order. matters: whether a text's author reaches so many that the best is due."""


class Thread(Value, frozen=True, kw_only=True):
    """The first message of an incident at one place. provider_id: the provider's name for it.

    title, text: what it says from now on, how things stand before what it said first. was: its title before.
    link, curve: those of the page that it was posted as; page_id: its id.
    """

    provider_id: str
    title: str
    text: str
    was: str = ""
    page_id: str = ""
    link: str = ""
    curve: Curve | None = None


class Delivery(Value, frozen=True, kw_only=True):
    """A worded page, ready for its channel.

    payload: the page as contract JSON (webhook body). is_repeat: an earlier attempt may have arrived.
    was_unanswered: an earlier attempt had no answer at all; another one like it is the last.
    thread: the first message of the same incident at the same place, None for that one itself.
    damage: why it must not be sent, "" for a whole one; of such a page nothing but whose it is and its channel is known.
    """

    page: Page
    title: str
    text: str
    link: str
    payload: bytes
    attempt: int = 1
    is_repeat: bool = False
    thread: Thread | None = None
    was_unanswered: bool = False
    damage: str = ""


class Notifier(Protocol):
    """One way to reach people. It sends once; the runtime leases, limits, retries and times out."""

    kind: str

    async def send(self, delivery: Delivery) -> str | None:
        """Send; return the provider's id if it gave one. Raises DeliveryError."""


class Outbox(Protocol):
    """Pages to send, as the sender sees them (the writer stands behind it)."""

    async def lease(self, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """Take up to `limit` due pages; each lease is committed before it is returned, and re-checked by the engine's words."""

    async def report(self, receipt: Receipt) -> None:
        """Say what became of an attempt; returns after commit."""

    async def wait(self) -> None:
        """Return when there may be something new to lease, or at the next due time."""


class Entry(Value, frozen=True, kw_only=True):
    """One event on its way into the log.

    key: makes exact duplicates harmless; None: always new. post: the post as it came, encoded (personal, erasable).
    author: "platform:id" of who wrote it, for erasure.
    source: which of ours brought it. is_own: it is the platform's own source, whose word replaces anybody's.
    """

    event: Event
    key: str | None = None
    post: bytes | None = None
    author: str | None = None
    source: str = ""
    is_own: bool = False


class Appended(enum.StrEnum):
    """What became of an entry. grew: a duplicate whose likes, reposts, replies or views are news.

    taken_over: somebody else had brought the post, and now its platform's own source has. foreign: it is somebody else's, so
    nothing of it was changed.
    """

    NEW = "new"
    DUPLICATE = "duplicate"
    EDITED = "edited"
    GREW = "grew"
    TAKEN_OVER = "taken_over"
    FOREIGN = "foreign"
    POISONED = "poisoned"


class QueuedPage(Value, frozen=True, kw_only=True):
    """A page with its words and quotes, as it lies in the outbox. quotes: "platform id" -> text."""

    page: Page
    title: str
    text: str
    link: str
    quotes: dict[str, str] = {}


class Leased(Value, frozen=True, kw_only=True):
    """A page taken out of the outbox for one attempt. is_repeat, was_unanswered, damage: as a Delivery's."""

    queued: QueuedPage
    attempt: int
    is_repeat: bool
    was_unanswered: bool = False
    damage: str = ""


__all__ = ["Scorer", "Unscored"]
