"""Source options: what each kind of source can be told. Sources take these models; nothing heavy is imported here.

Values arrive as the texts of the file, with references filled in; units are read by the same readers as everywhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from alertd.rulefile import amounts, units
from alertd.rulefile.secrets import Secret


def _read(parse: Any) -> BeforeValidator:
    """Make a validator of a unit's reader; what is no text is of its kind already (options made in code)."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


def _every(raw: str) -> timedelta:
    value = units.span(raw.removeprefix("every ").strip())
    if value < timedelta(seconds=1):
        raise units.WrongUnitError(f'"{raw}" is too often', "1s is the least")
    return value


def _secret(raw: str) -> Secret:
    return Secret(raw)


def _socket(raw: str) -> str:
    return amounts.safe_url(raw, ("wss", "ws"))


def _feed(raw: str) -> str:
    """Read a feed's URL: many newsrooms still offer only http, and nothing secret travels."""
    if not raw.startswith(("https://", "http://")):
        raise units.WrongUnitError(f'"{raw}" is not a URL', "write https://host/feed.xml")
    return raw


def _one(value: Any) -> Any:
    """Take one text alone as a list of one."""
    return (value,) if isinstance(value, str) else value


Every = Annotated[timedelta, _read(_every)]
Token = Annotated[Secret, _read(_secret)]
Https = Annotated[str, _read(amounts.safe_url)]
Socket = Annotated[str, _read(_socket)]
Feed = Annotated[str, _read(_feed)]
Dollars = Annotated[float, _read(amounts.dollars)]
Share = Annotated[float, _read(units.share)]
Count = Annotated[int, _read(units.count)]
Words = Annotated[tuple[str, ...], BeforeValidator(_one)]


class Options(BaseModel):
    """What every source can be told. name: of this source, its kind where none is given."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True, defer_build=True)

    name: str = ""
    base_url: Https | None = Field(None, description="stands in for the platform's own host (relays, tests)")


class Budget(BaseModel):
    """Money a day; posts stop before it is passed, and a reserve is kept for counts."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)

    per_day: Dollars = Field(description="money a day, such as 20 USD")
    reserve: Share = Field(0.1, description="share kept for counts when posts are too dear (default: 10%)")


class XOptions(Options):
    """X: filtered stream, recent search for gaps, counts as a second sensor."""

    bearer_token: Token = Field(description="the app's bearer token")
    budget: Budget | None = Field(None, description="money a day (default: no limit)")
    counts: Every | None = Field(None, description="every 1m: ask for counts too, at a fixed price (default: no counts)")
    own_handles: Words = Field((), description="the brand's handles whose mentions are read at the cheaper owned price")
    stream: bool = Field(True, description="false: no posts, only counts (default: true)")


class RedditOptions(Options):
    """Reddit: comments of chosen subreddits, posts by search."""

    client_id: Token = Field(description="the app's id")
    client_secret: Token = Field(description="the app's secret")
    username: str | None = Field(None, description="only for script apps that need one (default: none)")
    password: Token | None = Field(None, description="of that user (default: none)")
    user_agent: str | None = Field(None, description="what Reddit asks for (default: alertd and its version)")
    subreddits: Words = Field((), description="subreddits whose posts and comments are read")
    search: bool = Field(False, description="true: posts of the whole site by search, which never finds comments (default: false)")
    every: Every = Field(timedelta(seconds=5), description="how often to ask (default: 5s)")


class BlueskyOptions(Options):
    """Bluesky: the Jetstream, which needs no credentials."""

    instances: Annotated[tuple[Socket, ...], BeforeValidator(_one)] = Field(
        (), description="Jetstream servers, tried in order (default: the four public ones)"
    )


class MastodonOptions(Options):
    """Mastodon: hashtag timelines of one server."""

    instance: Https = Field(description="the server, such as https://mastodon.social")
    token: Token | None = Field(None, description="an access token; most servers need one")
    hashtags: Words = Field((), description="hashtags to read (default: those among the watches' terms)")
    every: Every = Field(timedelta(seconds=30), description="how often to ask (default: 30s)")


class RssOptions(Options):
    """RSS and Atom feeds, newsrooms, Google Alerts."""

    urls: Annotated[tuple[Feed, ...], BeforeValidator(_one), Field(min_length=1)] = Field(description="the feeds")
    every: Every = Field(timedelta(minutes=5), description="how often to ask (default: 5m)")


class HackernewsOptions(Options):
    """Hacker News: stories and comments by search."""

    every: Every = Field(timedelta(minutes=1), description="how often to ask (default: 1m)")


class WebhookOptions(Options):
    """POST /ingest/NAME: anything that can post JSON."""

    token: Token | None = Field(None, description="bearer token, or key of the HMAC of the body")
    secret: Token | None = Field(None, description="key of the HMAC, where it differs from the token")
    map: dict[str, str] = Field({}, description="where our fields stand in their JSON: {text: $.message.body}")
    platform: str | None = Field(None, description="platform of what comes without one (default: the source's name)")


class JsonlOptions(Options):
    """Mentions of a file, one JSON object a line."""

    path: str = Field(description="the file, or - for standard input")
    follow: bool = Field(False, description="true: wait for more lines (default: false)")


class CountsOptions(Options):
    """Count records of a file: a volume sensor without posts."""

    path: str = Field(description="the file, or - for standard input")
    follow: bool = Field(False, description="true: wait for more lines (default: false)")


class TelegramOptions(Options):
    """Telegram: public channels, by a user's session."""

    api_id: Token = Field(description="of the app")
    api_hash: Token = Field(description="of the app")
    session: Token = Field(description="a session string of the user who reads")
    channels: Words = Field(description="public channels")


class YoutubeOptions(Options):
    """YouTube: comments of known videos and channels."""

    api_key: Token = Field(description="a key with the data API switched on")
    videos: Words = Field((), description="videos whose comments are read")
    channels: Words = Field((), description="channels whose newest videos are read")
    every: Every = Field(timedelta(minutes=10), description="how often to ask; each costs quota (default: 10m)")


SOURCE_OPTIONS: dict[str, type[Options]] = {
    "x": XOptions,
    "reddit": RedditOptions,
    "bluesky": BlueskyOptions,
    "mastodon": MastodonOptions,
    "rss": RssOptions,
    "hackernews": HackernewsOptions,
    "webhook": WebhookOptions,
    "jsonl": JsonlOptions,
    "counts": CountsOptions,
    "telegram": TelegramOptions,
    "youtube": YoutubeOptions,
}
