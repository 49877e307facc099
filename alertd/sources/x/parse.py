"""Parse: X's JSON as posts and deletions. Unknown parts are ignored, wrong ones are told."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, TypeVar

import msgspec

from alertd.errors import BadRecord
from alertd.model.post import Deletion, Post
from alertd.ports import Reject
from alertd.sources.json_body import decoded
from alertd.sources.sift import lenient, refusal_of

#: All that reach and the graph need; nothing comes unless asked.
FIELDS: dict[str, str] = {
    "tweet_fields": "created_at,lang,public_metrics,referenced_tweets,conversation_id,in_reply_to_user_id,entities,"
    "note_tweet,edit_history_tweet_ids,author_id,geo",
    "expansions": "author_id,referenced_tweets.id,referenced_tweets.id.author_id,in_reply_to_user_id,"
    "entities.mentions.username,geo.place_id",
    "place_fields": "country_code",
    "user_fields": "public_metrics,verified,verified_type,created_at,username,name,description,profile_image_url",
}


NOTHING = msgspec.Raw()  #: msgspec knows no optional Raw
MOST_LINKS, MOST_ATTACHED = 10, 4_000  #: links of one post, and characters of what is read of them
_OWN = re.compile(r"https?://(?:www\.)?(?:x|twitter|pic\.twitter|pic\.x)\.com/", re.IGNORECASE)


class _Metrics(msgspec.Struct):
    retweet_count: int | None = None
    reply_count: int | None = None
    like_count: int | None = None
    impression_count: int | None = None
    followers_count: int | None = None
    following_count: int | None = None
    tweet_count: int | None = None


class _Reference(msgspec.Struct):
    type: str
    id: str


class _Named(msgspec.Struct):
    id: str | None = None
    username: str | None = None


class _Url(msgspec.Struct):
    title: str = ""
    description: str = ""
    unwound_url: str = ""
    expanded_url: str = ""


class _Entities(msgspec.Struct):
    mentions: list[_Named] = []
    urls: msgspec.Raw = NOTHING


class _Note(msgspec.Struct):
    text: str = ""


class _Geo(msgspec.Struct):
    place_id: str = ""


class _Place(msgspec.Struct):
    id: str
    country_code: str | None = None


class Tweet(msgspec.Struct):
    """A post as X writes it."""

    id: str
    text: str = ""
    author_id: str | None = None
    created_at: datetime | None = None
    lang: str | None = None
    conversation_id: str | None = None
    in_reply_to_user_id: str | None = None
    edit_history_tweet_ids: list[str] = []
    referenced_tweets: list[_Reference] = []
    public_metrics: _Metrics | None = None
    entities: _Entities | None = None
    note_tweet: _Note | None = None
    geo: msgspec.Raw = NOTHING


class User(msgspec.Struct):
    """An author as X writes it."""

    id: str
    username: str | None = None
    name: str | None = None
    verified: bool | None = None
    created_at: datetime | None = None
    public_metrics: _Metrics | None = None
    description: str | None = None
    profile_image_url: str | None = None

    @property
    def has_default_profile(self) -> bool | None:
        """Whether the picture is the one that X gives to everybody and no word stands beside it; None where X was not asked."""
        if self.profile_image_url is None or self.description is None:
            return None
        return "default_profile_images" in self.profile_image_url and not self.description.strip()


_T = TypeVar("_T")


class _Includes(msgspec.Struct):
    tweets: list[msgspec.Raw] = []
    users: list[msgspec.Raw] = []
    places: list[msgspec.Raw] = []


class Problem(msgspec.Struct):
    """A fault that X reports inside an answer."""

    title: str = ""
    type: str = ""
    detail: str = ""
    disconnect_type: str = ""
    resource_id: str | None = None
    value: str | None = None


class _Matched(msgspec.Struct):
    id: str = ""
    tag: str = ""  # a rule made by hand may have none


class Line(msgspec.Struct):
    """One line of the stream. `data` stays raw until it is known to be a post."""

    data: msgspec.Raw = NOTHING
    includes: msgspec.Raw = NOTHING
    errors: list[Problem] = []
    matching_rules: list[_Matched] = []
    delete: msgspec.Raw = NOTHING


class Meta(msgspec.Struct):
    """What an answer says about itself."""

    next_token: str | None = None
    result_count: int = 0
    newest_id: str | None = None


class Results(msgspec.Struct):
    """A page of posts of a search, a timeline or a look-up."""

    data: list[msgspec.Raw] = []
    includes: msgspec.Raw = NOTHING
    errors: list[Problem] = []
    meta: Meta = msgspec.field(default_factory=Meta)


class _GoneId(msgspec.Struct):
    id: str | int = ""  # a number in the form of the first API
    id_str: str = ""


class _Gone(msgspec.Struct):
    tweet: _GoneId | None = None
    status: _GoneId | None = None  # the form of the first API


class _Envelope(msgspec.Struct):
    delete: _Gone | None = None


_line = msgspec.json.Decoder(Line)
_results = msgspec.json.Decoder(Results)
_includes = msgspec.json.Decoder(_Includes)
_tweet = msgspec.json.Decoder(Tweet)
_user = msgspec.json.Decoder(User)
_place = msgspec.json.Decoder(_Place)
_envelope = msgspec.json.Decoder(_Envelope)
_gone = msgspec.json.Decoder(_Gone)


class Seen(msgspec.Struct):
    """What one line brought: posts (the telling one first), a deletion, or X's own complaint."""

    posts: tuple[Post, ...] = ()
    own_id: str = ""  #: the id of this version of the post; an edit has a new one
    users: int = 0
    deletion: Deletion | None = None
    problems: tuple[Problem, ...] = ()


def read_line(raw: bytes) -> Seen:
    """Read one line of the stream. Raises BadRecord for what is not a line of X's.

    >>> read_line(b'{"errors": [{"title": "operational-disconnect"}]}').problems[0].title
    'operational-disconnect'
    """
    try:
        line = decoded(raw, _line)
        gone = _deletion(line)
        if gone is not None:
            return Seen(deletion=gone)
        if not bytes(line.data):
            return Seen(problems=tuple(line.errors))
        tweet = _tweet.decode(line.data)
        pool = _Pool(line.includes)
        posts = (as_post(tweet, pool), *pool.originals(tweet))
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"not a line of X's stream: {error}") from None
    return Seen(posts=posts, own_id=tweet.id, users=len(pool.users))


def _deletion(line: Line) -> Deletion | None:
    """Read a deletion: in the compliance form, bare or wrapped in `data`, or in that of the first API."""
    if bytes(line.delete):
        gone: _Gone | None = _gone.decode(line.delete)
    elif bytes(memoryview(line.data)[:16]).lstrip().startswith(b'{"delete"'):
        gone = _envelope.decode(line.data).delete
    else:
        return None
    which = (gone.tweet or gone.status) if gone else None
    return Deletion(platform="x", id=which.id_str or str(which.id)) if which else None


class Page(NamedTuple):
    """What a page brought: (id of this version, post), what was no post, and what the answer says about itself."""

    posts: list[tuple[str, Post]]
    rejects: tuple[Reject, ...]
    results: Results


def read_results(body: bytes, *, is_filled: bool) -> Page:
    """Read a page of posts, one by one. Raises BadRecord if it is none."""
    try:
        results = decoded(body, _results)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"not an answer of X's: {error}") from None
    pool = _Pool(results.includes)
    posts: list[tuple[str, Post]] = []
    rejects: list[Reject] = []
    for raw in results.data:
        try:
            tweet = _tweet.decode(raw)
            posts.append((tweet.id, as_post(tweet, pool, is_filled=is_filled)))
        except Exception as error:  # noqa: BLE001 - the edge: one bad post must not cost the page
            rejects.append(refusal_of(error, raw))
    return Page(posts, tuple(rejects), results)


def _read(decoder: msgspec.json.Decoder[_T], raws: list[msgspec.Raw]) -> Iterator[_T]:
    """Yield what can be read of what came along; one odd account costs nobody else's post its author."""
    for raw in raws:
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            yield decoder.decode(raw)


class _Pool:
    """The posts and authors that came along."""

    __slots__ = ("places", "tweets", "users")

    def __init__(self, raw: msgspec.Raw) -> None:
        try:
            includes = _includes.decode(raw) if bytes(raw) else _Includes()
        except msgspec.DecodeError:  # a post without its author is better than no post
            includes = _Includes()
        self.tweets = {tweet.id: tweet for tweet in _read(_tweet, includes.tweets)}
        self.places = {place.id: place for place in _read(_place, includes.places)}
        self.users = {user.id: user for user in _read(_user, includes.users)}

    def originals(self, tweet: Tweet) -> tuple[Post, ...]:
        """Return the reposted post, if it came along whole: its counts are fresher than ours."""
        for reference in tweet.referenced_tweets:
            original = self.tweets.get(reference.id)
            if reference.type == "retweeted" and original and original.created_at and original.author_id:
                return (as_post(original, self),)
        return ()


def first_id(tweet: Tweet) -> str:
    """Return the id of the first version: an edit arrives under a new id and must find its post."""
    return tweet.edit_history_tweet_ids[0] if tweet.edit_history_tweet_ids else tweet.id


def as_post(tweet: Tweet, pool: _Pool, *, is_filled: bool = False) -> Post:
    """Write a post of X as ours. A post without a date is refused: X was not asked for it, or it lies."""
    if tweet.created_at is None:
        raise msgspec.ValidationError("a post without created_at")
    references = {reference.type: reference.id for reference in tweet.referenced_tweets}
    shared = references.get("retweeted")
    original = pool.tweets.get(shared) if shared else None
    author = tweet.author_id or ""
    user = pool.users.get(author)
    follows = user.public_metrics if user else None
    counts = tweet.public_metrics if shared is None else None  # a repost's counts are those of its original
    return Post(
        platform="x",
        id=first_id(tweet),
        created_at=tweet.created_at,
        author=author,
        text=_text(original or tweet),
        attached=_attached(original or tweet),
        lang=None if tweet.lang in {None, "und", "zxx", "qme", "qht", "qst", "qam", "qct"} else tweet.lang,
        url=f"https://x.com/{(user and user.username) or 'i'}/status/{tweet.id}",
        author_handle=user.username if user else None,
        author_name=user.name if user else None,
        author_followers=follows.followers_count if follows else None,
        author_following=follows.following_count if follows else None,
        author_posts=follows.tweet_count if follows else None,
        author_created_at=user.created_at if user else None,
        author_verified=user.verified if user else None,
        author_default_profile=user.has_default_profile if user else None,
        in_reply_to=_first_of(references.get("replied_to"), pool),
        conversation=tweet.conversation_id,
        quotes=_first_of(references.get("quoted"), pool),
        repost_of=_first_of(shared, pool),
        repost_of_author=original.author_id if original else None,
        mentions=_mentions(tweet),
        reposts=counts.retweet_count if counts else None,
        likes=counts.like_count if counts else None,
        replies=counts.reply_count if counts else None,
        views=counts.impression_count if counts else None,
        country=_country(tweet, pool),
        is_filled=is_filled,
    )


def _country(tweet: Tweet, pool: _Pool) -> str | None:
    """Return where its author says that they write: one post in some hundreds names a place."""
    place = pool.places.get(lenient(tweet.geo, _Geo, _Geo()).place_id)
    return place.country_code if place else None


def _first_of(reference: str | None, pool: _Pool) -> str | None:
    referred = pool.tweets.get(reference) if reference else None
    return first_id(referred) if referred else reference


def _text(tweet: Tweet) -> str:
    """Return the whole text: `text` is cut at 280 (a repost's at 140), and has &amp; for &."""
    text = (tweet.note_tweet.text if tweet.note_tweet else "") or tweet.text
    return html.unescape(text) if "&" in text else text


def _attached(tweet: Tweet) -> dict[str, str]:
    """Return what stands beside the words: titles and descriptions of the pages that are linked to, and their addresses."""
    raws = lenient(tweet.entities.urls, list[msgspec.Raw], []) if tweet.entities else []
    urls = [lenient(raw, _Url, _Url()) for raw in raws[:MOST_LINKS]]
    cards = "\n".join(part for url in urls for part in (url.title, url.description) if part)
    links = "\n".join(link for url in urls if (link := url.unwound_url or url.expanded_url))
    # A post's own pictures, and the post that is quoted, are links too, and say nothing.
    links = "\n".join(link for link in links.splitlines() if not _OWN.match(link))
    return {name: text[:MOST_ATTACHED] for name, text in (("card", cards), ("link", links)) if text}


def _mentions(tweet: Tweet) -> tuple[str, ...]:
    named = tweet.entities.mentions if tweet.entities else []
    ids = [name.id or name.username or "" for name in named]
    if tweet.in_reply_to_user_id and tweet.in_reply_to_user_id not in ids:
        ids.append(tweet.in_reply_to_user_id)
    return tuple(name for name in ids if name)
