"""News: what Google News and Bing News find for each watch, by the feeds of their searches. No credentials."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from alertd.errors import ConfigurationError
from alertd.intake.terms.sought import all_sought
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.rss.source import Rss, RssOptions

LONGEST_QUERY = 400  #: characters; what does not fit is asked for in another feed
#: Where a language's news are asked for; others are asked for in the country of the same letters.
COUNTRIES = {
    "en": "US",
    "tr": "TR",
    "el": "GR",
    "pt": "BR",
    "zh": "CN",
    "ja": "JP",
    "ko": "KR",
    "uk": "UA",
    "cs": "CZ",
    "da": "DK",
    "sv": "SE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsOptions:
    """languages: in which news are looked for. engines: google, bing or both. every: seconds between two looks.

    base_url: stands in for both hosts (a relay, a test).
    """

    languages: tuple[str, ...] = ("en",)
    engines: tuple[str, ...] = ("google", "bing")
    every: float = 600.0
    base_url: str | None = None


class News(Rss):
    """The articles that searches find; one article is one, however many searches find it."""

    kind = "news"

    def __init__(self, options: NewsOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        urls = addresses(options, watches)
        if not urls:
            raise ConfigurationError("news: no watch has a term to search for")
        feeds = RssOptions(urls=urls, every=options.every, base_url=options.base_url)
        super().__init__(feeds, name=name, watches=watches, clock=clock, platform=self.kind)


def addresses(options: NewsOptions, watches: tuple[Watch, ...]) -> tuple[str, ...]:
    """Return the feeds to read: one an engine, language and query.

    >>> addresses(NewsOptions(engines=("bing",)), (Watch(name="a", terms=("acme", "acme corp")),))
    ('https://www.bing.com/news/search?q=%22acme%22+OR+%22acme+corp%22&format=rss&setlang=en&sortBy=Date',)
    """
    return tuple(
        _address(engine, query, language)
        for watch in watches
        for query in queries(watch)
        for language in (watch.languages or options.languages)
        for engine in options.engines
    )


def queries(watch: Watch) -> list[str]:
    """Return the searches of a watch: its terms as they are written, joined by OR as far as they fit."""
    found: list[str] = []
    for term in dict.fromkeys(term.strip().lstrip("#@") for term in all_sought(watch.terms)):
        quoted = f'"{term.replace(chr(34), " ")}"'
        if not term or len(quoted) > LONGEST_QUERY:
            continue
        if found and len(found[-1]) + len(quoted) + 4 <= LONGEST_QUERY:
            found[-1] += f" OR {quoted}"
        else:
            found.append(quoted)
    return found


def _address(engine: str, query: str, language: str) -> str:
    if engine == "bing":
        asked = urlencode({"q": query, "format": "rss", "setlang": language, "sortBy": "Date"})
        return f"https://www.bing.com/news/search?{asked}"
    country = COUNTRIES.get(language, language.upper())
    asked = urlencode({"q": f"({query}) when:1d", "hl": language, "gl": country, "ceid": f"{country}:{language}"})
    return f"https://news.google.com/rss/search?{asked}"
