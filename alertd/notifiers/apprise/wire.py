"""What really happened on the wire while Apprise sent a page.

Apprise answers yes or no and logs the rest. To know whether another try can help, when, and whether the page may have
arrived, we listen where its plug-ins speak: to requests and smtplib. Both are wrapped once; calls from threads
that do not listen pass through untouched.
"""

from __future__ import annotations

import functools
import logging
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alertd.notifiers.apprise.mail import login_in_any_script

_ears = threading.local()
_installing = threading.Lock()
_installed: list[bool] = []


class Heard:
    """All that was heard in one thread: answers and errors in order, and what Apprise wrote into its log."""

    def __init__(self) -> None:
        #: requests.Response, the errors of requests, smtplib and sockets, or SMTP's refused recipients.
        self.events: list[Any] = []
        self.words: list[str] = []

    @property
    def last(self) -> Any:
        """The last thing that happened, None if nothing was heard."""
        return self.events[-1] if self.events else None


class Unsent(OSError):  # noqa: N818 - a state of the page, read as one
    """The connection to a mail server failed before anything of a message was sent."""


@contextmanager
def listening() -> Iterator[Heard]:
    """Listen in this thread. Apprise's log lines are kept here and go nowhere else: they name people and tokens."""
    _install()
    heard = Heard()
    _ears.heard = heard
    try:
        yield heard
    finally:
        _ears.heard = None


def _install() -> None:
    with _installing:
        if _installed:
            return
        import requests

        requests.Session.send = _wrapped(requests.Session.send)  # type: ignore[method-assign]
        smtplib.SMTP.sendmail = _wrapped(smtplib.SMTP.sendmail)  # type: ignore[method-assign]
        smtplib.SMTP.login = _wrapped(_any_login(smtplib.SMTP.login), silent=True)  # type: ignore[method-assign]
        smtplib.SMTP.connect = _wrapped(smtplib.SMTP.connect, silent=True, as_unsent=True)  # type: ignore[method-assign]
        logging.getLogger("apprise").addFilter(_overhear)
        _installed.append(True)


def _wrapped(real: Callable[..., Any], *, silent: bool = False, as_unsent: bool = False) -> Callable[..., Any]:
    """Return `real` so that its errors are heard, and its answers unless `silent`."""

    @functools.wraps(real)
    def speak(*args: Any, **kw: Any) -> Any:
        heard: Heard | None = getattr(_ears, "heard", None)
        if heard is None:
            return real(*args, **kw)
        try:
            answer = real(*args, **kw)
        except Exception as error:
            heard.events.append(_unsent(error) if as_unsent else error)
            raise
        if not silent:
            heard.events.append(answer)
        return answer

    return speak


def _any_login(real: Callable[..., Any]) -> Callable[..., Any]:
    """Return `real` so that a user or a password may hold any letter."""

    @functools.wraps(real)
    def login(server: smtplib.SMTP, user: str, password: str, **kw: Any) -> Any:
        if f"{user}{password}".isascii():
            return real(server, user, password, **kw)
        return login_in_any_script(server, user, password)

    return login


def _unsent(error: Exception) -> Unsent:
    unsent = Unsent(str(error))
    unsent.__cause__ = error
    return unsent


def _overhear(record: logging.LogRecord) -> bool:
    heard: Heard | None = getattr(_ears, "heard", None)
    if heard is None:
        return True
    if record.levelno >= logging.WARNING:
        heard.words.append(record.getMessage())
    return False
