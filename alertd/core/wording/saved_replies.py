"""Saved replies: what a brand has written down to answer with. `{name}` is the customer, `{brand}` the brand; copied by people, never sent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from alertd.model.languages import base
from alertd.model.page import Page

_FIELD = re.compile(r"\{(?:name|brand)\}")
#: After a sentence the comma behind a name goes with it; elsewhere what stands before it does.
_NOBODY = re.compile(r"(?<=[.!?。！？])\s*\{name\}[,，،:]?|(?:, |，|، | )?\{name\}")


def filled(text: str, *, name: str, brand: str) -> str:
    """Return a reply with its fields filled; a name that nobody knows is left out, with its comma.

    >>> filled("{name}, we are sorry. Your {brand} team", name="@ann", brand="acme")
    '@ann, we are sorry. Your acme team'
    >>> filled("{name}, we are sorry", name="", brand="acme"), filled("Sorry, {name}!", name="", brand="acme")
    ('we are sorry', 'Sorry!')
    """
    if not name:
        text = _NOBODY.sub("", text).lstrip(" ,，،、:!")
    fields = {"{name}": name, "{brand}": brand}
    # In one pass: what strangers call themselves may hold braces of its own.
    return _FIELD.sub(lambda field: fields[field[0]], text)


def saved_reply(page: Page) -> str | None:
    """Return the language of the saved reply to show, None where there is none."""
    return next(iter(in_order(page)), None)


def in_order(page: Page) -> tuple[str, ...]:
    """Return the languages of the saved replies, as `spoken_first` orders them."""
    return spoken_first(page, page.playbook.replies if page.playbook else {})


def spoken_first(page: Page, texts: Collection[str]) -> tuple[str, ...]:
    """Return the languages in which there are texts: those of the telling posts, the reader's, English, and then the others.

    The most frequent language of the posts is the first; of equals the reader's own, then the one that is told first.
    """
    own = base(page.language)
    spoken = Counter(base(post.language) for post in page.evidence)
    wanted = sorted(spoken, key=lambda code: (-spoken[code], code != own))
    return tuple(code for code in dict.fromkeys([*wanted, own, "en", *texts]) if code in texts)
