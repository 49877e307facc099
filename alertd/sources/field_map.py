"""Field maps: where in a stranger's JSON the fields of a mention stand. Written in the settings, checked when they load.

A value is a path, `$.message.body`, with `.name`, `["any name"]` and `[0]`; or anything else, which is taken as it stands
(`platform: zendesk`). No filters, no wildcards, no expressions.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from alertd.errors import ConfigurationError
from alertd.late_pattern import late
from alertd.model.post import Post

#: What is ours to say of a post.
_OURS = frozenset(("is_filled", "is_imported", "is_undated", "brought_by", "seen_at", "attached", "delay"))
#: The fields of a mention that a map may fill. `created_at` may lead to RFC 3339 text or Unix time.
FIELDS = frozenset(Post.__struct_fields__) - _OURS | {"type"}

_STEP = late(r"\.([^.\[\]\s\"']+)|\[(\d{1,6})\]|\[\"([^\"]+)\"\]|\['([^']+)'\]")
_MILLISECONDS = 10**11  #: Unix times above this (the year 5138 in seconds) are taken for milliseconds
_LIST_FIELDS = frozenset(("mentions",))


class FieldMap:
    """A checked map. `apply` gives the object that `parse_object` reads; what a path does not find is left out.

    Raises ConfigurationError for an unknown field or a path that cannot be read.

    >>> FieldMap({"text": "$.message.body", "platform": "zendesk"}).apply({"message": {"body": "hello"}, "role": "brand"})
    {'platform': 'zendesk', 'text': 'hello'}
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._paths: dict[str, tuple[str | int, ...]] = {}
        self._constants: dict[str, str] = {}
        for field, value in fields.items():
            if field not in FIELDS:
                raise ConfigurationError(f'map: "{field}" is not a field of a mention')
            if value.startswith("$"):
                self._paths[field] = steps_of(field, value)
            else:
                self._constants[field] = value

    def apply(self, obj: object) -> dict[str, object]:
        """Return the mapped fields of one object and no others: its sender must not add what the map does not name."""
        out: dict[str, object] = dict(self._constants)
        for field, steps in self._paths.items():
            value = walk(obj, steps)
            if field in ("created_at", "author_created_at"):
                value = instant_of(value)
            elif field in _LIST_FIELDS and isinstance(value, str):
                value = [value]
            if value is None:
                out.pop(field, None)
            else:
                out[field] = value
        return out


@functools.lru_cache(maxsize=1024)
def steps_of(field: str, path: str) -> tuple[str | int, ...]:
    """Return the steps of a path. Raises ConfigurationError, naming the field, for one that cannot be read."""
    steps: list[str | int] = []
    place = 1
    while place < len(path):
        match = _STEP.match(path, place)
        if match is None:
            raise ConfigurationError(
                f'map: {field}: "{path}" cannot be read from "{path[place:]}" on; write $.name, [0] or ["a name"]'
            )
        name, index, *quoted = match.groups()
        steps.append(int(index) if index is not None else name or quoted[0] or quoted[1])
        place = match.end()
    return tuple(steps)


def walk(obj: object, steps: tuple[str | int, ...]) -> object:
    """Return what stands at the end of a path, None where there is nothing."""
    for step in steps:
        if isinstance(step, str) and isinstance(obj, Mapping):
            obj = obj.get(step)
        elif isinstance(step, int) and isinstance(obj, list) and step < len(obj):
            obj = obj[step]
        else:
            return None
    return obj


def instant_of(value: object) -> object:
    """Turn Unix seconds or milliseconds, as numbers or digits, into an instant; leave the rest to the reader of records."""
    if isinstance(value, str) and re.fullmatch(r"\d{9,13}(\.\d+)?", value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        return datetime.fromtimestamp(value / 1000 if value > _MILLISECONDS else value, UTC)
    except (OverflowError, ValueError, OSError):
        return value
