"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, HOST
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key

KEYS = (
    BASE_URL,
    Key("instance", HOST, "a server, or the index of many", default="https://sepiasearch.org"),
    Key("every", EVERY, "how often to ask", default="15m"),
)

PEERTUBE = SourceKind(
    name="peertube",
    label="PeerTube",
    keys=KEYS,
    source="alertd.sources.peertube.source:PeerTube",
    options="alertd.sources.peertube.source:PeerTubeOptions",
    check="alertd.sources.peertube.source:check_online",
    proves="the search answers",
    pace=900.0,
    delay=900.0,
)
