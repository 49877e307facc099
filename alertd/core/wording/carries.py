"""Carries: how far somebody or a post carries, in words: a rank, reposts to expect, people who see it."""

from __future__ import annotations

from alertd.core.wording.figures import measure
from alertd.core.wording.fill import fill
from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import fine_percent, large, number
from alertd.model.page import EXPECTED, RANK_BY_AUDIENCE, RANK_BY_REPOSTS, SEEN_BY, SignalShown

_DAY = 86400.0


def carries(language: Language, signal: SignalShown) -> str | None:
    """Return what a signal of reach says; None of any other."""
    words = language.words
    if signal.name in (RANK_BY_AUDIENCE, RANK_BY_REPOSTS):
        return fill(words[signal.name], {"share": fine_percent(language, signal.value or 0.0)})
    if signal.low is None or signal.high is None:
        return None
    if signal.name == EXPECTED:
        high = measure(language, round(signal.high), signal.unit)
        key = "expected_hour" if (signal.window or _DAY) < _DAY else "expected"
        return fill(words[key], {"low": number(language, round(signal.low)), "high": high})
    if signal.name == SEEN_BY:
        low, high = large(language, signal.low), large(language, signal.high)
        return fill(words["seen_so_far"], {"people": large(language, signal.value), "low": low, "high": high})
    return None
