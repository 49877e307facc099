"""The architecture page names every room, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "alertd"


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
