"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, HOST
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key

KEYS = (
    BASE_URL,
    Key("instance", HOST, "the server", default="https://lemmy.world"),
    Key("every", EVERY, "how often to ask", default="2m"),
)

LEMMY = SourceKind(
    name="lemmy",
    label="Lemmy",
    keys=KEYS,
    source="alertd.sources.lemmy.source:Lemmy",
    options="alertd.sources.lemmy.source:LemmyOptions",
    check="alertd.sources.lemmy.source:check_online",
    proves="the search answers",
    pace=120.0,
    delay=120.0,
)
