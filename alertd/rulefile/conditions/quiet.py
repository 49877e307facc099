"""quiet: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import NAME, SPAN
from alertd.yamlform.shapes import YES_NO

FORM = ConditionForm(
    "quiet",
    (
        Key("source", NAME, "a source by name, or each", default="each", names="source", besides=("each",)),
        Key("longer_than", SPAN, "how long it may be silent", default="20m"),
        Key("unless_usual", YES_NO, "a silence that is usual at this time does not count", default="true"),
    ),
    plain(model.Quiet),
    says="Our own eyes are closed: a source is silent, blind or out of budget.",
    example="quiet: {source: each, longer_than: 20m}",
)
