"""docs/mentions.md names every field that is read, and its records are records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alertd.intake.records import parse_line
from alertd.model.post import Count, Deletion, Post, ReplyTold

PAGE = (Path(__file__).parents[2] / "docs" / "mentions.md").read_text(encoding="utf-8")
#: how fields of a post are called in a record; None: our own remark, which no record has
NAMES = {
    "is_automatic": "auto",
    "is_imported": "imported",
    "is_undated": "undated",
    "is_filled": None,
    "brought_by": None,
}
RECORDS = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.mark.parametrize("field", [*Post.__struct_fields__, *Count.__struct_fields__, *ReplyTold.__struct_fields__])
def test_each_field_is_described(field: str) -> None:
    """A field that nobody can find is one that nobody sends."""
    name = NAMES.get(field, field)

    assert name is None or f"`{name}`" in PAGE or f'"{name}"' in PAGE


def test_the_records_of_the_page_are_read() -> None:
    """A mention, a count, a deletion and a reply, as they stand there."""
    assert [type(parse_line(raw.encode())) for raw in RECORDS] == [Post, Count, Deletion, ReplyTold]
