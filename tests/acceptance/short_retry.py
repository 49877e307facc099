"""`alertd`, except that a store which cannot be written is tried again every half second rather than every 30."""

import functools

from alertd.app import daemon
from alertd.cli import main

daemon.Daemon = functools.partial(daemon.Daemon, retry_store=0.5)  # type: ignore[misc,assignment]
main()
