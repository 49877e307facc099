"""spending: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import NAME, SHARE

FORM = ConditionForm(
    "spending",
    (
        Key("source", NAME, "a source by name, or each", default="each", names="source", besides=("each",)),
        Key(
            "spent",
            SHARE,
            "so much of today's money for posts is spent, and not yet so much of the day is over",
            default="75%",
        ),
    ),
    plain(model.Spending),
    says=(
        "The money of a source is nearly spent: this share of what its posts may cost today, earlier than the same share of the "
        "day (of UTC, as X bills it). Only a source with `budget: {per_day: ..}` says what it spends."
    ),
    example="spending: {source: each, spent: 75%}",
)
