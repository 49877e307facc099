"""What if: the thresholds of a rule, and the rule with one of them moved; for who asks what it would have paged. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from alertd.core.rules.lanes import leaves
from alertd.core.rules.spelling import percent, ratio, span
from alertd.model.rule import AllOf, AnyOf, Condition, Count, Floor, Not, Rule
from alertd.model.value import Value, quantised

#: By what a threshold is moved; the middle one is the rule as it stands.
STOPS = (0.25, 0.33, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0)
MIDDLE = STOPS.index(1.0)
_ROUND = (60, 300, 900, 3600, 21600, 86400)  # seconds to which spans are rounded, the larger the coarser


class _Written(NamedTuple):
    """A field that is a threshold: the key that authors write, how its value is spelled, in what people count it, and its bounds."""

    key: str
    spelled: Callable[[Any], str]
    unit: str
    most: float = 1e9
    least: float = 1.0


_FLOOR = {
    "mentions": _Written("at_least", lambda value: f"{{mentions: {value:g}}}", "mentions"),
    "authors": _Written("at_least", lambda value: f"{{authors: {value:g}}}", "authors"),
}
#: condition and field -> how it is written; the fields of a floor are found in every condition.
WRITTEN: dict[tuple[str, str], _Written] = {
    ("spike", "rarer_than"): _Written("rarer_than", span, "rarity", 3650 * 86400, 60),
    ("spike", "ratio"): _Written("ratio", ratio, "times", 1e6, 1.1),
    ("velocity", "rises_by_points"): _Written("rises_by", lambda value: f"{value:g} points", "points", 95.0, 1.0),
    ("velocity", "rises_by_ratio"): _Written("rises_by", ratio, "times", 1e6, 1.1),
    ("mood", "rarer_than"): _Written("rarer_than", span, "rarity", 3650 * 86400, 60),
    ("share", "over"): _Written("negative", lambda value: f"over {percent(value)}", "share", 0.95, 0.01),
    ("influencer", "top"): _Written("reach", lambda value: f"top {percent(value)}", "top", 0.5, 1e-6),
    ("influencer", "audience"): _Written("audience", lambda value: f"{value:g}", "people"),
    ("going_viral", "top_a_day"): _Written("rank", lambda value: f"top {value:g} a day", "posts"),
    ("going_viral", "exceeds_reposts"): _Written("exceeds", lambda value: f"{value:g} reposts", "reposts"),
    ("going_viral", "passed_on"): _Written("passed_on", lambda value: f"{value:g} reposts", "people"),
    ("going_viral", "rarer_than"): _Written("rarer_than", span, "rarity", 3650 * 86400, 60),
    ("unanswered", "longer_than"): _Written("longer_than", span, "seconds", 30 * 86400, 60),
    ("count", "over"): _Written("over", lambda value: f"{value:g}", "mentions"),
    ("engagement", "reposts"): _Written("reposts", lambda value: f"{value:g}", "reposts"),
    ("engagement", "likes"): _Written("likes", lambda value: f"{value:g}", "likes"),
    ("engagement", "replies"): _Written("replies", lambda value: f"{value:g}", "replies"),
    ("engagement", "views"): _Written("views", lambda value: f"{value:g}", "views"),
    ("drop", "below"): _Written("below", percent, "share", 0.95, 0.01),
    ("coordinated", "accounts"): _Written("accounts", lambda value: f"{value:g}", "acting accounts", 1e6, 2.0),
    ("coordinated", "share"): _Written("share", percent, "share", 0.95, 0.01),
    ("compare", "worse_by"): _Written("worse_by", ratio, "times", 1e6, 1.1),
}
#: Of these a higher number is easier to reach; of all others it is harder.
_EASED = ("top", "top_a_day", "below")


class Threshold(Value, frozen=True, kw_only=True):
    """A number of a rule that can be moved. key: names it ("0.rarer_than"); condition: its kind; place: where that stands, as `leaves` tells it.

    yaml: as authors write it now.
    value: a span in seconds. unit: what it counts, as figures of pages know it; "rarity" and "top" are a span and a share of their own.
    """

    key: str
    condition: str
    place: str
    yaml: str
    value: float
    unit: str

    @property
    def is_eased(self) -> bool:
        """Whether the rule fires more often if it is higher."""
        return self.key.rpartition(".")[2] in _EASED


def thresholds(rule: Rule) -> list[Threshold]:
    """Return what can be moved, in the order of the file; what the rule leaves to alertd cannot."""
    found = []
    for path, leaf in leaves(rule.when):
        kind = str(leaf.__struct_config__.tag)
        for (condition, field), written in WRITTEN.items():
            value = getattr(leaf, field) if condition == kind else None
            if value is not None:
                is_of_people = isinstance(leaf, Count) and leaf.count == "people"
                found.append(
                    _threshold(path, field, kind, written, value, unit="people" if is_of_people else written.unit)
                )
        floor = getattr(leaf, "at_least", None)
        for field, written in _FLOOR.items() if isinstance(floor, Floor) else ():
            value = getattr(floor, field)
            if value is not None:
                found.append(_threshold(path, f"at_least.{field}", kind, written, value, unit=written.unit))
    return found


def _threshold(place: str, field: str, kind: str, written: _Written, value: Any, *, unit: str) -> Threshold:
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    yaml = f"{written.key}: {written.spelled(value)}"
    return Threshold(key=f"{place}.{field}", condition=kind, place=place, yaml=yaml, value=seconds, unit=unit)


def moved(rule: Rule, key: str, factor: float) -> tuple[Rule, Threshold]:
    """Return the rule with one threshold times a factor, rounded to what people would write. Raises KeyError for a key that is none.

    The middle of STOPS leaves it as it is.
    """
    known = {one.key for one in thresholds(rule)}
    if key not in known:
        raise KeyError(key)
    path, _, field = key.replace(".at_least.", ".at_least/").rpartition(".")
    when = _with(rule.when, path.split("."), field, factor)
    changed = rule.with_(when=when)
    return changed, next(one for one in thresholds(changed) if one.key == key)


def _with(condition: Condition, path: list[str], field: str, factor: float) -> Condition:
    """Return a condition with one field of one leaf moved. path: as `leaves` tells it; a leaf at the top is "0"."""
    match condition:
        case AnyOf(conditions=several) | AllOf(conditions=several):
            at = int(path[0])
            changed = tuple(_with(one, path[1:], field, factor) if n == at else one for n, one in enumerate(several))
            return condition.with_(conditions=changed)
        case Not(condition=one):
            return condition.with_(condition=_with(one, path[1:], field, factor))
        case _:
            leaf: Condition = _leaf(condition, field, factor)
            return leaf


def _leaf(leaf: Any, field: str, factor: float) -> Any:
    if field.startswith("at_least/"):
        name = field.removeprefix("at_least/")
        value = _times(getattr(leaf.at_least, name), factor, _FLOOR[name])
        return leaf.with_(at_least=leaf.at_least.with_(**{name: value}))
    written = WRITTEN[str(leaf.__struct_config__.tag), field]
    return leaf.with_(**{field: _times(getattr(leaf, field), factor, written)})


def _times(value: Any, factor: float, written: _Written) -> Any:
    if factor == 1.0:
        return value
    if isinstance(value, timedelta):
        seconds = min(max(value.total_seconds() * factor, written.least), written.most)
        grain = next((each for each in reversed(_ROUND) if seconds >= 4 * each), 1)
        return timedelta(seconds=grain * round(seconds / grain))
    bounded = min(max(value * factor, written.least), written.most)
    return max(1, round(bounded)) if isinstance(value, int) else _two_digits(bounded)


def _two_digits(value: float) -> float:
    """Round to what people would write.

    >>> _two_digits(0.14999), _two_digits(13.2), _two_digits(0.00033)
    (0.15, 13.0, 0.00033)
    """
    return quantised(float(f"{value:.2g}"))
