"""The settings' `drill`: a crisis that is played once a month."""

from __future__ import annotations

from alertd.model.drill import DrillPlan
from alertd.yamlform import clocks, scalars
from alertd.yamlform.forms import Form, Key, plain
from alertd.yamlform.shapes import Scalar

DRILL = Form(
    "drill",
    (
        Key("policy", scalars.NAME, "whom it pages", is_required=True),
        Key(
            "weekday", Scalar("a weekday", clocks.day, example="tue"), "the first such day of each month", default="tue"
        ),
        Key("at", scalars.CLOCK, "the time of day", default="10:00"),
        Key("timezone", scalars.ZONE, "of that clock", default="UTC"),
    ),
    plain(DrillPlan),
)
