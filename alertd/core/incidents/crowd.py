"""Crowd: what the engine keeps of one person's channel while many incidents want to be told there at once."""

from __future__ import annotations

import msgspec

from alertd.model.commands import Burst
from alertd.model.page import Page


class Waiting(msgspec.Struct):
    """A page that waits for the list. due: when it may be told; is_held: not before, for the person has quiet hours."""

    incident: str
    page: Page
    due: float
    is_held: bool = False
    burst: Burst | None = None


class Crowd(msgspec.Struct):
    """One channel of one person. Instants are epoch seconds.

    told: incident -> when it was told there last, or will be. waiting: in the order in which they came.
    listed: when something that had waited went out last.
    """

    told: dict[str, float] = {}
    waiting: list[Waiting] = []
    listed: float | None = None
