"""count: how it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import FOR, ONLY_KEY, WORDS, count_as
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import DAY_WINDOW, SOME
from alertd.yamlform.shapes import BAD, OneOf, Reader


def _count(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    of, terms = values.pop("of", None), values.pop("terms", ())
    if of is not None and (of == "terms") != bool(terms):
        key = table.key("of")
        text = f'"of" says {of}, and "terms" says which words' if terms else 'of: terms needs "terms"'
        reader.file.tell(key.place if key else table.place, "too-many", text, "write terms: [word, word] alone")
        return BAD
    values["hold"] = values.pop("for", timedelta(0))
    return model.Count(of="terms" if terms else of or "all", terms=terms, **values)


FORM = ConditionForm(
    "count",
    (
        Key("over", SOME, "more than so many: `over: 10` holds from the eleventh on", is_required=True),
        Key("window", DAY_WINDOW, "the time it is counted over, a day at most", default="1h"),
        Key(
            "of", OneOf("something to count", "all", "negative", "positive", "terms"), "what is counted", default="all"
        ),
        Key("terms", WORDS, "count only mentions with one of these words", default="none"),
        count_as("voices", "voices", "posts", "people"),
        FOR,
        ONLY_KEY,
    ),
    _count,
    says=(
        "A plain number is passed, whatever is usual. A post is negative or positive by its label. It ends below half of the "
        "number. Most brands are served better by `spike`, which knows what is usual."
    ),
    example="count: {over: 100, window: 1h, of: negative}",
)
