"""unanswered: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import at_least
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import NAME, SPAN
from alertd.yamlform.shapes import OneOf

FORM = ConditionForm(
    "unanswered",
    (
        Key("longer_than", SPAN, "how long a mention may wait", default="15m"),
        Key("priority", OneOf("a priority", "high", "any"), "which mentions count", default="high"),
        at_least("mentions", "authors", default="1 mention"),
        Key("business_hours", NAME, "count only the time within these named hours", default="all hours", names="hours"),
    ),
    plain(model.Unanswered),
    says=(
        "Questions and complaints that no human of the brand has answered. The watch's `handles` say "
        "which posts are answers; without them nothing is ever answered."
    ),
    example="unanswered: {longer_than: 1h, priority: high, at_least: {mentions: 3}}",
)
