"""How this source is written in the settings."""

from __future__ import annotations

from typing import Any

from alertd.sources.kind import SourceKind
from alertd.sources.webhook.maps import MAPS
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Node, Table
from alertd.yamlform.scalars import TEXT, SecretShape
from alertd.yamlform.shapes import BAD, MapOf, OneOf, Reader, Schema, Shape


class _Map(Shape):
    """The name of a shipped map, or one of one's own."""

    what = "a map such as {text: $.message.body}, or the name of a shipped one"

    def __init__(self) -> None:
        self._own = MapOf(TEXT, "where our fields stand in their JSON")
        self._shipped = OneOf("a shipped map", *sorted(MAPS))

    def read(self, node: Node, reader: Reader) -> Any:
        """Return a table of paths, or a name; BAD after telling why."""
        return (self._own if isinstance(node, Table) else self._shipped).read(node, reader)

    def schema(self) -> Schema:
        """Return both."""
        return {"anyOf": [self._own.schema(), self._shipped.schema()]}


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
        _Map(),
        "where our fields stand: {text: $.message.body}, or a shipped one: trustpilot",
        default="our own format",
    ),
    Key("platform", TEXT, "the platform of what comes without one", default="the map's, else the source's name"),
    Key("watch", TEXT, "the watch of what a map gives: reviews rarely name the brand", default="the terms decide"),
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
