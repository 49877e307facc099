"""Height: on a page about what has passed, the number of its height says that it is one, and how it stands now stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alertd.core.wording.figures import count_phrase, fact

if TYPE_CHECKING:
    from alertd.core.wording.parts import Parts


def main_number(parts: Parts) -> str:
    """Return the main number of a page: "86 negative in 1 h", or "at its height (01:10 UTC): 86 negative in 1 h"."""
    said, at = count_phrase(parts.language, parts.told), fact(parts.page, "height_at")
    if at is None:
        return said
    return parts.say("height", said=said, clock=parts.clock(datetime.fromtimestamp(at, UTC)))


def beside_it(parts: Parts) -> Iterator[str]:
    """Yield how it stands now, where the main number is that of a height."""
    count = fact(parts.page, "now")
    if count is not None and fact(parts.page, "height_at") is not None:
        unit = "posts" if parts.told.unit == "posts" else "mentions"
        told = parts.told.with_(count=count, usual=None, unit=unit)
        yield parts.say("height_now", said=count_phrase(parts.language, told))
