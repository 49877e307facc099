"""Which form a count takes, by the plural rules of Unicode's CLDR 47, for the languages that pages are written in. Pure."""

from __future__ import annotations

from collections.abc import Sequence

#: The categories that a language tells apart, in the order in which its forms are written.
FORMS: dict[str, tuple[str, ...]] = {
    "en": ("one", "other"),
    "fr": ("one", "other"),
    "pt": ("one", "other"),
    "ru": ("one", "few", "many"),
    "ar": ("one", "two", "few", "many"),
    "tr": ("other",),
    "zh": ("other",),
}
#: A category that has no form of its own takes that of another: half a post is "полпоста" as two are "два поста", and a hundred Arabic posts
#: are written as one is.
_AS = {"ru": {"other": "few"}, "ar": {"zero": "one", "other": "one"}}


def category(code: str, count: float) -> str:
    """Return the category of a count: zero, one, two, few, many or other.

    >>> [category("ru", count) for count in (1, 3, 11, 21, 1.5)]
    ['one', 'few', 'many', 'one', 'other']
    >>> [category("ar", count) for count in (0, 1, 2, 3, 11, 100)]
    ['zero', 'one', 'two', 'few', 'many', 'other']
    """
    count = abs(count)
    match code:
        case "fr" | "pt":
            return "one" if count < 2 else "other"
        case "ru":
            return _slavic(count)
        case "ar":
            return _arabic(count)
        case "zh":
            return "other"
        case _:
            return "one" if count == 1 else "other"


def _slavic(count: float) -> str:
    if count != int(count):
        return "other"
    tail, teens = int(count) % 10, int(count) % 100
    if tail == 1 and teens != 11:
        return "one"
    return "few" if 2 <= tail <= 4 and not 12 <= teens <= 14 else "many"


def _arabic(count: float) -> str:
    if count in (0, 1, 2):
        return ("zero", "one", "two")[int(count)]
    tail = int(count) % 100
    return "other" if count != int(count) or tail < 3 else "few" if tail <= 10 else "many"


def counted(code: str, count: float, forms: Sequence[str]) -> str:
    """Return the form that goes with a count. forms: as FORMS orders them; a single one is for every count.

    >>> counted("en", 1, ("post", "posts")), counted("en", 0, ("post", "posts")), counted("tr", 3, ("gönderi",))
    ('post', 'posts', 'gönderi')
    """
    known = FORMS.get(code, FORMS["en"])
    found = category(code, count)
    place = known.index(_AS.get(code, {}).get(found, found)) if len(known) > 1 else 0
    return forms[min(place, len(forms) - 1)]
