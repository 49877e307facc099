"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key

KEYS = (BASE_URL, Key("every", EVERY, "how often to ask", default="1m"))

HACKERNEWS = SourceKind(
    name="hackernews",
    label="Hacker News",
    keys=KEYS,
    source="alertd.sources.hackernews.source:HackerNews",
    options="alertd.sources.hackernews.source:HackerNewsOptions",
    check="alertd.sources.hackernews.source:check_online",
    proves="the search answers",
    pace=60.0,
    delay=300.0,
    needs_no_account=True,
)
