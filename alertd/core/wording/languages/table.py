"""The shape of a language: its words, its plurals and how it writes numbers."""

from __future__ import annotations

from alertd.core.wording.languages.plurals import counted
from alertd.model.value import Value


class Language(Value, frozen=True, kw_only=True):
    """The frame of a page in one language.

    nouns: the forms, in the order of `plurals.FORMS`. scales: for large round numbers, largest first. percent: around the number.
    months: their names, as a date wants them. signals: what the numbers are called.
    zones: what people call a time zone, where its own name is none ("+03") or means several ("CST").
    """

    code: str
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
    ('post', 'posts')
    """
    return counted(language.code, count, language.nouns[noun])
