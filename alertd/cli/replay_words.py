"""Whom a replay would have paged, in words: the first page of each incident and of each of its rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alertd.core.wording.clean import clean
from alertd.model.page import Page, PageKind
from alertd.model.value import count_of

WIDEST = 100
MOST = 20  #: lines; who wants all of them asks for --pages


def in_words(pages: Iterable[Page]) -> Iterator[str]:
    """Yield lines for people. pages: all that were sent, in order."""
    every = list(pages)
    proper = [page for page in every if page.kind is PageKind.PAGE]
    told: dict[tuple[str | None, int], list[Page]] = {}
    for page in proper:
        told.setdefault((page.incident, page.round), []).append(page)
    if not told:
        yield "nobody would have been paged"
        return
    for those in list(told.values())[:MOST]:
        first = those[0]
        people = ", ".join(
            dict.fromkeys(page.to for page in those if (page.number, page.step) == (first.number, first.step))
        )
        later = ", ".join(dict.fromkeys(page.to for page in those if page.to not in people.split(", ")))
        then = f", then {later}" if later else ""
        what = clean(f"[{first.severity}] {first.watch}: {first.rule_name or first.rule}", WIDEST)
        goes_out = max(first.at, first.hold_until or first.at)
        held = "" if goes_out == first.at else f" (held since {first.at:%H:%M})"
        yield f"{goes_out:%Y-%m-%d %H:%M} UTC  {what}  ->  {people}{then}{held}"
    if len(told) > MOST:
        yield f"and {len(told) - MOST} more; --pages FILE writes all of them"
    others = len(every) - len(proper)
    beside = f" and {count_of(others, 'other message')} (updates, calm again, digests)" if others else ""
    yield (
        f"{count_of(len(told), 'time')} somebody would have been paged: {count_of(len(proper), 'page')} to answer{beside}; "
        "nobody answers in a replay of files"
    )
