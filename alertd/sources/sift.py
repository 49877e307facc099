"""Sift: read each entry of an answer by itself, so that a bad one costs only itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

import msgspec

from alertd.model.post import Post
from alertd.ports import Reject
from alertd.sources.pace import Recent

#: What foreign values can do to a reader: wrong types, naive or impossible instants, numbers out of range.
FAULTS = (msgspec.DecodeError, ValueError, TypeError, OverflowError, OSError)


def sifted(
    raws: Iterable[msgspec.Raw], read: Callable[[msgspec.Raw], Post | None], known: Recent
) -> tuple[list[Post], tuple[Reject, ...]]:
    """Return the posts, and what was none with its reason, each bad entry once however often it is polled."""
    posts: list[Post] = []
    rejects: list[Reject] = []
    for raw in raws:
        try:
            post = read(raw)
        except FAULTS as error:
            body = bytes(raw)
            if known.is_new(f"bad {hashlib.sha256(body).hexdigest()}"):
                rejects.append(Reject(reason=str(error)[:300], body=body[:2_000].decode("utf-8", "replace")))
            continue
        if post is not None:
            posts.append(post)
    return posts, tuple(rejects)
