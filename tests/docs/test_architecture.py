"""The architecture page names every room, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "alertd"
_IMPORTED = re.compile(r"^ *(?:from|import) alertd\.(\w+)", re.MULTILINE)


def test_every_room_stands_on_the_page() -> None:
    """A folder or a file beside them that nobody described is a room that a reader meets unprepared."""
    rooms = [path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"]
    files = [path for path in PACKAGE.glob("*.py") if not path.name.startswith("__")]

    missing = [room.name for room in rooms if f"`alertd/{room.name}/`" not in PAGE]
    missing += [file.name for file in files if f"`alertd/{file.name}`" not in PAGE]

    assert missing == []


def test_every_file_that_is_named_is_there() -> None:
    """A way that leads to a file which moved is worse than none."""
    named = re.findall(r"`((?:alertd/)?(?:[a-z_]+/)+[a-z_]+\.py|alertd/[a-z_]+\.py)`", PAGE)

    assert len(named) >= 25
    assert [name for name in named if not (ROOT / name).is_file() and not (PACKAGE / name).is_file()] == []


def _may() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each room and what its row lets it import."""
    for room, cell in re.findall(r"^\| `alertd/([a-z_]+)(?:/|\.py)` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE):
        yield room, frozenset(re.findall(r"[a-z_]+", cell))


def _imported(room: str) -> Iterator[str]:
    files = (PACKAGE / room).rglob("*.py") if (PACKAGE / room).is_dir() else [PACKAGE / f"{room}.py"]
    for path in files:
        yield from _IMPORTED.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("room", "may"), [row for row in _may() if "all" not in row[1]], ids=lambda value: str(value)[:12]
)
def test_each_room_imports_what_the_page_says(room: str, may: frozenset[str]) -> None:
    """A column that nobody checks is soon a wish."""
    assert set(_imported(room)) - {room} <= may


def test_the_column_was_read() -> None:
    """So that a table in another form does not pass by being empty."""
    assert len(dict(_may())) >= 20
