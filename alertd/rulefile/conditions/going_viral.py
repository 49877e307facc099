"""going_viral: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import SURENESS_KEY, is_one_of
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import MOOD, SPAN
from alertd.yamlform.shapes import BAD, Reader


def _going_viral(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_one_of(table, reader, "going_viral", ("rank", "exceeds", "passed_on"), is_needed=True):
        return BAD
    for key, is_beside, why in (
        ("rarer_than", True, "goes with passed_on: it asks how rare it is that so many pass a post on"),
        ("after", False, "goes with rank or exceeds: passed_on always looks at the last hour"),
    ):
        if key in values and ("passed_on" in values) is not is_beside:
            owner = table.key(key) or table.entries[0][0]
            reader.file.tell(owner.place, f"{key.replace('_', '-')}-has-no-use", f"{key} {why}", f"leave {key} out")
            return BAD
    return model.GoingViral(top_a_day=values.pop("rank", None), exceeds_reposts=values.pop("exceeds", None), **values)


FORM = ConditionForm(
    "going_viral",
    (
        Key("rank", scalars.TOP_A_DAY, "among the posts likeliest to travel", default="one of three must be given"),
        Key("exceeds", scalars.REPOSTS, "expected to pass so many reposts", default="one of three must be given"),
        Key(
            "passed_on",
            scalars.REPOSTS,
            "so many accounts passed it on within the last hour",
            default="one of three must be given",
        ),
        Key(
            "rarer_than",
            SPAN,
            "with `passed_on`: so many pass a post about this watch on only once in that time",
            default="always",
        ),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        SURENESS_KEY,
        Key(
            "after",
            SPAN,
            "the span in which accounts that pass it on are counted: 1, 5, 15, 30 or 60 minutes, whichever is not shorter",
            default="5m",
        ),
    ),
    _going_viral,
    says="A post is passed on by more accounts within a few minutes than almost all others of the last day, or is expected to go far. "
    "Give `rank` or `exceeds`; at least five accounts must have passed it on within that time. Or give `passed_on`, which looks at no other "
    "posts: so many in an hour, times what a running campaign expects. What the brand itself wrote never counts there.",
    example="going_viral: {rank: top 5 a day, sentiment: negative}",
)
