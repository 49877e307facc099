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
    """The accounts of all watches, by platform: a handle matches handles, `id:123` matches ids, a display name matches nothing.

    Case and a leading @ or u/ do not matter. Ids and names are apart because anybody may call himself 783214.

    >>> own = OwnHandles([Watch(name="acme", handles={"x": ("@Acme_Help",)})])
    >>> own.plain("u/ACME_help") == own.plain("@Acme_Help")
    True
    """

    def __init__(self, watches: Iterable[Watch]) -> None:
        handles: dict[tuple[str, str], dict[str, bool]] = {}
        ids: dict[tuple[str, str], dict[str, bool]] = {}
        for watch in watches:
            for accounts, is_automatic in ((watch.handles, False), (watch.auto_handles, True)):
                for platform, names in accounts.items():
                    for name in names:
                        kind, key = (ids, id_in(name)) if id_in(name) else (handles, self.plain(name))
                        whose = kind.setdefault((platform.lower(), key), {})
                        whose[watch.name] = whose.get(watch.name, False) or is_automatic
        self._by_handle, self._by_id = _writers(handles), _writers(ids)

    @staticmethod
    def plain(name: str) -> str:
        """Return a handle as it is compared."""
        return name.strip().casefold().removeprefix("/").removeprefix("u/").removeprefix("@")

    def writers(self, post: Post) -> tuple[Writer, ...]:
        """Return the brands whose account wrote a post, by name; nearly always none."""
        if not (self._by_handle or self._by_id):
            return ()
        found = self._by_id.get((post.platform, post.author.strip().casefold()), ())
        if post.author_handle is None:
            return found
        by_handle = self._by_handle.get((post.platform, self.plain(post.author_handle)), ())
        if not by_handle or found == by_handle:
            return found
        return tuple(sorted({*found, *by_handle}))


def id_in(name: str) -> str:
    """Return the id that a setting `id:123` names, "" for a handle.

    >>> id_in("id:783214"), id_in("acme")
    ('783214', '')
    """
    return name.strip().casefold().removeprefix("id:").strip() if name.strip().casefold().startswith("id:") else ""


def _writers(found: dict[tuple[str, str], dict[str, bool]]) -> dict[tuple[str, str], tuple[Writer, ...]]:
    return {key: tuple(Writer(*one) for one in sorted(whose.items())) for key, whose in found.items()}
