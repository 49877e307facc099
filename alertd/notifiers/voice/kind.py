"""How a phone call is written in the people file."""

from __future__ import annotations

from alertd.notifiers.channel_keys import BASE_URL
from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import NAME, SecretShape

KIND = Kind(
    name="voice",
    maker="alertd.notifiers.voice.notifier:make",
    keys=(
        Key("account", NAME, "the account's SID at Twilio (AC...)", is_required=True),
        Key("token", SecretShape(), "its auth token", is_required=True),
        Key("from", NAME, "the number that calls, such as +15555550100", is_required=True),
        BASE_URL,
    ),
    limit=lambda _: Limit(burst=5, every=1.0),  # one call a second (Twilio, 2026)
)
