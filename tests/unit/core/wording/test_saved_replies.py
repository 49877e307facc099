"""A saved reply with its fields filled reads like a sentence, also where nobody knows what the customer is called."""

from __future__ import annotations

import pytest

from alertd.core.wording.saved_replies import filled


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("{name}, we are sorry.", "@ann, we are sorry.", "we are sorry."),
        ("Hello {name}, we are sorry.", "Hello @ann, we are sorry.", "Hello, we are sorry."),
        ("Hello {name}: we look.", "Hello @ann: we look.", "Hello: we look."),
        ("We are sorry, {name}.", "We are sorry, @ann.", "We are sorry."),
        ("Thank you {name}!", "Thank you @ann!", "Thank you!"),
        ("Thanks. {name}, we look.", "Thanks. @ann, we look.", "Thanks. we look."),
        ("Спасибо, {name}! Мы смотрим.", "Спасибо, @ann! Мы смотрим.", "Спасибо! Мы смотрим."),
        ("مرحبا {name}، نحن نبحث", "مرحبا @ann، نحن نبحث", "مرحبا، نحن نبحث"),
        ("{name}، نحن نبحث", "@ann، نحن نبحث", "نحن نبحث"),
        ("您好，{name}。请先停用。", "您好，@ann。请先停用。", "您好。请先停用。"),
        ("We answer here.", "We answer here.", "We answer here."),
    ],
)
def test_the_name_and_its_comma(text: str, known: str, unknown: str) -> None:
    """In the languages of pages, at the beginning, in the middle and at the end."""
    assert filled(text, name="@ann", brand="acme") == known
    assert filled(text, name="", brand="acme") == unknown


def test_what_strangers_call_themselves_is_filled_in_once() -> None:
    """A name that looks like a field is no field, nor is one like the other's; other braces are the brand's own text."""
    assert filled("{name} of {brand} {city}", name="{brand}", brand="{name}") == "{brand} of {name} {city}"
