"""Conditions that are in the language and not built: they are read and explained, `check` names them, and `run` refuses them."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import SOME, SPAN

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


NOT_YET = (COORDINATED,)
