"""A page's words in pieces, for services that show buttons, sections and lists: the words stay those of the outbox."""

from __future__ import annotations

import re

from alertd.model.page import CALLED, STANDS, Page, PageKind
from alertd.model.value import Value
from alertd.ports import Delivery

#: Kinds of page that ask somebody to act.
ASKS = (PageKind.PAGE, PageKind.UPDATE)


def may_be_taken(page: Page) -> bool:
    """Whether a message asks to take something: not where somebody has it already."""
    return page.kind in ASKS and page.is_free and page.facts.get("news") != CALLED


#: Buttons by which somebody acts on an incident that nobody has.
EVERY = ("ack", "plan", "assign", "snooze", "not_a_crisis")

#: What can be done with an incident in each of its states, as the buttons of its first message offer it.
_OFFERED = {
    "open": EVERY,
    "acknowledged": ("plan", "assign", "snooze", "not_a_crisis"),
    "planned": ("assign", "not_a_crisis"),
    "solved": ("useful", "noise"),
    "closed": ("useful", "noise"),
}


def offered(page: Page) -> tuple[str, ...]:
    """Return the buttons that are right as things stand with a message; none where it does not say how they stand."""
    return _OFFERED.get(str(page.facts.get(STANDS, "")), ())


#: Buttons, and ends of a page's link, by which somebody says what it was worth.
JUDGED_BY = ("useful", "noise")


def may_be_judged(page: Page) -> bool:
    """Whether a message asks what it was worth: a page proper, and the word that it is over."""
    return page.incident is not None and page.kind in (PageKind.PAGE, PageKind.RESOLVED)


class Pieces(Value, frozen=True, kw_only=True):
    """title: one line. sections: the rest, a blank line between them in plain text; each its lines. page_id: last of all.

    Where the page has a link, a button says it: the way to acknowledge at the end is left out, and of the line at the top
    that asks to take it stays by when, without the link.
    """

    title: str
    sections: tuple[tuple[str, ...], ...]
    page_id: str


def pieces(delivery: Delivery) -> Pieces:
    r"""Return the pieces of a page.

    >>> from datetime import UTC, datetime
    >>> from alertd.model.page import Page
    >>> from alertd.model.rule import Severity
    >>> page = Page(page_id="p1", kind=PageKind.PAGE, at=datetime(2026, 1, 1, tzinfo=UTC), watch="acme",
    ...             severity=Severity.CRISIS, to="ayse", channel="slack", to_address="#pr")
    >>> text = "*[CRISIS] acme*\n40 posts\n\nTake it: https://a.example/a/t\n[p1]"
    >>> made = pieces(Delivery(page=page, title="[CRISIS] acme", text=text, link="https://a.example/a/t", payload=b""))
    >>> made.title, made.sections
    ('[CRISIS] acme', (('40 posts',),))
    """
    sections = []
    paragraphs = delivery.text.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        lines = paragraph.split("\n")
        is_last = number == len(paragraphs) - 1
        if number == 0 and lines[0].strip("*") == delivery.title:
            lines = lines[1:]
        if number == 0:
            lines = [_without_link(line, delivery) for line in lines]
        kept = tuple(line for line in lines if not (is_last and _is_tail(line, delivery)))
        if any(line.strip() for line in kept):
            sections.append(kept)
    return Pieces(title=delivery.title, sections=tuple(sections), page_id=delivery.page.page_id)


def _is_tail(line: str, delivery: Delivery) -> bool:
    return line.strip() == f"[{delivery.page.page_id}]" or _ends_in_link(line, delivery.link)


def _ends_in_link(line: str, link: str) -> bool:
    return bool(link) and re.sub(r"[<>]", " ", line).rstrip().split("|")[0].endswith(link)


def _without_link(line: str, delivery: Delivery) -> str:
    if not _ends_in_link(line, delivery.link):
        return line
    return line.partition(delivery.link)[0].rstrip(" <:：\u00a0")
