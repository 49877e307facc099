"""What each term finds, in words. For `alertd check --explain-terms`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alertd.intake.terms.in_words import in_words
from alertd.intake.terms.parse import is_search
from alertd.rulefile.file_set import FileSet

_PARTS = (("terms", "finds"), ("needs", "only with"), ("exclude", "never"))


def explained(files: FileSet) -> Iterator[str]:
    """Yield lines: for each watch what its terms find. Nothing for files with faults."""
    values = files.settings.values if files.settings else None
    if values is None or files.faults.errors:
        return
    for name, watch in values.get("watches", {}).items():
        yield f"{name}:"
        yield from _watch(watch)


def _watch(watch: dict[str, Any]) -> Iterator[str]:
    is_exact = watch.get("exact", False)
    for part, says in _PARTS:
        near = watch.get("near") if part == "needs" else None
        for term in watch.get(part, ()):
            is_plain = part == "exclude" and not is_search(term)  # a phrase that is left out is left out as it stands
            within = f", at most {near} words from a term" if near else ""
            yield f"  {says} {in_words(term, is_exact=is_exact or is_plain, is_need=part == 'needs')}{within}"
