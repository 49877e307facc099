"""The store in memory: for replays and stories. It forgets texts after two days of event time, which no page quotes but the weekly digest."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from alertd.errors import StoreDamaged, UsageError
from alertd.model.commands import KeepDecision
from alertd.model.events import Event, HouseLoaded
from alertd.model.incident import Incident
from alertd.model.mention import key_of, watch_of
from alertd.model.page import Instants, Outcome, Page, Receipt
from alertd.model.post import brought_by, has_grown, may_change, text_of
from alertd.ports import Appended, Entry, Leased, QueuedPage, Reject
from alertd.store.memory_views import MemoryAging, MemoryErasable, MemoryHistory, MemoryReadModel, Unbroken, Written
from alertd.store_port import QueuedState

KEPT_TEXTS = 48 * 3600.0
WEEK_OF_TEXTS = 8 * 24 * 3600.0  #: where somebody reads the weekly digest, which quotes five posts of the week


class MemoryPages:
    """The outbox, as a dict in order of decision."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[QueuedPage, str, float]] = {}
        self.receipts: dict[str, Receipt] = {}
        self._instants: dict[str, Instants] = {}
        self._leased: dict[str, str] = {}  # page to the boot that has it in its hands
        self._details: dict[str, str] = {}
        self._repeats: set[str] = set()  # pages of which an earlier attempt may have arrived
        self._unanswered: set[str] = set()  # pages of which an earlier attempt had no answer

    def queue(self, queued: QueuedPage, *, told_in: str = "") -> bool:
        """See store_port.Pages."""
        page = queued.page
        if page.page_id in self.rows:
            return False
        state = "listed" if told_in else "planned"
        self.rows[page.page_id] = (queued, state, (page.hold_until or page.at).timestamp())
        if told_in:
            self._details[page.page_id] = told_in
        return True

    def of_link(self, token: str) -> Page | None:
        """See store_port.Pages."""
        return next((queued.page for queued, _, _ in self.rows.values() if queued.link.endswith(f"/{token}")), None)

    def cancel(
        self,
        incident: str,
        reason: str,
        keep: Sequence[str],
        at: datetime,
        only: Sequence[str] = (),
    ) -> int:
        """See store_port.Pages. What was due before stays: in a replay it counts as sent."""
        cancelled = 0
        for page_id, (queued, state, due) in self.rows.items():
            waits = state == "planned" and due > at.timestamp()
            is_meant = (queued.page.incident or "") == incident and (not only or page_id in only)
            if is_meant and waits and queued.page.kind not in keep:
                self.rows[page_id] = (queued, "cancelled", due)
                self._details[page_id] = f"{reason} at {at.isoformat()}"
                cancelled += 1
        return cancelled

    def withdrawn(self, incident: str) -> list[str]:
        """See store_port.Pages."""
        return [
            page_id
            for page_id, (queued, state, _) in self.rows.items()
            if (queued.page.incident or "") == incident and state == "cancelled"
        ]

    def lease(self, now: datetime, *, boot: str, limit: int, seconds: float) -> list[Leased]:
        """See store_port.Pages."""
        due = [
            (at, page_id) for page_id, (_, state, at) in self.rows.items() if state in ("planned", "retry", "unknown")
        ]
        leased = []
        for at, page_id in sorted(due)[:limit]:
            if at <= now.timestamp():
                queued, state, _ = self.rows[page_id]
                self.rows[page_id] = (queued, "leased", now.timestamp() + seconds)
                self._leased[page_id] = boot
                if state == "unknown":
                    self._unanswered.add(page_id)
                leased.append(
                    Leased(
                        queued=queued,
                        attempt=1,
                        is_repeat=page_id in self._repeats | self._unanswered,
                        was_unanswered=page_id in self._unanswered,
                    )
                )
        return leased

    def instants(self, page_ids: Sequence[str]) -> dict[str, Instants]:
        """See store_port.Pages."""
        found = {}
        for page_id in page_ids:
            if page_id in self.rows:
                is_listed = self.rows[page_id][1] == "listed"
                found[page_id] = self._instants.get(self._details[page_id] if is_listed else page_id, Instants())
        return found

    def settle(self, receipt: Receipt) -> None:
        """See store_port.Pages."""
        known = self._instants.get(receipt.page_id, Instants())
        is_taken = receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED)
        self._instants[receipt.page_id] = Instants(
            sent_at=known.sent_at or receipt.sent_at,
            accepted_at=known.accepted_at or (receipt.at if is_taken else None),
            delivered_at=known.delivered_at or (receipt.at if receipt.outcome is Outcome.DELIVERED else None),
        )
        taken = self.receipts.get(receipt.page_id)
        # What is told of a page after it was taken says nothing of the attempt that took it.
        if taken is None or taken.outcome is not Outcome.ACCEPTED:
            self.receipts[receipt.page_id] = receipt
        if receipt.may_have_arrived:
            self._repeats.add(receipt.page_id)
        row = self.rows.get(receipt.page_id)
        if row is not None and row[1] not in ("delivered", "dead", "cancelled"):
            due = (receipt.next_at or receipt.at).timestamp()
            self.rows[receipt.page_id] = (row[0], str(receipt.outcome), due)
            self._details[receipt.page_id] = receipt.detail

    def forget_leases(self, boot: str, now: datetime) -> int:
        """See store_port.Pages."""
        lost = [one for one, (_, state, _) in self.rows.items() if state == "leased" and self._leased.get(one) != boot]
        for page_id in lost:
            self.rows[page_id] = (self.rows[page_id][0], "unknown", now.timestamp())
        return len(lost)

    def set_back(self, was: datetime, at: datetime) -> None:
        """See store_port.Pages."""
        ahead, now = (was - at).total_seconds(), at.timestamp()
        for page_id, (queued, state, due) in self.rows.items():
            is_waiting = state in ("retry", "unknown") or (state == "planned" and queued.page.at > at)
            if is_waiting and due > now:
                self.rows[page_id] = (queued, state, max(due - ahead, now))

    def next_due(self) -> datetime | None:
        """See store_port.Pages."""
        due = [at for _, state, at in self.rows.values() if state in ("planned", "retry", "unknown")]
        return datetime.fromtimestamp(min(due), UTC) if due else None

    def due(self, now: datetime) -> tuple[int, datetime | None]:
        """See store_port.Pages."""
        pages = [
            queued.page
            for queued, state, at in self.rows.values()
            if (state == "planned" and at <= now.timestamp()) or state in ("retry", "unknown")
        ]
        return len(pages), min((page.hold_until or page.at for page in pages), default=None)

    def unsent(self) -> int:
        """See store_port.Pages."""
        return sum(state in ("planned", "retry", "unknown", "leased") for _, state, _ in self.rows.values())

    def all(self) -> list[QueuedState]:
        """See store_port.Pages."""
        return [(queued, state, self._details.get(one, "")) for one, (queued, state, _) in self.rows.items()]

    def of_incident(self, incident: str) -> list[QueuedState]:
        """See store_port.Pages."""
        return [row for row in self.all() if row[0].page.incident == incident]

    def some(self, page_ids: Sequence[str]) -> list[QueuedState]:
        """See store_port.Pages."""
        return [row for row in self.all() if row[0].page.page_id in page_ids]

    def accepted(self, page_id: str) -> Receipt | None:
        """Return the receipt of a page that was taken."""
        receipt = self.receipts.get(page_id)
        return receipt if receipt and receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED) else None


class MemoryStore(Unbroken):
    """A store without a disk; implements store_port.Store. Nothing can fail here, so a transaction is nothing.

    keep_events: whether the log can be read again; a replay of a million mentions has no use for it.
    counted, incidents, decisions: what stories and replays look at.
    """

    faults: tuple[type[Exception], ...] = ()

    def __init__(self, *, keep_events: bool = True) -> None:
        self.pages = MemoryPages()
        self.read_model = MemoryReadModel(self)
        self.history = MemoryHistory(self)
        self.erasable = MemoryErasable(self)
        self.aging = MemoryAging(self)
        self.log: dict[int, Written] = {}
        self.kept_posts: OrderedDict[str, tuple[float, str, bytes]] = OrderedDict()  # key to instant, author, post
        self.rejected: list[tuple[float, Reject]] = []
        self.incidents: dict[str, Incident] = {}
        self.decisions: list[KeepDecision] = []
        self.counted: dict[str, int] = {}
        self._keep_events = keep_events
        self._texts_for = KEPT_TEXTS
        self._keys: dict[bytes, int] = {}
        self._watches: dict[str, None] = {}  # of which some post was kept
        self._cursors: dict[str, str] = {}
        self._meta: dict[str, str] = {}
        self._parts: dict[str, bytes] = {}
        self._saved_seq = 0
        self._seq = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See store_port.Store."""
        yield

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """See store_port.Store. What failed is not undone: who uses it for that needs a disk."""
        yield

    # --- the log --------------------------------------------------------------------------------------------------

    def append(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        """See store_port.Log."""
        if (seq := self._seq_of(entry.key)) is not None:
            return self._known(entry, at, seq)
        self._seq += 1
        if entry.key is not None:
            self._keys[_short(entry.key)] = self._seq
        if self._keep_events:
            self.log[self._seq] = Written(at.timestamp(), entry.key, entry.event)
        if isinstance(entry.event, HouseLoaded):
            self._texts_for = KEPT_TEXTS if entry.event.house.weekly is None else WEEK_OF_TEXTS
        if entry.post is not None and entry.key is not None:
            self._keep_post(entry, at)
        return Appended.NEW, self._seq

    def _seq_of(self, key: str | None) -> int | None:
        return None if key is None else self._keys.get(_short(key))

    def _known(self, entry: Entry, at: datetime, seq: int) -> tuple[Appended, int]:
        last = self.kept_posts.get(entry.key or "")
        if last is None or entry.post is None:
            return Appended.DUPLICATE, seq
        owner = brought_by(last[2])
        if not may_change(owner, entry.source, is_own=entry.is_own):
            return Appended.FOREIGN, seq
        if entry.is_own and owner not in ("", entry.source):
            self._keep_post(entry, at)
            return Appended.TAKEN_OVER, seq
        if text_of(last[2]) == text_of(entry.post):
            if not has_grown(last[2], entry.post):
                return Appended.DUPLICATE, seq
            self.kept_posts[entry.key or ""] = (last[0], last[1], entry.post)
            return Appended.GREW, seq
        self._keep_post(entry, at)
        return Appended.EDITED, seq

    def _keep_post(self, entry: Entry, at: datetime) -> None:
        key, now = entry.key or "", at.timestamp()
        self._watches[watch_of(key)] = None
        self.kept_posts.pop(key, None)
        self.kept_posts[key] = (now, entry.author or "", entry.post or b"")
        while self.kept_posts and next(iter(self.kept_posts.values()))[0] < now - self._texts_for:
            self.kept_posts.popitem(last=False)

    def read(self, after: int, *, until: int | None = None) -> Iterator[tuple[int, Event]]:
        """See store_port.Log."""
        for seq in range(after + 1, (self._seq if until is None else min(until, self._seq)) + 1):
            if (one := self.log.get(seq)) is not None and not one.is_poisoned:
                yield seq, one.event

    @property
    def last_seq(self) -> int:
        """See store_port.Log."""
        return self._seq

    def poison(self, entry: Entry, at: datetime, why: str) -> int:
        """See store_port.Log. Its key stays known, its text is not kept."""
        self.kept_posts.pop(entry.key or "", None)
        self.rejected.append((at.timestamp(), Reject(reason=why, body="")))
        if (seq := self._seq_of(entry.key)) is not None:
            self.log.pop(seq, None)
            return 0
        self._seq += 1
        if entry.key is not None:
            self._keys[_short(entry.key)] = self._seq
        return self._seq

    def set_aside(self, seq: int, why: str, *, is_readable: bool = True) -> None:  # noqa: ARG002 - values do not break
        """See store_port.Log."""
        one = self.log[seq]
        self.log[seq] = one._replace(is_poisoned=True)
        self.rejected.append((one.at, Reject(reason=why, body="")))

    def posts(self, keys: Sequence[str], *, until: int | None = None) -> dict[str, bytes]:  # noqa: ARG002
        """See store_port.Log."""
        return {key: self.kept_posts[key][2] for key in keys if key in self.kept_posts}

    def erase(self, platform: str, post_id: str, *, by: str | None = None) -> int:
        """See store_port.Log."""
        keys = [key_of(watch, platform, post_id) for watch in self._watches]
        if by is not None:
            keys = [key for key in keys if key in self.kept_posts and self._is_of(key, by)]
        return sum(self.kept_posts.pop(key, None) is not None for key in keys)

    def _is_of(self, key: str, source: str) -> bool:
        return may_change(brought_by(self.kept_posts[key][2]), source, is_own=False)

    def reject(self, source: str, reject: Reject, at: datetime) -> None:  # noqa: ARG002
        """See store_port.Log."""
        self.rejected.append((at.timestamp(), reject))

    def move_cursor(self, source: str, cursor: str) -> None:
        """See store_port.Log."""
        self._cursors[source] = cursor

    def cursors(self) -> dict[str, str]:
        """See store_port.Log."""
        return dict(self._cursors)

    def count(self, name: str, by: int = 1) -> None:
        """See store_port.Log."""
        self.counted[name] = self.counted.get(name, 0) + by

    def counters(self) -> dict[str, int]:
        """See store_port.Log."""
        return dict(self.counted)

    # --- the checkpoint and the rest ------------------------------------------------------------------------------

    def save(self, seq: int, parts: dict[str, bytes]) -> None:
        """See store_port.Checkpoint."""
        self._saved_seq = seq
        self._parts |= parts
        self.set_meta("snapshot_seq", str(seq))

    def load(self) -> tuple[int, dict[str, bytes]]:
        """See store_port.Checkpoint."""
        return self._saved_seq, {key: body for key, body in self._parts.items() if not key.startswith("intake/")}

    def keep_part(self, key: str, body: bytes) -> None:
        """See store_port.Checkpoint."""
        self._parts[key] = body

    def part(self, key: str) -> bytes | None:
        """See store_port.Checkpoint."""
        return self._parts.get(key)

    def meta(self, key: str) -> str | None:
        """See store_port.Store."""
        return self._meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        """See store_port.Store."""
        self._meta[key] = value

    @property
    def place(self) -> str:
        """See store_port.Store."""
        return "memory"

    def look(self) -> None:
        """See store_port.Store."""

    def refusal(self) -> str | None:
        """See store_port.Ownership."""
        return None

    def backup(
        self,
        target: Path,
        *,
        beside: Mapping[str, bytes] | None = None,  # noqa: ARG002
        with_damage: bool = False,  # noqa: ARG002
    ) -> tuple[str, ...]:
        """See store_port.Store."""
        raise UsageError(f"{target}: a store in memory has nothing to copy")

    def damage_of(self, error: BaseException) -> StoreDamaged | None:
        """See store_port.Store."""
        return error if isinstance(error, StoreDamaged) else None

    def close(self) -> None:
        """See store_port.Store."""


def _short(key: str) -> bytes:
    """Return 16 bytes in the place of a key: a replay of a million mentions stays small."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
