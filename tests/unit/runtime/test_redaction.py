"""Secrets in log lines."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.runtime.redaction import Redactor


@given(st.text(min_size=5).map(str.strip).filter(lambda s: len(s) >= 5 and "*" not in s), st.text(max_size=3))
def test_no_form_survives(secret: str, before: str) -> None:
    """Plain, quoted, as JSON, as a Python literal or in base64: a planted secret does not pass."""
    redactor = Redactor()
    redactor.plant(secret)
    for form in (
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
        base64.b64encode(secret.encode()).decode(),
    ):
        masked = redactor.mask(f"{before} {form} {before}")

        assert form not in masked
        assert "***" in masked


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7/{to}",
            "POST /services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7",
        ),
        ("twilio://AC0123456789abcdef:9f8e7d6c5b4a@15551230000/{to}", "auth AC0123456789abcdef 9f8e7d6c5b4a"),
        ("mailto://user:hunter2@smtp.example.org?to={to}", "AUTH PLAIN hunter2"),
        ("mailto://user:p%40ss%21word@smtp.example.org", "login p@ss!word"),
        ("tgram://123456789:AAFwd-token_x/{to}", "GET /bot123456789:AAFwd-token_x/sendMessage AAFwd-token_x"),
        ("https://hook.example.org/in/9f8e7d6c5b4a?key=QwErTyUiOp", "POST /in/9f8e7d6c5b4a?key=QwErTyUiOp"),
    ],
)
def test_parts_of_urls(url: str, line: str) -> None:
    """Libraries print parts of a URL: paths, users, tokens. Each part that is secret is masked on its own."""
    redactor = Redactor()
    redactor.plant_url(url)
    secrets = [
        word
        for word in ("T1JJ3T3L2", "TIiajkd", "AC0123", "9f8e7d", "hunter2", "p@ss", "AAFwd", "QwErTy")
        if word in line
    ]

    assert secrets
    assert not any(secret in redactor.mask(line) for secret in secrets)


def test_hosts_stay_readable() -> None:
    """Names of hosts and channels are no secrets: an operator needs them."""
    redactor = Redactor()
    redactor.plant_url("mailto://user:hunter2@smtp.example.org:587?smtp=smtp2.example.org&from=alertd@example.org")

    assert redactor.mask("smtp.example.org smtp2.example.org alertd@example.org") == (
        "smtp.example.org smtp2.example.org alertd@example.org"
    )


def test_processor_masks_deep() -> None:
    """Secrets in nested values, keys and bytes of an event are masked; numbers stay numbers."""
    redactor = Redactor()
    redactor.plant("t0k3n-1234")
    event = redactor(None, "", {"event": "x.done", "a": [{"t0k3n-1234": b"t0k3n-1234"}, ("t0k3n-1234", 7)], "n": 1})

    assert event == {"event": "x.done", "a": [{"***": "***"}, ["***", 7]], "n": 1}


def test_short_and_empty_are_ignored() -> None:
    """An empty or very short secret masks nothing: it would blank the log."""
    redactor = Redactor()
    redactor.plant("", None, "a", "1234", "   ")

    assert redactor.mask("a 1234") == "a 1234"
