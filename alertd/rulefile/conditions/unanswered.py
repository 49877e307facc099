"""unanswered: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import at_least, is_one_of
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import NAME, SHARE, SPAN
from alertd.yamlform.shapes import BAD, OneOf, Reader


def _unanswered(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    for other in ("longer_than", "business_hours"):  # a promise has its own time, and the hours of its watch
        if not is_one_of(table, reader, "unanswered", ("spent", other), is_needed=False):
            return BAD
    return model.Unanswered(**{key: part for key, part in values.items() if part is not None})


FORM = ConditionForm(
    "unanswered",
    (
        Key("longer_than", SPAN, "how long a mention may wait", default="15m"),
        Key(
            "spent",
            SHARE,
            "in its place: the share of the promised first reply (`promises`) that is spent",
            default="none",
        ),
        Key("priority", OneOf("a priority", "high", "any"), "which mentions count", default="high"),
        at_least("mentions", "authors", default="1 mention"),
        Key("business_hours", NAME, "count only the time within these named hours", default="all hours", names="hours"),
    ),
    _unanswered,
    says=(
        "Questions and complaints that no human of the brand has answered. The watch's `handles` say "
        "which posts are answers; without them nothing is ever answered. `spent: 50%` warns before a promise is broken: "
        "it counts who has waited through that share of `promises: first_reply`, by platform and in the hours of the watch."
    ),
    example="unanswered: {longer_than: 1h, priority: high, at_least: {mentions: 3}}",
)
