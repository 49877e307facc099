"""Mentions that others post to us: what is in a body, and whether its sender may. The route stands in the web layer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

import msgspec

from alertd.errors import BadRecord, ConfigurationError
from alertd.intake.fields import clean
from alertd.intake.records import load, parse_line, parse_object
from alertd.model.post import Record
from alertd.model.value import Value, rfc3339
from alertd.sources.body import Body, BodyReader, Refusal, is_same, signed
from alertd.sources.field_map import FieldMap
from alertd.sources.webhook.maps import MAPS, ShippedMap

_SIGNATURE = "X-Alertd-Signature"
_MANY = 100  #: reasons of one answer
MOST_RECORDS = 150_000  #: of one body; the shortest deletions of 5 MB are 120,000
_LINES = (
    "application/x-ndjson",
    "application/jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
    "application/json-seq",
)


_records = msgspec.json.Decoder(list[msgspec.Raw])


class WebhookOptions(Value, frozen=True, kw_only=True):
    """token: the source's own bearer token. secret: key of the signature, where it differs from the token.

    map: see field_map; or the name of a shipped map. platform: of what comes without one; None is the map's, or the source's name.
    watch: of what a map gives without one; None: the terms decide.
    """

    token: str | None = None
    secret: str | None = None
    map: dict[str, str] | str = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    platform: str | None = None
    watch: str | None = None


class WebhookReader(BodyReader):
    """Reads the bodies of one webhook. Raises ConfigurationError for options nobody could post to."""

    kind = "webhook"
    signature = _SIGNATURE.lower()

    def __init__(self, options: WebhookOptions, *, name: str) -> None:
        if not (options.token or options.secret):
            raise ConfigurationError(f"source {name}: a webhook needs a token")
        self.name = name
        self._token = options.token
        self._secret = options.secret or options.token
        self._map = _map_of(options.map)
        self._watch = options.watch
        self._platform = options.platform or _platform(self._map) or re.sub(r"[^a-z0-9_.-]+", "-", name.lower())[:32]

    def is_allowed(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether the sender knows the token."""
        return verify(headers, raw, token=self._token, secret=self._secret)

    def read(self, raw: bytes, content_type: str | None, *, seen_at: datetime) -> Body:
        """Return what a body holds. Never raises for any bytes."""
        return parse_body(
            raw,
            content_type,
            self._map,
            source=self.name,
            platform=self._platform,
            watch=self._watch,
            seen_at=seen_at,
        )


def verify(headers: Mapping[str, str], raw: bytes, *, token: str | None, secret: str | None) -> bool:
    """Whether a request carries the bearer token, or the HMAC-SHA256 of its body as `X-Alertd-Signature: sha256=HEX`.

    A wrong signature is refused even beside a right token. Comparisons take the same time wherever they differ.

    >>> verify({"Authorization": "Bearer s3cret"}, b"{}", token="s3cret", secret=None)
    True
    """
    given = {name.lower(): value.strip() for name, value in headers.items()}
    signature = given.get(_SIGNATURE.lower())
    if signature is not None:
        if not secret:
            return False
        return is_same(signature.lower(), f"sha256={signed(raw, secret)}")
    scheme, _, bearer = given.get("authorization", "").partition(" ")
    if not token or scheme.lower() != "bearer":
        return False
    return is_same(bearer.strip(), token)


def parse_body(
    raw: bytes,
    content_type: str | None,
    field_map: FieldMap | ShippedMap | None = None,
    *,
    source: str,
    platform: str | None = None,
    watch: str | None = None,
    seen_at: datetime,
) -> Body:
    """Read an object, an array or JSONL. Without a map the fields are the contract's own, and all required ones must be there.

    With a map, what the payload has not is filled in: platform (`platform`, else `source`), created_at (`seen_at`), id (a hash
    of source, author, text and minute, so that the same payload sent twice is one mention) and an author of its own.
    """
    fill = partial(_filled, source=source, platform=platform or source, watch=watch, seen_at=seen_at)
    parts = _parts(raw, content_type)
    records: list[Record] = []
    refusals: list[Refusal] = []
    for line, one in parts:
        try:
            records += _recorded(one, field_map, fill)
        except BadRecord as fault:
            refusals.append(Refusal(line=line, reason=str(fault)))
            if len(refusals) >= _MANY:
                break
    if not parts:
        refusals.append(Refusal(line=1, reason="the body is empty"))
    return Body(records=() if refusals else tuple(records), refusals=tuple(refusals))


def _recorded(
    one: object, field_map: FieldMap | ShippedMap | None, fill: Callable[[dict[str, object]], dict[str, object]]
) -> Iterator[Record]:
    """Yield the records of a part; a shipped map may see several in it, or none. Raises BadRecord."""
    if isinstance(one, BadRecord):
        raise one
    if field_map is None:
        yield parse_line(one) if isinstance(one, bytes) else parse_object(one)
        return
    obj = load(one) if isinstance(one, bytes) else one
    for made in field_map.records(obj) if isinstance(field_map, ShippedMap) else (field_map.apply(obj),):
        if isinstance(made, BadRecord):
            raise made
        yield parse_object(fill(made))


def _parts(raw: bytes, content_type: str | None) -> list[tuple[int, object]]:
    """Cut a body into records: bytes of a line, an object that is already read, or the fault that ended the reading."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if raw.count(b"\n") > MOST_RECORDS:
        return [(1, BadRecord(f"the body holds more than {MOST_RECORDS:,} lines"))]
    lines = [(number, line) for number, line in enumerate(raw.split(b"\n"), 1) if line.strip(b" \t\r\x1e")]
    if kind in _LINES or (len(lines) > 1 and _is_whole(lines[0][1])):
        return [(number, line.strip(b" \t\r\x1e")) for number, line in lines]
    if len(lines) == 1 and lines[0][1].lstrip().startswith(b"{"):
        return [(1, lines[0][1])]
    if not lines:
        return []
    if raw.lstrip()[:1] == b"[":
        return _array(raw)
    try:
        return [(1, load(raw))]
    except BadRecord as fault:
        return [(1, fault)]


def _array(raw: bytes) -> list[tuple[int, object]]:
    """Cut an array into its records, without reading them: a million of nothing would hold the interpreter for seconds."""
    try:
        parts: list[object] = [bytes(part) for part in _records.decode(raw)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # a slip that the slow road repairs or words
        try:
            obj = load(raw)
        except BadRecord as fault:
            return [(1, fault)]
        parts = obj if isinstance(obj, list) else [obj]
    if len(parts) > MOST_RECORDS:
        return [(1, BadRecord(f"the body holds more than {MOST_RECORDS:,} records"))]
    return list(enumerate(parts, 1))


def _is_whole(line: bytes) -> bool:
    """Whether a line is an object by itself, so that the body is JSONL whatever its content type says."""
    try:
        return isinstance(load(line), Mapping)
    except BadRecord:
        return False


def _map_of(given: Mapping[str, str] | str) -> FieldMap | ShippedMap | None:
    if not given:
        return None
    if not isinstance(given, str):
        return FieldMap(given)
    if given not in MAPS:
        raise ConfigurationError(f'map: there is no shipped map "{given}" (there are {", ".join(sorted(MAPS))})')
    return MAPS[given]


def _platform(field_map: FieldMap | ShippedMap | None) -> str:
    return field_map.platform if isinstance(field_map, ShippedMap) else ""


def _filled(
    obj: dict[str, object], *, source: str, platform: str, watch: str | None, seen_at: datetime
) -> dict[str, object]:
    if obj.get("type") not in (None, "mention"):
        return obj
    obj.setdefault("platform", platform)
    if watch is not None:
        obj.setdefault("watch", watch)
    if obj.get("created_at") in (None, ""):
        obj["created_at"] = rfc3339(seen_at)
    if obj.get("text") is None:
        obj["text"] = ""
    if obj.get("id") in (None, ""):
        # The first sixteen characters of an instant are its minute.
        parts = (source, obj.get("author"), obj["text"], str(obj["created_at"])[:16])
        named = json.dumps([clean(str(part)) for part in parts])
        obj["id"] = hashlib.blake2b(named.encode(), digest_size=12).hexdigest()
    if obj.get("author") in (None, ""):
        # Each its own author: one shared "unknown" would hold every floor of authors down, and no rule would ever page.
        obj["author"] = f"unknown-{obj['id']}"
    return obj
