"""The JSON Schemas take what check takes, and refuse a misspelt key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from alertd.rulefile.conditions.catalogue import ALL
from alertd.rulefile.schema import SCHEMAS, schema
from tests.unit.rulefile.test_explain import CONDITIONS
from tests.unit.rulefile.written import PEOPLE, RULES, SETTINGS

EXAMPLES = Path(__file__).resolve().parents[3] / "rules"


def faults(kind: str, text: str) -> list[str]:
    """Validate as an editor does: YAML typed by its language server."""
    validators = pytest.importorskip("jsonschema_rs")
    value = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return [error.message for error in validators.Draft202012Validator(schema(kind)).iter_errors(value)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("rules", RULES),
        ("oncall", PEOPLE),
        ("config", SETTINGS),
        ("oncall", (EXAMPLES / "oncall.example.yaml").read_text(encoding="utf-8")),
        ("config", (EXAMPLES / "alertd.example.yaml").read_text(encoding="utf-8")),
        *[
            ("rules", path.read_text(encoding="utf-8"))
            for path in sorted(EXAMPLES.glob("*.yml"))
            if ".test." not in path.name
        ],
        *[("rules", f"rules:\n  - name: a\n    page: b\n    when:\n        {condition}\n") for condition in CONDITIONS],
    ],
)
def test_what_check_takes_the_schema_takes(kind: str, text: str) -> None:
    """An editor must not underline what is right."""
    assert faults(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "text"),
    [
        ("rules", "severity", "severty", RULES),
        ("rules", "crisis", "critical", RULES),
        ("rules", "ratio: 4x", "ratio: 4", RULES),
        ("rules", "spike", "spik", RULES),
        ("oncall", "rotate: weekly", "rotate: yearly", PEOPLE),
        ("oncall", "steps", "step", PEOPLE),
        ("config", "terms", "term", SETTINGS),
        ("config", "bearer_token", "bearer", SETTINGS),
    ],
)
def test_what_check_refuses_the_schema_refuses(kind: str, right: str, wrong: str, text: str) -> None:
    """Mistakes are marked while one types."""
    assert faults(kind, text.replace(right, wrong, 1))


def test_every_key_is_described() -> None:
    """The description is what an editor shows while one types."""

    def properties(node: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(node, dict):
            yield from node.get("properties", {}).items()
            for part in node.values():
                yield from properties(part)
        elif isinstance(node, list):
            for part in node:
                yield from properties(part)

    bare = {
        name
        for kind in SCHEMAS
        for name, made in properties(schema(kind))
        if not made.get("description") and name not in {*ALL, "kind"}
    }

    assert bare == set()
