"""terms: words appear that were not there before."""

from __future__ import annotations

import math

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, listing
from alertd.core.rules.view import Verdict, View
from alertd.core.rules.watch_state import WatchState
from alertd.model.mention import Mention
from alertd.model.page import SignalShown
from alertd.model.rule import Rule, Terms

WINDOW = 3600.0  # words count as "appearing" for an hour


def test(terms: Terms, view: View) -> Verdict:
    """Look for the words in the last hour, and for their absence in `new_since` before it."""
    floor = terms.at_least.mentions or 1
    if terms.emerging:
        return _emerging(view, floor)
    since = terms.new_since.total_seconds()
    words = view.state.words
    seen = {word: words.count(word, view.now, WINDOW) for word in (*terms.any, *terms.all, *terms.none)}
    new = [word for word in (*terms.any, *terms.all) if seen[word] >= 1 and words.is_new(word, view.now, WINDOW, since)]
    mentions = sum(seen[word] for word in (*terms.any, *terms.all))
    holds = (
        mentions >= floor
        and bool(new)
        and all(seen[word] for word in terms.all)
        and (not terms.any or any(seen[word] for word in terms.any))
        and not any(seen[word] for word in terms.none)
    )
    limit = f"new since {since / 86400:g} d, at least {floor} mentions"
    shown = SignalShown(name="new words", value=float(mentions), usual=0.0, unit="mentions", window=WINDOW, rarity=None)
    return Verdict(
        holds=holds,
        value=float(mentions),
        limit=limit,
        stays=mentions > 0 and bool(new),
        shown=(shown,),
        note=", ".join(f"{word}: {count}" for word, count in seen.items() if count) or "none of the words",
    )


def rests_until(
    terms: Terms, _rule: Rule, state: WatchState, _group: str, _mention: Mention | None, now: float
) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    words = state.words
    if terms.emerging or any(words.count(word, now, WINDOW) for word in (*terms.any, *terms.all)):
        return -math.inf
    return math.inf


def _emerging(view: View, floor: int) -> Verdict:
    """Find words by themselves that history does not explain; the page names them."""
    found = [one for one in view.state.emerging.emerging(view.now) if one.count >= floor]
    value = float(max((one.count for one in found), default=0))
    usual = min((one.usual for one in found), default=0.0)
    shown = SignalShown(name="emerging words", value=value, usual=usual, unit="voices", window=WINDOW, rarity=None)
    return Verdict(
        holds=bool(found),
        value=value,
        limit=f"a word that history does not explain, in at least {floor} mentions",
        stays=bool(found),
        shown=(shown,),
        note=f"{len(found)} words have emerged",
    )


def sentence(terms: Terms, say: Spelling) -> str:
    """Read it back as a clause."""
    parts = []
    if terms.any:
        parts.append(f"any of {say('any', listing(terms.any, 'or'))}")
    if terms.all:
        parts.append(f"all of {say('all', terms.all)}")
    if terms.none:
        parts.append(f"none of {say('none', listing(terms.none, 'or'))}")
    if terms.emerging:
        parts.append(f"words that it finds itself (emerging: {say('emerging', 'true')})")
    new = f"new since {say('new_since', terms.new_since)}"
    return f"mentions have {listing(parts)}, {new}{floored(terms.at_least, say)}"


SPECIFICATION = Specification(
    is_event=True,
    value=Terms,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    words=lambda terms: (*terms.any, *terms.all, *terms.none),
)
