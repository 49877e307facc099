"""The store's port: no other room knows which kind of store it is. `store/opening.py` chooses, `store/` implements.

A new kind of store implements these protocols; `tests/contract/test_store.py` says what each promises.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from alertd.erasure_port import Erasable
from alertd.errors import EventBroken, StoreDamaged
from alertd.model.commands import KeepDecision
from alertd.model.events import CountSeen, Event, MentionSeen, ReplySeen
from alertd.model.glimpse import Glimpse, Turn
from alertd.model.incident import Incident
from alertd.model.mention import Reply
from alertd.model.page import Instants, Page, Receipt
from alertd.model.value import Value
from alertd.ports import Appended, Entry, Leased, QueuedPage, Reject

E = TypeVar("E", bound=Event)
WORKS_AT = (
    "works_at"  #: the fact that says how whoever works is reached, in a store of which all machines have the same facts
)
SHARED_KEYS = "link_keys"  #: the fact that holds the keys of acknowledge links, in a store that several machines open


class Place(Value, frozen=True, kw_only=True):
    """Where a store is: in a file of `folder` (keys and labels lie there always), or on a server. Its address may hold a password: it is never shown.

    answers_at: the URL by which other machines over it reach this one, "" where they cannot.
    """

    folder: Path
    address: str = ""
    answers_at: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether another machine may open it too."""
        return bool(self.address)

    def __repr__(self) -> str:
        return f"Place({self.folder}{', on a server' if self.address else ''})"


class Log(Protocol):
    """The truth: every event that can change a page, in order."""

    def append(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        """Append an entry, or find that it is known; return what became of it and its sequence number."""

    def read(self, after: int, *, until: int | None = None) -> Iterator[tuple[int, Event]]:
        """Yield (sequence number, event) in order; raises EventBroken where one is not what was written."""

    def broken(self, after: int, most: int) -> tuple[int, list[EventBroken]]:
        """Look at so many events behind a number; return the number of the last one (`after` where none is left) and what is broken.

        It ends before an event that a newer release wrote; raises EventTooNew where that is the very first.
        """

    def again(self, seqs: Sequence[int]) -> dict[int, bytes]:
        """Return events as they lie in another copy of this store, those that are whole there; takes as long as to fetch one.

        Outside of a transaction, and on any thread. Raises StoreError where no copy can be had.
        """

    def put_back(self, seq: int, body: bytes) -> None:
        """Write the bytes of an event again that the disk has changed."""

    @property
    def last_seq(self) -> int:
        """Sequence number of the newest event, 0 where there is none."""

    def posts(self, keys: Sequence[str], *, until: int | None = None) -> dict[str, bytes]:
        """Return the posts behind the keys as they were known at `until`; erased ones are left out."""

    def erase(self, platform: str, post_id: str, *, by: str | None = None) -> int:
        """Erase the texts of one post; return how many. by: only if this source brought it; None: whoever did."""

    def reject(self, source: str, reject: Reject, at: datetime) -> None:
        """Keep a record that is no mention, with its reason."""

    def poison(self, entry: Entry, at: datetime, why: str) -> int:
        """Keep an event that the engine cannot fold where no replay falls over it; return its number, 0 if it is known."""

    def set_aside(self, seq: int, why: str, *, is_readable: bool = True) -> None:
        """Do with an event that is in the log what `poison` does with one on its way there.

        is_readable: else nobody knows what it says, or of whom: nothing of it stays, in the log or beside its reason.
        """

    def move_cursor(self, source: str, cursor: str) -> None:
        """Remember where a source stands."""

    def cursors(self) -> dict[str, str]:
        """Return where the sources stand."""

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter; it is written with the transaction."""

    def counters(self) -> dict[str, int]:
        """Return every counter."""


class Checkpoint(Protocol):
    """A fast start: the engine as it was at a sequence number."""

    def save(self, seq: int, parts: dict[str, bytes]) -> None:
        """Save parts of the engine as of `seq`."""

    def load(self) -> tuple[int, dict[str, bytes]]:
        """Return (sequence number, the engine's parts); (0, {}) where there is none."""

    def keep_part(self, key: str, body: bytes) -> None:
        """Keep a part ("intake/NAME") that is not the engine's; `load` leaves it out, it may be larger than all others."""

    def part(self, key: str) -> bytes | None:
        """Return one part, None where there is none."""


QueuedState = tuple[QueuedPage, str, str]  # a page, its state and a word about it


class Pages(Protocol):
    """The outbox."""

    def queue(self, queued: QueuedPage, *, told_in: str = "") -> bool:
        """Put a page in; False if its id is there already. told_in: the list that tells it: it is never sent by itself."""

    def cancel(self, incident: str, reason: str, keep: Sequence[str], at: datetime, only: Sequence[str] = ()) -> int:
        """Cancel what is not being sent, except kinds to keep; of all its pages, or only of some ids. Return how many.

        incident: empty for pages that belong to none; then `only` says which.
        """

    def withdrawn(self, incident: str) -> list[str]:
        """Return the ids of its pages that must not begin any more, those that are leased right now included."""

    def lease(self, now: datetime, *, boot: str, limit: int, seconds: float) -> list[Leased]:
        """Take due pages for one attempt each."""

    def forget_leases(self, boot: str, now: datetime) -> int:
        """After a restart: what another boot had in its hands is unknown, and due at once. Return how many."""

    def settle(self, receipt: Receipt) -> None:
        """Write down what became of an attempt."""

    def set_back(self, was: datetime, at: datetime) -> None:
        """The clock was ahead (`was`) and is right now (`at`): what was decided or tried in between waits no longer for it."""

    def next_due(self) -> datetime | None:
        """Return when the next page is due."""

    def due(self, now: datetime) -> tuple[int, datetime | None]:
        """Return how many pages should have gone by now and no provider has taken, and since when the one that waits longest should have.

        However often they were tried: those that wait for another try count too. One that is being sent just now is left out.
        """

    def unsent(self) -> int:
        """Return how many pages are due or being sent."""

    def all(self) -> list[QueuedState]:
        """Return every page, in the order they were decided."""

    def of_incident(self, incident: str) -> list[QueuedState]:
        """Return the pages of an incident, in the order they were decided."""

    def some(self, page_ids: Sequence[str]) -> list[QueuedState]:
        """Return some pages by id."""

    def instants(self, page_ids: Sequence[str]) -> dict[str, Instants]:
        """Return when pages were sent, taken and delivered; those of a list when the list was."""

    def of_link(self, token: str) -> Page | None:
        """Return the page whose link ends with this token, None where there is none."""


class ReadModel(Protocol):
    """What people look at: incidents, decisions and mentions, kept beside the log."""

    def keep_incident(self, incident: Incident) -> None:
        """Write down how an incident stands."""

    def incidents(self, state: str | None = None, *, limit: int = 500) -> list[Incident]:
        """Return incidents, newest first."""

    def standing(self) -> list[Incident]:
        """Return the incidents that are not closed."""

    def incident(self, ident: str) -> Incident | None:
        """Return one incident."""

    def keep_decision(self, decision: KeepDecision) -> None:
        """Remember why."""

    def decisions(self, incident: str) -> list[KeepDecision]:
        """Return every decision about an incident, in order."""

    def decisions_around(self, watch: str, incident: str) -> list[KeepDecision]:
        """Return every decision about an incident, and about the alerts of its watch while it lasted, in order."""

    def mentions(self, watch: str | None, keys: Sequence[str] | None, limit: int) -> list[tuple[Event, bytes | None]]:
        """Return (event, newest post) of mentions: those of `keys` in their order, else the newest of a watch first."""


class History(Protocol):
    """What reports and takeouts read, while a daemon writes: in steps, up to what is there when they begin."""

    def came_in(self, *, with_growth: bool = False) -> Iterator[tuple[Event, bytes | None]]:
        """Yield (event, newest post) of every mention, reply and count, in log order.

        with_growth: and of every mention that has grown, without its post.
        """

    def came_in_between(self, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Event, bytes | None]]:
        """Yield the same and how well it was seen, in the order of its instants: imported history lies behind younger events."""

    def turns(self) -> Iterator[tuple[Turn | Reply, bytes | None]]:
        """Yield what reports of answers need of every mention and reply, in log order; of a reply with its newest post."""

    def glimpses(self, begins_at: datetime, ends_at: datetime) -> Iterator[Glimpse | CountSeen]:
        """Yield what charts need of mentions and counts seen from one instant to another, in the order of their instants."""

    def newest_mentions(
        self, begins_at: datetime, ends_at: datetime, *, watch: str | None = None
    ) -> Iterator[tuple[MentionSeen, bytes | None]]:
        """Yield (mention, newest post) of what was seen from one instant on and before another, the newest first. watch: only of it."""

    def called(self, handle: str, among: int) -> list[str]:
        """Return who ("platform:author") wrote under a handle, A to Z in either case, among the so many newest mentions."""

    def mentions_by(self, author: str, most: int) -> list[tuple[MentionSeen, bytes | None]]:
        """Return what somebody ("platform:author") wrote as far as its text is kept, the newest first."""

    def replies(self, begins_at: datetime, ends_at: datetime, most: int) -> list[tuple[ReplySeen, bytes | None]]:
        """Return (reply, its post) of a time, both ends included, the oldest first; of more than `most` only the newest, however much others wrote."""

    def events(self, kind: type[E], since: datetime | None = None) -> Iterator[E]:
        """Yield the events of one kind in log order. since: by the instant in the log."""

    def newest(self, kind: type[E]) -> E | None:
        """Return the last event of a kind."""

    def begins_at(self) -> datetime | None:
        """Return when the first event of the log came in, None while there is none. What was imported later does not move it."""

    def incidents(self, since: datetime | None = None) -> list[Incident]:
        """Return the incidents that were opened since, oldest first."""

    def decisions(self, reasons: Sequence[str], since: datetime | None = None) -> Iterator[KeepDecision]:
        """Yield the decisions with one of some reasons, in order."""

    def brought(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Return for each source how many mentions it brought, and how many of these were fetched after a gap."""


class Aged(enum.Enum):
    """What retention deletes, each at its own age."""

    TEXTS = enum.auto()
    MENTIONS = enum.auto()
    EVENTS = enum.auto()
    REJECTED = enum.auto()


class Aging(Protocol):
    """Deleting what is too old, a slice at a time, and giving its room back."""

    def drop(self, what: Aged, before: float, *, most: int, saved_seq: int) -> int:
        """Delete up to `most` rows of before an instant; return how many. Events after saved_seq stay: a start needs them."""

    def shrink(self, most: int) -> int:
        """Give back up to `most` empty pieces of the file, but for what is soon used again; return how many."""

    def drop_copies(self, before: float) -> list[str]:
        """Delete the copies that were made before a migration and are older than an instant; return their names."""

    def size(self) -> int:
        """Return how many bytes the store takes, copies left out."""


class Ownership(Protocol):
    """Who may act on what a store says."""

    def refusal(self) -> str | None:
        """Return why another machine may be the one that pages, None while none may. Any thread; it asks only the clocks."""


class FoldStore(Log, Checkpoint, Protocol):
    """What a fold needs of a store: the log and the checkpoint are one with it, since they commit together."""

    @property
    def pages(self) -> Pages:
        """The outbox."""

    @property
    def read_model(self) -> ReadModel:
        """What people look at."""


class Store(FoldStore, Ownership, Protocol):
    """A whole store. Every write happens inside `transaction()`.

    faults: what it may raise inside one when the machine is at fault and not the event (StoreUnavailable apart).
    """

    faults: tuple[type[Exception], ...]

    @property
    def history(self) -> History:
        """What reports read."""

    @property
    def erasable(self) -> Erasable:
        """What an erasure writes anew."""

    @property
    def aging(self) -> Aging:
        """What retention deletes."""

    @property
    def place(self) -> str:
        """Where it is, for messages."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing. Raises StoreUnavailable when it cannot be taken; then nothing has happened."""

    def savepoint(self) -> AbstractContextManager[None]:
        """Inside a transaction: what fails here is undone, the rest of the transaction stays."""

    def meta(self, key: str) -> str | None:
        """Return a fact about the store."""

    def set_meta(self, key: str, value: str) -> None:
        """Set a fact about the store."""

    def look(self) -> None:
        """Raise StoreUnavailable if the store is no longer where it was, StoreReplaced if another one lies there."""

    def backup(
        self, target: Path, *, beside: Mapping[str, bytes] | None = None, with_damage: bool = False
    ) -> tuple[str, ...]:
        """Copy the store while it is in use; return what is lost. The copy is checked, and appears whole or not at all.

        with_damage: broken events are put aside in the copy, and `target` must be free; else they are refused.
        beside: files (relative path to body) that belong to it. A key that signs links is never in it, but as such a file.
        Raises StoreDamaged where the copy does not hold what it should; what was at `target` before stays.
        """

    def damage_of(self, error: BaseException) -> StoreDamaged | None:
        """Return what an error says of damage to the store, None where it says something else."""

    def close(self) -> None:
        """Let go of it."""


class Candidate(Protocol):
    """A machine that would work over a store, and waits while another does. every: seconds between two looks."""

    every: float

    def claim(self) -> Store:
        """Return the store to work with. Raises StoreHeld while another works; it may be asked again then."""

    def followed(self) -> AbstractContextManager[Store]:
        """Return the store for reading, as far as this machine knows it. Raises StoreError where it knows none yet."""

    def works_at(self) -> str:
        """Return the URL that the machine that works is reached by, "" where it says none. Raises StoreError."""

    def close(self) -> None:
        """Wait no longer. Who has claimed the store closes that instead."""
