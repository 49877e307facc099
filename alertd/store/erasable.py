"""What an erasure reads and writes anew: decoded values, so that no word of our own formats is ever taken for a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import msgspec

from alertd.erasure_port import PostPlace
from alertd.model.commands import KeepDecision
from alertd.model.events import Event
from alertd.model.incident import Incident
from alertd.ports import QueuedPage
from alertd.store import left_out
from alertd.store.database import Database
from alertd.store.outbox import page_in, sealed_page
from alertd.store.sealing import opened, sealed

OVERWRITES = "overwrites"  # the fact that nothing was deleted here without overwriting it
SMALL = 200_000_000  # bytes of a file that is written anew in a second or two

_decision = msgspec.json.Decoder(KeepDecision)
_incident = msgspec.json.Decoder(Incident)


class ErasableTables:
    """The tables of one store that hold people's names and texts. The caller owns the transaction.

    before_emptied: called before the write-ahead log is emptied.
    """

    def __init__(self, db: Database, *, before_emptied: Callable[[], object] = lambda: None) -> None:
        self._db = db
        self._before_emptied = before_emptied

    def posts(self, after: PostPlace, most: int) -> list[tuple[PostPlace, str, bytes]]:
        """See erasure_port.Erasable."""
        rows = self._db.execute(
            "SELECT key, seq, author, body FROM post WHERE (key, seq) > (?, ?) ORDER BY key, seq LIMIT ?",
            (*after, most),
        ).fetchall()
        return [((key, seq), author, body) for key, seq, author, body in rows]

    def drop_post(self, place: PostPlace) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("DELETE FROM post WHERE key = ? AND seq = ?", place)

    def rewrite_post(self, place: PostPlace, body: bytes) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("UPDATE post SET body = ? WHERE key = ? AND seq = ?", (body, *place))

    def written(self, after: int, until: int) -> list[tuple[int, Event]]:
        """See erasure_port.Erasable."""
        rows = self._db.execute(
            "SELECT seq, body FROM event WHERE seq > ? AND seq <= ? "
            "AND kind IN ('mention_seen', 'mention_edited', 'mention_grew', 'reply_seen', 'poisoned', 'act_taken', "
            "'inbox_act_taken', 'author_noted', 'silence_set')",
            (after, until),
        ).fetchall()
        return [(seq, opened(body, seq, "the store")) for seq, body in rows]

    def rewrite(self, seq: int, event: Event) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("UPDATE event SET body = ? WHERE seq = ?", (sealed(event), seq))

    def rejected(self) -> list[tuple[int, str]]:
        """See erasure_port.Erasable."""
        return self._db.execute("SELECT id, body FROM rejected WHERE body != ''").fetchall()

    def blank(self, number: int) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("UPDATE rejected SET body = '' WHERE id = ?", (number,))

    def requeue(self, queued: QueuedPage) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("UPDATE outbox SET body = ? WHERE page_id = ?", (sealed_page(queued), queued.page.page_id))

    def blank_unreadable(self, names: Collection[str]) -> None:
        """See erasure_port.Erasable."""
        theirs = [msgspec.json.encode(name)[1:-1] for name in names if name]
        for table, name, decode in (
            ("outbox", "page_id", page_in),
            ("decision", "id", _decision.decode),
            ("incident", "id", _incident.decode),
        ):
            rows = self._db.execute(f"SELECT {name}, body FROM {table} ORDER BY {name}").fetchall()  # noqa: S608 - our own words
            for ident, body in rows:
                if _is_lost(bytes(body), decode, theirs):
                    self._db.execute(f"UPDATE {table} SET body = ? WHERE {name} = ?", (b"", ident))  # noqa: S608 - as above

    def decisions(self) -> list[tuple[int, KeepDecision]]:
        """See erasure_port.Erasable."""
        rows = self._db.execute("SELECT id, body FROM decision ORDER BY id").fetchall()
        read = ((number, left_out.readable(body, f"decision {number}", _decision.decode)) for number, body in rows)
        return [(number, decision) for number, decision in read if decision is not None]

    def decide_again(self, number: int, decision: KeepDecision) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("UPDATE decision SET body = ? WHERE id = ?", (msgspec.json.encode(decision), number))

    def scrub(self, *, patient: bool = False) -> bool:
        """See erasure_port.Erasable. What is deleted is overwritten (secure_delete), but lies on in the write-ahead log."""
        is_whole = self._is_overwriting() or self._written_anew(patient=patient)
        return self._emptied() and is_whole

    def _is_overwriting(self) -> bool:
        """Whether everything that was ever deleted here was overwritten."""
        return self._db.execute("SELECT 1 FROM meta WHERE key = ?", (OVERWRITES,)).fetchone() is not None

    def _written_anew(self, *, patient: bool) -> bool:
        """Write a file of an older release anew; return whether it was."""
        pages, size = (self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if pages * size > SMALL and not patient:
            return False
        self._db.execute("VACUUM")
        self._db.execute("INSERT INTO meta VALUES (?, '1') ON CONFLICT DO NOTHING", (OVERWRITES,))
        return True

    def _emptied(self) -> bool:
        """Empty the write-ahead log, unless somebody reads from it just now."""
        self._before_emptied()
        patience = self._db.execute("PRAGMA busy_timeout").fetchone()[0]
        self._db.execute("PRAGMA busy_timeout = 100")  # the engine waits meanwhile
        try:
            is_busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {patience}")
        return not is_busy


def _is_lost(body: bytes, decode: Callable[[bytes], object], theirs: Iterable[bytes]) -> bool:
    """Whether nothing of a row may stay. theirs: names of who is erased, as JSON writes them."""
    try:
        decode(body)
    except msgspec.ValidationError:  # JSON of another form: a newer release's, to which somebody may go back
        return any(name in body for name in theirs)
    except left_out.UNREADABLE:
        return True
    return False
