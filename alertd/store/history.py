"""What reports and takeouts read, while a daemon writes: in short steps, so that its write-ahead log can be folded in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from alertd.model.commands import KeepDecision
from alertd.model.events import CountSeen, Event, MentionSeen, ReplySeen, decode
from alertd.model.glimpse import Glimpse, Turn
from alertd.model.incident import Incident
from alertd.model.mention import Reply, keys_of
from alertd.model.value import Value
from alertd.store import left_out
from alertd.store.aging import OTHERS, WRITTEN
from alertd.store.database import Database
from alertd.store.packing import unpacked
from alertd.store.sealing import if_whole
from alertd.store_port import E

#: What came in; and what tells how well it was seen, for rules about our own eyes and for what is usual; and when the
#: clock was wrong.
_CAME_IN = ("mention_seen", "reply_seen", "count_seen", "source_reported", "scorer_changed", "clock_set_back")
_SEEN = ("mention_seen", "reply_seen", "count_seen", "poisoned")
_STEP = 500  # events read at once
_TURNS = 2_000  # the same, where hardly anything of each is read
_MOST_CALLED = 50  # posts that are looked at for whom a handle means: one on several platforms may be several people
_FIRST_STEP = 220  # the same, for who looks at the newest: a page shows no more
_SPAN = 50_000  # events scanned at once, where only a few of them are wanted
_NEWEST = "(SELECT body FROM post WHERE post.key = event.key ORDER BY post.seq DESC LIMIT 1)"
_decision = msgspec.json.Decoder(KeepDecision)
T = TypeVar("T")


class _Seen(Value, frozen=True, kw_only=True, tag="mention_seen", tag_field="kind"):
    """A mention of the log, as far as a glimpse goes."""

    mention: Glimpse


class _Said(Value, frozen=True, kw_only=True, tag="mention_seen", tag_field="kind", gc=False):
    """A mention of the log, as far as a conversation goes."""

    mention: Turn


_turn: msgspec.json.Decoder[_Said | ReplySeen] = msgspec.json.Decoder(_Said | ReplySeen)
_glimpse: msgspec.json.Decoder[_Seen | CountSeen] = msgspec.json.Decoder(_Seen | CountSeen)
_incident = msgspec.json.Decoder(Incident)


class HistoryTables:
    """The log of one store, and what was decided by it, as reports ask for them."""

    #: How this kind of database asks whether a body holds letters (?1), in either case.
    holds = "instr(lower(CAST(body AS TEXT)), lower(?1)) > 0"

    def __init__(self, db: Database) -> None:
        self._db = db

    def came_in(self, *, step: int = 2_000, with_growth: bool = False) -> Iterator[tuple[Event, bytes | None]]:
        """See store_port.History."""
        kinds = (*_SEEN, "mention_grew") if with_growth else _SEEN
        last, after = self._last_seq, 0
        while after < last:
            rows = self._db.execute(
                f"SELECT seq, body, {_NEWEST} "  # noqa: S608 - our own words
                f"FROM event WHERE seq > ? AND seq <= ? AND kind IN ({_marks(kinds)}) "
                "ORDER BY seq LIMIT ?",
                (after, last, *kinds, step),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            for seq, body, post in rows:
                if (event := if_whole(body, seq, decode)) is not None:
                    yield event, left_out.post(post, seq)

    def came_in_between(self, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Event, bytes | None]]:
        """See store_port.History."""
        span = (begins_at.timestamp(), ends_at.timestamp())
        order = [
            row
            for index in (
                WRITTEN,
                OTHERS,
            )  # in the words of the two indexes by instant: without them the whole log is read
            for row in self._db.execute(
                f"SELECT at, seq FROM event WHERE {index} AND kind IN ({_marks(_CAME_IN)}) AND at >= ? AND at <= ?",  # noqa: S608 - our own words
                (*_CAME_IN, *span),
            )
        ]
        order.sort()
        for start in range(0, len(order), _STEP):
            chunk = [seq for _, seq in order[start : start + _STEP]]
            rows = self._db.execute(
                f"SELECT seq, body, {_NEWEST} FROM event WHERE seq IN ({_marks(chunk)})",  # noqa: S608 - only question marks
                chunk,
            ).fetchall()
            found = {seq: (body, post) for seq, body, post in rows}
            for seq in chunk:
                if seq in found:  # retention may have been here meanwhile
                    body, post = found[seq]
                    if (event := if_whole(body, seq, decode)) is not None:
                        yield event, left_out.post(post, seq)

    def turns(self) -> Iterator[tuple[Turn | Reply, bytes | None]]:
        """See store_port.History. A whole mention of twenty words and its post take nearly twice as long: 7 µs, this 4."""
        last, after = self._last_seq, 0
        while after < last:
            rows = self._db.execute(
                f"SELECT seq, body, CASE WHEN kind = 'reply_seen' THEN {_NEWEST} END "  # noqa: S608 - our own words
                "FROM event WHERE seq > ? AND seq <= ? AND kind IN ('mention_seen', 'reply_seen') ORDER BY seq LIMIT ?",
                (after, last, _TURNS),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            for seq, body, post in rows:
                if (said := _glanced(body, seq, _turn.decode)) is not None:
                    yield (said.mention if isinstance(said, _Said) else said.reply), left_out.post(post, seq)

    def glimpses(self, begins_at: datetime, ends_at: datetime) -> Iterator[Glimpse | CountSeen]:
        """See store_port.History."""
        at, seq = begins_at.timestamp(), 0
        while True:
            rows = self._db.execute(
                f"SELECT at, seq, body FROM event WHERE {WRITTEN} AND kind IN ('mention_seen', 'count_seen') "  # noqa: S608 - our own words
                "AND at >= ?1 AND at <= ?3 AND (at, seq) > (?1, ?2) ORDER BY at, seq LIMIT ?4",
                (at, seq, ends_at.timestamp(), _STEP),
            ).fetchall()
            if not rows:
                return
            at, seq = rows[-1][:2]
            for _, number, body in rows:
                if (seen := _glanced(body, number, _glimpse.decode)) is not None:
                    yield seen.mention if isinstance(seen, _Seen) else seen

    def newest_mentions(
        self, begins_at: datetime, ends_at: datetime, *, watch: str | None = None
    ) -> Iterator[tuple[MentionSeen, bytes | None]]:
        """See store_port.History."""
        # "|| ''": by the index of keys all of a watch would be read and sorted, however little of it is asked for.
        first, end = ("", "") if watch is None else keys_of(watch)
        of_watch = "" if watch is None else "AND (key || '') >= ?4 AND (key || '') < ?5 "
        at, seq, step = ends_at.timestamp(), 0, _FIRST_STEP
        while True:
            rows = self._db.execute(
                f"SELECT at, seq, body, {_NEWEST} FROM event "  # noqa: S608 - our own words
                f"WHERE {WRITTEN} AND kind = 'mention_seen' AND at >= ?1 AND at <= ?2 AND (at, seq) < (?2, ?3) "
                f"{of_watch}ORDER BY at DESC, seq DESC LIMIT ?6",
                (begins_at.timestamp(), at, seq, first, end, step),
            ).fetchall()
            if not rows:
                return
            at, seq = rows[-1][:2]
            step = _STEP
            for _, number, body, post in rows:
                event = if_whole(body, number, decode)
                if isinstance(event, MentionSeen):
                    yield event, left_out.post(post, number)

    def called(self, handle: str, among: int) -> list[str]:
        """See store_port.History."""
        # The letters are sought by SQLite itself, which lets the engine's thread run meanwhile. Only A to Z are the same in either case.
        rows = self._db.execute(
            f"SELECT seq, body FROM (SELECT seq, body FROM event WHERE {WRITTEN} AND kind = 'mention_seen' ORDER BY at DESC, seq DESC LIMIT ?2) newest "  # noqa: S608 - our own words
            f"WHERE {self.holds} LIMIT ?3",
            (f'"handle":{msgspec.json.encode(handle).decode()}', among, _MOST_CALLED),
        ).fetchall()
        read = (if_whole(body, seq, decode) for seq, body in rows)
        found = [event.mention for event in read if isinstance(event, MentionSeen)]
        its = (one for one in found if (one.handle or "").casefold() == handle.casefold())
        return list(dict.fromkeys(f"{one.platform}:{one.author}" for one in its))

    def mentions_by(self, author: str, most: int) -> list[tuple[MentionSeen, bytes | None]]:
        """See store_port.History."""
        rows = self._db.execute(
            f"SELECT seq, body, {_NEWEST} FROM event WHERE kind = 'mention_seen' "  # noqa: S608 - our own words
            "AND key IN (SELECT key FROM post WHERE author = ?) ORDER BY at DESC, seq DESC LIMIT ?",
            (author, most),
        ).fetchall()
        found = ((if_whole(body, seq, decode), left_out.post(post, seq)) for seq, body, post in rows)
        return [(event, post) for event, post in found if isinstance(event, MentionSeen)]

    def replies(self, begins_at: datetime, ends_at: datetime, most: int) -> list[tuple[ReplySeen, bytes | None]]:
        """See store_port.History."""
        rows = self._db.execute(
            f"SELECT seq, body, {_NEWEST} FROM event WHERE seq IN "  # noqa: S608 - our own words
            "(SELECT seq FROM event WHERE kind = 'reply_seen' AND at >= ?1 AND at <= ?2 ORDER BY at DESC, seq DESC LIMIT ?3) "
            "ORDER BY at, seq",
            (begins_at.timestamp(), ends_at.timestamp(), most),
        ).fetchall()
        found = ((if_whole(body, seq, decode), left_out.post(post, seq)) for seq, body, post in rows)
        return [(event, post) for event, post in found if isinstance(event, ReplySeen)]

    def events(self, kind: type[E], since: datetime | None = None) -> Iterator[E]:
        """See store_port.History."""
        for after, until in self._spans():
            rows = self._db.execute(
                "SELECT seq, body FROM event WHERE seq > ? AND seq <= ? AND kind = ? AND at >= ? ORDER BY seq",
                (after, until, _tag(kind), _begins(since)),
            ).fetchall()
            for seq, body in rows:
                event = if_whole(body, seq, decode)
                if isinstance(event, kind):
                    yield event

    def newest(self, kind: type[E]) -> E | None:
        """See store_port.History."""
        before = 2**62
        while row := self._db.execute(
            "SELECT seq, body FROM event WHERE kind = ? AND seq < ? ORDER BY seq DESC LIMIT 1", (_tag(kind), before)
        ).fetchone():
            before, body = row
            event = if_whole(body, before, decode)
            if isinstance(event, kind):
                return event
        return None

    def begins_at(self) -> datetime | None:
        """See store_port.History."""
        row = self._db.execute("SELECT at FROM event ORDER BY seq LIMIT 1").fetchone()
        return None if row is None else datetime.fromtimestamp(row[0], UTC)

    def incidents(self, since: datetime | None = None) -> list[Incident]:
        """See store_port.History."""
        rows = self._db.execute(
            "SELECT id, body FROM incident WHERE opened >= ? ORDER BY opened, id", (_begins(since),)
        ).fetchall()
        return list(left_out.each(rows, "incident", _incident.decode))

    def decisions(self, reasons: Sequence[str], since: datetime | None = None) -> Iterator[KeepDecision]:
        """See store_port.History."""
        rows = self._db.execute(
            f"SELECT id, body FROM decision WHERE at >= ? AND reason IN ({_marks(reasons)}) ORDER BY id",  # noqa: S608 - only question marks
            (_begins(since), *reasons),
        ).fetchall()
        yield from left_out.each(rows, "decision", _decision.decode)

    def brought(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """See store_port.History."""
        found: dict[str, tuple[int, int]] = {}
        for after, until in self._spans():
            # As text: SQLite takes a blob for its own binary form of JSON. What the disk has changed may be no JSON, and no UTF-8.
            rows = self._db.execute(
                "SELECT CAST(coalesce(json_extract(CAST(body AS TEXT), '$.source'), '') AS BLOB), count(*), "
                "sum(coalesce(json_extract(CAST(body AS TEXT), '$.mention.is_filled'), 0)) "
                "FROM event WHERE seq > ? AND seq <= ? AND kind = 'mention_seen' AND at >= ? AND json_valid(CAST(body AS TEXT)) GROUP BY 1",
                (after, until, _begins(since)),
            ).fetchall()
            for name, mentions, filled in rows:
                source = name.decode(errors="replace")
                was = found.get(source, (0, 0))
                found[source] = (was[0] + mentions, was[1] + int(filled))
        return found

    @property
    def _last_seq(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def _spans(self) -> Iterator[tuple[int, int]]:
        last = self._last_seq
        for after in range(0, last, _SPAN):
            yield after, min(after + _SPAN, last)


def _glanced(body: bytes, seq: int, decode: Callable[[bytes], T]) -> T | None:
    """Return what hardly anything is read of: its sum would take as long again, and is asked for only where it cannot be read."""
    try:
        return decode(unpacked(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return if_whole(body, seq, decode)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _begins(since: datetime | None) -> float:
    return float("-inf") if since is None else since.timestamp()


def _tag(kind: type[E]) -> str:
    return str(kind.__struct_config__.tag)
