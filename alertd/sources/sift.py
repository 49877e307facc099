"""Sift: read each entry of an answer by itself, so that a bad one costs only itself."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from alertd.errors import BadRecord
from alertd.model.post import Post
from alertd.ports import Reject
from alertd.sources.pace import Recent

T = TypeVar("T")
MOST_OF_A_BODY = 2_000  #: characters of a bad entry that are kept


def lenient(raw: msgspec.Raw, kind: type[T], default: T) -> T:
    """Return what stands beside a post's own words, or `default` where it is odd: no post is lost for its picture."""
    try:
        return msgspec.json.decode(raw, type=kind) if bytes(raw) else default
    except (msgspec.DecodeError, ValueError):
        return default


def readable(raws: Iterable[msgspec.Raw], kind: type[T]) -> list[T]:
    """Return what can be read of a look-up's entries; an odd one costs only itself, and there is no post to keep a reason with."""
    found: list[T] = []
    for raw in raws:
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            found.append(msgspec.json.decode(raw, type=kind))
    return found


def refusal_of(error: Exception, raw: msgspec.Raw) -> Reject:
    """Return the reject of one entry of an answer.

    The words of our own refusals and of the decoders are ours; of any other fault only the type is told.
    """
    is_plain = isinstance(error, msgspec.DecodeError | BadRecord) or type(error) is ValueError
    reason = str(error) if is_plain else f"the entry cannot be read ({type(error).__name__})"
    body = bytes(raw)[: 4 * MOST_OF_A_BODY].decode("utf-8", "replace")
    return Reject(reason=reason[:300], body=body[:MOST_OF_A_BODY])


def refused(error: Exception, body: str, known: Recent) -> tuple[Reject, ...]:
    """Return the reject of a bad entry, once however often it is polled; empty where it is known."""
    raw = body.encode("utf-8", "replace")
    is_new = known.is_new(f"bad {hashlib.sha256(raw).hexdigest()}")
    return (refusal_of(error, msgspec.Raw(raw)),) if is_new else ()


def sifted(
    raws: Iterable[msgspec.Raw], read: Callable[[msgspec.Raw], Post | list[Post] | None], known: Recent
) -> tuple[list[Post], tuple[Reject, ...]]:
    """Return the posts, and what was none with its reason, each bad entry once however often it is polled."""
    posts: list[Post] = []
    rejects: list[Reject] = []
    for raw in raws:
        try:
            post = read(raw)
        except Exception as error:  # noqa: BLE001 - the edge: an entry of a stranger's, which costs only itself
            rejects += refused(error, bytes(raw)[: 4 * MOST_OF_A_BODY].decode("utf-8", "replace"), known)
            continue
        if isinstance(post, Post):
            posts.append(post)
        elif post is not None:
            posts += post
    return posts, tuple(rejects)
