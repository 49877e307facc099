"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, spelled
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SecretShape
from alertd.yamlform.shapes import ListOf

REPOSITORY = spelled(
    "a repository", r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+", "owner/name", drops="https://github.com/"
)

KEYS = (
    BASE_URL,
    Key("token", SecretShape(), "an access token: 30 searches a minute in place of 10", default="none"),
    Key("repositories", ListOf(REPOSITORY, is_lenient=True), "only in these, as owner/name", default="all of GitHub"),
    Key("every", EVERY, "how often to ask", default="5m"),
)

GITHUB = SourceKind(
    name="github",
    label="GitHub",
    keys=KEYS,
    source="alertd.sources.github.source:GitHub",
    options="alertd.sources.github.source:GitHubOptions",
    check="alertd.sources.github.source:check_online",
    proves="the search answers",
    pace=300.0,
    delay=120.0,
)
