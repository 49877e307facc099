"""share: how it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import FOR, ONLY_KEY, at_least, is_floored, no_floor
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import WINDOW
from alertd.yamlform.shapes import Reader


def _share(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_floored(values.get("at_least")):
        return no_floor(table, reader, "share", "one angry post of one is 100%", "negative")
    if values.get("window", 0) is None:
        values.pop("window")
    values["hold"] = values.pop("for", timedelta(0))
    return model.Share(over=values.pop("negative"), **values)


FORM = ConditionForm(
    "share",
    (
        Key("negative", scalars.LEVEL, "the share of negative mentions", is_required=True),
        Key("window", WINDOW, "the time it is taken over", default="1h"),
        at_least("mentions", "authors", default="none: it must be given"),
        FOR,
        ONLY_KEY,
    ),
    _share,
    says=(
        "The negative share stands over a level. Out of the box a level may be off by many points: "
        "calibrate the watch first (`alertd calibrate WATCH`), or use velocity. `check` warns until then."
    ),
    example="share: {negative: over 50%, window: 1h, at_least: {mentions: 50}}",
)
