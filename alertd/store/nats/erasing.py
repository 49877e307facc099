"""What an erasure does on a cluster: the texts are in the log too, so it ends only with a new base."""

from __future__ import annotations

from collections.abc import Callable

from alertd.store.database import Database
from alertd.store.erasable import SMALL, ErasableTables


class ClusterErasable(ErasableTables):
    """See erasure_port.Erasable. rebase: writes a new base and lets go of the log before it."""

    def __init__(self, db: Database, rebase: Callable[[], None]) -> None:
        super().__init__(db)
        self._rebase = rebase

    def scrub(self, *, patient: bool = False) -> bool:
        """See erasure_port.Erasable."""
        is_clean = super().scrub(patient=patient)
        pages, size = (self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if pages * size > SMALL and not patient:
            return False
        self._rebase()
        return is_clean
