"""spike: how it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions.form import ConditionForm
from alertd.rulefile.floors import FOR, ONLY_KEY, WORDS, at_least, count_as, is_floored, is_one_of, no_floor
from alertd.yamlform import scalars
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Table
from alertd.yamlform.scalars import RATIO, SPAN, WINDOW
from alertd.yamlform.shapes import BAD, OneOf, Reader, Schema, Shape

_TERMS_OF = Form("of", (Key("terms", WORDS, "the words", is_required=True),), scalars.as_dict)
_TERMS_OF.what = "all, negative, positive, matching, reach or {terms: [..]}"


class _Of(Shape):
    """What a spike counts: a word, or a table with terms."""

    what = _TERMS_OF.what
    _words = OneOf("something that spike counts", "all", "negative", "positive", "matching", "reach", "terms")

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        return _TERMS_OF.read(node, reader) if isinstance(node, Table) else self._words.read(node, reader)

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [self._words.schema(), _TERMS_OF.schema()]}


def _spike(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    of = values.pop("of", None)
    terms = values.pop("terms", ())
    if isinstance(of, dict):
        terms, of = of["terms"], "terms"
    if of == "terms" and not terms:
        reader.file.tell(table.key("of").place, "missing-key", 'of: terms needs "terms"', "write terms: [word, word]")  # type: ignore[union-attr]
        return BAD
    if terms and of not in {None, "terms"}:
        place = table.key("terms").place  # type: ignore[union-attr]
        reader.file.tell(place, "too-many", f'"terms" counts words, but "of" says {of}', "take one of them away")
        return BAD
    if not is_one_of(table, reader, "spike", ("rarer_than", "ratio"), is_needed=False):
        return BAD
    versus = table.key("versus")
    if versus and "ratio" not in values:
        reader.file.tell(
            versus.place, "missing-key", '"versus" belongs to "ratio"', "add ratio: 3x, or take versus away"
        )
        return BAD
    ratio, clear = values.get("ratio"), values.get("clear_below")
    if ratio and clear and clear >= ratio:
        node = table.get("clear_below")
        text = "it would end before it begins: clear_below must be smaller than ratio"
        reader.file.tell(node.place if node else table.place, "bad-value", text, "half way is usual")
        return BAD
    if values.get("versus", "usual") != "usual" and not is_floored(values.get("at_least")):
        why = "the default floor comes from what is usual, and this compares with something else"
        return no_floor(table, reader, "this ratio", why, "ratio")
    if ratio is None:
        values.setdefault("rarer_than", timedelta(days=1))
    values["hold"] = values.pop("for", timedelta(0))
    return model.Spike(of="terms" if terms else of or "all", terms=terms, **values)


FORM = ConditionForm(
    "spike",
    (
        Key("of", _Of(), "what is counted", default="all"),
        Key("terms", WORDS, "count only mentions with one of these words", default="none"),
        Key("rarer_than", SPAN, "a burst like this is expected once in that time", default="1d"),
        Key("ratio", RATIO, "so many times as much as `versus`", default="none"),
        Key(
            "versus",
            OneOf("something to compare with", "usual", "same_hour_4_weeks", "last_24h"),
            "what `ratio` compares with",
            default="usual",
        ),
        Key("window", WINDOW, "the time it is counted over", default="auto: several scales at once"),
        at_least("mentions", "authors", default="grows with what is usual, never under 4 mentions and 3 authors"),
        count_as("voices", "voices", "posts"),
        FOR,
        Key("clear_below", scalars.CLEAR, "it ends below so many times the usual", default="half way"),
        ONLY_KEY,
    ),
    _spike,
    says=(
        "More mentions than expected of this watch at this time. Copies of one text count once (in the "
        "first 2.6 days of a watch, the first five people who say it). With `rarer_than` the limit is a "
        "rarity: `30d` means that a burst like this is expected once in thirty days, whatever the size of "
        "the brand. With `ratio` it is a multiple of what `versus` says; a ratio against anything but "
        '`usual` needs its own floor, for three against one is "3x" too. `of: matching` counts what a '
        "`terms` condition beside it matches."
    ),
    example="spike: {of: negative, rarer_than: 30d, at_least: {mentions: 15, authors: 10}}",
)
