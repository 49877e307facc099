"""How a text message with a receipt is written in the people file."""

from __future__ import annotations

from alertd.notifiers.channel_keys import BASE_URL, MAX_SEGMENTS
from alertd.notifiers.kind import Kind, Style
from alertd.notifiers.limits import Limit
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import NAME, SecretShape

KIND = Kind(
    name="sms",
    maker="alertd.notifiers.sms.notifier:make",
    keys=(
        Key("account", NAME, "the account's SID at Twilio (AC...)", is_required=True),
        Key("token", SecretShape(), "its auth token", is_required=True),
        Key("from", NAME, "the number or name that sends, or the SID of a messaging service (MG...)", is_required=True),
        MAX_SEGMENTS,
        BASE_URL,
    ),
    limit=lambda _: Limit(burst=10, every=1.0),  # a plain number sends one segment a second (Twilio, 2026)
    style=lambda _name, _url: Style(is_sms=True),
)
