"""Linked: whose account wrote a post, where the settings say that several accounts are one person's. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.intake.handles import OwnHandles, id_in
from alertd.model.post import Post
from alertd.model.watch import Watch


class Linked:
    """The `people` of all watches. What one watch says of a person, no other watch takes for true.

    >>> from datetime import UTC, datetime
    >>> watch = Watch(name="acme", people={"jane": {"x": ("jane_doe",), "bluesky": ("jane.example",)}})
    >>> at = datetime(2026, 11, 21, tzinfo=UTC)
    >>> post = Post(platform="x", id="1", created_at=at, author="7", author_handle="Jane_Doe", text="")
    >>> Linked([watch]).person("acme", post), Linked([watch]).person("globex", post)
    ('jane', None)
    """

    def __init__(self, watches: Iterable[Watch]) -> None:
        self._handles: dict[tuple[str, str, str], str] = {}
        self._ids: dict[tuple[str, str, str], str] = {}
        for watch in watches:
            for person, accounts in watch.people.items():
                for platform, names in accounts.items():
                    for name in names:
                        ident = id_in(name)
                        known, key = (self._ids, ident) if ident else (self._handles, OwnHandles.plain(name))
                        known.setdefault((watch.name, platform.lower(), key), person)

    def person(self, watch: str, post: Post) -> str | None:
        """Return whose account wrote a post, as a watch knows people; nearly always None."""
        if self._ids and (found := self._ids.get((watch, post.platform, post.author.strip().casefold()))):
            return found
        if not self._handles or post.author_handle is None:
            return None
        return self._handles.get((watch, post.platform, OwnHandles.plain(post.author_handle)))
