"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT
from alertd.yamlform.shapes import YES_NO

KEYS = (
    Key("path", TEXT, "the file, or - for standard input", is_required=True),
    Key("follow", YES_NO, "true: wait for more lines", default="false"),
)

JSONL = SourceKind(
    name="jsonl",
    label="JSONL",
    keys=KEYS,
    source="alertd.sources.jsonl.source:JsonlSource",
    options="alertd.sources.jsonl.source:JsonlOptions",
    proves="not tried: it needs no network",
    delay=1680.0,
    speaks_for_all=True,
)

#: A file of counts is read like one of mentions; the word only says what is in it.
COUNTS = JSONL.with_(name="counts", label="counts")
