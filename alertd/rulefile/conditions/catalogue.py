"""Conditions: which there are, and how they nest."""

from __future__ import annotations

from typing import Any

from alertd.model import rule as model
from alertd.rulefile.conditions import (
    compare,
    coordinated,
    count,
    drop,
    engagement,
    every,
    going_viral,
    influencer,
    mood,
    promise,
    quiet,
    share,
    spending,
    spike,
    terms,
    unanswered,
    velocity,
)
from alertd.rulefile.conditions.form import ConditionForm
from alertd.yamlform.findings import listed, meant, short
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.shapes import BAD, Reader, Schema, Shape

#: In the order in which messages and the reference name them.
FORMS: tuple[ConditionForm, ...] = (
    spike.FORM,
    velocity.FORM,
    mood.FORM,
    share.FORM,
    influencer.FORM,
    going_viral.FORM,
    coordinated.FORM,
    unanswered.FORM,
    promise.FORM,
    terms.FORM,
    count.FORM,
    every.FORM,
    engagement.FORM,
    drop.FORM,
    compare.FORM,
    quiet.FORM,
    spending.FORM,
)
SIMPLE: dict[str, ConditionForm] = {form.name: form for form in FORMS}
GROUPS = {"any_of": model.AnyOf, "all_of": model.AllOf}
ALL = (*SIMPLE, *GROUPS, "not")


class ConditionShape(Shape):
    """One condition: a table with one key that names it."""

    what = "a condition"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Text) and node.raw in SIMPLE:
            return self._chosen(node, Table([], node.place), reader)
        if isinstance(node, Row):
            reader.file.tell(
                node.place, "wrong-type", "a list stands where one condition must", "put it under any_of or all_of"
            )
            return BAD
        if not isinstance(node, Table):
            return self.wrong(node, reader, f"conditions: {listed(ALL)}")
        if not node.entries or node.told & set(ALL):
            # A name whose table slipped to the left has been told of; the keys beside it only follow from that.
            if not node.told:
                reader.file.tell(node.place, "missing-key", "there is no condition here", f"conditions: {listed(ALL)}")
            return BAD
        if len(node.entries) > 1 and all(key.raw in ALL for key, _ in node):
            text = f"when holds one condition, and {short(node.entries[1][0].raw)} is a second"
            reader.file.tell(
                node.entries[1][0].place, "too-many", text, "put both under any_of or all_of, each with a dash"
            )
            return BAD
        values = [self._chosen(key, part, reader) for key, part in node]
        return values[0] if len(values) == 1 else BAD

    def _chosen(self, key: Text, node: Node, reader: Reader) -> Any:
        if key.raw in GROUPS:
            return self._group(key, node, reader)
        if key.raw == "not":
            inner = self.read(node, reader)
            return BAD if inner is BAD else model.Not(condition=inner)
        form = SIMPLE.get(key.raw)
        if form is None:
            text, advice = _unknown(key.raw)
            reader.file.tell(key.place, "unknown-condition", text, advice)
            return BAD
        if isinstance(node, Table) and not node.entries and not node.told:
            node = Table([], key.place)  # faults of what is missing point at the condition's name
        return form.read(node, reader)

    def _group(self, key: Text, node: Node, reader: Reader) -> Any:
        if not isinstance(node, Row):
            text = f"{key.raw} takes a list of conditions"
            reader.file.tell(node.place, "wrong-type", text, 'begin each condition with "- " on its own line')
            return BAD
        if not node.nodes:
            reader.file.tell(node.place, "empty-list", f"{key.raw} has no conditions", f"conditions: {listed(ALL)}")
            return BAD
        values = [self.read(part, reader) for part in node.nodes]
        return BAD if any(value is BAD for value in values) else GROUPS[key.raw](conditions=tuple(values))

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"$ref": "#/$defs/condition"}


def _unknown(word: str) -> tuple[str, str]:
    """Return what is said of a word that is no condition: what it is a key of, or what was meant."""
    if word in ("none_of", "neither", "nor", "except", "unless"):
        return f"{short(word)} is not a condition", "write not: and one condition, or not: {any_of: [..]} for several"
    owners = [name for name, form in SIMPLE.items() if word in form.keys]
    if owners:
        return (
            f"{short(word)} is not a condition: it is a key of {listed(owners)}",
            f"write {owners[0]}: {{{word}: ..}}",
        )
    return f"{short(word)} is not a condition{meant(word, ALL)}", f"conditions: {listed(ALL, 200)}"


CONDITION = ConditionShape()


def condition_schema() -> Schema:
    """Return the JSON Schema of one condition, for `$defs`."""
    properties: Schema = {name: form.schema() for name, form in SIMPLE.items()}
    for name in GROUPS:
        properties[name] = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
    properties["not"] = {"$ref": "#/$defs/condition"}
    # One key at a time: editors then complete names, and say which key is wrong instead of "matches no schema".
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
