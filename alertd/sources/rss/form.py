"""How this source is written in the settings."""

from __future__ import annotations

from alertd.sources.form_keys import BASE_URL, EVERY, MACHINE
from alertd.sources.kind import SourceKind
from alertd.yamlform import amounts
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import LANGUAGE
from alertd.yamlform.shapes import ListOf, Scalar
from alertd.yamlform.units import WrongUnitError

KEYS = (
    Key(
        "urls",
        ListOf(Scalar("a URL", amounts.safe_url, example="https://example.org/feed.xml"), is_lenient=True),
        "the feeds",
        is_required=True,
    ),
    Key(
        "allow_hosts",
        ListOf(MACHINE, is_lenient=True),
        "hosts of this machine or its network to which a feed may lead",
        default="none",
    ),
    Key("every", EVERY, "how often to ask", default="5m"),
)


def _engine(raw: str) -> str:
    if raw not in ("google", "bing"):
        raise WrongUnitError(f'"{raw}" is no engine', "google or bing")
    return raw


NEWS_KEYS = (
    BASE_URL,
    Key(
        "languages",
        ListOf(LANGUAGE, is_lenient=True),
        "in which news are looked for, where a watch has none",
        default="en",
    ),
    Key("engines", ListOf(Scalar("google or bing", _engine), is_lenient=True), "whose news", default="google, bing"),
    Key("every", EVERY, "how often to ask", default="10m"),
)

NEWS = SourceKind(
    name="news",
    label="News",
    keys=NEWS_KEYS,
    source="alertd.sources.rss.news:News",
    options="alertd.sources.rss.news:NewsOptions",
    proves="not tried: its feeds are searches",
    pace=600.0,
    delay=900.0,
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
