"""ConditionForm: how one condition is written, with what its readers are told of it."""

from __future__ import annotations

from alertd.yamlform.forms import Build, Form, Key
from alertd.yamlform.shapes import Schema


class ConditionForm(Form):
    """The keys of one condition.

    says: a paragraph of Markdown for the reference. example: what may stand under `when:`.
    is_built: False while it is read and explained, but no test stands behind it.
    """

    def __init__(
        self, name: str, keys: tuple[Key, ...], build: Build, *, says: str, example: str, is_built: bool = True
    ) -> None:
        super().__init__(name, keys, build)
        self.is_built = is_built
        self.says = says
        self.example = example

    @property
    def told(self) -> str:
        """What its readers are told of it; what is not built says so first."""
        not_built = "" if self.is_built else "Not built yet: `check` says so, and `run` refuses the rule. "
        return not_built + self.says

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted; editors show what it is for."""
        return {**super().schema(), "description": self.told}
