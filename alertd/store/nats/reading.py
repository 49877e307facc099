"""Reading: what machines that read say to the one they read for, and the subjects under which they say it.

All of it goes past the log: a batch is read or it is not, and nothing of it is worth keeping.
"""

from __future__ import annotations

from hashlib import blake2b

from alertd.model.value import Value
from alertd.store.nats.address import Address

EVERY = 1.0  # seconds between two words of each, so that the other knows that it is there
PIECE = 512 * 1024  # bytes of the terms in one message


class Announced(Value, frozen=True, kw_only=True, array_like=True):
    """What the machine that works says: by which terms it wants to be read for, and how many bytes they are. release: of its program."""

    release: str
    version: str
    size: int


class Wanted(Value, frozen=True, kw_only=True, array_like=True):
    """What a reader asks for: the terms of a version from some byte on."""

    version: str
    begin: int


class Hello(Value, frozen=True, kw_only=True, array_like=True):
    """What a reader says. reader: names it in subjects. version: of the terms it reads by, "" for none. places: batches it takes at once."""

    reader: str
    version: str
    places: int


def announcements(address: Address) -> str:
    """Return where the machine that works tells its terms."""
    return f"alertd.{address.name}.reading.terms"


def pieces(address: Address) -> str:
    """Return where pieces of the terms are asked for."""
    return f"alertd.{address.name}.reading.piece"


def hellos(address: Address) -> str:
    """Return where readers say that they are there."""
    return f"alertd.{address.name}.reading.hello"


def batches(address: Address, reader: str) -> str:
    """Return where one reader takes batches."""
    return f"alertd.{address.name}.reading.batch.{reader}"


def version_of(terms: bytes) -> str:
    """Return what names these very terms, on every machine."""
    return blake2b(terms, digest_size=12).hexdigest()
