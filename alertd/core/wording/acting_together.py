"""Who acts together: how many of what a page counts they wrote, and what is left without them."""

from __future__ import annotations

from collections.abc import Iterator

from alertd.core.wording.figures import fact, measure
from alertd.core.wording.fill import fill
from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import number
from alertd.model.page import Page


def acting_together(page: Page, tongue: Language) -> Iterator[str]:
    """Yield who acts together, and what is left without them; nothing where nobody does."""
    accounts, posts, of = (fact(page, f"ring_{name}") for name in ("accounts", "posts", "of"))
    if accounts is None or posts is None or of is None:
        return
    said = fill(
        tongue.words["together"],
        {
            "accounts": measure(tongue, accounts, "acting accounts"),
            "posts": number(tongue, posts),
            "of": measure(tongue, of, "posts"),
            "voices": measure(tongue, fact(page, "ring_voices"), "voices"),
            "rest": number(tongue, of - posts),
        },
    )
    made, days = fact(page, "ring_made"), fact(page, "ring_days")
    if made is not None:
        told = {"accounts": number(tongue, made), "days": measure(tongue, days, "days")}
        said += fill(tongue.words["made"], told)
    yield said
