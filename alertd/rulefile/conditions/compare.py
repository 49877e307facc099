"""compare: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import at_least, is_floored, no_floor
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import NAME, RATIO, WINDOW
from alertd.yamlform.shapes import ListOf, OneOf, Reader


def _compare(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_floored(values.get("at_least")):
        return no_floor(table, reader, "compare", "two against one is twice as much", "worse_by", "metric")
    values["others"] = values.pop("with", None)
    return model.Compare(**{key: part for key, part in values.items() if part is not None})


FORM = ConditionForm(
    "compare",
    (
        Key(
            "metric",
            OneOf("a metric", "volume", "negative_share", "first_reply", "reach"),
            "what is compared",
            is_required=True,
        ),
        Key(
            "with",
            ListOf(NAME, is_lenient=True),
            "the other watches",
            default="the watch's `competitors`",
            names="watch",
        ),
        Key("worse_by", RATIO, "so many times worse than the others", default="2x"),
        Key("window", WINDOW, "the time it is taken over", default="24h"),
        at_least("mentions", default="none: it must be given"),
    ),
    _compare,
    says=(
        "We do worse than the others together, who are watches too (`competitors` of a watch become some): a larger negative "
        "share, a slower median of first replies, a smaller volume or reach than one of them has on average. It reads closed "
        "quarters of an hour. `at_least` counts mentions, or for `first_reply` replies, on both sides. Others' first replies "
        "are known only where their handles stand in the settings."
    ),
    example="compare: {metric: negative_share, with: [globex], worse_by: 2x, at_least: {mentions: 50}}",
)
