"""From what was heard to what it means."""

from __future__ import annotations

import smtplib

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from alertd.notifiers.apprise import verdicts
from alertd.notifiers.apprise.wire import Heard, Unsent

POOL = HTTPConnectionPool("127.0.0.1")
NEVER = MaxRetryError(POOL, "/", NewConnectionError(POOL, "refused"))  # type: ignore[arg-type]


def heard(*events: object, words: tuple[str, ...] = ()) -> Heard:
    """Return what was heard."""
    made = Heard()
    made.events, made.words = list(events), list(words)
    return made


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (requests.ConnectTimeout(), "retry"),
        (requests.ConnectionError(NEVER), "retry"),
        (requests.exceptions.SSLError(), "retry"),
        (requests.exceptions.ProxyError(), "retry"),
        (requests.ReadTimeout(), "unknown"),
        (requests.ConnectionError(ProtocolError("aborted")), "unknown"),
        (requests.exceptions.ChunkedEncodingError(), "unknown"),
        (requests.exceptions.InvalidURL(), "permanent"),
        (Unsent("refused"), "retry"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "permanent"),
        (smtplib.SMTPAuthenticationError(454, b"later"), "retry"),
        (smtplib.SMTPDataError(554, b"spam"), "permanent"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b""), "b": (450, b"")}), "retry"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"")}), "permanent"),
        ({"a": (550, b"")}, "permanent"),
        (smtplib.SMTPServerDisconnected("gone"), "unknown"),
        (TimeoutError(), "unknown"),
        (smtplib.SMTPNotSupportedError("no utf8"), "permanent"),
        (smtplib.SMTPException("odd"), "retry"),
    ],
)
def test_event(event: object, kind: str) -> None:
    """Certain failures are tried again, refusals are not, and what broke half-way may have arrived."""
    error = verdicts.failure(heard(event))

    assert error.permanent == (kind == "permanent")
    assert error.unknown == (kind == "unknown")


def test_silence_with_and_without_a_hint() -> None:
    """Where nothing went over the wire, Apprise's words say whether the address is to blame."""
    assert verdicts.failure(heard(words=("Dropped invalid phone # (x) specified.",))).permanent
    assert verdicts.failure(heard(words=("There are no Email recipients to notify",))).permanent
    assert not verdicts.failure(heard(words=("A Connection error occurred",))).permanent
    assert not verdicts.failure(heard()).permanent


def test_words_hold_no_address() -> None:
    """What a mail server says about an address does not get into the message."""
    refused = smtplib.SMTPRecipientsRefused({"alice@example.org": (550, b"no alice@example.org here")})

    assert "alice" not in str(verdicts.failure(heard(refused)))
