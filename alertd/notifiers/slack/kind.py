"""How a Slack bot is written in the people file."""

from __future__ import annotations

from alertd.notifiers.channel_keys import BASE_URL
from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import YES_NO

KIND = Kind(
    name="slack",
    maker="alertd.notifiers.slack.notifier:make",
    keys=(
        Key("token", SecretShape(), "of the bot (xoxb-...), which may chat:write", is_required=True),
        Key("picture", YES_NO, "show the last day as a picture, which Slack fetches from public_url", default="false"),
        BASE_URL,
    ),
    limit=lambda _: Limit(burst=5, every=1.0),  # one message a second and channel, short bursts allowed (Slack, 2026)
    proved="Slack takes its token",
)
