"""Who speaks in a burst, for the page of an incident: sentences, the picture, and the same as a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alertd.report.burst import Burst
from alertd.report.sketch import Dot
from alertd.web.backend import PostShown
from alertd.web.graph_chart import graph_chart
from alertd.web.words import Words

#: People in a table that stands without a picture.
_NAMED = 3


def told(burst: Burst | None, t: Words) -> dict[str, Any]:
    """Return what the template shows: sentences, the drawing, and a row for everybody who is in it. t: the reader's words."""
    if burst is None:
        return {
            "voices": None, "graph": None, "graph_says": [], "people_drawn": [], "way": (), "started": None, "carries": None,
            "topics": (), "ids": {}, "again": {},
        }  # fmt: skip
    # A ring of lone names says nothing that the sentences do not: only a way from hand to hand is drawn.
    is_chain = any(_passes_on(burst.sketch.dots[one], burst.sketch.dots[two]) for one, two in burst.sketch.lines)
    says = sentences(burst, t, is_drawn=is_chain)
    people = [dot for dot in burst.sketch.dots if dot.kind == "person" and dot.passed_on_by]
    return {
        "voices": burst.voices,
        "graph": graph_chart(burst.sketch, title=" ".join([t["graph"], *says]), words=t) if is_chain else None,
        "graph_says": says,
        "people_drawn": sorted(people, key=_first_who_matters)[: None if is_chain else _NAMED],
        "way": burst.picture.path,
        # What they can read first.
        "topics": sorted(burst.topics, key=lambda one: (one.language != t.code, -one.texts)),
        "ids": burst.people,
        "again": {voice: count - 1 for voice, count in burst.again},
        "started": burst.picture.started,
        "carries": burst.picture.carries if burst.picture.carried_by > 1 else None,
    }


def first_told_apart(posts: Sequence[PostShown], burst: Burst | None) -> list[PostShown]:
    """Return telling posts, of which only one is called the first: the one that who speaks names too.

    A page calls first what was so when it was sent, of what its rule looks at; an older post may have come in since.
    """
    first = None if burst is None else burst.voices.first
    if first is None:
        return list(posts)
    return [
        one.with_(why="first_as_paged")
        if one.why == "first" and (one.mention.writer_name, one.mention.posted_at) != (first.name, first.first_at)
        else one
        for one in posts
    ]


def sentences(burst: Burst, t: Words, *, is_drawn: bool = True) -> list[str]:
    """Return who wrote first, who bridged it and is passed on most, and who stands apart; only what is known. is_drawn: the picture too."""
    seen, found = burst.picture, list[str]()
    if seen.started is not None:
        found.append(t.fill("g_started", name=seen.started))
    if seen.bridge is not None and seen.bridges is not None:
        found.append(t.fill("g_bridge", name=seen.bridge, one=seen.bridges[0], two=seen.bridges[1]))
    if seen.carries is not None and seen.carried_by > 1:
        found.append(t.fill("g_carries", name=seen.carries, n=seen.carried_by))
    found += [t.fill("g_apart", name=one.around, n=one.people) for one in seen.groups if one.is_apart][:1]
    found += [t.fill("g_copies", name=burst.sketch.dots[one.around or 0].name, n=one.people) for one in _copied(burst)]
    if burst.sketch.unseen and is_drawn:
        found.append(t.fill("g_unseen", n=burst.sketch.unseen))
    return found


def _passes_on(one: Dot, other: Dot) -> bool:
    """Whether somebody whom others pass on passes on somebody else."""
    return all(dot.kind == "person" and dot.passed_on_by for dot in (one, other))


def _copied(burst: Burst) -> list[Dot]:
    crowds = [dot for dot in burst.sketch.dots if dot.kind == "copies" and dot.people > 2]
    return sorted(crowds, key=lambda dot: (-dot.people, dot.around or 0))[:1]


def _first_who_matters(dot: Dot) -> tuple[bool, int, int, str]:
    return not dot.part, -dot.passed_on_by, -(dot.audience or 0), dot.name
