"""What an erasure asks of a store, beside what everybody does (store_port.py)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from alertd.model.commands import KeepDecision
from alertd.model.events import Event
from alertd.model.incident import Incident
from alertd.ports import QueuedPage

PostPlace = tuple[str, int]  # key and sequence number of one version of a post
Place = str | int
Saying = QueuedPage | KeepDecision | Incident


class Told(StrEnum):
    """What we said of posts."""

    PAGE = "page"
    DECISION = "decision"
    INCIDENT = "incident"

    @property
    def before_all(self) -> Place:
        """A place that is before every one."""
        return -1 if self is Told.DECISION else ""


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

    def rejected(self, after: int, most: int) -> list[tuple[int, str]]:
        """Return up to `most` (number, body) behind a number of the records that were no mentions; -1 is before them all."""

    def blank(self, number: int) -> None:
        """Empty the body of such a record."""

    def told(self, what: Told, after: Place, most: int) -> list[tuple[Place, Saying | None]]:
        """Return up to `most` (place, what was said there) behind a place; None of what nobody can read."""

    def tell_again(self, what: Told, place: Place, said: Saying) -> None:
        """Say something else in a place; how far a page was sent stays."""

    def blank_unreadable(self, what: Told, place: Place, names: Collection[str]) -> None:
        """Leave nothing of what the disk has changed there: nobody can tell whose words it holds.

        names: of those who are erased. What is whole and of another form, as a newer release writes it, goes only where it says one.
        """

    def scrub(self, *, patient: bool = False) -> bool:
        """Let nothing that was deleted lie on in the file or beside it, outside of a transaction; return whether it is so now.

        False: somebody reads just now, or an older release deleted without overwriting, and the file is too large to write anew in a
        moment. patient: however long it takes.
        """

    def let_go(self) -> None:
        """Let go of what is kept beside the store itself, once `scrub` is done; it may take minutes. Any thread may ask, beside the writer.

        Raises StoreError where it cannot be reached.
        """
