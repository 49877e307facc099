"""terms: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import WORDS, at_least
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import SPAN
from alertd.yamlform.shapes import BAD, YES_NO, Reader


def _terms(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not (values.get("any") or values.get("all") or values.get("emerging")):
        place = table.entries[0][0].place if table.entries else table.place
        text = "terms needs any, all or emerging: true"
        reader.file.tell(place, "missing-key", text, "write any: [recall, boycott]")
        return BAD
    return model.Terms(**values)


FORM = ConditionForm(
    "terms",
    (
        Key("any", WORDS, "one of these words occurs", default="none"),
        Key("all", WORDS, "all of these words occur in one mention", default="none"),
        Key("none", WORDS, "none of these words may occur", default="none"),
        Key("new_since", SPAN, "the words were not there in that time before", default="14d"),
        at_least("mentions", "authors", default="1 mention"),
        Key("emerging", YES_NO, "finds new words by itself", default="false"),
    ),
    _terms,
    says="Words appear that were not there before, in any language. Give `any`, `all` or `emerging: true`.",
    example="terms: {any: [recall, boycott, отзыв, boykot, 召回], at_least: {authors: 3}}",
)
