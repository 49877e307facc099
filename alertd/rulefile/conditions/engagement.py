"""engagement: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import ONLY_KEY, SURENESS_KEY
from alertd.yamlform.findings import listed
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import MOOD, SOME
from alertd.yamlform.shapes import BAD, Reader

_NUMBERS = ("reposts", "likes", "replies", "views")
_ONE = "one of four must be given"


def _engagement(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not any(name in values for name in _NUMBERS):
        place = table.entries[0][0].place if table.entries else table.place
        reader.file.tell(place, "missing-key", f"engagement needs one of {listed(_NUMBERS)}", "write reposts: 500")
        return BAD
    return model.Engagement(**values)


FORM = ConditionForm(
    "engagement",
    (
        Key("reposts", SOME, "so many reposts, as the platform says or as we saw them", default=_ONE),
        Key("likes", SOME, "so many likes", default=_ONE),
        Key("replies", SOME, "so many replies", default=_ONE),
        Key("views", SOME, "so many views", default=_ONE),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        SURENESS_KEY,
        ONLY_KEY,
    ),
    _engagement,
    says=(
        "One post passes one of these numbers. Numbers are those of the moment in which a source brought the post; reposts "
        "that arrive later are counted, later likes, replies and views are not known."
    ),
    example="engagement: {reposts: 500, sentiment: negative}",
)
