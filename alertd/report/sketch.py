"""Sketch: a mention graph small enough for the eye: the people who matter by name, everybody else as the crowd around them.

Pure, and the same for the same graph: people stand in the order of their names before anything is laid out, and the layout has a seed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from alertd.core.reach.picture import Picture
from alertd.model.value import Value

if TYPE_CHECKING:
    import networkx as nx

#: People drawn by themselves.
MOST = 26
#: Of these, people who are there because many can see them, though nobody passes them on.
_LOUD = 4
_SEED = 7
_ROUNDS = 80
#: How far the crowd around somebody stands from them; the whole picture is 1 by 1.
_AWAY = 0.085


class Dot(Value, frozen=True, kw_only=True):
    """Somebody, or a crowd. x, y: 0 to 1. name: of the person, of a crowd "". people: how many it stands for.

    group: number of the community, 0 is the largest. passed_on_by: how many people pass them on or name them.
    kind: "person", "crowd" (pass on or name whom they stand beside) or "copies" (posted the same text). around: index of whom a crowd stands
    beside. part: "started", "carries" or "bridge" where the picture says so of them, else "".
    """

    name: str
    x: float
    y: float
    people: int = 1
    group: int = 0
    passed_on_by: int = 0
    audience: int | None = None
    kind: str = "person"
    around: int | None = None
    part: str = ""


class Sketch(Value, frozen=True, kw_only=True):
    """What is drawn. lines: (from whoever passes on or names, to whom), indexes of dots. unseen: people who are not in it."""

    dots: tuple[Dot, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    unseen: int = 0


def sketch(
    graph: nx.DiGraph[str],
    picture: Picture,
    *,
    audiences: Mapping[str, int] | None = None,
    copies: Mapping[str, int] | None = None,
) -> Sketch:
    """Return a drawn graph for the eye.

    audiences: by name, where known; the loudest are drawn even where nobody passes them on. copies: author of a text to how many others
    posted the same without saying whose it is.
    """
    loud, copied = audiences or {}, copies or {}
    named = _named(graph, picture, loud, copied)
    if not named:
        return Sketch()
    places = _places(graph, named)
    crowds, unseen = _crowds(graph, named)
    parts = {picture.bridge: "bridge", picture.started: "started", picture.carries: "carries"}
    index = {name: number for number, name in enumerate(named)}
    dots = [
        Dot(
            name=name,
            x=places[name][0],
            y=places[name][1],
            group=graph.nodes[name].get("community", 0) if name in graph else 0,
            passed_on_by=graph.in_degree(name) if name in graph else 0,
            audience=loud.get(name),
            part=parts.get(name, ""),
        )
        for name in named
    ]
    lines = [
        (index[one], index[two])
        for one in named
        if one in graph
        for two in sorted(graph.successors(one))
        if two in index
    ]
    for name in named:
        for kind, people in (("crowd", crowds.get(name, 0)), ("copies", copied.get(name, 0))):
            if people:
                at = index[name]
                dots.append(_crowd(dots[at], at, people, kind))
                lines.append((len(dots) - 1, at))
    return Sketch(dots=tuple(dots), lines=tuple(lines), unseen=unseen)


def _named(graph: nx.DiGraph[str], picture: Picture, loud: Mapping[str, int], copied: Mapping[str, int]) -> list[str]:
    """Return who is drawn by name: whom the picture speaks of, whom most pass on, and whom most can see."""
    spoken_of = [name for name in (picture.started, picture.carries, picture.bridge, *picture.path) if name is not None]
    seen_by_many = sorted(loud, key=lambda name: (-loud[name], name))[:_LOUD]
    passed_on = sorted(
        graph.nodes, key=lambda name: (-graph.in_degree(name) - copied.get(name, 0), -loud.get(name, 0), name)
    )
    copied_most = sorted(copied, key=lambda name: (-copied[name], name))[:_LOUD]
    found = dict.fromkeys([*spoken_of, *seen_by_many, *copied_most, *(n for n in passed_on if graph.in_degree(n))])
    return sorted(list(found)[:MOST])


def _places(graph: nx.DiGraph[str], named: list[str]) -> dict[str, tuple[float, float]]:
    """Return where each stands, from 0 to 1. Who shares nobody with the others stands in a row below."""
    import networkx as nx

    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(named)
    names = set(named)
    for one in named:
        for two in sorted(graph.successors(one)) if one in graph else ():
            if two in names:
                plain.add_edge(one, two, weight=1.0)
    alone = [name for name in named if not plain.degree(name)]
    joined = plain.subgraph([name for name in named if plain.degree(name)]).copy()
    bottom = 0.82 if alone and joined else 1.0
    places: dict[str, tuple[float, float]] = {}
    if joined:
        found = nx.spring_layout(joined, seed=_SEED, iterations=_ROUNDS, k=1.6 / math.sqrt(len(joined)))
        places = _fitted({name: (float(at[0]), float(at[1])) for name, at in found.items()}, bottom)
    for number, name in enumerate(alone):
        if joined:
            places[name] = ((number + 1) / (len(alone) + 1), 0.94)
        else:  # a circle, the first at the top
            turn = 2 * math.pi * number / len(alone) - math.pi / 2
            places[name] = (0.5 + 0.34 * math.cos(turn), 0.5 + 0.34 * math.sin(turn))
    return {name: (round(x, 3), round(y, 3)) for name, (x, y) in places.items()}


def _fitted(places: Mapping[str, tuple[float, float]], bottom: float) -> dict[str, tuple[float, float]]:
    """Stretch a layout over the whole picture, with a margin for the names."""

    def stretched(values: dict[str, float], low: float, high: float) -> dict[str, float]:
        least, most = min(values.values()), max(values.values())
        wide = most - least
        return {
            k: (low + high) / 2 if wide < 1e-9 else low + (high - low) * (v - least) / wide for k, v in values.items()
        }

    xs = stretched({name: at[0] for name, at in places.items()}, 0.12, 0.88)
    ys = stretched({name: at[1] for name, at in places.items()}, 0.12, bottom - 0.12)
    return {name: (xs[name], ys[name]) for name in places}


def _crowds(graph: nx.DiGraph[str], named: list[str]) -> tuple[dict[str, int], int]:
    """Return how many stand beside each person, and how many beside nobody who is drawn: each with whom they pass on most."""
    drawn, crowds, unseen = set(named), dict[str, int](), 0
    for name in graph.nodes:
        if name in drawn:
            continue
        joined = [(-edge["weight"], two) for _, two, edge in graph.out_edges(name, data=True) if two in drawn]
        if joined:
            beside = min(joined)[1]
            crowds[beside] = crowds.get(beside, 0) + 1
        else:
            unseen += 1
    return crowds, unseen


def _crowd(dot: Dot, index: int, people: int, kind: str) -> Dot:
    """Stand a crowd outwards of whom it is beside; copies on the other side."""
    dx, dy = dot.x - 0.5, dot.y - 0.5
    turn = math.atan2(dy, dx) if abs(dx) + abs(dy) > 1e-6 else -math.pi / 2
    turn += 0.9 if kind == "copies" else 0.0
    x, y = dot.x + _AWAY * math.cos(turn), dot.y + _AWAY * math.sin(turn)
    inside = min(max(x, 0.03), 0.97), min(max(y, 0.03), 0.97)
    return Dot(
        name="", x=round(inside[0], 3), y=round(inside[1], 3), people=people, group=dot.group, kind=kind, around=index
    )
