"""terms: how it is written."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import ONLY_KEY, WORDS, at_least, count_as
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
    if values.get("emerging"):
        beside = [key for key, _ in table if key.raw in ("any", "all", "none", "count", "new_since", "only")]
        floor = values.get("at_least")
        if beside or (floor and floor.authors):
            place = beside[0].place if beside else table.key("at_least").place  # type: ignore[union-attr]
            what = beside[0].raw if beside else "at_least: authors"
            text = f"emerging finds words by itself and counts voices; {what} says nothing of it"
            reader.file.tell(place, "too-many", text, "take it away, or write two conditions in any_of")
            return BAD
    return model.Terms(**values)


FORM = ConditionForm(
    "terms",
    (
        Key("any", WORDS, "one of these words occurs", default="none"),
        Key("all", WORDS, "all of these words occur in one mention", default="none"),
        Key("none", WORDS, "none of these words may occur", default="none"),
        Key("new_since", SPAN, "the words were not usual in that time before", default="14d"),
        at_least("mentions", "authors", default="1 mention"),
        Key("emerging", YES_NO, "finds new words by itself", default="false"),
        count_as("people", "people", "voices", "posts"),
        ONLY_KEY,
    ),
    _terms,
    says=(
        "Words appear that were not there before, in any language, or come in a burst: more of them in an hour than chance brings "
        "once in a thousand times, by what was usual in `new_since`. `any`, `all` and `none` speak of one and the same mention. "
        "`at_least` counts different people who say them, not those who pass them on (`count`). Give `any`, `all` or `emerging: true`."
    ),
    example="terms: {any: [recall, boycott, отзыв, boykot, 召回], at_least: {authors: 3}}",
)
