"""Keys that many channels share, and how each is written. Their URLs hold secrets: a message never repeats one."""

from __future__ import annotations

import re
from typing import Any

from alertd.notifiers import url_parts
from alertd.yamlform import scalars
from alertd.yamlform.findings import secret_in
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Node, Table, Text
from alertd.yamlform.scalars import SOME, SecretShape, tell_secret
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, Reader, Shape


class Address(Shape):
    """A channel's URL, with `{to}` where the person's address goes. The message never repeats what `${NAME}` stood for."""

    what = "a URL"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Text):
            return self.wrong(node, reader, "write service://secret/{to}")
        value = reader.resolved(node, lambda value, at: url_parts.quoted(node.raw, value, at))
        if value is BAD:
            return BAD
        if "://" not in node.raw and reader.is_unread(node):
            return Secret(value)  # all of it is a secret, and nobody sends
        scheme = node.raw.partition("://")[0] if "://" in node.raw else None
        if scheme is None and "://" not in value:
            reader.file.tell(
                node.place, "bad-value", "this is not a URL", "write service://secret/{to}, as Apprise documents"
            )
            return BAD
        for field in re.findall(r"(?<!\$)\{([^}]*)\}", node.raw):
            if field != "to":
                reader.file.tell(
                    node.place, "bad-value", f'"{{{field}}}" is not known here; did you mean "{{to}}"?', ""
                )
                return BAD
        if (wrong := url_parts.doubt(node.raw)) is not None:
            reader.file.tell(node.place, "bad-value", wrong, "what stands for ${NAME} is quoted by itself")
            return BAD
        if not url_parts.has_sender(value):
            reader.file.tell(
                node.place,
                "bad-value",
                "this mail has no sender, and Apprise refuses it (Invalid ~From~ email)",
                "write from= behind the ?: mailto://HOST:25?from=alertd@example.org&to={to}",
            )
            return BAD
        if secret_in(node.raw):
            tell_secret(node, reader)
        return Secret(value)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        return {"type": "string", "examples": ["slack://${SLACK_TOKEN}/{to}"]}


URL = Key("url", Address(), "where pages go, with {to} where the person's address goes")
SECRET = Key("secret", SecretShape(), "signs the body of a webhook (X-Alertd-Signature)", default="none")
BASE_URL = Key(
    "base_url", scalars.URL, "stands in for the service's own host (relays, tests)", default="the service's own"
)
MAX_SEGMENTS = Key("max_segments", SOME, "an SMS is cut to so many segments", default="2 for SMS, 3 in other scripts")

#: What a plug-in may be told.
COMMON = (URL, SECRET, BASE_URL, MAX_SEGMENTS)


def url_of(table: Table, values: dict[str, Any], reader: Reader) -> str | None:
    """Return the URL in plain text; where there is none, tell that it is missing and return None."""
    url: Secret | None = values.get("url")
    if url is None:
        place = (table.key("url") or table.key("kind") or table.entries[0][0]).place if table.entries else table.place
        reader.file.tell(place, "missing-key", 'this channel has no "url"', "write url: service://secret/{to}")
        return None
    return url.reveal()


def place_of_url(table: Table) -> Node:
    """Return the node that a fault of the URL is told at."""
    return table.get("url") or table
