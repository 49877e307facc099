"""terms: words appear that were not there before, or come in a burst."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.rules.lanes import TALLY, LaneKey, only_of
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, listing
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Rule, Terms

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention

WINDOW = 3600.0  # words count as "appearing" for an hour


def test(terms: Terms, view: View) -> Verdict:
    """Look for posts with the words in the last hour, and for what was usual in `new_since` before it."""
    if terms.emerging:
        return _emerging(view, terms.at_least.mentions or 1)
    floor, authors = terms.at_least.mentions or 1, terms.at_least.authors or 0
    since = terms.new_since.total_seconds()
    tally = view.state.tallies.get(lane_of(terms, view.rule, view.group))
    limit = f"new since {since / 86400:g} d, at least {view.floor_of(terms.at_least, floor)} (count: {terms.count})"
    if tally is None:
        return Verdict(holds=False, limit=limit, note="none of the words")

    def look(at: float) -> tuple[float, int, int, bool]:
        count = tally.count(at, WINDOW, terms.count)
        people = tally.count(at, WINDOW, "people") if count else 0
        return at, count, people, count > 0 and tally.is_burst(at, WINDOW, since, terms.count)

    # Posts that come late stand in an hour that ends before now: each past instant that they changed is looked at too.
    looks = [look(at) for at in view.looks]
    enough = (one for one in looks if one[1] >= floor and one[2] >= authors and one[3])
    at, count, people, is_burst = next(enough, looks[0])
    unit = {"people": "accounts"}.get(terms.count, terms.count)
    shown = SignalShown(name="new words", value=float(count), usual=0.0, unit=unit, window=WINDOW, rarity=None)
    return Verdict(
        holds=count >= floor and people >= authors and is_burst,
        value=float(count),
        limit=limit,
        stays=is_burst,
        shown=(shown,),
        note=lambda: (
            f"{tally.count(at, WINDOW, 'posts')} posts by {people} people with the words, "
            f"{tally.before(at, WINDOW, since, 'posts')} posts before"
        ),
        as_of=None if at == view.now else at,
    )


def lane_of(terms: Terms, rule: Rule, group: str) -> LaneKey:
    """Return the lane that counts the posts with the words, each by itself."""
    return LaneKey(
        of="terms",
        words=terms.any,
        every=terms.all,
        without=terms.none,
        only=only_of(terms, rule),
        group=group,
        kind=TALLY,
    )


def rests_until(terms: Terms, rule: Rule, state: WatchState, group: str, _mention: Mention | None, now: float) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    if terms.emerging:
        return -math.inf
    tally = state.tallies.get(lane_of(terms, rule, group))
    floor = max(terms.at_least.mentions or 1, terms.at_least.authors or 1)
    if tally is not None and state.behind.looks(now):
        return -math.inf  # it promises for an hour that ends now
    # No fewer posts than people or voices: too few posts are too few of anything.
    return math.inf if tally is None or tally.is_below(now, WINDOW, floor - 1) else -math.inf


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
    what = {"people": "by different people", "voices": "copies count once", "posts": "copies count each"}
    counted = say("count", terms.count)
    floor = floored(terms.at_least, say)
    return f"mentions have {listing(parts)}, {new}{floor} ({counted}: {what.get(counted, counted)})"


SPECIFICATION = Specification(
    is_event=True,
    value=Terms,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_level=True,
    lanes=lambda terms, rule, group: () if terms.emerging else (lane_of(terms, rule, group),),
    words=lambda terms: (*terms.any, *terms.all, *terms.none),
)
