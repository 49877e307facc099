"""Channels: ways to reach people. Their URLs hold secrets, so they stay in the settings and never reach the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alertd.model.people import Channel
from alertd.notifiers import registry
from alertd.notifiers.channel_keys import COMMON
from alertd.notifiers.kind import Kind
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Table, Text
from alertd.yamlform.scalars import TEXT
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, PluginKind, Reader, Shape

#: Most people read the start of a second SMS segment and nothing of a third.
SMS_SEGMENTS = 2
#: Cyrillic and Chinese take 67 letters a segment: two would hold no more than the link.
SMS_SEGMENTS_OTHER = 3

_KIND = Key(
    "kind",
    PluginKind("a kind of channel", tuple(registry.OWN), registry.GROUP),
    "how it is sent",
    default=registry.DEFAULT,
)
_OF_ALL = frozenset({"kind", *(key.name for key in COMMON)})


class ChannelSetting:
    """What a sender needs of a channel. Prints without its secrets, whoever logs it."""

    __slots__ = ("_options", "_secret", "_url", "answers_at", "base_url", "kind", "max_segments", "name")

    def __init__(
        self,
        *,
        name: str,
        kind: str,
        url: Secret | None = None,
        secret: Secret | None = None,
        base_url: str | None = None,
        max_segments: int | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.base_url = base_url
        self.max_segments = max_segments
        self._url = url
        self._secret = secret
        self._options = dict(options or {})
        self.answers_at = ""  #: the public address that presses of its buttons come to, empty: they are not heard

    @property
    def url(self) -> str:
        """The URL in plain text, with `{to}` where the address goes; empty for the console."""
        return self._url.reveal() if self._url else ""

    @property
    def secret(self) -> str | None:
        """What signs a webhook's body, in plain text."""
        return self._secret.reveal() if self._secret else None

    @property
    def options(self) -> dict[str, Any]:
        """The other keys of its kind, secrets in plain text."""
        shown = {name: part.reveal() if isinstance(part, Secret) else part for name, part in self._options.items()}
        return shown | {"answers": self.answers_at}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, in plain text; the URL is one by itself."""
        kept = (self._secret, *self._options.values())
        return tuple(part.reveal() for part in kept if isinstance(part, Secret))

    def __repr__(self) -> str:
        return f"ChannelSetting(name={self.name!r}, kind={self.kind!r})"


def _form(kind: Kind) -> Form:
    def build(table: Table, values: dict[str, Any], reader: Reader) -> Any:
        url = table.get("url")
        if isinstance(url, Text) and "://" not in url.raw and reader.is_unread(url):
            return values
        return values if kind.check(table, values, reader) else BAD

    return Form("channel", (_KIND, *kind.keys), build)


FORMS = {name: _form(kind) for name, kind in registry.OWN.items()}
_PLUGIN = _form(registry.kind_of("a plug-in"))


class ChannelShape(Shape):
    """A channel's keys, or its URL alone."""

    what = "a channel with its url"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the value, or BAD after telling why."""
        if isinstance(node, Text):
            # As if it stood behind "url:", so that one check finds the faults of both spellings.
            node = Table([(Text("url", node.place), node)], node.place)
        if not isinstance(node, Table):
            return self.wrong(node, reader, "write url: service://secret/{to}")
        given = node.get("kind")
        kind = registry.DEFAULT if given is None else _KIND.shape.read(given, reader)
        return BAD if kind is BAD else FORMS.get(kind, _PLUGIN).read(node, reader)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted: one for each kind, told apart by `kind`."""
        known = []
        for name, form in FORMS.items():
            made = form.schema()
            made["properties"]["kind"] = {"const": name}
            if name != registry.DEFAULT:
                made["required"] = sorted({"kind", *made.get("required", ())})
            known.append(made)
        plugin = {
            "type": "object",
            "properties": {"kind": {"not": {"enum": list(FORMS)}}},
            "required": ["kind"],
        }
        return {"anyOf": [TEXT.schema(), *known, plugin]}


def channel(name: str, values: dict[str, Any]) -> tuple[Channel, ChannelSetting]:
    """Part what was read: what the engine decides by, and what the sender needs."""
    url: Secret | None = values.get("url")
    kind = values.get("kind", registry.DEFAULT)
    style = registry.style_of(kind, name, url.reveal() if url else "")
    segments = values.get("max_segments", SMS_SEGMENTS if style.is_sms else None)
    return (
        Channel(
            name=name,
            kind=kind,
            scheme=style.scheme,
            max_segments=segments,
            is_sms=style.is_sms,
            max_segments_other=SMS_SEGMENTS_OTHER if style.is_sms and "max_segments" not in values else None,
        ),
        ChannelSetting(
            name=name,
            kind=kind,
            url=url,
            secret=values.get("secret"),
            base_url=values.get("base_url"),
            max_segments=segments,
            options={key: value for key, value in values.items() if key not in _OF_ALL},
        ),
    )
