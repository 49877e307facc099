"""The outbox table: planned, leased, accepted, delivered; retry, unknown, dead, cancelled; listed: a list tells it, named in its detail.

No send without a committed lease. After a restart a lease of another boot is unknown: it is sent again under the same
id and says "possible repeat", since nobody can know whether the provider took it. So does what a provider answered in words that
leave it open; that one stays retry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from alertd.model.page import Instants, Outcome, Page, PageKind, Receipt
from alertd.model.rule import Severity
from alertd.ports import Leased, QueuedPage
from alertd.store import left_out
from alertd.store.database import Database
from alertd.store.sealing import seal, unsealed

_queued = msgspec.json.Decoder(QueuedPage)
DAMAGED = "its bytes in the outbox are not what was written; look at the disk"

_MOST_LOOKED_AT = 500  # pages, the first that were decided, when it is asked how long they wait
_AT_ONCE = 500  # question marks in one statement


def sealed_page(queued: QueuedPage) -> bytes:
    """Return a page as the outbox keeps it, with a sum: a letter that the disk has changed must not go out."""
    return seal(msgspec.json.encode(queued))


def page_in(body: bytes) -> QueuedPage:
    """Return a page of the outbox. Raises what left_out.UNREADABLE names."""
    return unsealed(body, _queued.decode)


def _whole(rows: Iterable[tuple[str, bytes, str, str]]) -> list[tuple[QueuedPage, str, str]]:
    found = (
        (left_out.readable(body, f"page {page_id}", page_in), state, detail) for page_id, body, state, detail in rows
    )
    return [(queued, state, detail) for queued, state, detail in found if queued is not None]


def _at(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _what_is_left(page_id: str, now: datetime, ids: tuple[str | None, str, str, str]) -> QueuedPage:
    """Return what the columns beside a damaged page still say of it: whose it was, and by which channel.

    ids: its incident, kind, person and channel.
    """
    incident, kind, person, channel = ids
    page = Page(
        page_id=page_id,
        kind=PageKind(kind) if kind in PageKind.__members__.values() else PageKind.PAGE,
        at=now,
        watch="",
        severity=Severity.CRISIS,
        to=person,
        channel=channel,
        to_address="",
        incident=incident,
    )
    return QueuedPage(page=page, title="", text="", link="")


class OutboxTable:
    """Pages of one store; the caller owns the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def queue(self, queued: QueuedPage, *, told_in: str = "") -> bool:
        """See store_port.Pages."""
        page = queued.page
        due = page.hold_until or page.at
        done = self._db.execute(
            "INSERT INTO outbox (page_id, ordinal, incident, kind, person, channel, state, detail, due, body, link) "
            "VALUES (?, (SELECT coalesce(max(ordinal), 0) + 1 FROM outbox), ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                page.page_id,
                page.incident,
                page.kind,
                page.to,
                page.channel,
                "listed" if told_in else "planned",
                told_in,
                due.timestamp(),
                sealed_page(queued),
                queued.link.rpartition("/")[2] or None,
            ),
        )
        return done.rowcount == 1

    def of_link(self, token: str) -> Page | None:
        """Return the page whose link ends with this token, None where there is none."""
        row = self._db.execute("SELECT page_id, body FROM outbox WHERE link = ?", (token,)).fetchone()
        queued = None if row is None else left_out.readable(row[1], f"page {row[0]}", page_in)
        return None if queued is None else queued.page

    def cancel(self, incident: str, reason: str, keep: Sequence[str], at: datetime, only: Sequence[str] = ()) -> int:
        """See store_port.Pages. What is being sent right now is left to end, but not tried again."""
        owner = "incident = ?" if incident else "incident IS NULL AND ? = ''"
        where = owner
        if keep:
            where += f" AND kind NOT IN ({','.join('?' * len(keep))})"
        if only:
            where += f" AND page_id IN ({','.join('?' * len(only))})"
        detail = f"{reason} at {at.isoformat()}"
        self._db.execute(
            f"UPDATE outbox SET is_cancelled = 1 WHERE {where} AND state = 'leased'",  # noqa: S608 - only question marks
            (incident, *keep, *only),
        )
        return self._db.execute(
            f"UPDATE outbox SET state = 'cancelled', detail = ? WHERE {where} AND state IN ('planned', 'retry', 'unknown')",  # noqa: S608
            (detail, incident, *keep, *only),
        ).rowcount

    def withdrawn(self, incident: str) -> list[str]:
        """Return the ids of its pages that must not begin any more, those that are leased right now included."""
        owner = "incident = ?" if incident else "incident IS NULL AND ? = ''"
        rows = self._db.execute(
            f"SELECT page_id FROM outbox WHERE {owner} AND (is_cancelled = 1 OR state = 'cancelled') ORDER BY ordinal",  # noqa: S608
            (incident,),
        )
        return [page_id for (page_id,) in rows]

    def lease(self, now: datetime, *, boot: str, limit: int, seconds: float) -> list[Leased]:
        """See store_port.Pages."""
        rows = self._db.execute(
            "SELECT page_id, state, attempt, is_repeat, is_unanswered, body, incident, kind, person, channel FROM outbox "
            "WHERE state IN ('planned', 'retry', 'unknown') AND due <= ? ORDER BY due, ordinal LIMIT ?",
            (now.timestamp(), limit),
        ).fetchall()
        leased = []
        for page_id, state, attempt, was_repeat, was_unanswered, body, *ids in rows:
            is_unanswered = bool(was_unanswered) or state == "unknown"
            is_repeat = bool(was_repeat) or is_unanswered
            self._db.execute(
                "UPDATE outbox SET state = 'leased', attempt = ?, is_repeat = ?, is_unanswered = ?, boot = ?, due = ? "
                "WHERE page_id = ?",
                (attempt + 1, int(is_repeat), int(is_unanswered), boot, now.timestamp() + seconds, page_id),
            )
            queued = left_out.readable(body, f"page {page_id}", page_in)
            leased.append(
                Leased(
                    queued=_what_is_left(page_id, now, tuple(ids)) if queued is None else queued,
                    attempt=attempt + 1,
                    is_repeat=is_repeat,
                    was_unanswered=is_unanswered,
                    damage=DAMAGED if queued is None else "",
                )
            )
        return leased

    def settle(self, receipt: Receipt) -> None:
        """See store_port.Pages. A page that was cancelled while it was being sent stays what the provider made of it."""
        state = str(receipt.outcome)
        due = (receipt.next_at or receipt.at).timestamp()
        self._db.execute(
            "UPDATE outbox SET state = CASE WHEN is_cancelled = 1 AND ? IN ('retry', 'unknown') THEN 'cancelled' ELSE ? END, "
            "due = ?, detail = ?, attempt = ?, is_repeat = CASE WHEN ? = 1 THEN 1 ELSE is_repeat END, sent = coalesce(sent, ?), "
            "accepted = coalesce(accepted, ?), delivered = coalesce(delivered, ?) "
            "WHERE page_id = ? AND state NOT IN ('delivered', 'dead', 'cancelled')",
            (
                state,
                state,
                due,
                receipt.detail,
                receipt.attempt,  # a page that was given back for its turn was not tried
                int(receipt.outcome is Outcome.UNKNOWN or receipt.may_have_arrived),
                None if receipt.sent_at is None else receipt.sent_at.timestamp(),
                receipt.at.timestamp() if receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED) else None,
                receipt.at.timestamp() if receipt.outcome is Outcome.DELIVERED else None,
                receipt.page_id,
            ),
        )

    def set_back(self, was: datetime, at: datetime) -> None:
        """See store_port.Pages. What was held back before the clock went wrong keeps its time."""
        ahead, now = (was - at).total_seconds(), at.timestamp()
        rows = self._db.execute(
            "SELECT page_id, state, due, body FROM outbox WHERE state IN ('planned', 'retry', 'unknown') AND due > ?",
            (now,),
        ).fetchall()
        for page_id, state, due, body in rows:
            queued = None if state != "planned" else left_out.readable(body, f"page {page_id}", page_in)
            if queued is None or queued.page.at > at:
                self._db.execute("UPDATE outbox SET due = ? WHERE page_id = ?", (max(due - ahead, now), page_id))

    def forget_leases(self, boot: str, now: datetime) -> int:
        """After a restart: what another boot had in its hands is unknown, and due at once. Never dead: that loses pages."""
        return self._db.execute(
            "UPDATE outbox SET state = 'unknown', is_repeat = 1, due = ? WHERE state = 'leased' AND (boot IS NULL OR boot != ?)",
            (now.timestamp(), boot),
        ).rowcount

    def next_due(self) -> datetime | None:
        """See store_port.Pages."""
        row = self._db.execute("SELECT min(due) FROM outbox WHERE state IN ('planned', 'retry', 'unknown')").fetchone()
        return None if row[0] is None else datetime.fromtimestamp(row[0], UTC)

    def all(self) -> list[tuple[QueuedPage, str, str]]:
        """Return (page, state, detail) of every page, in the order they were decided."""
        return _whole(self._db.execute("SELECT page_id, body, state, detail FROM outbox ORDER BY ordinal"))

    def of_incident(self, incident: str) -> list[tuple[QueuedPage, str, str]]:
        """Return the pages of an incident, with their state and detail."""
        rows = self._db.execute(
            "SELECT page_id, body, state, detail FROM outbox WHERE incident = ? ORDER BY ordinal", (incident,)
        )
        return _whole(rows)

    def some(self, page_ids: Sequence[str]) -> list[tuple[QueuedPage, str, str]]:
        """Return some pages by id, with their state and detail."""
        if not page_ids:
            return []
        marks = ",".join("?" * len(page_ids))
        rows = self._db.execute(
            f"SELECT page_id, body, state, detail FROM outbox WHERE page_id IN ({marks}) ORDER BY ordinal",  # noqa: S608 - only question marks
            tuple(page_ids),
        )
        return _whole(rows)

    def instants(self, page_ids: Sequence[str]) -> dict[str, Instants]:
        """See store_port.Pages."""
        found: dict[str, Instants] = {}
        for begin in range(0, len(page_ids), _AT_ONCE):
            some = tuple(page_ids[begin : begin + _AT_ONCE])
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                "SELECT own.page_id, told.sent, told.accepted, told.delivered FROM outbox own JOIN outbox told "  # noqa: S608
                "ON told.page_id = CASE WHEN own.state = 'listed' THEN own.detail ELSE own.page_id END "
                f"WHERE own.page_id IN ({marks})",
                some,
            )
            for page_id, sent, accepted, delivered in rows:
                found[page_id] = Instants(sent_at=_at(sent), accepted_at=_at(accepted), delivered_at=_at(delivered))
        return found

    def due(self, now: datetime) -> tuple[int, datetime | None]:
        """See store_port.Pages."""
        # `due` of a page that was tried is that of its next try: since when it waits stands in the page.
        rows = self._db.execute(
            "SELECT page_id, body FROM outbox WHERE (state = 'planned' AND due <= ?) OR state IN ('retry', 'unknown') "
            "ORDER BY ordinal LIMIT ?",
            (now.timestamp(), _MOST_LOOKED_AT),
        ).fetchall()
        pages = [queued.page for queued in left_out.each(rows, "page", page_in)]
        return len(rows), min((page.hold_until or page.at for page in pages), default=None)

    def unsent(self) -> int:
        """Return how many pages are due or being sent."""
        return int(
            self._db.execute(
                "SELECT count(*) FROM outbox WHERE state IN ('planned', 'retry', 'unknown', 'leased')"
            ).fetchone()[0]
        )
