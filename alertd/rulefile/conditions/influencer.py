"""influencer: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import ONLY_KEY, SURENESS_KEY, is_one_of
from alertd.yamlform import scalars
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import MOOD, NAME, SOME
from alertd.yamlform.shapes import BAD, ListOf, OneOf, Reader


def _influencer(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not is_one_of(table, reader, "influencer", ("reach", "audience", "amplification"), is_needed=True):
        return BAD
    if "rarer_than" in values and "audience" not in values:
        owner = table.key("rarer_than") or table.entries[0][0]
        text = "rarer_than goes with audience: it asks how rare so large an audience is"
        reader.file.tell(owner.place, "rarer-than-needs-audience", text, "name an audience, or leave rarer_than out")
        return BAD
    if "reach" in values:
        values["top"] = values.pop("reach")
    return model.Influencer(**values)


FORM = ConditionForm(
    "influencer",
    (
        Key("reach", scalars.TOP_SHARE, "the author is among the most followed", default="one of three must be given"),
        Key("audience", SOME, "the author has so many followers", default="one of three must be given"),
        Key(
            "amplification",
            scalars.TOP_SHARE,
            "the author is among the most reposted",
            default="one of three must be given",
        ),
        Key("sentiment", MOOD, "the post's sentiment", default="any"),
        Key(
            "rarer_than",
            scalars.SPAN,
            "with `audience`: somebody so loud writes such a post only once in that time; a busy watch has one every day",
            default="always",
        ),
        SURENESS_KEY,
        Key("missing", OneOf("what to do", "skip", "match"), "when the reach is unknown", default="skip, and say so"),
        Key("not_by", ListOf(NAME, is_lenient=True), "authors who do not count (id or handle)", default="none"),
        ONLY_KEY,
    ),
    _influencer,
    says="One post by somebody who carries. Give exactly one of `reach`, `audience` and `amplification`.",
    example="influencer: {audience: 100k, sentiment: negative, rarer_than: 60d}",
)
