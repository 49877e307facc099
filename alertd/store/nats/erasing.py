"""What an erasure does on a cluster: the texts are in the log too, so it ends only with a new base."""

from __future__ import annotations

from collections.abc import Callable

from alertd.store.database import Database
from alertd.store.erasable import ErasableTables


class ClusterErasable(ErasableTables):
    """See erasure_port.Erasable. rebase: writes a new base and lets go of the log before it."""

    def __init__(self, db: Database, rebase: Callable[[], None]) -> None:
        super().__init__(db)
        self._rebase = rebase

    def let_go(self) -> None:
        """See erasure_port.Erasable."""
        self._rebase()
