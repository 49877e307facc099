"""Handles: whose own account wrote a post. What a brand writes itself is a reply, never a mention."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from alertd.model.post import Post
from alertd.model.watch import Watch


class Writer(NamedTuple):
    """The brand behind an account."""

    watch: str
    is_automatic: bool


class OwnHandles:
    """The accounts of all watches, by platform, id or handle; case and a leading @ or u/ do not matter.

    >>> own = OwnHandles([Watch(name="acme", handles={"x": ("@Acme_Help",)})])
    >>> own.plain("u/ACME_help") == own.plain("@Acme_Help")
    True
    """

    def __init__(self, watches: Iterable[Watch]) -> None:
        found: dict[tuple[str, str], dict[str, bool]] = {}
        for watch in watches:
            for accounts, is_automatic in ((watch.handles, False), (watch.auto_handles, True)):
                for platform, names in accounts.items():
                    for name in names:
                        whose = found.setdefault((platform.lower(), self.plain(name)), {})
                        whose[watch.name] = whose.get(watch.name, False) or is_automatic
        self._writers = {key: tuple(Writer(*one) for one in sorted(whose.items())) for key, whose in found.items()}

    @staticmethod
    def plain(name: str) -> str:
        """Return an account's name or id as it is compared."""
        return name.strip().casefold().removeprefix("/").removeprefix("u/").removeprefix("@")

    def writers(self, post: Post) -> tuple[Writer, ...]:
        """Return the brands whose account wrote a post, by name; nearly always none."""
        if not self._writers:
            return ()
        found = self._writers.get((post.platform, self.plain(post.author)), ())
        if post.author_handle is None:
            return found
        by_handle = self._writers.get((post.platform, self.plain(post.author_handle)), ())
        if not by_handle or found == by_handle:
            return found
        return tuple(sorted({*found, *by_handle}))
