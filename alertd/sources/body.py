"""Body: what others posted to us, as a reader of one kind of sender understood it; and how a sender proves itself."""

from __future__ import annotations

import abc
import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from alertd.model.post import Record
from alertd.model.value import Value

LARGE = 64_000  #: bytes; a larger body is not read on the loop


class Refusal(Value, frozen=True, kw_only=True):
    """Why one record of a body is no mention. line: its place in the body, from 1."""

    line: int
    reason: str


class Body(Value, frozen=True, kw_only=True):
    """What a body holds. With any refusal nothing of it may be stored: its sender is answered 400 and can send it again."""

    records: tuple[Record, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether every record is one."""
        return not self.refusals


class Challenge(Value, frozen=True, kw_only=True):
    """What a platform wants to hear from an address before it posts there."""

    content_type: str
    text: str


class BodyReader(abc.ABC):
    """Reads what one kind of sender posts. A kind overrides `is_allowed`, `read` and, where its platform asks first, `challenge`."""

    signature: ClassVar[str] = ""  #: header, in lower case, in which a sender signs; only the whole body proves it

    @abc.abstractmethod
    def is_allowed(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether the sender has proved itself."""

    @abc.abstractmethod
    def read(self, raw: bytes, content_type: str | None, *, seen_at: datetime) -> Body:
        """Return what a body holds. Never raises for any bytes."""

    def challenge(self, query: Mapping[str, str]) -> Challenge | None:
        """Return the answer to a platform that tries the address; None where it proves nothing, or never asks."""
        del query
        return None

    async def read_beside(self, raw: bytes, content_type: str | None, *, seen_at: datetime) -> Body:
        """Read a body, a large one beside the loop: 30,000 posts take a second, in which nothing else may stand still."""
        if len(raw) <= LARGE:
            return self.read(raw, content_type, seen_at=seen_at)
        return await asyncio.to_thread(self.read, raw, content_type, seen_at=seen_at)


def signed(raw: bytes, secret: str) -> str:
    """Return the HMAC-SHA256 of some bytes in hexadecimal."""
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def is_same(given: str, right: str) -> bool:
    """Compare two secrets in a time that says nothing of where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
