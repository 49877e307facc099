"""The first message of an incident in a chat, as it reads once something has followed: how it stands, then what it said first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from alertd.core.wording import long
from alertd.core.wording.clean import Family, ours
from alertd.core.wording.figures import fact, phrase
from alertd.core.wording.parts import Parts, Quotes
from alertd.model.page import STANDS, Page, PageKind

#: What was true of the minute in which a page went out, and no longer is: who was asked, why again, by when, what was told before.
_OF_ITS_MINUTE = ("take_", "again", "before", "calm_since", "news", "stands", "note")


def restated(
    first: Page, quotes: Quotes, now: Page, title: str, text: str, *, kinds: tuple[Family, Family]
) -> tuple[str, str]:
    """Return title and text of a first message under how things stand now. title, text: its own words.

    A message of before it was kept how things stand leaves the first one's words as they are. kinds: channels of both.
    """
    if STANDS not in now.facts:
        return title, text
    facts = {name: value for name, value in first.facts.items() if not name.startswith(_OF_ITS_MINUTE)}
    was = Parts(first.with_(facts=facts, step=1, number=1), quotes, "", kinds[0])
    head = Parts(now.with_(kind=PageKind.PAGE) if now.kind is PageKind.UPDATE else now, {}, "", kinds[1])
    headline = long.title(head, is_repeat=False)
    bold = f"*{headline}*" if kinds[1] is Family.SLACK else headline
    return headline, "\n".join([bold, *lines(now, kinds[1]), "", long.body(was)])


def lines(page: Page, family: Family) -> Iterator[str]:
    """Yield how an incident stood when a message about it was made: in whose hands, since when, and what comes next."""
    parts = Parts(page, {}, "", family)
    who = ours(family, phrase(page, "stands_who") or parts.say("unknown"), 60)
    at, until, off = (_clock(parts, name) for name in ("stands_at", "stands_until", "stands_off_until"))
    calm = _clock(parts, "stands_calm")
    match page.facts.get(STANDS):
        case "open":
            opened = parts.clock(page.opened_at or page.at)
            yield parts.say("calm", clock=calm) if calm else parts.say("waiting", clock=opened)
            yield from _next_people(parts, until)
            return
        case "acknowledged" if off:
            yield parts.say("news_snooze", who=who, until=off)
        case "acknowledged":
            yield parts.say("news_ack", who=who, clock=at)
            if until:
                yield parts.say("plan_by", until=until)
        case "planned":
            yield parts.say("news_plan", who=who, clock=at)
            if until:
                yield parts.say("solve_by", until=until)
        case "solved":
            yield parts.say("done")
            yield parts.say("by", who=f"{who} ({at})")
        case _:
            yield parts.say("closed")
            if "stands_who" in page.facts:
                yield parts.say("by", who=f"{who} ({at})")
    if calm:
        yield parts.say("back")
    if (note := phrase(page, "note")) is not None and page.kind is not PageKind.PAGE:
        yield parts.say("note", note=parts.said(note, 600))


def _next_people(parts: Parts, until: str) -> Iterator[str]:
    """Yield by when to take it and to whom it goes then, as the page says itself or as its clocks stand."""
    page = parts.page
    by = _clock(parts, "take_by") or until
    who = phrase(page, "take_who") or phrase(page, "stands_next")
    if by:
        key = "take_again" if not who or who == page.to else "take_by"
        yield parts.say(key, clock=by, who=ours(parts.family, who or "", 80), link="").rstrip(" :：\u00a0")


def _clock(parts: Parts, name: str) -> str:
    at = fact(parts.page, name)
    return "" if at is None else parts.clock(datetime.fromtimestamp(at, UTC))
