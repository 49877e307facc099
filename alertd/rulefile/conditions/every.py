"""every: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import ONLY_KEY
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import HOLD, MOOD, SOME

FORM = ConditionForm(
    "every",
    (
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key("min_followers", SOME, "the author has so many followers", default="none"),
        Key("bundle", HOLD, "those that come within it are told together", default="15m"),
        ONLY_KEY,
    ),
    plain(model.Every),
    says=(
        "Each mention that fits, for the watches of which you want to hear everything. The first one opens a bundle, and when "
        "its time is over all that came are told at once. Put a cap beside it (`at_most: 10 a day`)."
    ),
    example="every: {sentiment: negative, min_followers: 10k, bundle: 30m}",
)
