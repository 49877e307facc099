"""promise: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import SPAN
from alertd.yamlform.shapes import OneOf

FORM = ConditionForm(
    "promise",
    (
        Key("met", scalars.SHARE, "the share of replies that must be in time", is_required=True),
        Key("of", OneOf("a promise", "first_reply"), "which promise", default="first_reply"),
        Key("target", SPAN, "how fast a reply must be", default="1h"),
        Key("window", SPAN, "over that time", default="1d"),
    ),
    plain(model.PromiseMet),
    says="The promised time of first replies is being missed so fast that the promise will not be kept.",
    example="promise: {met: 95%, target: 1h, window: 1d}",
)
