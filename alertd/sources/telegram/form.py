"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import ListOf

CHAT = spelled("a channel or group", r"@?[A-Za-z][A-Za-z0-9_]{2,31}|-?[0-9]{1,20}", "@acme_news or -1001234567890")

KEYS = (
    BASE_URL,
    Key("bot_token", SecretShape(), "token of a bot that nothing else reads", is_required=True),
    Key(
        "chats",
        ListOf(CHAT, is_lenient=True),
        "only these channels and groups, by @name or id",
        default="all it is a member of",
    ),
)

TELEGRAM = SourceKind(
    name="telegram",
    label="Telegram",
    keys=KEYS,
    source="alertd.sources.telegram.source:Telegram",
    options="alertd.sources.telegram.source:TelegramOptions",
    check="alertd.sources.telegram.source:check_online",
    proves="the bot's token works",
    delay=30.0,
)
