"""What an erasure reads and writes anew: decoded values, so that no word of our own formats is ever taken for a name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple

import msgspec

from alertd.erasure_port import Place, PostPlace, Saying, Told
from alertd.model.commands import KeepDecision
from alertd.model.events import Event
from alertd.model.incident import Incident
from alertd.store import left_out
from alertd.store.database import Database
from alertd.store.outbox import page_in, sealed_page
from alertd.store.sealing import opened, sealed

OVERWRITES = "overwrites"  # the fact that nothing was deleted here without overwriting it
SMALL = 200_000_000  # bytes of a file that is written anew in a second or two


class _Table(NamedTuple):
    """Where something that was said is kept, and how."""

    name: str
    key: str
    decode: Callable[[bytes], Saying]
    encode: Callable[[Any], bytes]


_TOLD = {
    Told.PAGE: _Table("outbox", "page_id", page_in, sealed_page),
    Told.DECISION: _Table("decision", "id", msgspec.json.Decoder(KeepDecision).decode, msgspec.json.encode),
    Told.INCIDENT: _Table("incident", "id", msgspec.json.Decoder(Incident).decode, msgspec.json.encode),
}


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

    def rejected(self, after: int, most: int) -> list[tuple[int, str]]:
        """See erasure_port.Erasable."""
        return self._db.execute(
            "SELECT id, body FROM rejected WHERE id > ? AND body != '' ORDER BY id LIMIT ?", (after, most)
        ).fetchall()

    def blank(self, number: int) -> None:
        """See erasure_port.Erasable."""
        self._db.execute("UPDATE rejected SET body = '' WHERE id = ?", (number,))

    def told(self, what: Told, after: Place, most: int) -> list[tuple[Place, Saying | None]]:
        """See erasure_port.Erasable."""
        name, key, decode, _ = _TOLD[what]
        rows = self._db.execute(
            f"SELECT {key}, body FROM {name} WHERE {key} > ? ORDER BY {key} LIMIT ?",  # noqa: S608 - our own words
            (after, most),
        ).fetchall()
        return [(place, left_out.readable(body, f"{what} {place}", decode)) for place, body in rows]

    def tell_again(self, what: Told, place: Place, said: Saying) -> None:
        """See erasure_port.Erasable."""
        self._write(what, place, _TOLD[what].encode(said))

    def blank_unreadable(self, what: Told, place: Place, names: Collection[str]) -> None:
        """See erasure_port.Erasable."""
        name, key, decode, _ = _TOLD[what]
        ((body,),) = self._db.execute(f"SELECT body FROM {name} WHERE {key} = ?", (place,)).fetchall()  # noqa: S608 - as above
        if _is_lost(bytes(body), decode, [msgspec.json.encode(one)[1:-1] for one in names if one]):
            self._write(what, place, b"")

    def _write(self, what: Told, place: Place, body: bytes) -> None:
        name, key, *_ = _TOLD[what]
        self._db.execute(f"UPDATE {name} SET body = ? WHERE {key} = ?", (body, place))  # noqa: S608 - as above

    def scrub(self, *, patient: bool = False) -> bool:
        """See erasure_port.Erasable. What is deleted is overwritten (secure_delete), but lies on in the write-ahead log."""
        is_whole = self._is_overwriting() or self._written_anew(patient=patient)
        return self._emptied() and is_whole

    def let_go(self) -> None:
        """See erasure_port.Erasable. Nothing is kept beside it."""

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
