"""First loaded: what two libraries do while they are imported, and a start need not wait for. To be called before any of them is there."""

from __future__ import annotations

import importlib
import sys
import threading


def load_first() -> threading.Thread:
    """Import what takes long, beside whatever comes next; return the thread that does."""
    _log_without_rich()
    # It reads all certificates that the machine trusts, 50 ms in which Python's lock is free: settings and rules are read meanwhile.
    loading = threading.Thread(target=importlib.import_module, args=("aiohttp",), name="first-loaded")
    loading.start()
    return loading


def _log_without_rich() -> None:
    """Import structlog as where rich is not installed: it would load it for tracebacks that we never print, since they show secrets."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own way to say that there is none
    try:
        importlib.import_module("structlog")
    finally:
        del sys.modules["rich"]
