"""Signatures of providers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.web import signatures


def test_slack_signs_as_its_manual_says() -> None:
    """The example of Slack's page on verifying requests."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert (
        signatures.slack("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
        == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


def test_twilio_signs_as_its_manual_says() -> None:
    """The example of Twilio's page on security; the order of the fields does not matter."""
    fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    for given in (fields, fields[::-1]):
        assert (
            signatures.twilio("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", given)
            == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        )


@pytest.mark.parametrize(
    ("stamp", "is_fresh"),
    [
        ("1000", True),
        ("700", True),
        ("699", False),
        ("1300", True),
        ("1301", False),
        ("", False),
        ("-1", False),
        ("9" * 40, False),
    ],
)
def test_five_minutes(stamp: str, *, is_fresh: bool) -> None:
    """In both directions, and no stamp is a fault."""
    assert signatures.is_fresh(stamp, datetime.fromtimestamp(1000, tz=UTC)) is is_fresh
