"""Sources: the settings' list of sources, each read by the options of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alertd.rulefile.findings import Place, listed, meant, secret_in, short
from alertd.rulefile.channels import tell_secret
from alertd.rulefile.nodes import Node, Row, SourceFile, Table, Text, inside
from alertd.rulefile.secrets import Secret
from alertd.rulefile.shapes import BAD, PluginKind, Reader, Schema, Shape

if TYPE_CHECKING:
    from pydantic import BaseModel

KINDS = (
    "x",
    "reddit",
    "bluesky",
    "mastodon",
    "rss",
    "hackernews",
    "webhook",
    "jsonl",
    "counts",
    "telegram",
    "youtube",
)
_KIND = PluginKind("a kind of source", KINDS, "alertd.sources")


class SourceSetting:
    """One source: its kind, its name, and its options (a model of `source_options`; a plain table for a plug-in)."""

    __slots__ = ("at", "kind", "name", "options")

    def __init__(self, *, kind: str, name: str, options: BaseModel | Mapping[str, object], at: str = "") -> None:
        self.kind = kind
        self.name = name
        self.options = options
        self.at = at  #: file:line, for messages at run time

    def __repr__(self) -> str:
        return f"SourceSetting(kind={self.kind!r}, name={self.name!r}, at={self.at!r})"


class SourceShape(Shape):
    """One source of the list."""

    what = "a source such as {kind: rss, urls: [..]}"

    def read(self, node: Node, reader: Reader) -> Any:
        if not isinstance(node, Table):
            return self.wrong(node, reader, "begin with kind: x")
        kind_node = node.get("kind")
        if kind_node is None:
            if "kind" not in node.told:
                place = node.entries[0][0].place if node.entries else node.place
                reader.file.tell(place, "missing-key", 'this source has no "kind"', f"kinds: {listed(KINDS)}")
            return BAD
        kind = _KIND.read(kind_node, reader)
        if kind is BAD:
            return BAD
        before = reader.file.faults.errors
        own = Table([(key, part) for key, part in node if key.raw != "kind"], node.place, node.told)
        values = _plain(own, reader)
        if reader.file.faults.errors > before or node.told:
            return BAD
        at = f"{reader.file.shown}:{node.place.line}"
        if kind not in KINDS:
            options = {key: value for key, value in values.items() if key != "name"}
            return SourceSetting(kind=kind, name=values.get("name") or kind, options=options, at=at)
        model = _options(kind, own, values, reader)
        return BAD if model is BAD else SourceSetting(kind=kind, name=model.name or kind, options=model, at=at)

    def schema(self) -> Schema:
        from alertd.rulefile.source_options import SOURCE_OPTIONS

        known: Schema = {}
        for model in SOURCE_OPTIONS.values():
            known |= {name: {"description": field.description or ""} for name, field in model.model_fields.items()}
        return {"type": "object", "properties": {"kind": _KIND.schema(), **known}, "required": ["kind"]}


def _plain(node: Node, reader: Reader) -> Any:
    """Return the node as texts, tuples and dicts, references filled in."""
    if isinstance(node, Text):
        value = reader.resolved(node)
        return "" if value is BAD else value
    if isinstance(node, Row):
        return tuple(_plain(part, reader) for part in node.nodes)
    return {key.raw: _plain(part, reader) for key, part in node}


def _options(kind: str, node: Table, values: dict[str, Any], reader: Reader) -> Any:
    from pydantic import ValidationError

    from alertd.rulefile.source_options import SOURCE_OPTIONS

    model = SOURCE_OPTIONS[kind]
    try:
        options = model.model_validate(values)
    except ValidationError as error:
        told: set[tuple[Place, str]] = set()
        for fault in error.errors(include_url=False):
            _tell(kind, fault, node, model, reader, told)
        return BAD
    for name in type(options).model_fields:
        part = node.get(name)
        is_secret = isinstance(getattr(options, name), Secret)
        if isinstance(part, Text) and reader.vault and not reader.vault.has_reference(part.raw):
            if is_secret or secret_in(part.raw):
                tell_secret(part, reader)
    return options


def _tell(
    kind: str,
    fault: Mapping[str, Any],
    node: Table,
    model: type[BaseModel],
    reader: Reader,
    told: set[tuple[Place, str]],
) -> None:
    """Word one of pydantic's faults at the place of its key or value."""
    loc: tuple[str | int, ...] = fault["loc"]
    owner = inside(node, *loc[:-1])
    name = str(loc[-1]) if loc else ""
    if fault["type"] == "extra_forbidden" and isinstance(owner, Table):
        known = _known(model, loc)
        key = owner.key(name)
        what = f"a {kind} source" if len(loc) == 1 else str(loc[-2])
        text = f"{short(name)} is not a key of {what}{meant(name, known)}"
        reader.file.tell(key.place if key else owner.place, "unknown-key", text, f"keys: {listed(known)}")
        return
    if fault["type"] == "missing":
        table = owner if isinstance(owner, Table) else node
        place = table.entries[0][0].place if table.entries else node.place
        if any(key.raw not in _known(model, loc) and meant(key.raw, (name,)) for key, _ in table):
            return  # it is there, misspelt, and that was told
        reader.file.tell(place, "missing-key", f'a {kind} source needs "{name}"', _says(model, loc))
        return
    part = inside(node, *loc) or owner or node
    place = part.place
    if (place, name) in told:
        return
    told.add((place, name))
    error = fault.get("ctx", {}).get("error")
    raw = short(part.raw) if isinstance(part, Text) else "this"
    is_referred = isinstance(part, Text) and reader.vault is not None and reader.vault.has_reference(part.raw)
    text = str(error) if error and not is_referred else f"{raw} does not fit: {_plainly(fault['msg'])}"
    if error and is_referred:
        text = f"what {raw} stands for does not fit"
    reader.file.tell(place, "bad-value", text, getattr(error, "advice", "") or _says(model, loc))


def _plainly(message: str) -> str:
    return message.removeprefix("Input should be ").removeprefix("Value error, ")


def _known(model: type[BaseModel], loc: tuple[str | int, ...]) -> tuple[str, ...]:
    from alertd.rulefile.source_options import Budget

    fields = Budget.model_fields if len(loc) > 1 and loc[0] == "budget" else model.model_fields
    return tuple(fields)


def _says(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    field = model.model_fields.get(str(loc[0])) if loc else None
    return f"{loc[0]}: {field.description}" if field and field.description else ""
