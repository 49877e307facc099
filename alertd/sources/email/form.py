"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import EVERY, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT, SecretShape
from alertd.yamlform.shapes import ListOf

HOST = spelled(
    "the name of a server", r"(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?", "imap.example.org"
)
SERVER = spelled("the address of an IMAP server", r"imaps?://[A-Za-z0-9.:\[\]_-]+/?", "imaps://imap.example.org:993")
SENDER = spelled("a sender", r"(?:[^\s@\"]+@)?[A-Za-z0-9._-]*[A-Za-z0-9]", "googlealerts-noreply@google.com")

KEYS = (
    Key("host", HOST, "the IMAP server, over TLS", default="one of two must be given"),
    Key("base_url", SERVER, "imaps://host:port in its place (relays, tests)", default="imaps on port 993 of host"),
    Key("user", TEXT, "the name of the mailbox", is_required=True),
    Key("password", SecretShape(), "its password, or one for apps", is_required=True),
    Key("folder", TEXT, "where the alerts lie", default="INBOX"),
    Key(
        "senders",
        ListOf(SENDER, is_lenient=True),
        "whose mails are alerts",
        default="those of Google Alerts and Talkwalker Alerts",
    ),
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
