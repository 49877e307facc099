"""How this source is written in the settings."""

from __future__ import annotations

from typing import Any

from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import TEXT, SecretShape
from alertd.yamlform.shapes import BAD, MapOf, Reader

KEYS = (
    Key(
        "token",
        SecretShape(),
        "bearer token of those who post, and key of their HMAC",
        default="one of two must be given",
    ),
    Key("secret", SecretShape(), "key of the HMAC, where it is another one", default="the token"),
    Key(
        "map",
        MapOf(TEXT, "where our fields stand in their JSON"),
        "where our fields stand: {text: $.message.body}",
        default="our own format",
    ),
    Key("platform", TEXT, "the platform of what comes without one", default="the source's name"),
)


def _finished(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if not {"token", "secret"} & set(values):
        place = table.entries[0][0].place
        text = 'a webhook needs a "token": without one, anybody could post'
        reader.file.tell(place, "missing-key", text, 'token: "${INBOX_TOKEN}"')
        return BAD
    return values


WEBHOOK = SourceKind(
    name="webhook",
    label="webhook",
    keys=KEYS,
    source="alertd.sources.webhook.source:WebhookReader",
    options="alertd.sources.webhook.source:WebhookOptions",
    proves="not tried: others send to it",
    delay=1680.0,
    finish=_finished,
    is_pushed=True,
)
