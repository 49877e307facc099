"""Log lines: JSON for machines, readable on a terminal, `noun.verb` as the event, and never a secret."""

from __future__ import annotations

import logging
import os
import sys
import threading
from types import TracebackType
from typing import TextIO

import structlog

from alertd.notifiers.visible import visible
from alertd.runtime.redaction import Redactor
from alertd.runtime.repeats import Repeats

#: These print tokens, addresses and bodies below WARNING; aiohttp's access log prints acknowledge links.
QUIET = ("aiohttp", "apprise", "asyncio", "praw", "prawcore", "requests", "requests_oauthlib", "tweepy", "urllib3")

log = structlog.get_logger("alertd.logs")


def start(
    *,
    redactor: Redactor,
    debug: bool = False,
    stream: TextIO | None = None,
    as_json: bool | None = None,
    is_journal: bool | None = None,
) -> None:
    """Send all log lines of this process, ours and those of libraries, through one masked door.

    stream: default is standard error. as_json: None decides by itself, JSON unless a person watches.
    is_journal: each line begins with its priority (sd-daemon(3)), so that `journalctl -p err` finds errors; None decides by itself.
    """
    target = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    if as_json if as_json is not None else not _is_watched(target):
        last: list[structlog.typing.Processor] = [
            structlog.processors.format_exc_info,
            redactor,
            structlog.processors.JSONRenderer(sort_keys=True),
        ]
    else:
        # Not rich's tracebacks: they print local variables, and those hold secrets.
        plain = structlog.dev.plain_traceback
        last = [redactor, _shown, structlog.dev.ConsoleRenderer(exception_formatter=plain, timestamp_key="at")]
    chain = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
    door = logging.StreamHandler(target)
    door.setFormatter(
        _Masked(
            redactor,
            structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=chain),
            is_journal=_is_journal() if is_journal is None else is_journal,
        )
    )
    door.addFilter(Repeats())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(door)
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def catch_crashes() -> None:
    """Log what nobody caught, so that a traceback too passes the mask before it reaches the journal."""

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("process.crashed", exc_info=(kind, error, trace))

    def thread_crashed(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is SystemExit or args.exc_value is None:
            return
        name = args.thread.name if args.thread else ""
        log.critical("thread.crashed", thread=name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    sys.excepthook = crashed
    threading.excepthook = thread_crashed


def last_word(
    text: str, *, level: int = logging.ERROR, stream: TextIO | None = None, is_journal: bool | None = None
) -> None:
    """Say to whoever started the process, in plain words, why it does not go on; with a level WARNING, what is odd though it does.

    Each line has its priority as the lines of the log do: `journalctl -p err` must show why nobody is paged.
    """
    marks = _is_journal() if is_journal is None else is_journal
    mark = f"<{_priority(level)}>" if marks else ""
    (stream or sys.stderr).write("".join(f"{mark}{line}\n" for line in text.splitlines()))


def _shown(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Show as signs what would steer a terminal: a processor. Strangers' words stand in decisions, and those are logged."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = visible(value) if key == "exception" else visible(value).replace("\n", "\\n")
    return event


class _Masked(logging.Formatter):
    """Formats by another formatter and masks the finished line: the last place that a secret passes."""

    def __init__(self, redactor: Redactor, inner: logging.Formatter, *, is_journal: bool) -> None:
        super().__init__()
        self._redactor = redactor
        self._inner = inner
        self._is_journal = is_journal

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets."""
        line = self._redactor.mask(self._inner.format(record))
        if not self._is_journal:
            return line
        mark = f"<{_priority(record.levelno)}>"
        return "\n".join(mark + part for part in line.splitlines())  # the journal takes each line for itself


def _priority(level: int) -> int:
    """Return syslog's number of a level.

    >>> [_priority(level) for level in (logging.CRITICAL, logging.ERROR, logging.WARNING, logging.INFO, logging.DEBUG)]
    [2, 3, 4, 6, 7]
    """
    return next((number for least, number in _PRIORITIES if level >= least), 7)


_PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))


def _is_journal() -> bool:
    """Return whether systemd reads what we write to standard error."""
    return "JOURNAL_STREAM" in os.environ or "INVOCATION_ID" in os.environ


def _is_watched(stream: TextIO) -> bool:
    """Return whether a person reads this stream; under systemd nobody does, even if a terminal is there."""
    return not _is_journal() and stream.isatty()
