"""The store in memory: for replays and stories. It forgets texts after two days of event time, which no page quotes."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.events import Event
from alertd.model.incident import Incident
from alertd.model.page import Outcome, Receipt
from alertd.ports import Appended, Entry, Leased, QueuedPage, Reject

KEPT_TEXTS = 48 * 3600.0


class MemoryPages:
    """The outbox, as a dict in order of decision."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[QueuedPage, str, float]] = {}
        self.receipts: dict[str, Receipt] = {}

    def queue(self, queued: QueuedPage) -> bool:
        """See ports.Pages."""
        page = queued.page
        if page.page_id in self.rows:
            return False
        self.rows[page.page_id] = (queued, "planned", (page.hold_until or page.at).timestamp())
        return True

    def cancel(
        self,
        incident: str,
        reason: str,  # noqa: ARG002 - the port's names
        keep: Sequence[str],
        at: datetime,
        only: Sequence[str] = (),
    ) -> int:
        """See ports.Pages. What was due before stays: in a replay it counts as sent."""
        cancelled = 0
        for page_id, (queued, state, due) in self.rows.items():
            waits = state == "planned" and due > at.timestamp()
            is_meant = queued.page.incident == incident and (not only or page_id in only)
            if is_meant and waits and queued.page.kind not in keep:
                self.rows[page_id] = (queued, "cancelled", due)
                cancelled += 1
        return cancelled

    def lease(self, now: datetime, *, boot: str, limit: int, seconds: float) -> list[Leased]:  # noqa: ARG002
        """See ports.Pages."""
        due = [
            (at, page_id) for page_id, (_, state, at) in self.rows.items() if state in ("planned", "retry", "unknown")
        ]
        leased = []
        for at, page_id in sorted(due)[:limit]:
            if at <= now.timestamp():
                queued, state, _ = self.rows[page_id]
                self.rows[page_id] = (queued, "leased", now.timestamp() + seconds)
                leased.append(Leased(queued=queued, attempt=1, is_repeat=state == "unknown"))
        return leased

    def settle(self, receipt: Receipt) -> None:
        """See ports.Pages."""
        self.receipts[receipt.page_id] = receipt
        row = self.rows.get(receipt.page_id)
        if row is not None and row[1] not in ("delivered", "dead", "cancelled"):
            due = (receipt.next_at or receipt.at).timestamp()
            self.rows[receipt.page_id] = (row[0], str(receipt.outcome), due)

    def set_back(self, was: datetime, at: datetime) -> None:
        """See ports.Pages."""
        ahead, now = (was - at).total_seconds(), at.timestamp()
        for page_id, (queued, state, due) in self.rows.items():
            is_waiting = state in ("retry", "unknown") or (state == "planned" and queued.page.at > at)
            if is_waiting and due > now:
                self.rows[page_id] = (queued, state, max(due - ahead, now))

    def next_due(self) -> datetime | None:
        """See ports.Pages."""
        due = [at for _, state, at in self.rows.values() if state in ("planned", "retry", "unknown")]
        return datetime.fromtimestamp(min(due), UTC) if due else None

    def accepted(self, page_id: str) -> Receipt | None:
        """Return the receipt of a page that was taken."""
        receipt = self.receipts.get(page_id)
        return receipt if receipt and receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED) else None


class MemoryStore:
    """Log, checkpoint and outbox without a disk."""

    def __init__(self, *, keep_events: bool = True) -> None:
        self.pages = MemoryPages()
        self.events: list[Event] = []
        self.rejected: list[tuple[str, Reject]] = []
        self.incidents: dict[str, Incident] = {}
        self.decisions: list[KeepDecision] = []
        self._keep_events = keep_events
        self._keys: dict[bytes, int] = {}
        self._posts: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._watches: dict[str, None] = {}  # of which some post was kept
        self._cursors: dict[str, str] = {}
        self.counters: dict[str, int] = {}
        self._parts: tuple[int, dict[str, bytes]] = (0, {})
        self._seq = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Nothing can fail here."""
        yield

    def append(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
        """See ports.Log."""
        if entry.key is not None:
            # 16 bytes a key instead of the key: a replay of a million mentions stays small
            short = blake2b(entry.key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            seq = self._keys.get(short)
            if seq is not None:
                return self._known(entry, at, seq)
            self._keys[short] = self._seq + 1
        self._seq += 1
        if self._keep_events:
            self.events.append(entry.event)
        if entry.post is not None and entry.key is not None:
            self._keep_post(entry.key, entry.post, at)
        return Appended.NEW, self._seq

    def _known(self, entry: Entry, at: datetime, seq: int) -> tuple[Appended, int]:
        last = self._posts.get(entry.key or "")
        if last is None or entry.post is None or _text(last[1]) == _text(entry.post):
            return Appended.DUPLICATE, seq
        self._keep_post(entry.key or "", entry.post, at)
        return Appended.EDITED, seq

    def _keep_post(self, key: str, post: bytes, at: datetime) -> None:
        now = at.timestamp()
        self._watches[key.partition("\x1f")[0]] = None
        self._posts.pop(key, None)
        self._posts[key] = (now, post)
        while self._posts and next(iter(self._posts.values()))[0] < now - KEPT_TEXTS:
            self._posts.popitem(last=False)

    def read(self, after: int, *, until: int | None = None) -> Iterator[tuple[int, Event]]:
        """See ports.Log."""
        yield from enumerate(self.events[after:until], after + 1)

    def poison(self, entry: Entry, at: datetime, why: str) -> int:  # noqa: ARG002
        """Keep an event that the engine cannot fold: its key stays known, its text is not kept."""
        self._posts.pop(entry.key or "", None)
        self.rejected.append(("engine", Reject(reason=why, body="")))
        return 0

    def posts(self, keys: Sequence[str], *, until: int | None = None) -> dict[str, bytes]:  # noqa: ARG002
        """See ports.Log."""
        return {key: self._posts[key][1] for key in keys if key in self._posts}

    def erase(self, platform: str, post_id: str) -> int:
        """See ports.Log."""
        keys = [f"{watch}\x1f{platform}\x1f{post_id}" for watch in self._watches]
        gone = [key for key in keys if key in self._posts]
        for key in gone:
            del self._posts[key]
        return len(gone)

    def reject(self, source: str, reject: Reject, at: datetime) -> None:  # noqa: ARG002
        """See ports.Log."""
        self.rejected.append((source, reject))

    def move_cursor(self, source: str, cursor: str) -> None:
        """See ports.Log."""
        self._cursors[source] = cursor

    def cursors(self) -> dict[str, str]:
        """See ports.Log."""
        return dict(self._cursors)

    def count(self, name: str, by: int = 1) -> None:
        """See ports.Log."""
        self.counters[name] = self.counters.get(name, 0) + by

    def save(self, seq: int, parts: dict[str, bytes]) -> None:
        """See ports.Checkpoint."""
        self._parts = (seq, {**self._parts[1], **parts})

    def load(self) -> tuple[int, dict[str, bytes]]:
        """See ports.Checkpoint."""
        return self._parts

    def keep_incident(self, incident: Incident) -> None:
        """Write down how an incident stands."""
        self.incidents[incident.id] = incident

    def keep_decision(self, decision: KeepDecision) -> None:
        """Remember why."""
        self.decisions.append(decision)


def _text(body: bytes) -> object:
    return msgspec.json.decode(body).get("text", "")
