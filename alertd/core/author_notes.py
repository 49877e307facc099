"""Author notes: what our people wrote down about somebody who writes about us, for whoever meets them next. They decide nothing."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.model.author_note import AuthorNote
from alertd.model.events import AuthorNoted

MOST, MOST_EACH = 5_000, 20  # authors, and notes of each; the ones noted longest ago are forgotten first


class AuthorNotes:
    """The newest notes on each author, the oldest first."""

    def __init__(self) -> None:
        self._of: dict[str, list[AuthorNote]] = {}

    def take(self, event: AuthorNoted) -> None:
        """Write one down."""
        if not event.note:
            return  # it was erased, and a replay comes by
        key = _key(event.platform, event.author)
        notes = self._of.pop(key, [])
        self._of[key] = [*notes, AuthorNote(at=event.at, by=event.by, text=event.note)][-MOST_EACH:]
        while len(self._of) > MOST:
            del self._of[next(iter(self._of))]

    def of(self, platform: str, author: str) -> tuple[AuthorNote, ...]:
        """Return the notes on somebody, the oldest first."""
        return tuple(self._of.get(_key(platform, author), ()))

    def forget(self, platform: str, author: str) -> None:
        """Forget what was noted of somebody."""
        self._of.pop(_key(platform, author), None)

    def reword(self, was: str, now: str) -> None:
        """Put prose into other words: a note on one person may name another who is erased."""
        for key, notes in self._of.items():
            self._of[key] = [one.with_(text=one.text.replace(was, now)) for one in notes]

    def to_state(self) -> dict[str, Any]:
        """Return what a snapshot keeps."""
        state: dict[str, Any] = msgspec.to_builtins(self._of)
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self._of = msgspec.convert(state, dict[str, list[AuthorNote]])


def _key(platform: str, author: str) -> str:
    return f"{platform}:{author}"
