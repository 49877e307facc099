"""The shape of a language: its words, its plurals and how it writes numbers."""

from __future__ import annotations

from alertd.model.value import Value


class Language(Value, frozen=True, kw_only=True):
    """The frame of a page in one language.

    plurals: which form a count takes: "none" (one form), "one" (1, others), "below two" (French), "slavic" (1, 2 to 4, others), "arabic" (1 and
    hundreds, 2, 3 to 10, 11 to 99).
    nouns: the forms, in that order. scales: for large round numbers, largest first. percent: around the number.
    months: their names, as a date wants them. signals: what the numbers are called.
    zones: what people call a time zone, where its own name is none ("+03") or means several ("CST").
    """

    code: str
    plurals: str
    thousands: str
    decimal: str
    percent: str
    scales: tuple[tuple[float, str], ...]
    severities: dict[str, str]
    nouns: dict[str, tuple[str, ...]]
    units: dict[str, str]
    words: dict[str, str]
    zones: dict[str, str]
    months: tuple[str, ...]
    signals: dict[str, str]


def form(language: Language, noun: str, count: float) -> str:
    """Return a noun in the form that goes with a count.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> form(LANGUAGE, "mention", 1), form(LANGUAGE, "mention", 2)
    ('mention', 'mentions')
    """
    forms = language.nouns[noun]
    return forms[_index(language.plurals, abs(count))]


def _index(rule: str, count: float) -> int:
    if rule == "one":
        return 0 if count == 1 else 1
    if rule == "below two":
        return 0 if count < 2 else 1
    if rule == "slavic":
        return _slavic(count)
    return _arabic(count) if rule == "arabic" else 0


def _arabic(count: float) -> int:
    """Return the form by the last two digits (Unicode CLDR 47, plural rules for Arabic); none, hundreds and fractions take the first."""
    if count != int(count):
        return 0
    if count == 2:
        return 1
    tail = int(count) % 100
    return 2 if 3 <= tail <= 10 else 3 if tail >= 11 else 0


def _slavic(count: float) -> int:
    """Return the form by the last digits (Unicode CLDR 47, plural rules for Russian); a fraction takes the second."""
    if count != int(count):
        return 1
    tail, teens = int(count) % 10, int(count) % 100
    if tail == 1 and teens != 11:
        return 0
    return 1 if 2 <= tail <= 4 and not 12 <= teens <= 14 else 2
