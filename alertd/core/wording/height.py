"""Height: on a page about what has passed, the number of its height says that it is one; how it stands now stands beside it, and beside an hour that has ebbed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from alertd.core.wording.figures import Figures, count_phrase, fact
from alertd.core.wording.fill import fill
from alertd.core.wording.languages.table import Language
from alertd.model.page import Page


def main_number(language: Language, page: Page, told: Figures, clock: Callable[[datetime], str]) -> str:
    """Return the main number of a page: "86 negative in 1 h", or "at its height (01:10 UTC): 86 negative in 1 h". clock: how its reader reads an instant."""
    said, at = count_phrase(language, told), fact(page, "height_at")
    if at is None:
        return said
    return fill(language.words["height"], {"said": said, "clock": clock(datetime.fromtimestamp(at, UTC))})


def beside_it(language: Language, page: Page, told: Figures) -> Iterator[str]:
    """Yield how it stands now, where the page says so: the main number is that of a height, or most of its window is long past."""
    count = fact(page, "now")
    if count is not None:
        unit = "posts" if told.unit == "posts" else "mentions"
        now = told.with_(count=count, usual=None, unit=unit, window=fact(page, "now_window") or told.window)
        yield fill(language.words["height_now"], {"said": count_phrase(language, now)})
