"""The figures of a page: read once from its facts, or from its first signal, and written in a language."""

from __future__ import annotations

import math

from alertd.core.wording.clean import Family, clean, ours, theirs
from alertd.core.wording.fill import fill
from alertd.core.wording.languages.table import Language, form
from alertd.core.wording.numbers import is_beyond_a_year, large, number, once_in, percent, rarity, span, whole
from alertd.model.page import Page, SignalShown
from alertd.model.value import Value

#: a signal's unit to the noun that a language declines
_NOUNS = {
    "mention": "mention",
    "mentions": "mention",
    "negative": "negative",
    "negative mentions": "negative",
    "voice": "voice",
    "voices": "voice",
    "post": "post",
    "posts": "post",
    "repost": "repost",
    "reposts": "repost",
    "account": "account",
    "accounts": "author",  # of a rule that counts each person once
    "acting accounts": "account",  # several may be one person
    "author": "author",
    "authors": "author",
    "point": "point",
    "points": "point",
    "people": "people",
    "times": "times",
    "unanswered": "unanswered",
    "days": "day",
    "replies": "reply",
}
#: signals whose name says more than their unit
_NEVER_RARE = ("new words", "emerging words")
PROMISED = "promise"  #: a share of kept promises stands beside what was promised, not beside what is usual
_NAMED = {"negative": "negative", "unanswered": "unanswered", PROMISED: PROMISED}
_COUNTED = ("mention", "negative", "voice", "post", "repost")
#: what comes in ones
_WHOLE = (*_COUNTED, "account", "author", "unanswered")
_RISES = ("point", "times")
_SHARES = ("share", "%", "percent", PROMISED)
_SPANS = {"s": 1.0, "second": 1.0, "seconds": 1.0, "min": 60.0, "minutes": 60.0, "h": 3600.0, "hours": 3600.0}


class Figures(Value, frozen=True, kw_only=True):
    """The main number of a page against what is usual. window in seconds, rarity in days; None is unknown.

    is_counted: only counts are known, so nobody can say by how many authors.
    """

    count: float | None
    usual: float | None
    low: float | None
    high: float | None
    ratio: float | None
    rarity: float | None
    window: float | None
    unit: str
    negative_share: float | None
    authors: float | None
    is_counted: bool


def fact(page: Page, name: str) -> float | None:
    """Return a numeric fact; None if it is absent or no number."""
    value = page.facts.get(name)
    return None if value is None or isinstance(value, str) else float(value)


def phrase(page: Page, name: str) -> str | None:
    """Return a fact as a word; None if it is absent or empty."""
    value = page.facts.get(name)
    return None if value is None or value == "" else str(value)


def figures(page: Page) -> Figures:
    """Return the page's main numbers: its facts where they are given, else its first signal."""
    signal = page.signals[0] if page.signals else None
    count = fact(page, "count")
    usual = fact(page, "usual")
    unit = phrase(page, "unit")
    if signal is not None and count is None:
        count, usual, unit = signal.value, signal.usual, unit or signal.unit
    window, rare = fact(page, "window"), fact(page, "rarity")
    low, high = fact(page, "low"), fact(page, "high")
    if signal is not None and (low is None or high is None) and signal.value == count:
        low, high = signal.low, signal.high
    if signal is not None and signal.value == count:
        window = signal.window if window is None else window
        rare = signal.rarity if rare is None else rare
    if signal is not None and signal.value == count and unit not in _SPANS:
        unit = _NAMED.get(signal.name, unit)
    if phrase(page, "rarity_of") == "past":  # it goes on, and is no longer what made the rule hold
        rare = None
    ratio = fact(page, "ratio")
    if ratio is None and count is not None and usual:
        ratio = count / usual
    return Figures(
        count=count,
        usual=usual,
        low=low,
        high=high,
        ratio=ratio,
        rarity=rare,
        window=window,
        unit=unit or "mentions",
        negative_share=fact(page, "negative_share"),
        authors=fact(page, "authors"),
        is_counted=count is not None and "authors" in page.facts and page.facts["authors"] is None,
    )


def amount(language: Language, value: float | None, unit: str) -> str:
    """Write a value without its noun: a share in percent, a span in hours and minutes, else a number.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> amount(LANGUAGE, 0.5, "share"), amount(LANGUAGE, 1200, "seconds"), amount(LANGUAGE, 12, "mentions")
    ('50%', '20 min', '12')
    """
    if unit in _SHARES:
        return percent(language, value)
    if unit in _SPANS:
        return span(language, None if value is None else value * _SPANS[unit])
    if unit == "people":
        return large(language, value)
    if _NOUNS.get(unit) in _WHOLE:
        return whole(language, value)
    return number(language, value)


def measure(language: Language, value: float | None, unit: str) -> str:
    """Write a value with its noun; a unit that no language knows stands as it is, without signs.

    >>> from alertd.core.wording.languages.en import LANGUAGE
    >>> measure(LANGUAGE, 1, "mentions"), measure(LANGUAGE, 12, "parsecs"), measure(LANGUAGE, 0.5, "share")
    ('1 post', '12 parsecs', '50%')
    """
    text = amount(language, value, unit)
    if unit in _SHARES or unit in _SPANS:
        return text
    if unit in _NOUNS:
        return (
            f"{text} {form(language, _NOUNS[unit], 1_000_000 if is_abbreviated(text) else _as_shown(value or 0, unit))}"
        )
    plain = "".join(char for char in clean(unit, 30) if char.isalnum() or char in " %/-")
    return f"{text} {plain}".rstrip()


def count_phrase(language: Language, told: Figures) -> str:
    """Write the main number and the time it covers; a reach, a wait or a backlog stands at an instant and covers none."""
    text = measure(language, told.count, told.unit)
    noun = _NOUNS.get(told.unit, "")
    if noun == "people" and told.usual is None:
        return fill(language.words["seen_by"], {"count": text})
    if not names_window(told):
        return text
    key = "kept" if told.unit == PROMISED else "rise" if noun in _RISES else "count"
    return fill(language.words[key], {"count": text, "window": span(language, told.window)})


def names_window(told: Figures) -> bool:
    """Return whether the main number covers a time, and says which."""
    return bool(told.window) and told.unit not in _SPANS and _NOUNS.get(told.unit, "") not in ("people", "unanswered")


def usual_phrase(language: Language, told: Figures) -> str:
    """Write what is usual, with its interval: how sure we are of it. Empty where nothing is usual (a rise, a backlog)."""
    if told.usual is None:
        return language.words["usual_unknown"] if _NOUNS.get(told.unit) in _COUNTED else ""
    words = {"usual": amount(language, told.usual, told.unit)}
    if told.unit == PROMISED:
        return fill(language.words["promised"], words)
    bounds = [amount(language, one, told.unit) for one in (told.low, told.high) if one is not None]
    if is_none(told, told.usual) and all(bound == words["usual"] for bound in bounds):
        return language.words["usual_none"]
    if len(bounds) < 2 or bounds[0] == bounds[1]:
        return fill(language.words["usual"], words)
    words["low"], words["high"] = bounds
    return fill(language.words["usual_range"], words)


def is_none(told: Figures, value: float | None) -> bool:
    """Whether so little of what comes in ones is none of it, as people say."""
    return value is not None and value < 0.5 and _NOUNS.get(told.unit) in _WHOLE


def ratio_of(told: Figures) -> float | None:
    """Return how many times the usual it is; None where that is none of it, or a promise: a multiple of these says nothing."""
    return None if told.unit == PROMISED or is_none(told, told.usual) else told.ratio


def ratio_phrase(language: Language, told: Figures) -> str:
    """Write how many times the usual it is, or which share of it where it is less; empty where that says nothing."""
    ratio = ratio_of(told)
    if ratio is None:
        return ""
    if ratio < 0.95:
        return fill(language.words["ratio_below"], {"share": percent(language, ratio)})
    return fill(language.words["ratio"], {"ratio": measure(language, ratio, "times")})


def beside(language: Language, signal: SignalShown) -> str:
    """Write what a signal is held against: what is usual, or of a promise what was promised; empty where it is nothing."""
    if signal.usual is None:
        return ""
    key = "promised" if signal.name == PROMISED else "usual"
    return fill(language.words[key], {"usual": amount(language, signal.usual, signal.unit)})


def rarity_phrase(language: Language, days: float | None) -> str:
    """Write how rare such a burst is: how sure we are that it is none of the usual ones."""
    if days is None:
        return language.words["rarity_unknown"]
    if is_beyond_a_year(days):
        return language.words["rarity_year"]
    if round(days) == 1:
        return language.words["rarity_day"]
    return fill(language.words["rarity"], {"rarity": once_in(language, days)})


def says_rarity(page: Page, told: Figures) -> bool:
    """Return whether a page says how rare its number is, or that nobody knows yet. Words that a rule looks for have none, however old the watch is."""
    name = page.signals[0].name if page.signals else ""
    return told.rarity is not None or (told.usual is not None and told.unit != PROMISED and name not in _NEVER_RARE)


def rarity_told(language: Language, told: Figures, of: str | None) -> str:
    """Write how rare it is, of when, and by what that is known where nobody knows yet what is usual here. of: "height", None: of now."""
    said = rarity_phrase(language, told.rarity)
    if of == "height":
        said = fill(language.words["rarity_height"], {"said": said})
    if told.usual is None:
        said = fill(language.words["rarity_brands"], {"said": said})
    return said


def _as_shown(value: float, unit: str) -> float:
    """Return the number that is read: 10.9 is written as 11 and takes the noun of 11."""
    if _NOUNS.get(unit) in _WHOLE:
        return math.floor(value + 0.5)
    return round(value) if abs(value) >= 9.95 else round(value, 1)


def is_abbreviated(text: str) -> bool:
    """Whether a number was written roughly ("1.2M"), so that its noun takes the form of large numbers."""
    return not text[-1:].isdigit()


def message_fields(page: Page, language: Language, family: Family, link: str) -> dict[str, str]:
    """Return what a rule's message may show, each value safe for the channel."""
    told = figures(page)
    author = phrase(page, "top_author")
    unknown = language.words["unknown"]
    return {
        "watch": ours(family, page.brand, 60),
        "count": amount(language, told.count, told.unit),
        "usual": amount(language, told.usual, told.unit),
        "ratio": number(language, told.ratio),
        "rarity": rarity(language, told.rarity),
        "negative_share": percent(language, told.negative_share),
        "authors": number(language, told.authors),
        "top_author": theirs(family, author, 60) if author else unknown,
        "top_reach": large(language, fact(page, "top_reach")),
        "window": span(language, told.window),
        "link": ours(family, link, 400),
    }
