"""Source options: what each kind of source can be told, as forms. Only keys that were given are in what they make.

Durations become timedeltas, secrets `Secret`, shares 0 to 1, money dollars. Defaults live with the source that uses them.
"""

from __future__ import annotations

import re
from datetime import timedelta

from alertd.rulefile import amounts, kinds, units
from alertd.rulefile.channels import SecretShape
from alertd.rulefile.forms import Form, Key
from alertd.rulefile.kinds import COUNT, NAME, SOME, TEXT
from alertd.rulefile.shapes import YES_NO, ListOf, MapOf, Scalar
from alertd.rulefile.units import WrongUnitError


def _every(raw: str) -> timedelta | None:
    if raw == "off":
        return None
    value = units.span(raw.removeprefix("every ").strip())
    if value < timedelta(seconds=1):
        raise WrongUnitError(f'"{raw}" is too often', "1s is the least")
    return value


def _host(raw: str) -> str:
    schemes = ("wss", "ws") if raw.startswith("ws") else ("https", "http")
    return amounts.safe_url(raw, schemes).rstrip("/")


def _socket(raw: str) -> str:
    return amounts.safe_url(raw, ("wss", "ws"))


def _feed(raw: str) -> str:
    """Read a feed's URL; many newsrooms still offer only http, and nothing secret travels."""
    if not re.match(r"https?://[^\s/]+", raw):
        better = f"https://{raw}" if re.match(r"[\w-]+\.[\w.-]+", raw) else None
        raise WrongUnitError(f'"{raw}" is not a URL', "write https://host/feed.xml", better)
    return raw


def _subreddit(raw: str) -> str:
    return raw.strip().removeprefix("/").removeprefix("r/").strip("/")


def _tag(raw: str) -> str:
    return raw.strip().removeprefix("#")


EVERY = Scalar("how often", _every, pattern=r"^(off|(every )?([0-9.]+(ms|[wdhms]))+)$", example="every 5m")
HOST = Scalar("a URL", _host, example="https://api.example.org")
WORDS = ListOf(TEXT, is_lenient=True)

#: What every source can be told.
COMMON = (
    Key("kind", TEXT, "the platform, or an installed plug-in", is_required=True),
    Key("name", NAME, "of this source, where there are two of a kind", default="its kind"),
    Key("base_url", HOST, "stands in for the platform's own host (relays, tests)", default="the platform's own"),
)

PRICES = Form(
    "prices",
    tuple(
        Key(name, Scalar("an amount of money", amounts.dollars, example="0.005 USD"), says, default=default)
        for name, says, default in (
            ("post", "of one post", "0.005 USD"),
            ("count", "of one request of counts", "0.005 USD"),
            ("owned", "of one post of your own mentions", "0.001 USD"),
            ("user", "of one author", "0 USD"),
        )
    ),
    kinds.as_dict,
)

BUDGET = Form(
    "budget",
    (
        Key(
            "per_day",
            Scalar("an amount of money", amounts.dollars, example="20 USD"),
            "money a day; posts stop before it is passed",
            default="no limit",
        ),
        Key("reserve", kinds.SHARE, "share of it that is kept for counts", default="30%"),
        Key("posts_per_month", SOME, "for plans with a cap of posts", default="no limit"),
        Key("prices", PRICES, "what X bills you, where it differs", default="as published"),
    ),
    kinds.as_dict,
)

_X = (
    Key("bearer_token", SecretShape(), "of an app that may use the filtered stream", is_required=True),
    Key("budget", BUDGET, "money a day", default="no limit"),
    Key("counts", EVERY, "every 1m: ask for counts too, at a fixed price; or off", default="every 1m"),
    Key(
        "own_account",
        TEXT,
        "the numeric id of the brand's account, whose mentions are read at the cheaper owned price",
        default="none",
    ),
    Key("own_every", EVERY, "how often those are read", default="1m"),
    Key("follow", COUNT, "so many young posts have their reposts read again", default="20"),
    Key("follow_every", EVERY, "how often", default="5m"),
    Key("retweets", YES_NO, "whether the stream takes retweets", default="true"),
)
_REDDIT = (
    Key("client_id", SecretShape(), "the app's id", is_required=True),
    Key("client_secret", SecretShape(), "the app's secret", is_required=True),
    Key("username", TEXT, "only for script apps that need one", default="none"),
    Key("password", SecretShape(), "of that user", default="none"),
    Key("user_agent", TEXT, "what Reddit asks programs to say", default="alertd and its version"),
    Key(
        "subreddits",
        ListOf(Scalar("a subreddit", _subreddit), is_lenient=True),
        "whose posts and comments are read",
        default="none",
    ),
    Key("search", YES_NO, "true: posts of the whole site too; Reddit's search never finds comments", default="false"),
    Key("every", EVERY, "how often to ask", default="as fast as Reddit's limit allows"),
)
_BLUESKY = (
    Key(
        "instances",
        ListOf(Scalar("a URL", _socket, example="wss://jetstream.example.org/subscribe"), is_lenient=True),
        "Jetstream servers, tried in order",
        default="the four public ones",
    ),
)
_MASTODON = (
    Key("instance", HOST, "the server, such as https://mastodon.social", is_required=True),
    Key("token", SecretShape(), "an access token; most servers need one", default="none"),
    Key(
        "hashtags",
        ListOf(Scalar("a hashtag", _tag), is_lenient=True),
        "hashtags to read",
        default="those among the watches' terms",
    ),
    Key("every", EVERY, "how often to ask", default="30s"),
)
_RSS = (
    Key(
        "urls",
        ListOf(Scalar("a URL", _feed, example="https://example.org/feed.xml"), is_lenient=True),
        "the feeds",
        is_required=True,
    ),
    Key("every", EVERY, "how often to ask", default="5m"),
)
_HACKERNEWS = (Key("every", EVERY, "how often to ask", default="1m"),)
_WEBHOOK = (
    Key("token", SecretShape(), "bearer token of those who post, and key of their HMAC", is_required=True),
    Key("secret", SecretShape(), "key of the HMAC, where it is another one", default="the token"),
    Key(
        "map",
        MapOf(TEXT, "where our fields stand in their JSON"),
        "where our fields stand: {text: $.message.body}",
        default="our own format",
    ),
    Key("platform", TEXT, "the platform of what comes without one", default="the source's name"),
)
_JSONL = (
    Key("path", TEXT, "the file, or - for standard input", is_required=True),
    Key("follow", YES_NO, "true: wait for more lines", default="false"),
)
_TELEGRAM = (
    Key("api_id", SecretShape(), "of the app", is_required=True),
    Key("api_hash", SecretShape(), "of the app", is_required=True),
    Key("session", SecretShape(), "session of the user who reads", is_required=True),
    Key("channels", WORDS, "public channels", is_required=True),
)
_YOUTUBE = (
    Key("api_key", SecretShape(), "a key with the data API switched on", is_required=True),
    Key("videos", WORDS, "videos whose comments are read", default="none"),
    Key("channels", WORDS, "channels whose newest videos are read", default="none"),
    Key("every", Scalar("how often", _every, example="10m"), "how often to ask; each time costs quota", default="10m"),
)


def _form(kind: str, own: tuple[Key, ...]) -> Form:
    return Form(f"a source of kind {kind}", (*COMMON, *own), kinds.as_dict)


SOURCE_OPTIONS: dict[str, Form] = {
    kind: _form(kind, own)
    for kind, own in (
        ("x", _X),
        ("reddit", _REDDIT),
        ("bluesky", _BLUESKY),
        ("mastodon", _MASTODON),
        ("rss", _RSS),
        ("hackernews", _HACKERNEWS),
        ("webhook", _WEBHOOK),
        ("jsonl", _JSONL),
        ("counts", _JSONL),
        ("telegram", _TELEGRAM),
        ("youtube", _YOUTUBE),
    )
}
