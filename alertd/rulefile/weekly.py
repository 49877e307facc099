"""The settings' `weekly`: what the week was like, once a week."""

from __future__ import annotations

from typing import Any

from alertd.model.weekly import WeeklyPlan
from alertd.yamlform import clocks, scalars
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import ListOf, Reader, Scalar


def _plan(_table: Table, values: dict[str, Any], _reader: Reader) -> WeeklyPlan:
    names = values.pop("watch", ("all",))
    return WeeklyPlan(**values, watches=("*",) if "all" in names else names)


WEEKLY = Form(
    "weekly",
    (
        Key("to", scalars.NAME, "a person, schedule or policy", is_required=True),
        Key("weekday", Scalar("a weekday", clocks.day, example="mon"), "on which day", default="mon"),
        Key("at", scalars.CLOCK, "the time of day", default="09:00"),
        Key("timezone", scalars.ZONE, "of that clock", default="that of the first who gets it"),
        Key("watch", ListOf(scalars.NAME, is_lenient=True), "a watch, a list of them, or all", default="all"),
    ),
    _plan,
)
