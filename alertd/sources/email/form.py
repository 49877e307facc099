"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import EVERY, WORDS
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT, SecretShape

KEYS = (
    Key("host", TEXT, "the IMAP server, over TLS", default="one of two must be given"),
    Key("base_url", TEXT, "imaps://host:port in its place (relays, tests)", default="imaps on port 993 of host"),
    Key("user", TEXT, "the name of the mailbox", is_required=True),
    Key("password", SecretShape(), "its password, or one for apps", is_required=True),
    Key("folder", TEXT, "where the alerts lie", default="INBOX"),
    Key("senders", WORDS, "whose mails are alerts", default="those of Google Alerts and Talkwalker Alerts"),
    Key("every", EVERY, "how often to look", default="2m"),
)

EMAIL = SourceKind(
    name="email",
    label="Mail alert",
    keys=KEYS,
    source="alertd.sources.email.source:Email",
    options="alertd.sources.email.source:EmailOptions",
    check="alertd.sources.email.source:check_online",
    proves="the mailbox opens",
    pace=120.0,
    delay=1500.0,
)
