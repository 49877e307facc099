"""Conditions that are in the language and not built: they are read and explained, `check` names them, and `run` refuses them."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import is_one_of
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import MOOD, SOME, SPAN
from alertd.yamlform.shapes import BAD, OneOf, Reader


def _going_viral(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_one_of(table, reader, "going_viral", ("rank", "exceeds"), is_needed=True):
        return BAD
    return model.GoingViral(top_a_day=values.pop("rank", None), exceeds_reposts=values.pop("exceeds", None), **values)


GOING_VIRAL = ConditionForm(
    "going_viral",
    (
        Key("rank", scalars.TOP_A_DAY, "among the posts likeliest to travel", default="one of two must be given"),
        Key("exceeds", scalars.REPOSTS, "expected to pass so many reposts", default="one of two must be given"),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key("after", SPAN, "how long its start is watched first", default="5m"),
    ),
    _going_viral,
    says="A post's first minutes look like those of posts that travel. Give `rank` or `exceeds`.",
    example="going_viral: {rank: top 5 a day, sentiment: negative}",
    is_built=False,
)

PROMISE = ConditionForm(
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
    is_built=False,
)

COORDINATED = ConditionForm(
    "coordinated",
    (
        Key("accounts", SOME, "so many accounts act together", default="5"),
        Key("share", scalars.SHARE, "and write that share of the mentions", default="30%"),
        Key("window", SPAN, "in that time", default="1h"),
    ),
    plain(model.Coordinated),
    says="Copies, or reposts at the same seconds, by one group make up a large part of the mentions.",
    example="coordinated: {accounts: 5, share: 30%}",
    is_built=False,
)


NOT_YET = (GOING_VIRAL, PROMISE, COORDINATED)
