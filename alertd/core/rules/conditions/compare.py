"""compare: we do worse than the others."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, floored, ratio
from alertd.core.rules.verdict import Verdict
from alertd.core.signals.lateness import LATENESS
from alertd.core.signals.readings import QUARTER, Readings, median
from alertd.model.page import SignalShown
from alertd.model.rule import Compare
from alertd.model.value import quantised
from alertd.model.watch import Watch

if TYPE_CHECKING:
    from alertd.core.rules.view import View

STAYS = 0.5  # it ends below half way from as good to so much worse


class Side(NamedTuple):
    """One side of a comparison. value: None where there is nothing to measure; behind: how many mentions or replies."""

    value: float | None
    behind: int


def test(compare: Compare, view: View) -> Verdict:
    """Hold our number against that of the others together, over closed quarters of an hour."""
    window = compare.window.total_seconds()
    ours = _side(compare.metric, view.readings, (view.state.watch.name,), view.now, window)
    others = rivals(compare, view.state.watch)
    theirs = _side(compare.metric, view.readings, others, view.now, window)
    next_at = Readings.closed(view.now) + QUARTER + LATENESS
    floor = max(compare.at_least.mentions or 1, 1)
    what = "replies" if compare.metric == "first_reply" else "mentions"
    limit = f"{compare.worse_by:g} times worse than {', '.join(others)}, at least {floor} {what} on both sides"
    if not others:
        return Verdict(holds=False, limit=limit, note="the watch has no competitors")
    if ours.value is None or theirs.value is None:
        return Verdict(holds=False, limit=limit, next_at=next_at, note="nothing to compare yet")
    worse = _worse(compare.metric, ours.value, theirs.value)
    shown = SignalShown(
        name=_NAMES[compare.metric],
        value=quantised(ours.value),
        usual=quantised(theirs.value),
        unit=_UNITS[compare.metric],
        window=window,
        rarity=None,
    )
    return Verdict(
        holds=worse >= compare.worse_by and min(ours.behind, theirs.behind) >= floor,
        value=quantised(worse),
        limit=limit,
        stays=worse > 1.0 + STAYS * (compare.worse_by - 1.0),
        shown=(shown,),
        next_at=next_at,
        note=f"{ours.value:g} of {ours.behind} against {theirs.value:g} of {theirs.behind}",
    )


def rivals(compare: Compare, watch: Watch) -> tuple[str, ...]:
    """Return the watches with which one is compared: those that the rule names, else its own competitors; never itself."""
    return tuple(name for name in compare.others or watch.competitors if name != watch.name)


def _side(metric: str, readings: Readings, names: tuple[str, ...], now: float, window: float) -> Side:
    if metric == "first_reply":
        waits = sorted(chain.from_iterable(readings.waits(name, now, window) for name in names))
        return Side(median(waits) if waits else None, len(waits))
    sums = [readings.over(name, now, window) for name in names]
    mentions, known = sum(one.mentions for one in sums), sum(one.known for one in sums)
    if metric == "negative_share":
        return Side(sum(one.negative for one in sums) / known if known else None, known)
    # Of volume and reach the others are one of them on average: three rivals are not three times as loud as each is.
    total = sum(one.mentions if metric == "volume" else one.reach for one in sums)
    return Side(total / len(names), mentions)


def _worse(metric: str, ours: float, theirs: float) -> float:
    """Return how many times worse: less heard of, more negative, slower. Nothing at all on one side is a thousand times."""
    bad, good = (ours, theirs) if metric in ("negative_share", "first_reply") else (theirs, ours)
    if good <= 0.0:
        return 1000.0 if bad > 0.0 else 1.0
    return min(bad / good, 1000.0)


_METRICS = {
    "volume": "volume of mentions",
    "negative_share": "negative share (negative_share)",
    "first_reply": "time to the first reply (first_reply)",
    "reach": "reach",
}
_NAMES = {"volume": "volume", "negative_share": "negative share", "first_reply": "first reply", "reach": "reach"}
_UNITS = {"volume": "mentions", "negative_share": "share", "first_reply": "seconds", "reach": "people"}


def sentence(compare: Compare, say: Spelling) -> str:
    """Read it back as a clause."""
    metric = say("metric", compare.metric)
    worse, window = say("worse_by", ratio(compare.worse_by)), say("window", compare.window)
    floor = floored(compare.at_least, say)
    whom = say("with", compare.others) if compare.others or say.has("with") else "its competitors"
    return f"our {_METRICS.get(metric, metric)} is {worse} worse than that of {whom} in {window}{floor}"


SPECIFICATION = Specification(
    value=Compare,
    sentence=sentence,
    test=test,
    is_timed=True,
    is_divisible=False,
    others=rivals,
    mood=lambda compare: "negative" if compare.metric == "negative_share" else "",
)
