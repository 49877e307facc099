"""Sources: the settings' list of sources, each read by the options of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alertd.sources.form_keys import COMMON
from alertd.sources.registry import GROUP, SOURCE_OPTIONS
from alertd.yamlform.findings import listed
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, PluginKind, Reader, Schema, Shape

_KIND = PluginKind("a kind of source", tuple(SOURCE_OPTIONS), GROUP)
_COMMON = {key.name: key.shape for key in COMMON}
_SECRET_WORDS = ("token", "secret", "password", "key", "session")


class SourceSetting:
    """One source: its kind, its name, and those of its options that were given, as typed values (secrets as `Secret`)."""

    __slots__ = ("at", "delay", "kind", "name", "options", "platforms")

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        options: Mapping[str, Any],
        at: str = "",
        platforms: tuple[str, ...] | None = None,
        delay: float | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.options = options
        self.at = at  #: file:line, for messages at run time
        self.delay = delay  #: seconds that its posts are usually late; None: as its kind says
        self.platforms = platforms  #: those it speaks for; None: as its kind does

    def __repr__(self) -> str:
        return f"SourceSetting(kind={self.kind!r}, name={self.name!r}, options={dict(self.options)!r}, at={self.at!r})"


class SourceShape(Shape):
    """One source of the list."""

    what = "a source such as {kind: rss, urls: [..]}"

    def read(self, node: Node, reader: Reader) -> Any:
        """Return a SourceSetting, or BAD after telling why."""
        if not isinstance(node, Table):
            own = node.raw if isinstance(node, Text) and node.raw in SOURCE_OPTIONS else "x"
            return self.wrong(node, reader, f"write {{kind: {own}}} and its options")
        kind_node = node.get("kind")
        if kind_node is None:
            if "kind" not in node.told:
                place = node.entries[0][0].place if node.entries else node.place
                reader.file.tell(place, "missing-key", 'this source has no "kind"', _kind_meant(node))
            return BAD
        if isinstance(kind_node, Text) and kind_node.raw in _channels():
            text = f'"{kind_node.raw}" is a way to tell people, and no source'
            advice = f"it stands in the people file: channels: {{{kind_node.raw}: ...}}"
            reader.file.tell(kind_node.place, "unknown-kind", text, advice)
            return BAD
        kind = _KIND.read(kind_node, reader)
        if kind is BAD:
            return BAD
        values = (
            SOURCE_OPTIONS[kind].read(node, reader) if kind in SOURCE_OPTIONS else plain_options(node, reader, _COMMON)
        )
        if values is BAD:
            return BAD
        options = {key: value for key, value in values.items() if key not in {"kind", "name", "platforms", "delay"}}
        path = options.get("path")
        if isinstance(path, str) and path != "-":
            options["path"] = str(reader.file.path.parent.absolute() / path)
        name = values.get("name") or kind
        platforms = tuple(word.lower() for word in values["platforms"]) if "platforms" in values else None
        return SourceSetting(
            kind=kind,
            name=name,
            options=options,
            platforms=platforms,
            delay=values["delay"].total_seconds() if "delay" in values else None,
            at=f"{reader.file.shown}:{node.place.line}",
        )

    def schema(self) -> Schema:
        """Return one schema for each kind, told apart by `kind`."""
        known: list[Schema] = []
        for kind, form in SOURCE_OPTIONS.items():
            made = form.schema()
            made["properties"]["kind"] = {"const": kind}
            known.append(made)
        plugin = {
            "type": "object",
            "properties": {"kind": {"not": {"enum": list(SOURCE_OPTIONS)}}},
            "required": ["kind"],
        }
        return {"anyOf": [*known, plugin]}


def _kind_meant(node: Table) -> str:
    """Return what to write where a source does not say its kind: it may stand there as a key, or under another word."""
    for key, part in node:
        if key.raw in SOURCE_OPTIONS:
            return f"write {{kind: {key.raw}, ..}}"
        if isinstance(part, Text) and part.raw in SOURCE_OPTIONS:
            return f"write kind: {part.raw} in the place of {key.raw}: {part.raw}"
    return f"kinds: {listed(tuple(SOURCE_OPTIONS))}"


def _channels() -> frozenset[str]:
    """Return the kinds of channels that are no kinds of sources."""
    from alertd.notifiers.registry import OWN as CHANNELS

    return frozenset({*CHANNELS, "email", "sms"}) - set(SOURCE_OPTIONS)


def plain_options(node: Table, reader: Reader, common: Mapping[str, Shape]) -> Any:
    """Return a plug-in's options as texts, tuples and tables; what it takes them for, it knows itself.

    common: options that we read ourselves, whoever the plug-in is.
    """
    before = reader.file.faults.errors
    values = {
        key.raw: common[key.raw].read(part, reader) if key.raw in common else _values(part, reader, key.raw)
        for key, part in node
    }
    return BAD if reader.file.faults.errors > before else values


def _values(node: Node, reader: Reader, name: str) -> Any:
    if isinstance(node, Row):
        return tuple(_values(part, reader, name) for part in node.nodes)
    if isinstance(node, Table):
        return {key.raw: _values(part, reader, key.raw) for key, part in node}
    return _text(node, reader, name)


def _text(node: Text, reader: Reader, name: str) -> Any:
    value = reader.resolved(node)
    is_secret = any(word in name.lower() for word in _SECRET_WORDS)
    is_referred = reader.vault is not None and reader.vault.has_reference(node.raw)
    return Secret(value) if value is not BAD and (is_secret or is_referred) else value
