"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT, SecretShape

KEYS = (
    Key("client_secret", SecretShape(), "the secret of the LinkedIn app, which signs what it posts", is_required=True),
    Key("watch", TEXT, "the watch of all that comes: comments rarely name the brand", default="the terms decide"),
)

LINKEDIN = SourceKind(
    name="linkedin",
    label="LinkedIn",
    keys=KEYS,
    source="alertd.sources.linkedin.source:LinkedInReader",
    options="alertd.sources.linkedin.source:LinkedInOptions",
    proves="not tried: LinkedIn sends to it",
    delay=120.0,
    platforms=("linkedin",),
    is_pushed=True,
)
