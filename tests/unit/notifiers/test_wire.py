"""Listening to requests and smtplib."""

from __future__ import annotations

import logging
import smtplib
import threading

import pytest
import requests

from alertd.notifiers.apprise import wire


def test_only_the_listening_thread_is_heard() -> None:
    """What other threads do passes by: the Reddit client uses requests too."""
    with wire.listening() as heard:

        def elsewhere() -> None:
            with pytest.raises(requests.ConnectionError):
                requests.get("http://127.0.0.1:1/", timeout=1)

        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        assert heard.last is None
        with pytest.raises(requests.ConnectionError):
            requests.get("http://127.0.0.1:1/", timeout=1)

    assert isinstance(heard.last, requests.ConnectionError)


def test_silence_afterwards() -> None:
    """After listening, nothing is kept, and wrapping again does not wrap twice."""
    with wire.listening():
        pass
    before = requests.Session.send
    with wire.listening() as heard:
        pass
    with pytest.raises(OSError, match="refused"):
        smtplib.SMTP("127.0.0.1", 1, timeout=1)

    assert requests.Session.send is before
    assert heard.events == []


def test_apprise_lines_stay_here(caplog: pytest.LogCaptureFixture) -> None:
    """Apprise's log lines of a send name people: they are heard and go nowhere else; others' lines pass."""
    log = logging.getLogger("apprise")
    with wire.listening() as heard:
        log.warning("Failed to send to %s", "+4917612345678")
    log.warning("of somebody else")

    assert heard.words == ["Failed to send to +4917612345678"]
    assert [record.getMessage() for record in caplog.records] == ["of somebody else"]
