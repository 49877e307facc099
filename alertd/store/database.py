"""Database: what the tables need of a connection. SQLite's own connection is one; a server's is made one by its kind of store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """The answer to a statement. rowcount: how many rows it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """Return the next row, None behind the last."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows that are left."""


class Database(Protocol):
    """A connection. Statements name their values `?`, or `?1`, `?2` where one is said twice."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Do one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object:
        """Do one statement with many values."""
