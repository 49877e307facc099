"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT, SecretShape

KEYS = (
    Key("app_secret", SecretShape(), "the secret of the Meta app, which signs what it posts", is_required=True),
    Key("verify_token", SecretShape(), "the word that Meta shows when it tries the address", is_required=True),
    Key("watch", TEXT, "the watch of all that comes: comments rarely name the brand", default="the terms decide"),
)

META = SourceKind(
    name="meta",
    label="Meta",
    keys=KEYS,
    source="alertd.sources.meta.source:MetaReader",
    options="alertd.sources.meta.source:MetaOptions",
    proves="not tried: Meta sends to it",
    delay=120.0,
    platforms=("facebook", "instagram"),
    is_pushed=True,
)
