"""Source options: what each kind of source can be told, as forms. Only keys that were given are in what they make.

Durations become timedeltas, secrets `Secret`, shares 0 to 1, money dollars. Defaults live with the source that uses them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.rulefile import amounts, kinds, units
from alertd.rulefile.channels import SecretShape
from alertd.rulefile.forms import Form, Key
from alertd.rulefile.kinds import COUNT, NAME, SOME, TEXT
from alertd.rulefile.nodes import Table
from alertd.rulefile.shapes import BAD, YES_NO, ListOf, MapOf, Reader, Scalar
from alertd.rulefile.units import WrongUnitError


def _every(raw: str) -> timedelta:
    value = units.span(raw.removeprefix("every ").strip())
    if value < timedelta(seconds=1):
        raise WrongUnitError(f'"{raw}" is too often', "1s is the least")
    return value


def _every_or_off(raw: str) -> timedelta | None:
    return None if raw == "off" else _every(raw)


def _host(raw: str) -> str:
    return amounts.safe_url(raw).rstrip("/")


def _socket(raw: str) -> str:
    return amounts.safe_url(raw, ("wss", "ws"))


def _subreddit(raw: str) -> str:
    return raw.strip().removeprefix("/").removeprefix("r/").strip("/")


def _tag(raw: str) -> str:
    return raw.strip().removeprefix("#")


EVERY = Scalar("how often", _every, pattern=r"^(every )?([0-9.]+(ms|[wdhms]))+$", example="every 5m")
EVERY_OR_OFF = Scalar(
    "how often", _every_or_off, pattern=r"^(off|(every )?([0-9.]+(ms|[wdhms]))+)$", example="every 1m"
)
HOST = Scalar("a URL", _host, example="https://api.example.org")
WORDS = ListOf(TEXT, is_lenient=True)

#: What every source can be told.
COMMON = (
    Key("kind", TEXT, "the platform, or an installed plug-in", is_required=True),
    Key("name", NAME, "of this source, where there are two of a kind", default="its kind"),
)
#: What sources of one fixed host can be told too.
_HOST = Key("base_url", HOST, "stands in for the platform's own host (relays, tests)", default="the platform's own")

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
    ),
    kinds.as_dict,
)

_X = (
    _HOST,
    Key("bearer_token", SecretShape(), "of an app that may use the filtered stream", is_required=True),
    Key("budget", BUDGET, "money a day", default="no limit"),
    Key("counts", EVERY_OR_OFF, "every 1m: ask for counts too, at a fixed price; or off", default="every 1m"),
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
    _HOST,
    Key("client_id", SecretShape(), "the app's id", is_required=True),
    Key("client_secret", SecretShape(), "the app's secret", is_required=True),
    Key("user_agent", TEXT, "what Reddit asks programs to say", default="alertd and its version"),
    Key(
        "subreddits",
        ListOf(Scalar("a subreddit", _subreddit), is_lenient=True),
        "whose posts and comments are read",
        default="none",
    ),
    Key("search", YES_NO, "posts of the whole site too; Reddit's search never finds comments", default="true"),
    Key("search_every", EVERY, "how often to search", default="30s"),
    Key("every", EVERY, "how often to ask for new comments", default="4s"),
    Key("flagged", COUNT, "so many young posts about a watch have their comments read again", default="20"),
    Key("flagged_every", EVERY, "how often one of them", default="15s"),
)
_BLUESKY = (
    _HOST,
    Key(
        "instances",
        ListOf(Scalar("a URL", _socket, example="wss://jetstream.example.org/subscribe"), is_lenient=True),
        "Jetstream servers, tried in order",
        default="the four public ones",
    ),
    Key("reposts", YES_NO, "read reposts of posts that matched, for their cascade", default="true"),
    Key("authors", YES_NO, "look up names and followers of those who match", default="true"),
)
_MASTODON = (
    Key("instance", HOST, "the server", default="https://mastodon.social"),
    Key("token", SecretShape(), "an access token; most servers need one", default="none"),
    Key(
        "hashtags",
        ListOf(Scalar("a hashtag", _tag), is_lenient=True),
        "hashtags to read",
        default="those among the watches' terms",
    ),
    Key("every", EVERY, "how often to ask", default="1m"),
)
_RSS = (
    Key(
        "urls",
        ListOf(Scalar("a URL", amounts.safe_url, example="https://example.org/feed.xml"), is_lenient=True),
        "the feeds",
        is_required=True,
    ),
    Key("every", EVERY, "how often to ask", default="5m"),
)
_HACKERNEWS = (_HOST, Key("every", EVERY, "how often to ask", default="1m"))
_WEBHOOK = (
    Key(
        "token",
        SecretShape(),
        "bearer token of those who post, and key of their HMAC",
        default="one of two must be given",
    ),
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
_YOUTUBE = (
    _HOST,
    Key("api_key", SecretShape(), "a key with the data API switched on", is_required=True),
    Key("videos", WORDS, "videos whose comments are read", default="none"),
    Key("channels", WORDS, "channels whose newest videos are read", default="none"),
    Key("every", EVERY, "how often to look at each of them; each look costs quota", default="5m"),
)


def _values(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if values["kind"] == "webhook" and not {"token", "secret"} & set(values):
        place = table.entries[0][0].place
        text = 'a webhook needs a "token": without one, anybody could post'
        reader.file.tell(place, "missing-key", text, 'token: "${INBOX_TOKEN}"')
        return BAD
    if "instance" in values:
        values["base_url"] = values.pop("instance")  # the source's own word for its server
    return values


def _form(kind: str, own: tuple[Key, ...]) -> Form:
    return Form(f"a source of kind {kind}", (*COMMON, *own), _values)


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
        ("youtube", _YOUTUBE),
    )
}
