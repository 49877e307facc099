"""A small filler for templates: known fields only, and what is filled in is never read again."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: what a rule's `message` may use
FIELDS = (
    "watch",
    "count",
    "usual",
    "ratio",
    "rarity",
    "negative_share",
    "authors",
    "top_author",
    "top_reach",
    "window",
    "link",
)
_FIELD = re.compile(r"\{([a-z_]+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values into `{field}`; an unknown field stays as it is written (the settings refuse it long before).

    >>> fill("{count} of {watch}, {else}", {"count": "12", "watch": "{count}"})
    '12 of {count}, {else}'
    """
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)
