"""A small filler for templates: known fields only, and what is filled in is never read again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from alertd.core.wording.languages.plurals import counted

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
_COUNTED = re.compile(r"\{([a-z_]+)\|([^{}]*)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values into `{field}`; an unknown field stays as it is written (the settings refuse it long before).

    >>> fill("{count} of {watch}, {else}", {"count": "12", "watch": "{count}"})
    '12 of {count}, {else}'
    """
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), template)


def fill_counted(code: str, template: str, values: Mapping[str, str]) -> str:
    """Put values into `{field}`, and into `{field|# post|# posts}` in the form that the number takes in a language.

    >>> fill_counted("en", "{n|# post|# posts} of {watch}", {"n": "1", "watch": "{n|a|b}"})
    '1 post of {n|a|b}'
    >>> fill_counted("ar", "{n|# منشور|منشوران|# منشورات|# منشورًا}", {"n": "2"}), fill_counted("en", "{n|# row|# rows}", {"n": "1,200"})
    ('منشوران', '1,200 rows')
    """

    def said(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        count = "".join(letter for letter in text if letter.isdecimal())
        return counted(code, int(count or 0), found[2].split("|")).replace("#", text)

    # In one pass: what is filled in is never read again.
    return re.sub(
        f"{_COUNTED.pattern}|{_FIELD.pattern}",
        lambda found: said(found) if found[2] is not None else values.get(found[3], found[0]),
        template,
    )
