"""velocity: how it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import FOR, ONLY_KEY, at_least, is_floored, no_floor
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import SPAN
from alertd.yamlform.shapes import BAD, OneOf, Reader


def _velocity(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    points, ratio = values.pop("rises_by")
    if ratio is not None and ratio <= 1:
        node = table.get("rises_by")
        reader.file.tell(node.place if node else table.place, "bad-value", "a rise is over 1x", "2x is twice as many")
        return BAD
    floor = values.get("at_least")
    if floor is not None and not is_floored(floor):
        return no_floor(table, reader, "velocity", "a share of few mentions says nothing", "rises_by")
    values["hold"] = values.pop("for", timedelta(0))
    return model.Velocity(rises_by_points=points, rises_by_ratio=ratio, **values)


FORM = ConditionForm(
    "velocity",
    (
        Key("of", OneOf("something that velocity measures", "negative", "positive"), "what climbs", default="negative"),
        Key("rises_by", scalars.RISE, "points of the share, or times the number of such posts", is_required=True),
        Key("within", SPAN, "in that time, compared with the same time before", default="30m"),
        at_least("mentions", "authors", default="30 mentions"),
        Key("confidence", scalars.CONFIDENCE, "how sure the rise must be", default="95%"),
        FOR,
        ONLY_KEY,
    ),
    _velocity,
    says=(
        "The negative share (`20 points`) or the number of negative posts (`3x`) climbs within a time, and the rise "
        "exceeds its own uncertainty. It compares the last `within` with the `within` before it, so it "
        "needs no history and no calibration."
    ),
    example="velocity: {rises_by: 20 points, within: 30m, at_least: {mentions: 30}, for: 5m}",
)
