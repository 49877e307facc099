"""Height: on a page about what has passed, the number of its height says that it is one, and how it stands now stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

from alertd.core.wording.figures import Figures, count_phrase, fact
from alertd.core.wording.languages.table import Language
from alertd.model.page import Page


class Frame(Protocol):
    """What is asked of the parts of a page: its figures, its language, and how a sentence and a clock are written there."""

    page: Page
    language: Language
    told: Figures

    def say(self, key: str, **values: str) -> str:
        """Return words of the frame, filled in."""

    def clock(self, at: datetime) -> str:
        """Return an instant by the responder's clock."""


def main_number(parts: Frame) -> str:
    """Return the main number of a page: "86 negative in 1 h", or "at its height (01:10 UTC): 86 negative in 1 h"."""
    said, at = count_phrase(parts.language, parts.told), fact(parts.page, "height_at")
    if at is None:
        return said
    return parts.say("height", said=said, clock=parts.clock(datetime.fromtimestamp(at, UTC)))


def beside_it(parts: Frame) -> Iterator[str]:
    """Yield how it stands now, where the main number is that of a height."""
    count = fact(parts.page, "now")
    if count is not None and fact(parts.page, "height_at") is not None:
        unit = "posts" if parts.told.unit == "posts" else "mentions"
        told = parts.told.with_(count=count, usual=None, unit=unit)
        yield parts.say("height_now", said=count_phrase(parts.language, told))
