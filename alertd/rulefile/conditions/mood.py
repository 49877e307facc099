"""mood: how it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import FOR, at_least
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import SPAN
from alertd.yamlform.shapes import OneOf, Reader


def _mood(_table: Table, values: dict[str, Any], _reader: Reader) -> Any:
    values["hold"] = values.pop("for", timedelta(0))
    return model.Mood(**values)


FORM = ConditionForm(
    "mood",
    (
        Key("turns", OneOf("a mood that can turn", "negative", "positive"), "what it turns to", default="negative"),
        Key("rarer_than", SPAN, "a turn like this comes by chance once in that time", default="30d"),
        at_least("mentions", "authors", default="8 mentions of that mood by 6 authors"),
        FOR,
    ),
    _mood,
    says=(
        "The mood has left what is usual of this watch, whatever the volume does: each voice is held against the mean and "
        "the spread of its language in the watch's own last weeks, and what it says is added up. It needs no calibration; "
        "where the scorer is weak in a language it needs more voices."
    ),
    example="mood: {turns: negative, rarer_than: 45d}",
)
