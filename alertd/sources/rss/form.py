"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import EVERY, WORDS
from alertd.sources.kind import SourceKind
from alertd.yamlform import amounts
from alertd.yamlform.forms import Key
from alertd.yamlform.shapes import ListOf, Scalar

KEYS = (
    Key(
        "urls",
        ListOf(Scalar("a URL", amounts.safe_url, example="https://example.org/feed.xml"), is_lenient=True),
        "the feeds",
        is_required=True,
    ),
    Key("allow_hosts", WORDS, "hosts of this machine or its network to which a feed may lead", default="none"),
    Key("every", EVERY, "how often to ask", default="5m"),
)

RSS = SourceKind(
    name="rss",
    label="RSS",
    keys=KEYS,
    source="alertd.sources.rss.source:Rss",
    options="alertd.sources.rss.source:RssOptions",
    check="alertd.sources.rss.source:check_online",
    proves="every feed can be read",
    pace=300.0,
    delay=900.0,
)
