"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import EVERY, HOST
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import ListOf, Scalar


def _tag(raw: str) -> str:
    return raw.strip().removeprefix("#")


KEYS = (
    Key("instance", HOST, "the server", default="https://mastodon.social"),
    Key("token", SecretShape(), "an access token; most servers need one", default="none"),
    Key(
        "hashtags",
        ListOf(Scalar("a hashtag", _tag), is_lenient=True),
        "hashtags to read",
        default="those among the watches' terms",
    ),
    Key("every", EVERY, "how often to ask", default="1m"),
)
