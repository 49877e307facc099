"""coordinated: how it is written."""

from __future__ import annotations

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key, plain
from alertd.yamlform.scalars import SOME, SPAN
from alertd.yamlform.shapes import YES_NO

FORM = ConditionForm(
    "coordinated",
    (
        Key("accounts", SOME, "so many accounts act together", default="5"),
        Key("share", scalars.SHARE, "and write that share of the mentions", default="30%"),
        Key("window", SPAN, "in that time", default="1h"),
        Key("annotate", YES_NO, "do not page; let the watch's other pages say so", default="false"),
    ),
    plain(model.Coordinated),
    says="A group of accounts that write the same texts, or repost the same posts within seconds of each other, again and again, makes up a large "
    "part of the mentions. It is a reason for distrust, no verdict: their mentions are counted and kept.",
    example="coordinated: {accounts: 5, share: 30%}",
)
