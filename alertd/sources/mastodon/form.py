"""How this source is written in the settings."""

from __future__ import annotations

from typing import Any

from alertd.sources.form_keys import EVERY, HOST, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import ListOf, Reader

TAG = spelled("a hashtag", r"[\w·]*[^\W\d_][\w·]*", "acme", drops="#")


KEYS = (
    Key("instance", HOST, "the server", default="https://mastodon.social"),
    Key("token", SecretShape(), "an access token; most servers need one", default="none"),
    Key(
        "hashtags",
        ListOf(TAG, is_lenient=True),
        "hashtags to read",
        default="those among the watches' terms",
    ),
    Key("every", EVERY, "how often to ask", default="30s"),
)


def _finished(_table: Table, values: dict[str, Any], _reader: Reader) -> dict[str, Any]:
    if "instance" in values:
        values["base_url"] = values.pop("instance")  # the source's own word for its server
    return values


MASTODON = SourceKind(
    name="mastodon",
    label="Mastodon",
    keys=KEYS,
    source="alertd.sources.mastodon.source:Mastodon",
    options="alertd.sources.mastodon.source:MastodonOptions",
    check="alertd.sources.mastodon.source:check_online",
    proves="the server answers for every hashtag",
    pace=30.0,
    delay=60.0,
    finish=_finished,
    asks_growing=True,
)
