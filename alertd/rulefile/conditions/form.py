"""ConditionForm: how one condition is written, with what its readers are told of it."""

from __future__ import annotations

from alertd.yamlform.forms import Build, Form, Key
from alertd.yamlform.shapes import Schema


class ConditionForm(Form):
    """The keys of one condition.

    says: a paragraph of Markdown for the reference. example: what may stand under `when:`.
    """

    def __init__(self, name: str, keys: tuple[Key, ...], build: Build, *, says: str, example: str) -> None:
        super().__init__(name, keys, build)
        self.says = says
        self.example = example

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted; editors show what it is for."""
        return {**super().schema(), "description": self.says}
