"""Schema: JSON Schemas (2020-12) of the three kinds of file, for completion and checks in editors."""

from __future__ import annotations

from collections.abc import Callable

from alertd.rulefile.conditions.catalogue import condition_schema
from alertd.rulefile.people import PEOPLE_FILE
from alertd.rulefile.rules import RULES_FILE
from alertd.rulefile.settings_file import SETTINGS_FILE
from alertd.yamlform.shapes import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _config() -> Schema:
    return {"title": "alertd settings (alertd.yaml)", **SETTINGS_FILE.schema()}


def _rules() -> Schema:
    return {"title": "alertd rules", **RULES_FILE.schema(), "$defs": {"condition": condition_schema()}}


def _oncall() -> Schema:
    return {"title": "alertd people (oncall.yaml)", **PEOPLE_FILE.schema()}


SCHEMAS: dict[str, Callable[[], Schema]] = {"config": _config, "rules": _rules, "oncall": _oncall}


def schema(kind: str) -> Schema:
    """Return the JSON Schema of config, rules or oncall."""
    return {"$schema": DIALECT, **SCHEMAS[kind]()}
