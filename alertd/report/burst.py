"""Burst: what the posts of one stretch of time show together: who speaks, who passes on whom, as a picture for the eye. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from alertd.core.reach.picture import Picture
from alertd.core.signals.who_first import place
from alertd.model.mention import Mention
from alertd.model.post import text_of
from alertd.model.value import Value
from alertd.report.graph_report import draw
from alertd.report.sketch import Sketch, sketch
from alertd.report.topics import Topic, topics
from alertd.report.voices import Voices, voices

#: Edges that are explored for a page; `alertd graph` takes more.
MOST_EDGES = 1_500
_COPIED = 100  # texts whose copies are counted: those that pages quote are among them
_TEXTS = 400  # newest texts of which topics are told


class Burst(Value, frozen=True, kw_only=True):
    """What a burst shows. voices: who speaks; picture: who started, bridged and carries it; sketch: the same drawn.

    topics: what they talk about. people: by the name under which somebody is drawn, "platform:id".
    again: fingerprints of texts that came more than once, with how many posts have them, the most first.
    until: what was written up to then is in it; a picture is shown for a while, and its numbers are those of that instant.
    """

    voices: Voices
    picture: Picture
    sketch: Sketch
    topics: tuple[Topic, ...] = ()
    people: dict[str, str] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    again: tuple[tuple[int, int], ...] = ()
    until: datetime | None = None


def burst(
    seen: Sequence[tuple[Mention, bytes | None]],
    *,
    negative_from: int,
    own: Sequence[str] = (),
    words: Sequence[str] = (),
    first_post: str = "",
    until: datetime | None = None,
    opened_at: datetime | None = None,
) -> Burst:
    """Return what the mentions of a stretch of time show. seen: with their posts (None: erased); until: see `Burst`; the others: see `voices`."""
    mentions = [mention for mention, _ in seen]
    spoken = voices(mentions, negative_from=negative_from, words=words, opened_at=opened_at, first_post=first_post)
    drawn = draw(mentions, most=MOST_EDGES)
    shown = drawn.shown
    # The first post that tells of it; the page says the same twice.
    shown = shown.with_(started=None if spoken.first is None else spoken.first.name)
    copied = {name: [one for one in others if one not in drawn.graph] for name, others in _copies(mentions).items()}
    copies = {name: len(others) for name, others in copied.items() if others}
    found = sketch(drawn.graph, shown, audiences=_audiences(mentions), copies=copies)
    named = {dot.name for dot in found.dots if dot.kind == "person"}
    in_it = named.union(*[others for name, others in copied.items() if name in named])
    alone = {one.writer_name for one in mentions} - in_it - set(drawn.graph)
    ids = {one.writer_name: f"{one.platform}:{one.author}" for one in mentions}
    return Burst(
        voices=spoken,
        picture=shown,
        sketch=found.with_(unseen=found.unseen + len(alone)),
        topics=topics(_texts(seen), own),
        again=_again(mentions),
        people={name: ids[name] for name in sorted(named | {one.name for one in spoken.loudest}) if name in ids},
        until=until,
    )


def _place(mention: Mention) -> tuple[object, ...]:
    return place(0, mention.posted_at, mention.seen_at, mention.id)


def _again(mentions: Iterable[Mention]) -> tuple[tuple[int, int], ...]:
    posts = Counter(one.voice for one in mentions)
    return tuple((voice, count) for voice, count in posts.most_common(_COPIED) if count > 1)


def _texts(seen: Sequence[tuple[Mention, bytes | None]]) -> list[tuple[str, str]]:
    """Return each text once, however often it was copied or passed on; the newest last."""
    last = {mention.voice: (post, mention.language) for mention, post in seen if post is not None}
    return [(str(text_of(post)), language) for post, language in list(last.values())[-_TEXTS:]]


def _audiences(mentions: Iterable[Mention]) -> dict[str, int]:
    found: dict[str, int] = {}
    for mention in mentions:
        if mention.reach.audience is not None and mention.repost_of is None:
            name = mention.writer_name
            found[name] = max(found.get(name, 0), mention.reach.audience)
    return found


def _copies(mentions: Sequence[Mention]) -> dict[str, dict[str, None]]:
    """Return who posted another's words as their own, by the other: the first who had them. Reposts say whose they are."""
    first: dict[int, Mention] = {}
    own = [one for one in mentions if one.repost_of is None and one.repost_of_author is None]
    for mention in own:
        known = first.get(mention.voice)
        if known is None or _place(mention) < _place(known):
            first[mention.voice] = mention
    people: dict[str, dict[str, None]] = {}
    for mention in own:
        began = first[mention.voice]
        if mention.writer != began.writer:
            people.setdefault(began.writer_name, {})[mention.writer_name] = None
    return people
