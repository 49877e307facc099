"""What retention deletes of a store in one file, by an index and so many at a time, and how the file shrinks."""

from __future__ import annotations

import shutil
from pathlib import Path

from alertd.store.database import Database
from alertd.store_port import Aged

SPARE = 0.1  # share of the file that may be empty: it is written again soon, and shrinking and growing by turns helps nobody
SMALL = 256  # pages: less than that is not worth a slice

#: The words of the partial indexes by instant (schema/0006): only who asks in these very words is answered by them.
WRITTEN = "kind IN ('mention_seen', 'mention_edited', 'mention_grew', 'reply_seen', 'count_seen', 'poisoned')"
OTHERS = "kind NOT IN ('mention_seen', 'mention_edited', 'mention_grew', 'reply_seen', 'count_seen', 'poisoned')"
DROP = {
    Aged.TEXTS: "DELETE FROM post WHERE (key, seq) IN (SELECT key, seq FROM post WHERE at < ?1 ORDER BY at, key, seq LIMIT ?2)",
    **{
        what: f"DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE at < ?1 AND {which} AND seq <= ?3 ORDER BY at, seq LIMIT ?2)"  # noqa: S608 - our own words
        for what, which in ((Aged.MENTIONS, WRITTEN), (Aged.EVENTS, OTHERS))
    },
    Aged.REJECTED: "DELETE FROM rejected WHERE id IN (SELECT id FROM rejected WHERE at < ?1 ORDER BY at, id LIMIT ?2)",
}

REPLACED = "replaced-"  # begins the name of a folder into which a restore moved what was there


class AgingTables:
    """Old rows of one store. The caller owns the transaction. path: of the file, None for one in memory."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db = db
        self._path = path

    def drop(self, what: Aged, before: float, *, most: int, saved_seq: int) -> int:
        """See store_port.Aging."""
        given = (before, most, saved_seq) if "?3" in DROP[what] else (before, most)
        return self._db.execute(DROP[what], given).rowcount

    def shrink(self, most: int) -> int:
        """See store_port.Aging."""
        empty, pages = self._pragma("freelist_count"), self._pragma("page_count")
        # Each call frees one page whatever is asked (Python stops at the first row), and executescript, which would go on,
        # commits the transaction that we are in.
        for _ in range(min(most, empty - max(SMALL, int(SPARE * pages)))):
            self._db.execute("PRAGMA incremental_vacuum(1)")
        return empty - self._pragma("freelist_count")

    def drop_copies(self, before: float) -> list[str]:
        """See store_port.Aging."""
        gone = []
        for path in sorted(self._path.parent.glob(f"{self._path.name}.before-*")):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                gone.append(path.name)
        # What a restore moved aside: it holds what was written until then, and its folder is as old as that restore.
        for path in sorted(self._path.parent.glob(f"{REPLACED}*Z")):
            if path.is_dir() and path.stat().st_mtime < before:
                shutil.rmtree(path, ignore_errors=True)
                # One of a restore by an older release may be root's, and stays.
                gone += [] if path.exists() else [path.name]
        return gone

    def size(self) -> int:
        """See store_port.Aging."""
        parts = [self._path.with_name(self._path.name + end) for end in ("", "-wal", "-shm")]
        return sum(path.stat().st_size for path in parts if path.exists())

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])
