"""The composition root: the daemon, put together. It runs in-process in tests too."""

from alertd.app.daemon import Daemon

__all__ = ["Daemon"]
