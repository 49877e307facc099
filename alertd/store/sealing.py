"""Sealing: an event as it lies in the log, with a sum over its bytes, so that a byte which the disk has changed is noticed.

The sum stands in the event itself, as a last key that no release asks for: every kind of store carries it, and an older
release reads a sealed event as any other. What stands without one was written before there were any.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from alertd.errors import EventBroken, EventTooNew, StoreDamaged
from alertd.model import events
from alertd.model.events import Event
from alertd.store.left_out import UNREADABLE, say_once
from alertd.store.packing import packed, unpacked

_MARK = b',"crc32":"'
T = TypeVar("T")


def sealed(event: Event, *, packs: bool = False) -> bytes:
    """Return an event as the log keeps it; equal events give equal bytes. packs: the store packs what it writes."""
    return seal(packed(event) if packs else events.encode(event))


def seal(body: bytes) -> bytes:
    """Return an encoded event with its sum."""
    return b'%b%b%08x"}' % (body[:-1], _MARK, zlib.crc32(body[:-1]))


def opened(body: bytes, seq: int, place: str) -> Event:
    """Return the event that was sealed. seq: its number. place: the store, as operators know it.

    Raises EventBroken where its bytes are not those that were written, EventTooNew where they are and a newer release wrote
    them: whoever has put new kinds of events into a log has sealed them, so what is unknown and bears no seal is broken.
    """
    return _read(body, seq, place, events.decode)


def if_whole(body: bytes, seq: int, decode: Callable[[bytes], T]) -> T | None:
    """Return what somebody looks at, as `decode` reads it; None, said once, where the disk has changed it.

    A page, a report or a takeout has one post less then, until the event is put aside. Raises EventTooNew as `opened` does.
    """
    try:
        return _read(body, seq, "the store", decode)
    except EventBroken as error:
        say_once("event.broken", f"event {seq}", error, seq=seq)
        return None


def unsealed(body: bytes, decode: Callable[[bytes], T]) -> T:
    """Return what was sealed and is no event. Raises what left_out.UNREADABLE names where its bytes are not those that were written."""
    if _sum_of(body) is False:
        raise msgspec.DecodeError("its sum is another")
    return decode(body)


def _sum_of(body: bytes) -> bool | None:
    """Return whether the sum of some bytes fits; None where they bear none, as an older release wrote them."""
    written, is_sealed, told = body.rpartition(_MARK)
    return told == b'%08x"}' % zlib.crc32(written) if is_sealed else None


def _read(body: bytes, seq: int, place: str, decode: Callable[[bytes], T]) -> T:
    is_sealed = _sum_of(body)
    if is_sealed is False:
        raise _broken("its sum is another", seq, place)
    try:
        return decode(unpacked(body))
    except msgspec.ValidationError as error:
        if is_sealed:
            raise EventTooNew(
                f"{place}: event {seq} of the log cannot be read: {error}; a newer alertd wrote it: install that one again",
                seq,
            ) from error
        raise _broken(error, seq, place) from error
    except UNREADABLE as error:
        raise _broken(error, seq, place) from error


def broken_in(connection: sqlite3.Connection) -> Iterator[EventBroken]:
    """Yield the events of a store that are not what was written, in order. What a newer release wrote is whole."""
    rows = connection.execute("SELECT seq, body FROM event WHERE kind NOT IN ('poisoned', 'broken') ORDER BY seq")
    for seq, body in rows:
        try:
            opened(body, seq, "the store")
        except EventBroken as error:
            yield error
        except EventTooNew:
            continue


def refuse_broken(connection: sqlite3.Connection, target: Path) -> None:
    """Raise StoreDamaged where a copy of a store, on its way to a target, holds events that are not what was written."""
    broken = list(broken_in(connection))
    if broken:
        raise StoreDamaged(
            f"{broken[0]} ({len(broken)} in all); the copy was not kept and {target} is as it was. A running alertd looks through its log, "
            "some 50,000 events an hour, and puts such events aside, then a copy can be made; alertd backup --with-damage makes one without them at once"
        )


def _broken(why: object, seq: int, place: str) -> EventBroken:
    return EventBroken(f"{place}: event {seq} of the log is damaged: {why}", seq)
