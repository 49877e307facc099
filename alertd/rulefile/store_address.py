"""The key `store`: where log, state and pages live when they are not a file in the data folder."""

from __future__ import annotations

from typing import Any

from alertd.notifiers import url_parts
from alertd.yamlform.findings import listed
from alertd.yamlform.nodes import Node, Text
from alertd.yamlform.scalars import tell_secret
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, Reader, Schema, Shape

#: Scheme to the module that speaks it and the extra that brings it.
CLIENTS = {
    "postgresql": ("psycopg", "postgres"),
    "postgres": ("psycopg", "postgres"),
    "nats": ("nats", "nats"),
    "tls": ("nats", "nats"),
}
EXAMPLE = "postgresql://alertd:${PG_PASSWORD}@db.example.org/alertd?sslmode=verify-full"


class StoreAddress(Shape):
    """The address of a server that keeps the store; the message never repeats what `${NAME}` stood for."""

    what = "the address of a store"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Text):
            return self.wrong(node, reader, f"write {EXAMPLE}")
        value = reader.resolved(node, lambda value, at: url_parts.quoted(node.raw, value, at))
        if value is BAD:
            return BAD
        scheme = str(value).partition("://")[0]
        if scheme not in CLIENTS:
            known = listed([f"{one}://" for one in CLIENTS])
            reader.file.tell(node.place, "bad-value", f"a store's address begins with {known}", f"write {EXAMPLE}")
            return BAD
        if (wrong := url_parts.doubt(node.raw)) is not None:
            reader.file.tell(node.place, "bad-value", wrong, "what stands for ${NAME} is quoted by itself")
            return BAD
        if _has_password(node.raw):
            tell_secret(node, reader)
        module, extra = CLIENTS[scheme]
        from importlib.util import find_spec  # only who names a server pays for it

        if find_spec(module) is None:
            text = f"{module} is not installed, which speaks {scheme}://: pip install 'alertd[{extra}]'"
            reader.file.tell(node.place, "no-client", text, "or leave the key out: the store is a file then")
            return BAD
        return Secret(str(value))

    def schema(self) -> Schema:
        """Return the JSON Schema of what is accepted."""
        return {"type": "string", "examples": [EXAMPLE]}


def _has_password(raw: str) -> bool:
    """Whether a password stands in the text itself."""
    user = raw.partition("://")[2].partition("@")[0] if "@" in raw else ""
    return ":" in user and not user.partition(":")[2].startswith("${")
