"""Shipped: the rules that come with the package, found wherever it is installed."""

from __future__ import annotations

from pathlib import Path

#: A link to `rules/` of the source tree; what is installed holds the files themselves.
FOLDER = Path(__file__).resolve().parent.parent / "rules"


def shipped_files() -> tuple[Path, ...]:
    """Return the shipped rule files, without their tests and examples."""
    return tuple(sorted(path for path in FOLDER.glob("*.yml") if not path.name.endswith(".test.yml")))
