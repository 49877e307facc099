"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL
from alertd.sources.kind import SourceKind
from alertd.yamlform import amounts
from alertd.yamlform.forms import Key
from alertd.yamlform.shapes import YES_NO, ListOf, Scalar


def _socket(raw: str) -> str:
    return amounts.safe_url(raw, ("wss", "ws"))


KEYS = (
    BASE_URL,
    Key(
        "instances",
        ListOf(Scalar("a URL", _socket, example="wss://jetstream.example.org/subscribe"), is_lenient=True),
        "Jetstream servers, tried in order",
        default="the four public ones",
    ),
    Key("reposts", YES_NO, "read reposts of posts that matched, for their cascade", default="true"),
    Key("authors", YES_NO, "look up names and followers of those who match", default="true"),
)

BLUESKY = SourceKind(
    name="bluesky",
    label="Bluesky",
    keys=KEYS,
    source="alertd.sources.bluesky.source:Bluesky",
    options="alertd.sources.bluesky.options:BlueskyOptions",
    check="alertd.sources.bluesky.check:check_online",
    proves="every instance sends events",
    asks_wanted=True,
    needs_no_account=True,
    asks_growing=True,
)
