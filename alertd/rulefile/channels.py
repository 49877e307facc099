"""Channels: ways to reach people. Their URLs hold secrets, so they stay in the settings and never reach the model."""

from __future__ import annotations

import re
from typing import Any

from alertd.model.people import Channel
from alertd.notifiers.schemes import SCHEMES, SMS_SCHEMES
from alertd.yamlform import scalars
from alertd.yamlform.amounts import safe_url
from alertd.yamlform.findings import listed, meant, secret_in
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Table, Text
from alertd.yamlform.scalars import SOME, TEXT, SecretShape, tell_secret
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, PluginKind, Reader, Shape
from alertd.yamlform.units import WrongUnitError

#: Most people read the start of a second SMS segment and nothing of a third.
SMS_SEGMENTS = 2
KINDS = ("apprise", "webhook", "console")


class ChannelSetting:
    """What a sender needs of a channel. Prints without its secrets, whoever logs it."""

    __slots__ = ("_secret", "_url", "base_url", "kind", "max_segments", "name")

    def __init__(
        self,
        *,
        name: str,
        kind: str,
        url: Secret | None = None,
        secret: Secret | None = None,
        base_url: str | None = None,
        max_segments: int | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.base_url = base_url
        self.max_segments = max_segments
        self._url = url
        self._secret = secret

    @property
    def url(self) -> str:
        """The URL in plain text, with `{to}` where the address goes; empty for the console."""
        return self._url.reveal() if self._url else ""

    @property
    def secret(self) -> str | None:
        """What signs a webhook's body, in plain text."""
        return self._secret.reveal() if self._secret else None

    def __repr__(self) -> str:
        return f"ChannelSetting(name={self.name!r}, kind={self.kind!r})"


class _Address(Shape):
    """A channel's URL. The message never repeats what `${NAME}` stood for."""

    what = "a URL"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if not isinstance(node, Text):
            return self.wrong(node, reader, "write service://secret/{to}")
        value = reader.resolved(node)
        if value is BAD:
            return BAD
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
        if secret_in(node.raw):
            tell_secret(node, reader)
        return Secret(value)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        return {"type": "string", "examples": ["slack://${SLACK_TOKEN}/{to}"]}


def _channel(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    kind = values.get("kind", "apprise")
    url: Secret | None = values.get("url")
    place = (table.key("url") or table.key("kind") or table.entries[0][0]).place if table.entries else table.place
    if kind not in {"apprise", "webhook"}:
        return values  # the console has no URL; what a plug-in needs, it checks itself
    if url is None:
        reader.file.tell(place, "missing-key", 'this channel has no "url"', "write url: service://secret/{to}")
        return BAD
    return values if _is_sendable(kind, url, table.get("url") or table, reader) else BAD


def _is_sendable(kind: str, url: Secret, node: Node, reader: Reader) -> bool:
    scheme = url.reveal().partition("://")[0].lower()
    if kind == "webhook" or scheme in {"http", "https"}:
        if kind != "webhook":
            text = f'"{scheme}://" is a webhook; say so with kind: webhook'
            reader.file.tell(
                node.place, "bad-value", text, "a chat service's URL begins with its name: slack://, discord://"
            )
            return False
        try:
            safe_url(url.reveal().replace("{to}", "to"))
        except WrongUnitError as error:
            reader.file.tell(node.place, "bad-value", "this webhook's URL is not https", error.advice)
            return False
        return True
    if scheme not in SCHEMES:
        text = f'"{scheme}://" is not a service that Apprise knows{meant(scheme, SCHEMES)}'
        common = ("slack", "mailtos", "twilio", "vonage", "msteams", "tgram", "discord", "ntfys", "webhook")
        reader.file.tell(node.place, "unknown-scheme", text, f"common ones: {listed(common)}")
        return False
    return True


CHANNEL = Form(
    "channel",
    (
        Key("url", _Address(), "an Apprise URL, with {to} where the person's address goes"),
        Key("kind", PluginKind("a kind of channel", KINDS, "alertd.notifiers"), "how it is sent", default="apprise"),
        Key("secret", SecretShape(), "signs the body of a webhook (X-Alertd-Signature)", default="none"),
        Key(
            "base_url", scalars.URL, "stands in for the service's own host (relays, tests)", default="the service's own"
        ),
        Key("max_segments", SOME, "an SMS is cut to so many segments", default="2 for SMS"),
    ),
    _channel,
)


class ChannelShape(Shape):
    """A channel's keys, or its URL alone."""

    what = "a channel with its url"
    form = CHANNEL

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Text):
            url = _Address().read(node, reader)
            return BAD if url is BAD or not _is_sendable("apprise", url, node, reader) else {"url": url}
        return CHANNEL.read(node, reader)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [TEXT.schema(), CHANNEL.schema()]}


def channel(name: str, values: dict[str, Any]) -> tuple[Channel, ChannelSetting]:
    """Part what was read: what the engine decides by, and what the sender needs."""
    url: Secret | None = values.get("url")
    kind = values.get("kind", "apprise")
    scheme = url.reveal().partition("://")[0].lower() if url else ""
    is_sms = kind == "apprise" and (scheme in SMS_SCHEMES or name == "sms")
    segments = values.get("max_segments", SMS_SEGMENTS if is_sms else None)
    return (
        Channel(name=name, kind=kind, scheme=scheme if kind == "apprise" else "", max_segments=segments, is_sms=is_sms),
        ChannelSetting(
            name=name,
            kind=kind,
            url=url,
            secret=values.get("secret"),
            base_url=values.get("base_url"),
            max_segments=segments,
        ),
    )
