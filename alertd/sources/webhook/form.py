"""How this source is written in the settings."""

from __future__ import annotations

from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT, SecretShape
from alertd.yamlform.shapes import MapOf

KEYS = (
    Key(
        "token",
        SecretShape(),
        "bearer token of those who post, and key of their HMAC",
        default="one of two must be given",
    ),
    Key("secret", SecretShape(), "key of the HMAC, where it is another one", default="the token"),
    Key(
        "map",
        MapOf(TEXT, "where our fields stand in their JSON"),
        "where our fields stand: {text: $.message.body}",
        default="our own format",
    ),
    Key("platform", TEXT, "the platform of what comes without one", default="the source's name"),
)
