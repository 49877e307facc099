"""Burst: what the posts of one stretch of time show together: who speaks, who passes on whom, as a picture for the eye. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alertd.core.reach.picture import Picture
from alertd.model.mention import Mention
from alertd.model.value import Value
from alertd.report.graph_report import draw
from alertd.report.sketch import Sketch, sketch
from alertd.report.voices import Voices, voices

#: Edges that are explored for a page; `alertd graph` takes more.
MOST_EDGES = 1_500


class Burst(Value, frozen=True, kw_only=True):
    """What a burst shows. voices: who speaks; picture: who started, bridged and carries it; sketch: the same drawn."""

    voices: Voices
    picture: Picture
    sketch: Sketch


def burst(mentions: Sequence[Mention], *, negative_from: int) -> Burst:
    """Return what the mentions of a stretch of time show. negative_from: see `voices`."""
    spoken = voices(mentions, negative_from=negative_from)
    drawn = draw(mentions, most=MOST_EDGES)
    shown = drawn.shown
    if spoken.first is not None:  # the first negative post began it, where there is one; the page says the same twice
        shown = shown.with_(started=spoken.first.name)
    copied = {name: [one for one in others if one not in drawn.graph] for name, others in _copies(mentions).items()}
    copies = {name: len(others) for name, others in copied.items() if others}
    found = sketch(drawn.graph, shown, audiences=_audiences(mentions), copies=copies)
    named = {dot.name for dot in found.dots if dot.kind == "person"}
    seen = named.union(*[others for name, others in copied.items() if name in named])
    alone = {one.handle or one.author for one in mentions} - seen - set(drawn.graph)
    return Burst(voices=spoken, picture=shown, sketch=found.with_(unseen=found.unseen + len(alone)))


def _audiences(mentions: Iterable[Mention]) -> dict[str, int]:
    found: dict[str, int] = {}
    for mention in mentions:
        if mention.reach.audience is not None and mention.repost_of is None:
            name = mention.handle or mention.author
            found[name] = max(found.get(name, 0), mention.reach.audience)
    return found


def _copies(mentions: Sequence[Mention]) -> dict[str, dict[str, None]]:
    """Return who posted another's words as their own, by the other: the first who had them. Reposts say whose they are."""
    first: dict[int, Mention] = {}
    own = [one for one in mentions if one.repost_of is None and one.repost_of_author is None]
    for mention in own:
        known = first.get(mention.voice)
        if known is None or (mention.posted_at, mention.id) < (known.posted_at, known.id):
            first[mention.voice] = mention
    people: dict[str, dict[str, None]] = {}
    for mention in own:
        began = first[mention.voice]
        if mention.author != began.author:
            people.setdefault(began.handle or began.author, {})[mention.handle or mention.author] = None
    return people
