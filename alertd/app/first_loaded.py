"""First loaded: structlog without what it would load for nothing. To be called before it is there."""

from __future__ import annotations

import importlib
import sys


def log_without_rich() -> None:
    """Import structlog as where rich is not installed: it would load it for tracebacks that we never print, since they show secrets."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own way to say that there is none
    try:
        importlib.import_module("structlog")
    finally:
        del sys.modules["rich"]
