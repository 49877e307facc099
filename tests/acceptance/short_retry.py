"""`alertd`, except that a store which cannot be written is tried again every half second rather than every 30, and each try is told."""

import functools

from alertd.app import daemon
from alertd.cli import main
from alertd.runtime import floods

floods.MINUTE = 0.0
daemon.Daemon = functools.partial(daemon.Daemon, retry_store=0.5)  # type: ignore[misc,assignment]
main()
