"""Shipped maps: how tools that marketers already have write a mention, by their public documentation. None was tried live.

A shipped map is an allow-list, as one in the settings is: what it does not name is not taken. It knows more than one written
by hand can say: where the list of mentions stands, several names for one field, a title beside a text, stars, a deletion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from alertd.errors import BadRecord
from alertd.model.value import rfc3339
from alertd.sources.field_map import instant_of, steps_of, walk

Paths = tuple[str, ...]
#: What an author says by a number of stars, as (negative, neutral, positive).
STARS = {
    1: (0.95, 0.04, 0.01),
    2: (0.80, 0.15, 0.05),
    3: (0.20, 0.60, 0.20),
    4: (0.05, 0.25, 0.70),
    5: (0.02, 0.08, 0.90),
}
_NUMBERS = frozenset(("author_followers", "reposts", "likes", "replies", "views"))
_MOST_NUMBER = 10**15


class ShippedMap(NamedTuple):
    """One tool's form.

    label: what people call it. documented: where its form is described.
    lists: paths of the list of mentions, the first that is one; without any the body is a mention, or a list of them.
    fields: for each of ours the paths that may hold it; the first that does.
    text: the parts of the text, each with its paths; joined by line ends, a part that another contains once only.
    stars: where a number from 1 to 5 stands, which is what the author thinks.
    deleted: (a path, the value it has where a post was taken back).
    ignored: (a path, the beginnings of values whose records are no posts of customers).
    platform: of what comes.
    """

    label: str
    documented: str
    fields: Mapping[str, Paths]
    text: tuple[Paths, ...]
    lists: Paths = ()
    stars: Paths = ()
    deleted: tuple[str, str] | None = None
    ignored: tuple[str, tuple[str, ...]] | None = None
    platform: str = ""

    def records(self, body: object) -> Iterator[dict[str, object] | BadRecord]:
        """Yield what a body holds, each as an object of our own fields, or the reason why one is none."""
        for one in self._list(body):
            if not isinstance(one, Mapping):
                yield BadRecord(f"a mention of {self.label} is an object")
                continue
            if self.ignored is not None and str(_first(one, (self.ignored[0],)) or "").startswith(self.ignored[1]):
                continue
            yield self._record(one)

    def _list(self, body: object) -> list[object]:
        for path in self.lists:
            found = walk(body, steps_of("map", path))
            if isinstance(found, list):
                return found
        return body if isinstance(body, list) else [body]

    def _record(self, one: Mapping[str, object]) -> dict[str, object] | BadRecord:
        out: dict[str, object] = {}
        for field, paths in self.fields.items():
            value = _first(one, paths)
            value = _number(value) if field in _NUMBERS else _time(value) if field == "created_at" else value
            if value is not None:
                out[field] = value if field in _NUMBERS else str(value)
        if self.deleted is not None and walk(one, steps_of("map", self.deleted[0])) == self.deleted[1]:
            return {"type": "delete", "platform": self.platform, "id": out.get("id")}
        parts: list[str] = []
        for paths in self.text:
            part = str(_first(one, paths) or "").strip()
            if part and not any(part in other for other in parts):
                parts = [other for other in parts if other not in part] + [part]
        out["text"] = "\n".join(parts)
        if not parts and "url" not in out and "id" not in out:
            return BadRecord(f"nothing of a mention of {self.label} is there: no text, no id and no url")
        stars = _number(_first(one, self.stars))
        if stars in STARS:
            out["sentiment"] = dict(zip(("negative", "neutral", "positive"), STARS[stars], strict=True))
        return out


def _first(one: object, paths: Paths) -> str | int | float | None:
    for path in paths:
        value = walk(one, steps_of("map", path))
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    return None


def _number(value: object) -> int | None:
    try:
        number = int(float(value)) if isinstance(value, str | int | float) else -1
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= _MOST_NUMBER else None


def _time(value: object) -> str | None:
    """Return an instant with its zone; one without, or that cannot be read, is unknown: then it is when it came."""
    found = instant_of(value)
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found.strip())
        except ValueError:
            return None
    if not isinstance(found, datetime) or found.tzinfo is None or not 1970 < found.year < 2200:
        return None
    return rfc3339(found.astimezone(UTC))


def _bridge(label: str, documented: str) -> ShippedMap:
    """Return the map of a bridge, in which people choose the names themselves: those that its guides use, and ours."""

    def named(*names: str) -> Paths:
        return tuple(f"${before}.{name}" for before in ("", ".data", ".body", ".payload") for name in names)

    return ShippedMap(
        label=label,
        documented=documented,
        lists=("$.items", "$.data", "$.mentions", "$.records"),
        fields={
            "id": named("id", "guid", "post_id", "tweet_id", "message_id", "LinkToTweet", "PostURL"),
            "created_at": named("created_at", "createdAt", "published_at", "pubDate", "date", "timestamp"),
            "author": named("author_id", "author", "user_id", "username", "UserName", "from", "user.id", "author.name"),
            "author_handle": named("author_handle", "username", "screen_name", "UserName", "user.screen_name"),
            "author_name": named("author_name", "full_name", "user.name", "author.name"),
            "author_followers": named("author_followers", "followers_count", "followers", "user.followers_count"),
            "url": named("url", "link", "permalink", "LinkToTweet", "EntryUrl", "PostURL"),
            "lang": named("lang", "language"),
            "country": named("country", "country_code"),
            "likes": named("likes", "like_count", "favorite_count"),
            "reposts": named("reposts", "share_count", "retweet_count"),
            "replies": named("replies", "comment_count", "reply_count"),
            "views": named("views", "view_count"),
            "in_reply_to": named("in_reply_to"),
            "conversation": named("conversation", "thread_id"),
        },
        text=(
            named("title", "EntryTitle", "subject"),
            named("text", "full_text", "message", "content", "Text", "EntryContent", "body", "description", "summary"),
        ),
    )


MAPS: dict[str, ShippedMap] = {
    "trustpilot": ShippedMap(
        label="Trustpilot",
        documented="https://developers.trustpilot.com (webhook notifications, service reviews)",
        lists=("$.events",),
        fields={
            "id": ("$.eventData.id",),
            "created_at": ("$.eventData.createdAt",),
            "author": ("$.eventData.consumer.id", "$.eventData.consumer.name"),
            "author_name": ("$.eventData.consumer.displayName", "$.eventData.consumer.name"),
            "url": ("$.eventData.link",),
            "lang": ("$.eventData.language",),
        },
        text=(("$.eventData.title",), ("$.eventData.text",)),
        stars=("$.eventData.stars",),
        deleted=("$.eventName", "service-review-deleted"),
        ignored=("$.eventName", ("service-review-reply", "product-review-reply", "conversation")),
        platform="trustpilot",
    ),
    "app_store": ShippedMap(
        label="App Store",
        documented="https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews",
        lists=("$.data",),
        fields={
            "id": ("$.id",),
            "created_at": ("$.attributes.createdDate",),
            "author": ("$.attributes.reviewerNickname",),
            "author_name": ("$.attributes.reviewerNickname",),
        },
        text=(("$.attributes.title",), ("$.attributes.body",)),
        stars=("$.attributes.rating",),
        platform="app_store",
    ),
    "google_play": ShippedMap(
        label="Google Play",
        documented="https://developers.google.com/android-publisher/reply-to-reviews",
        lists=("$.reviews",),
        fields={
            "id": ("$.reviewId",),
            "created_at": ("$.comments[0].userComment.lastModified.seconds",),
            "author": ("$.authorName",),
            "author_name": ("$.authorName",),
            "lang": ("$.comments[0].userComment.reviewerLanguage",),
            "likes": ("$.comments[0].userComment.thumbsUpCount",),
        },
        text=(("$.comments[0].userComment.originalText", "$.comments[0].userComment.text"),),
        stars=("$.comments[0].userComment.starRating",),
        platform="google_play",
    ),
    "brandwatch": ShippedMap(
        label="Brandwatch",
        documented="https://developers.brandwatch.com/docs/mention-metadata-field-definitions",
        lists=("$.results", "$.mentions"),
        fields={
            "id": ("$.guid", "$.resourceId", "$.originalUrl"),
            "created_at": ("$.date", "$.added"),
            "author": ("$.twitterAuthorId", "$.blueskyAuthorId", "$.author", "$.fullname"),
            "author_handle": ("$.author",),
            "author_name": ("$.fullname",),
            "author_followers": ("$.twitterFollowers", "$.blueskyFollowers"),
            "url": ("$.originalUrl", "$.url"),
            "lang": ("$.language",),
            "likes": ("$.twitterLikeCount", "$.likes", "$.facebookLikes", "$.instagramLikeCount"),
            "reposts": ("$.twitterRetweets", "$.facebookShares"),
            "replies": ("$.twitterReplyCount", "$.facebookComments", "$.instagramCommentCount"),
            "conversation": ("$.threadId",),
            "country": ("$.countryCode", "$.country"),
        },
        text=(("$.title",), ("$.fullText", "$.snippet")),
        platform="brandwatch",
    ),
    "meltwater": ShippedMap(
        label="Meltwater",
        documented="https://developer.meltwater.com/guides/listening/streaming-mentions",
        lists=("$.documents",),
        fields={
            "id": ("$.id", "$.document_external_id", "$.external_id", "$.document_url", "$.url"),
            "created_at": ("$.published_date", "$.document_publish_date"),
            "author": ("$.author.external_id", "$.author.name", "$.document_author", "$.source.name", "$.source_name"),
            "author_handle": ("$.author.handle",),
            "author_name": ("$.author.name", "$.document_author", "$.source.name", "$.source_name"),
            "url": ("$.url", "$.document_url"),
            "lang": ("$.enrichments.language_code", "$.language", "$.document_language_code"),
            "views": ("$.metrics.views",),
            "country": (
                "$.location.country_code",
                "$.enrichments.location.country_code",
                "$.source.location.country_code",
            ),
            "likes": ("$.metrics.likes",),
            "reposts": ("$.metrics.reshares",),
            "replies": ("$.metrics.comments",),
        },
        text=(
            ("$.content.title", "$.document_title"),
            ("$.content.text", "$.content.opening_text", "$.document_content", "$.document_opening_text"),
            ("$.matched.hit_sentence", "$.document_hit_sentence"),
        ),
        platform="meltwater",
    ),
    "talkwalker": ShippedMap(
        label="Talkwalker",
        documented="https://developer.talkwalker.com/docs/overview/search-results-api",
        lists=("$.result_content.data", "$.results"),
        fields={
            name: tuple(f"${before}{path}" for before in (".chunk_result.data.data", ".data", "") for path in paths)
            for name, paths in {
                "id": (".external_id", ".url"),
                "created_at": (".published", ".indexed"),
                "author": (
                    ".extra_author_attributes.id",
                    ".extra_author_attributes.name",
                    ".extra_source_attributes.name",
                ),
                "author_handle": (".extra_author_attributes.short_name",),
                "author_name": (".extra_author_attributes.name", ".extra_source_attributes.name"),
                "url": (".url",),
                "lang": (".lang",),
                "country": (
                    ".extra_author_attributes.world_data.country_code",
                    ".extra_source_attributes.world_data.country_code",
                ),
                "likes": (".article_extended_attributes.twitter_likes", ".article_extended_attributes.facebook_likes"),
                "reposts": (
                    ".article_extended_attributes.twitter_retweets",
                    ".article_extended_attributes.facebook_shares",
                ),
                "views": (".article_extended_attributes.youtube_views",),
            }.items()
        },
        text=(
            ("$.chunk_result.data.data.title", "$.data.title", "$.title"),
            ("$.chunk_result.data.data.content", "$.data.content", "$.content"),
        ),
        ignored=("$.chunk_type", ("CT_CONTROL",)),
        platform="talkwalker",
    ),
    "mention": ShippedMap(
        label="Mention",
        documented="https://dev.mention.com/current/",
        lists=("$.mentions",),
        fields={
            "id": ("$.id", "$.mention.id"),
            "created_at": ("$.published_at", "$.mention.published_at"),
            "author": ("$.author.id", "$.author.name", "$.source_name", "$.mention.author.name"),
            "author_name": ("$.author.name", "$.source_name", "$.mention.author.name"),
            "author_followers": ("$.author_influence.followers",),
            "url": ("$.original_url", "$.url", "$.mention.original_url"),
            "lang": ("$.language_code", "$.language"),
        },
        text=(("$.title", "$.mention.title"), ("$.description", "$.description_short", "$.mention.description")),
        platform="mention",
    ),
    "brand24": ShippedMap(
        label="Brand24",
        documented="https://api.brand24.com (mentions)",
        lists=("$.mentions", "$.results", "$.data"),
        fields={
            "id": ("$.id", "$.mention_id", "$.url"),
            "created_at": ("$.created_at", "$.date", "$.created_date"),
            "author": ("$.author.id", "$.author", "$.author_name", "$.host", "$.domain"),
            "author_name": ("$.author.name", "$.author", "$.author_name", "$.host"),
            "author_followers": ("$.author.followers", "$.followers_count", "$.followers"),
            "url": ("$.url", "$.link"),
            "lang": ("$.language", "$.lang"),
            "likes": ("$.likes_count", "$.likes"),
            "reposts": ("$.shares_count", "$.shares"),
            "replies": ("$.comments_count", "$.comments"),
        },
        text=(("$.title",), ("$.content", "$.text", "$.description")),
        platform="brand24",
    ),
    "zapier": _bridge("Zapier", "https://help.zapier.com (Webhooks by Zapier, POST)"),
    "make": _bridge("Make", "https://apps.make.com/http (Make a request)"),
    "n8n": _bridge("n8n", "https://docs.n8n.io (HTTP Request node)"),
    "ifttt": _bridge("IFTTT", "https://ifttt.com/maker_webhooks (Make a web request)"),
}
