"""Signatures of providers that call us; pure.

Twilio: https://www.twilio.com/docs/usage/security (2025): base64 of HMAC-SHA1 over the address and the sorted fields.
Slack: https://api.slack.com/authentication/verifying-requests-from-slack (2025): HMAC-SHA256 over "v0:TIME:BODY",
not older than five minutes.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime

SLACK_WINDOW_SECONDS = 300


def twilio(token: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return what X-Twilio-Signature must be for a form sent to `address`.

    >>> twilio("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", [("Digits", "1234"), ("To", "+18005551212"),
    ...     ("From", "+14158675309"), ("Caller", "+14158675309"), ("CallSid", "CA1234567890ABCDE")])
    'RSOYDt4T1cUTdK1PDd93/VVr8B8='
    """
    text = address + "".join(name + value for name, value in sorted(fields))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1")).decode()


def slack(secret: str, timestamp: str, body: bytes) -> str:
    """Return what X-Slack-Signature must be."""
    return "v0=" + hmac.digest(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, "sha256").hex()


def is_fresh(timestamp: str, now: datetime) -> bool:
    """Whether Slack's time stamp is within five minutes of now: an old request may be a recorded one."""
    return (
        timestamp.isdecimal() and len(timestamp) < 12 and abs(now.timestamp() - int(timestamp)) <= SLACK_WINDOW_SECONDS
    )
