"""drop: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import FOR, ONLY_KEY
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import DAY_WINDOW, SHARE, SOME
from alertd.yamlform.shapes import OneOf

FORM = ConditionForm(
    "drop",
    (
        Key("of", OneOf("something to count", "all", "negative", "positive"), "what is counted", default="all"),
        Key("below", SHARE, "a share of what is usual at this time", default="30%"),
        Key("window", DAY_WINDOW, "the time it is counted over, a day at most", default="1h"),
        Key("fewest", SOME, "so many must be usual, else nothing is said", default="10"),
        FOR,
        ONLY_KEY,
    ),
    plain(model.Drop, **{"for": "hold"}),
    says=(
        "Far fewer mentions than usual at this time, and fewer than chance explains. It says nothing while a source does not "
        "see, or has seen for less than the window (that is what `quiet` is for), and nothing in a watch's first days."
    ),
    example="drop: {below: 30%, window: 2h}",
)
