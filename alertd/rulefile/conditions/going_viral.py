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
    if not is_one_of(table, reader, "going_viral", ("rank", "exceeds"), is_needed=True):
        return BAD
    return model.GoingViral(top_a_day=values.pop("rank", None), exceeds_reposts=values.pop("exceeds", None), **values)


FORM = ConditionForm(
    "going_viral",
    (
        Key("rank", scalars.TOP_A_DAY, "among the posts likeliest to travel", default="one of two must be given"),
        Key("exceeds", scalars.REPOSTS, "expected to pass so many reposts", default="one of two must be given"),
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
    "Give `rank` or `exceeds`. At least five accounts must have passed it on within that time.",
    example="going_viral: {rank: top 5 a day, sentiment: negative}",
)
