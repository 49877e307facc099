"""Shipped: the rules that come with the package, found wherever it is installed."""

from __future__ import annotations

from pathlib import Path

#: The same files as `rules/` of the source tree, which a test holds them against.
FOLDER = Path(__file__).resolve().parent.parent / "shipped"


def shipped_files() -> tuple[Path, ...]:
    """Return the shipped rule files, without their tests and examples."""
    return tuple(sorted(path for path in FOLDER.glob("*.yml") if not path.name.endswith(".test.yml")))
