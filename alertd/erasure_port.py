"""What an erasure asks of a store, beside what everybody does (store_port.py)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from alertd.model.commands import KeepDecision
from alertd.model.events import Event
from alertd.ports import QueuedPage

PostPlace = tuple[str, int]  # key and sequence number of one version of a post


class Erasable(Protocol):
    """What an erasure reads and writes anew: decoded values, never the bytes they are kept in."""

    def posts(self, after: PostPlace, most: int) -> list[tuple[PostPlace, str, bytes]]:
        """Return up to `most` (place, "platform:author", post) behind a place; ("", 0) is before them all."""

    def drop_post(self, place: PostPlace) -> None:
        """Delete a post."""

    def rewrite_post(self, place: PostPlace, body: bytes) -> None:
        """Put a post in the place of one."""

    def written(self, after: int, until: int) -> list[tuple[int, Event]]:
        """Return (sequence number, event) of what people wrote, our own notes too, in a stretch of the log."""

    def rewrite(self, seq: int, event: Event) -> None:
        """Put an event in the place of one of the log."""

    def rejected(self) -> list[tuple[int, str]]:
        """Return (number, body) of the records that were no mentions."""

    def blank(self, number: int) -> None:
        """Empty the body of such a record."""

    def blank_unreadable(self, names: Collection[str]) -> None:
        """Leave nothing of pages, decisions and incidents that the disk has changed: nobody can tell whose words they hold.

        names: of those who are erased. What is whole and of another form, as a newer release writes it, goes only where it says one.
        """

    def requeue(self, queued: QueuedPage) -> None:
        """Put a page in the place of the one with its id; how far it was sent stays."""

    def decisions(self) -> list[tuple[int, KeepDecision]]:
        """Return (number, decision) of every decision."""

    def decide_again(self, number: int, decision: KeepDecision) -> None:
        """Put a decision in the place of another."""

    def scrub(self, *, patient: bool = False) -> bool:
        """Let nothing that was deleted lie on in the file or beside it, outside of a transaction; return whether it is so now.

        False: somebody reads just now, or an older release deleted without overwriting, and the file is too large to write anew in a
        moment. patient: however long it takes.
        """
