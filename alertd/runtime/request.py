"""Request: what is handed to the writer. Its answer comes after the commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from alertd.model.commands import Command
from alertd.model.post import Deletion
from alertd.ports import Appended, Entry, Reject

Result = list[tuple[Appended, tuple[Command, ...]]]


class Request:
    """Something for the writer: entries to fold with their cursor, or a call to make on its thread."""

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        *,
        source: str | None = None,
        cursor: str | None = None,
        rejects: Sequence[Reject] = (),
        deletions: Sequence[Deletion] = (),
        counters: dict[str, int] | None = None,
        call: Callable[[], Any] | None = None,
    ) -> None:
        self.entries = entries
        self.source = source
        self.cursor = cursor
        self.rejects = rejects
        self.deletions = deletions
        self.counters = counters or {}
        self.call = call
        self.done: Future[Any] = Future()
