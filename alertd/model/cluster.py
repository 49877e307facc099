"""Cluster: who keeps a store, who works over it, and how far each is."""

from __future__ import annotations

from alertd.model.value import Value


class Machine(Value, frozen=True, kw_only=True):
    """A machine over a store. behind: messages that its copy lacks, None where it has no copy of its own. version: of its alertd, "" unknown.

    answers_at: the URL by which other machines reach it, "" where it names none.
    """

    name: str
    is_working: bool
    behind: int | None = None
    version: str = ""
    answers_at: str = ""


class Reading(Value, frozen=True, kw_only=True):
    """How a machine reads for the one that works. is_reading: it knows by which terms.

    rate: batches a second of late. seconds: that one took. lag: seconds since the oldest that it has in hand came.
    refuses: the release of the machine that works, where it is another one than the reader's; else "".
    """

    is_reading: bool
    rate: float = 0.0
    seconds: float = 0.0
    lag: float = 0.0
    refuses: str = ""


class Reader(Value, frozen=True, kw_only=True):
    """A machine that reads for the one that works. version: of its alertd."""

    name: str
    reading: Reading
    version: str = ""


class Server(Value, frozen=True, kw_only=True):
    """A server that keeps a copy of the log. behind: messages it has still to take in."""

    name: str
    is_leading: bool
    is_current: bool = True
    behind: int = 0


class Cluster(Value, frozen=True, kw_only=True):
    """Who keeps a store and who works over it. place: where it is. messages, bytes: of the log of a cluster; copies of it that are wanted.

    readers: who reads for the one that works. doubt: in a sentence why the servers may lose what they have answered, "" where nothing is known.
    """

    place: str
    machines: tuple[Machine, ...] = ()
    servers: tuple[Server, ...] = ()
    messages: int = 0
    bytes: int = 0
    copies: int = 0
    readers: tuple[Reader, ...] = ()
    doubt: str = ""
