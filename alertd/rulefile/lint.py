"""Lint: what is legal and will hurt at night."""

from __future__ import annotations

from datetime import datetime

from alertd.rulefile.findings import Finding
from alertd.rulefile.load import FileSet


def lint(files: FileSet, now: datetime) -> tuple[Finding, ...]:
    """Warn of what will hurt; return every finding, sorted."""
    del now
    return files.faults.sorted()
