"""Parse: Jetstream's events as posts, reposts and deletions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from alertd.errors import BadRecord
from alertd.model.post import Deletion, Post
from alertd.sources.json_body import decoded
from alertd.sources.sift import lenient

LATEST_US = 4_000_000_000_000_000  #: the year 2096; more is no time of ours
POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
_MOST = 50  #: facets, pictures and tags that are read
_LONGEST = 10_000  #: characters of each kind of attachment
_MENTION = "app.bsky.richtext.facet#mention"


class _Ref(msgspec.Struct):
    uri: str = ""


class _Reply(msgspec.Struct):
    root: _Ref = msgspec.field(default_factory=_Ref)
    parent: _Ref = msgspec.field(default_factory=_Ref)


class _Feature(msgspec.Struct):
    type: str = msgspec.field(name="$type", default="")
    did: str = ""
    uri: str = ""
    tag: str = ""


class _Facet(msgspec.Struct):
    features: list[_Feature] = []


class _Quoted(msgspec.Struct):
    uri: str = ""
    record: _Ref | None = None  # a quote with pictures is wrapped once more


class _Card(msgspec.Struct):
    uri: str = ""
    title: str = ""
    description: str = ""


class _Picture(msgspec.Struct):
    alt: str = ""


class _Embed(msgspec.Struct):
    """What is attached: a quote, a card, pictures, a video; beside a quote, the others are wrapped once more."""

    record: _Quoted | None = None
    external: _Card | None = None
    images: list[_Picture] = []
    alt: str = ""
    media: _Embed | None = None


class Record(msgspec.Struct, rename="camel"):
    """A post or repost as its author's client wrote it: nothing in it can be trusted."""

    created_at: str = ""
    text: str = ""
    langs: list[str] = []
    reply: _Reply | None = None
    facets: msgspec.Raw = msgspec.Raw()
    embed: msgspec.Raw = msgspec.Raw()
    subject: _Ref | None = None
    tags: msgspec.Raw = msgspec.Raw()

    def features(self) -> list[_Feature]:
        """Return what words of the text stand for: people, links, tags."""
        facets = lenient(self.facets, list[_Facet], [])
        return [feature for facet in facets[:_MOST] for feature in facet.features[:_MOST]]

    def shown(self) -> _Embed:
        """Return what is attached."""
        return lenient(self.embed, _Embed, _Embed())

    def attached(self) -> dict[str, str]:
        """Return what stands beside the author's words: the card, alt texts, tags, and where words lead to."""
        features, embed = self.features(), self.shown()
        within = [embed, *([embed.media] if embed.media else [])]
        cards = [
            part for embed in within if embed.external for part in (embed.external.title, embed.external.description)
        ]
        links = [embed.external.uri for embed in within if embed.external]
        alts = [alt for embed in within for alt in (*(picture.alt for picture in embed.images[:_MOST]), embed.alt)]
        found = {
            "card": cards,
            "alt": alts,
            "tags": [
                f"#{tag}"
                for tag in (*lenient(self.tags, list[str], [])[:_MOST], *(feature.tag for feature in features))
                if tag
            ],
            "link": [*links, *(feature.uri for feature in features)],
        }
        texts = {name: "\n".join(dict.fromkeys(part for part in parts if part)) for name, parts in found.items()}
        return {name: text[:_LONGEST] for name, text in texts.items() if text}


class _Commit(msgspec.Struct):
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = msgspec.Raw()


class Event(msgspec.Struct):
    """One event of the firehose. time_us: microseconds, also the cursor."""

    did: str = ""
    time_us: int = 0
    kind: str = ""
    commit: _Commit | None = None

    @property
    def uri(self) -> str:
        """The post's address, the same everywhere."""
        assert self.commit is not None
        return f"at://{self.did}/{self.commit.collection}/{self.commit.rkey}"


_event = msgspec.json.Decoder(Event)
_record = msgspec.json.Decoder(Record)


def read_event(raw: str | bytes) -> Event:
    """Read the frame of an event. Raises BadRecord for what is none."""
    try:
        event = decoded(raw, _event)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"not an event of Jetstream's: {error}") from None
    if not 0 <= event.time_us < LATEST_US:
        raise BadRecord(f"an event of an impossible time: {event.time_us}")
    return event


def read_record(event: Event) -> Record:
    """Read what was written. Raises BadRecord."""
    assert event.commit is not None
    try:
        return _record.decode(event.commit.record)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"not a post of Bluesky's: {error}") from None


def instant(event: Event, record: Record) -> datetime:
    """Return when it was written: what the author's client says, but never after Jetstream saw it."""
    seen_at = datetime.fromtimestamp(event.time_us / 1_000_000, tz=UTC)
    try:
        said = datetime.fromisoformat(record.created_at)
    except ValueError:
        return seen_at
    # Trap: a made-up year 1 with an offset overflows wherever somebody turns it into UTC.
    if said.tzinfo is None or said.year < 2000 or said > seen_at + timedelta(seconds=5):
        return seen_at
    return said


def as_post(event: Event, record: Record) -> Post:
    """Write a post of Bluesky as ours."""
    assert event.commit is not None
    quoted = record.shown().record
    mentions = [feature.did for feature in record.features() if feature.type == _MENTION]
    return Post(
        platform="bluesky",
        id=event.uri,
        created_at=instant(event, record),
        author=event.did,
        text=record.text,
        lang=record.langs[0].partition("-")[0] if record.langs else None,
        url=f"https://bsky.app/profile/{event.did}/post/{event.commit.rkey}",
        in_reply_to=record.reply.parent.uri or None if record.reply else None,
        conversation=record.reply.root.uri or event.uri if record.reply else event.uri,
        quotes=((quoted.record.uri if quoted.record else quoted.uri) or None) if quoted else None,
        mentions=tuple(dict.fromkeys(did for did in mentions if did)),
        attached=record.attached(),
    )


def as_repost(event: Event, record: Record, original: Post) -> Post:
    """Write a repost of a known post: it has that post's text."""
    return Post(
        platform="bluesky",
        id=event.uri,
        created_at=instant(event, record),
        author=event.did,
        text=original.text,
        attached=original.attached,
        lang=original.lang,
        url=original.url,
        conversation=original.conversation,
        repost_of=original.id,
        repost_of_author=original.author,
    )


def as_deletion(event: Event) -> Deletion:
    """Write that a post was taken back."""
    return Deletion(platform="bluesky", id=event.uri)
