"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import _HOST
from alertd.yamlform import amounts
from alertd.yamlform.forms import Key
from alertd.yamlform.shapes import YES_NO, ListOf, Scalar


def _socket(raw: str) -> str:
    return amounts.safe_url(raw, ("wss", "ws"))


KEYS = (
    _HOST,
    Key(
        "instances",
        ListOf(Scalar("a URL", _socket, example="wss://jetstream.example.org/subscribe"), is_lenient=True),
        "Jetstream servers, tried in order",
        default="the four public ones",
    ),
    Key("reposts", YES_NO, "read reposts of posts that matched, for their cascade", default="true"),
    Key("authors", YES_NO, "look up names and followers of those who match", default="true"),
)
