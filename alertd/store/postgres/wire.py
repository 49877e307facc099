"""Wire: one connection to a PostgreSQL server that speaks as the tables expect, and says in our words when it cannot.

A connection that broke is never mended behind anybody's back: who writes must first read again what the store holds.
"""

from __future__ import annotations

import enum
import functools
import os
import re
import secrets
import socket
import threading
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import conninfo, errors

from alertd.errors import StoreError, StoreUnavailable
from alertd.store.database import Rows

OLDEST = 140_000  # servers before 14 cannot end a session that is idle, which is how one that froze loses the store
CONNECT = 5  # seconds until a server that does not answer is given up
#: Seconds after which the server counts a machine as gone that says nothing any more, and its own side likewise.
_KEEPALIVE: dict[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_MARK = re.compile(r"\?(\d*)")


@functools.lru_cache(maxsize=1024)
def spoken(sql: str) -> tuple[str, tuple[int, ...] | None]:
    """Return a statement as the client library wants it, and which value stands at which mark (None: in their order).

    >>> spoken("SELECT 1 FROM t WHERE a = ?2 OR b = ?1 AND c LIKE 'x%'")
    ("SELECT 1 FROM t WHERE a = %s OR b = %s AND c LIKE 'x%%'", (1, 0))
    """
    numbered = tuple(int(number) - 1 for number in _MARK.findall(sql) if number)
    return _MARK.sub("%s", sql.replace("%", "%%")), numbered or None


def plain(value: Any) -> Any:
    r"""Return a value as the server takes it: a word of ours is a text, and a text holds no NUL there.

    >>> plain("a\x00b") == "a\ufffdb"
    True
    """
    if isinstance(value, str):
        text = str(value.value) if isinstance(value, enum.Enum) else value
        return text.replace("\x00", "\ufffd") if "\x00" in text else text
    return value


def shown(address: str) -> str:
    """Return where a server is, without what opens it."""
    try:
        told = conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        return "postgresql://"
    host, name = told.get("host") or "localhost", told.get("dbname") or told.get("user") or ""
    port = f":{told['port']}" if told.get("port") else ""
    return f"postgresql://{host}{port}/{name}"


class Wire:
    """One connection; implements database.Database. Several threads may use it, one statement at a time.

    Raises StoreUnavailable for whatever the server or the way to it cannot do just now, StoreError for what the operator must change.
    """

    def __init__(self, address: str, *, read_only: bool) -> None:
        self.shown = shown(address)
        self._address = address
        self._read_only = read_only
        #: how the server's operator sees us, and we ourselves after a line was cut: unique, and names the process
        self.name = f"alertd pid {os.getpid()} on {socket.gethostname()[:30]} {secrets.token_hex(4)}"
        self._lock = threading.RLock()
        self._connection = self._connected()

    def _connected(self) -> psycopg.Connection[Any]:
        try:
            made = psycopg.connect(
                self._address, autocommit=True, connect_timeout=CONNECT, application_name=self.name, **_KEEPALIVE
            )
        except psycopg.OperationalError as error:
            raise StoreUnavailable(f"{self.shown} cannot be reached: {_line(error)}") from error
        except psycopg.Error as error:
            raise StoreError(f"{self.shown}: {_line(error)}") from error
        if made.info.server_version < OLDEST:
            made.close()
            raise StoreError(f"{self.shown} is older than PostgreSQL {OLDEST // 10_000}: upgrade the server")
        made.prepare_threshold = 2
        # A server that fell back to a replica refuses writes; so may we, where we only read.
        made.execute("SET client_min_messages = error")
        if self._read_only:
            made.execute("SET default_transaction_read_only = on")
        return made

    @property
    def is_broken(self) -> bool:
        """Whether the connection is gone."""
        return self._connection.closed or self._connection.broken

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Rows:
        """See database.Database."""
        text, order = spoken(sql)
        values = [plain(value) for value in parameters]
        if order is not None:
            values = [values[place] for place in order]
        with self._lock:
            self._mended_for_reading()
            try:
                return self._connection.cursor(binary=True).execute(text.encode(), values)
            except psycopg.Error as error:
                raise self._said(error) from error

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        """See database.Database."""
        rows = [[plain(value) for value in row] for row in parameters]
        if not rows:
            return
        with self._lock:
            try:
                self._connection.cursor().executemany(spoken(sql)[0].encode(), rows)
            except psycopg.Error as error:
                raise self._said(error) from error

    def script(self, sql: str) -> None:
        """Do several statements without values."""
        with self._lock:
            try:
                self._connection.execute(sql.encode())
            except psycopg.Error as error:
                raise self._said(error) from error

    def _mended_for_reading(self) -> None:
        """A reader holds nothing in memory that another could have made untrue meanwhile: it just asks again."""
        if self._read_only and self.is_broken:
            self._connection = self._connected()

    def _said(self, error: psycopg.Error) -> Exception:
        """Return whose fault it is: the server's and the way's are StoreUnavailable, our own stay as they are."""
        if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)):
            return StoreUnavailable(f"the store cannot be used: {self.shown}: {_line(error)}")
        return error

    def reopen(self) -> None:
        """Connect anew, in the place of a connection that broke."""
        with self._lock:
            self._connection.close()
            self._connection = self._connected()

    def beside(self) -> Wire:
        """Return a connection of its own to the same place, for what takes long."""
        return Wire(self._address, read_only=self._read_only)

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            self._connection.close()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
