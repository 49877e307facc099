"""How a Telegram bot is written in the people file."""

from __future__ import annotations

from alertd.notifiers.channel_keys import BASE_URL
from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape

KIND = Kind(
    name="telegram",
    maker="alertd.notifiers.telegram.notifier:make",
    keys=(Key("token", SecretShape(), "of the bot, as BotFather gave it", is_required=True), BASE_URL),
    limit=lambda _: Limit(burst=20, every=1.0),  # one a second and chat (Telegram, 2026)
    proved="Telegram takes its token",
)
