"""Handles: whose own account wrote a post. What a brand writes itself is a reply, never a mention."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from alertd.model.post import Post
from alertd.model.watch import Watch


class Writer(NamedTuple):
    """The brand behind an account."""

    watch: str
    is_automatic: bool


Accounts = dict[str, tuple[str, ...]]
Tables = Callable[[Watch], tuple[Accounts, Accounts]]


def own_tables(watch: Watch) -> tuple[Accounts, Accounts]:
    """Return the brand's own accounts: of people, and of bots."""
    return watch.handles, watch.auto_handles


def aside_tables(watch: Watch) -> tuple[Accounts, Accounts]:
    """Return the accounts whose posts are no mentions: of employees, and of others."""
    return watch.staff, watch.ignore


def called(watch: Watch) -> frozenset[str]:
    """Return the @names by which people speak to a brand, folded: its handles on any platform, and its terms of one word.

    >>> sorted(called(Watch(name="acme", terms=("#Acme", "acme corp"), handles={"x": ("@Acme_Help", "id:123")})))
    ['acme', 'acme_help']
    """
    names = [
        name for names in (*watch.handles.values(), *watch.auto_handles.values()) for name in names if not id_in(name)
    ]
    words = [term.strip("#@") for term in watch.terms if term.strip("#@").replace("_", "").isalnum()]
    return frozenset(OwnHandles.plain(name) for name in (*names, *words))


class OwnHandles:
    """Accounts of all watches, by platform: a handle matches handles, `id:123` matches ids, a display name matches nothing.

    tables: which accounts; of the second table they are automatic. Case and a leading @ or u/ do not matter. Ids and names are apart because anybody may call himself 783214.

    >>> own = OwnHandles([Watch(name="acme", handles={"x": ("@Acme_Help",)})])
    >>> own.plain("u/ACME_help") == own.plain("@Acme_Help")
    True
    """

    def __init__(self, watches: Iterable[Watch], tables: Tables = own_tables) -> None:
        handles: dict[tuple[str, str], dict[str, bool]] = {}
        ids: dict[tuple[str, str], dict[str, bool]] = {}
        for watch in watches:
            for accounts, is_automatic in zip(tables(watch), (False, True), strict=True):
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


#: What platforms number accounts by; older settings have them without the `id:`. No handle may match one: anybody can take it.
_ID = re.compile(r"[0-9]+|t2_[0-9a-z]+|did:[a-z]+:.+|uc[0-9a-z_-]{22}")


def id_in(name: str) -> str:
    """Return the id that a setting names, `id:123` or bare in a platform's form, "" for a handle.

    >>> id_in("id:783214"), id_in("t2_abc12"), id_in("acme")
    ('783214', 't2_abc12', '')
    """
    plain = name.strip().casefold().lstrip("@")
    if plain.startswith("id:"):
        return plain.removeprefix("id:").strip()
    return plain if _ID.fullmatch(plain) else ""


def _writers(found: dict[tuple[str, str], dict[str, bool]]) -> dict[tuple[str, str], tuple[Writer, ...]]:
    return {key: tuple(Writer(*one) for one in sorted(whose.items())) for key, whose in found.items()}
