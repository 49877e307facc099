"""A threshold of a rule in a reader's language: its number with what it counts, not the key that authors of rules write."""

from __future__ import annotations

from alertd.core.wording.figures import measure
from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language
from alertd.core.wording.numbers import fine_percent, once_in

_DAY = 86400.0


def threshold_told(value: float, unit: str, tag: str) -> str:
    """Write a threshold. value: a span in seconds, a share from 0 to 1. unit: of figures; "rarity": how rare, "top": of all authors.

    >>> threshold_told(15, "mentions", "en"), threshold_told(90 * 86400, "rarity", "en"), threshold_told(0.001, "top", "en")
    ('15 posts', 'once in 90 days', 'among the top 0.1% by audience')
    >>> threshold_told(0.3, "share", "tr"), threshold_told(3600, "seconds", "fr"), threshold_told(3, "times", "en")
    ('%30', '1 h', '3 times')
    """
    tongue = language(tag)
    if unit == "rarity":
        return fill(tongue.words["sms_rarity"], {"rarity": once_in(tongue, value / _DAY)})
    if unit == "top":
        return fill(tongue.words["reach_rank"], {"share": fine_percent(tongue, value)})
    return measure(tongue, value, unit)
