"""Specification: all that the engine, the lint and the intake know of one kind of condition.

Each condition makes one, in `core/rules/conditions/NAME.py`; `conditions/catalogue.py` lists them. Nobody else asks what kind
a condition is: what differs between kinds is a trait here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from alertd.core.rules.lanes import LaneKey
from alertd.core.rules.spelling import Spelling
from alertd.core.rules.verdict import Verdict
from alertd.core.signals.hard_count import NOT_POSITIVE
from alertd.model.rule import Condition, Rule
from alertd.model.watch import Watch

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.model.mention import Mention

#: The test itself: (condition, view) -> verdict.
Test: TypeAlias = "Callable[[Any, View], Verdict]"
#: What a condition promises: (condition, rule, state, group, mention for this group or None, now) -> the instant until which
#: it surely does not hold unless an event comes; -inf: not even now, inf: for as long as none comes.
Promise: TypeAlias = "Callable[[Any, Rule, WatchState, str, Mention | None, float], float]"


def _no_lanes(_condition: Any, _rule: Rule, _group: str) -> tuple[LaneKey, ...]:
    return ()


def _no_words(_condition: Any) -> tuple[str, ...]:
    return ()


def _no_watches(_condition: Any, _watch: Watch) -> tuple[str, ...]:
    return ()


def _no_mood(_condition: Any) -> str:
    return ""


def _never(_condition: Any) -> bool:
    return False


class Specification(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of condition.

    value: its class in the model. sentence: reads it back, as a clause after "when".
    rests_until: its promise of calm; None: it is evaluated at every event.

    The traits:
    is_level: it goes on by its level, so that in a storm it need not be looked at again at each mention.
    is_timed: time alone may make it true, so a deadline is worth a tick also while nothing is the matter.
    ends_at_once: it tells something once; keeping it firing would swallow what it has to tell next.
    is_of_ourselves: it looks at our own sources and belongs to no brand.
    is_divisible: it can look at some mentions only (`only`) and at each group by itself (`group_by`).
    needs_no_sources: that it does not hold is known also while our sources see nothing.
    needs_calibration: it reads a share as a level, which is off by many points until a watch is calibrated.
    is_fed_by_counts: a count sensor that goes on is sight enough for it.
    others: (condition, watch) -> watches whose readings it compares with that one's.
    lanes: those that it reads. words: those that intake must find in the posts.
    sees_growth: it looks at what a known post has become, not only at new posts.
    is_event: it speaks of single posts, which calm does not undo: it pages on until somebody acknowledges.
    mood: the mood of the posts that tell why ("negative", "neutral", "positive"; empty: any).
    """

    value: type
    sentence: Callable[[Any, Spelling], str]
    test: Test
    rests_until: Promise | None = None
    is_level: bool = False
    is_timed: bool = False
    ends_at_once: bool = False
    is_of_ourselves: bool = False
    is_divisible: bool = True
    needs_no_sources: bool = False
    sees_growth: bool = False
    is_event: bool = False
    needs_calibration: bool = False
    is_fed_by_counts: Callable[[Any], bool] = _never
    others: Callable[[Any, Watch], tuple[str, ...]] = _no_watches
    lanes: Callable[[Any, Rule, str], tuple[LaneKey, ...]] = _no_lanes
    words: Callable[[Any], tuple[str, ...]] = _no_words
    mood: Callable[[Any], str] = _no_mood

    @property
    def name(self) -> str:
        """Its name in the language."""
        return name_of(self.value)


def name_of(condition: Condition | type) -> str:
    """Return the name of a condition in the language.

    >>> from alertd.model.rule import Spike
    >>> name_of(Spike()), name_of(Spike)
    ('spike', 'spike')
    """
    tag = condition.__struct_config__.tag  # type: ignore[union-attr]
    return str(tag)


def hold_of(condition: Condition) -> float:
    """Return the seconds for which it must hold before it counts; a condition without a field `hold` counts at once."""
    hold: timedelta = getattr(condition, "hold", timedelta(0))
    return hold.total_seconds()


def sentiment_of(condition: Any) -> str:
    """Return the mood of a condition on single posts, which names it in its field `sentiment`; "" where it is not one mood."""
    return "" if condition.sentiment in ("any", NOT_POSITIVE) else str(condition.sentiment)
