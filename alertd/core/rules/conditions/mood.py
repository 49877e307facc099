"""mood: the mood has turned from the watch's usual, whatever the volume does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from alertd.core.rules.lanes import TURN_TO_BETTER, TURN_TO_WORSE, LaneKey
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, amount, floored, held
from alertd.core.rules.verdict import Verdict
from alertd.core.times import seldom
from alertd.model.page import SignalShown
from alertd.model.rule import Mood, Rule

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention

DAY = 86400.0


def test(mood: Mood, view: View) -> Verdict:
    """Compare the run of voices of that mood with what is expected by chance."""
    key = _lane(mood, view.rule, view.group)
    turn = view.state.turns.get(key)
    if turn is None:
        return Verdict(holds=False, limit=lambda: _limit(mood), note="nothing counted yet")
    days = mood.rarer_than.total_seconds() / DAY
    enters = turn.rarity() >= days
    stays = view.is_holding and turn.is_raised(view.now)
    if not (enters or stays or view.is_asked):
        return Verdict(holds=False, value=turn.rarity(), limit=lambda: _limit(mood))
    reading = turn.reading(view.now)
    authors = view.state.authors_in(key, view.now, min(reading.window, DAY))
    floor, people = mood.at_least.mentions or 0, mood.at_least.authors or 0
    shown = SignalShown(
        name=mood.turns,
        value=reading.value,
        usual=reading.usual,
        unit="voices",
        window=reading.window,
        rarity=reading.rarity,
    )
    return Verdict(
        holds=enters and reading.mentions >= floor and (authors is None or authors >= people),
        value=reading.value,
        limit=lambda: f"{_limit(mood)}, at least {floor} {mood.turns} mentions by {people} authors",
        stays=stays,
        shown=(shown,),
        note=lambda: (
            f"usual {amount(reading.usual or 0.0)}, {authors} authors, expected once in {seldom(reading.rarity or 0.0)}"
        ),
    )


def rests_until(mood: Mood, rule: Rule, state: WatchState, group: str, _mention: Mention | None, _now: float) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    turn = state.turns.get(_lane(mood, rule, group))
    return math.inf if turn is None or turn.rarity() < mood.rarer_than.total_seconds() / DAY else -math.inf


def _lane(mood: Mood, rule: Rule, group: str) -> LaneKey:
    of = TURN_TO_BETTER if mood.turns == "positive" else TURN_TO_WORSE
    return LaneKey(of=of, group=group, only=() if rule.only is None else (rule.only,))


def _limit(mood: Mood) -> str:
    return f"a turn rarer than {mood.rarer_than.total_seconds() / DAY:g} d"


def sentence(mood: Mood, say: Spelling) -> str:
    """Read it back as a clause."""
    rarity = say("rarer_than", mood.rarer_than)
    return (
        f"the mood turns {say('turns', mood.turns)} as it does by chance only once in {rarity}"
        f"{floored(mood.at_least, say)}{held(mood.hold, say)}"
    )


SPECIFICATION = Specification(
    value=Mood,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_level=True,
    lanes=lambda mood, rule, group: (_lane(mood, rule, group),),
    mood=lambda mood: mood.turns,
)
