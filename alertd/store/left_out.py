"""Left out: what the disk has changed beside the log is as if it were gone, and is said once. Nobody else goes without for it.

A post is without its text then, as after retention; an incident, a decision or a page is not shown. The log carries sums of its own (sealing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec
import structlog

from alertd.model.post import Post

T = TypeVar("T")
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError)  # the latter of a text that is no UTF-8 any more
MOST_TOLD = 1_000  # rows of which it is remembered that they were told

log = structlog.get_logger()
_post = msgspec.json.Decoder(Post)
_told: set[str] = set()


def say_once(event: str, what: str, error: object, **more: object) -> None:
    """Write one line about a damaged row, however often it is met: a web page that looks every second must not fill the journal."""
    if what in _told:
        return
    if len(_told) >= MOST_TOLD:
        _told.clear()
    _told.add(what)
    log.error(event, error=str(error), **more)


def readable(body: bytes, what: str, decode: Callable[[bytes], T]) -> T | None:
    """Return a row as `decode` reads it, None where the disk has changed it. what: names it in the journal."""
    try:
        return decode(body)
    except UNREADABLE as error:
        say_once("row.broken", what, f"{what} of the store is damaged and left out: {error}")
        return None


def each(rows: Iterable[tuple[object, bytes]], what: str, decode: Callable[[bytes], T]) -> Iterator[T]:
    """Yield those of some rows (name, body) that can be read."""
    for name, body in rows:
        if (found := readable(body, f"{what} {name}", decode)) is not None:
            yield found


def post(body: bytes | None, key: object) -> bytes | None:
    """Return a kept post, None where the disk has changed it so that it is none any more. key: of its row, or the number of its event."""
    return body if body is None or readable(body, f"the post of {key}", _post.decode) is not None else None
