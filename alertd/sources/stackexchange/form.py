"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import ListOf

SITE = spelled("a site", r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*", "stackoverflow or diy")

KEYS = (
    BASE_URL,
    Key("sites", ListOf(SITE, is_lenient=True), "the sites", default="stackoverflow"),
    Key("key", SecretShape(), "an app key: 10,000 requests a day in place of 300", default="none"),
    Key("every", EVERY, "how often to ask", default="15m"),
)

STACKEXCHANGE = SourceKind(
    name="stackexchange",
    label="Stack Exchange",
    keys=KEYS,
    source="alertd.sources.stackexchange.source:StackExchange",
    options="alertd.sources.stackexchange.source:StackExchangeOptions",
    check="alertd.sources.stackexchange.source:check_online",
    proves="the search answers",
    pace=900.0,
    delay=120.0,
)
