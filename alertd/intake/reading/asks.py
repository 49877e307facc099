"""How much texts read as if somebody asks for something: many at once, for the model reads many texts as cheaply as one."""

from __future__ import annotations

from collections.abc import Sequence


def asks(text: str, language: str) -> int:
    """Return the points of one text; see `alertd/intake/reading/asking.py`."""
    return asks_of_each([text], [language])[0]


def asks_of_each(texts: Sequence[str], languages: Sequence[str]) -> list[int]:
    """Return the points of each text; the same words are read once."""
    from alertd.intake.reading.asking import Asking  # numpy and the weights only where a text is read

    asked = list(dict.fromkeys(zip(texts, languages, strict=True)))
    points = Asking.shipped().points([text for text, _ in asked], [language for _, language in asked])
    found = dict(zip(asked, points, strict=True))
    return [found[one] for one in zip(texts, languages, strict=True)]
