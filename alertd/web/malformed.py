"""What is no HTTP: scanners, TLS on a plain port, broken clients. Counted, told in one line, and seldom.

aiohttp writes a traceback for each of them, and whoever reaches the port could fill the disk with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import structlog
from aiohttp.http_exceptions import HttpProcessingError

log = structlog.get_logger(__name__)

#: Lines a minute; what comes beyond is counted, and named by the next line.
_LINES, _MINUTE = 3, 60.0


class Malformed(logging.Filter):
    """Stands before aiohttp's log: takes out what clients did wrong, lets through what we did.

    count: requests so far that were no HTTP.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.count = 0
        self._now = now
        self._untold = 0
        self._told: list[float] = []

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether aiohttp's own line may be written."""
        fault = record.exc_info[1] if record.exc_info else None
        if not isinstance(fault, HttpProcessingError):
            return record.levelno >= logging.WARNING
        self._tell(fault)
        return False

    def _tell(self, fault: HttpProcessingError) -> None:
        self.count += 1
        now = self._now()
        self._told = [at for at in self._told if at > now - _MINUTE]
        if len(self._told) >= _LINES:
            self._untold += 1
            return
        self._told.append(now)
        # The kind only: the message repeats what was sent, and that may hold a token.
        log.warning("request.malformed", kind=type(fault).__name__, untold=self._untold)
        self._untold = 0

    def logger(self) -> logging.Logger:
        """Return a log for one server that passes here, and then goes where all lines go."""
        # Not from getLogger: two servers of one process would share it, and the older one's filter would stay for ever.
        # DEBUG, for that is where aiohttp tells of the first request of a connection.
        made = logging.Logger("aiohttp.server", logging.DEBUG)  # noqa: LOG001
        made.parent = logging.getLogger("aiohttp.server")
        made.addFilter(self)
        return made
