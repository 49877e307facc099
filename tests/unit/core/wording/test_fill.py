"""A rule's own message."""

from __future__ import annotations

from alertd.core.wording import word
from alertd.core.wording.fill import FIELDS, fill
from tests.unit.core.wording.pages import LINK, QUOTES, facts, page, sms


def test_values_are_never_read_again() -> None:
    """An author who calls himself {link} gets no link."""
    shown = page(
        channel="email", message="loudest {top_author}", facts=facts(top_author="{link} {count:>99} {0.__class__}")
    )

    assert "loudest {link} {count:>99} {0.__class__}" in word(shown, QUOTES, LINK).text


def test_every_field_is_filled() -> None:
    """All that the rule language names, with or without numbers behind it."""
    message = " ".join(f"{name}={{{name}}}" for name in FIELDS)

    whole = word(page(message=message), QUOTES, LINK).text
    bare = word(page(message=message, facts={}, signals=()), QUOTES, LINK).text

    assert "count=214 usual=12 ratio=18 rarity=41 days negative_share=82% authors=180 top_author=bigvoice" in whole
    assert f"top_reach=1.2M window=10 min link={LINK}" in whole
    assert "count=unknown usual=unknown" in bare
    assert "{" not in bare


def test_braces_that_are_no_field_stay() -> None:
    """Nothing of Python's format language has a meaning."""
    template = "{count!r} {0} {} {{count}} {cuont} {COUNT}"

    assert fill(template, {"count": "7"}) == "{count!r} {0} {} {7} {cuont} {COUNT}"


def test_in_an_sms_the_link_stands_once() -> None:
    """The message's {link} is left to the end, where it is never cut."""
    text = word(sms(message="look: {link}"), QUOTES, LINK).text

    assert text.count(LINK) == 1
    assert "look" in text
