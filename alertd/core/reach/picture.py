"""Picture: what a mention graph shows of an incident: who started it, who bridged it to whom, who carries it, who is apart.

networkx does the work, on the heaviest edges only and away from the engine. Authors are numbered in the order of their names before, so
that neither the hash seed nor the order of posts changes a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from alertd.core.reach.graph import MentionGraph
from alertd.model.value import Value, quantised

if TYPE_CHECKING:
    import networkx as nx

MOST_EDGES = 3_000  #: drawn and explored
_SMALLEST_GROUP = 4  #: people
_SAMPLED = 32  #: people from whom shortest paths are followed
_SEED = 7

#: An edge: writer, whom they pass on or name, weight, reposts, other mentions.
Row = tuple[str, str, float, int, int]


class Group(Value, frozen=True, kw_only=True):
    """People who pass each other on more than others. around: the one whom most of them pass on."""

    around: str
    people: int
    is_apart: bool


class Picture(Value, frozen=True, kw_only=True):
    """What the graph shows. None where nobody stands out.

    started: author of the first post. carries: whom most people repost; carried_by: how many; to be named is not to be passed on. bridge: who joins two groups, with the two.
    path: from the one who started it to the one who carries it, along who passed on whom. core: those who keep it alive: each passes on or
    is passed on by at least `core_degree` others of them.
    """

    people: int
    edges: int
    started: str | None = None
    carries: str | None = None
    carried_by: int = 0
    bridge: str | None = None
    bridges: tuple[str, str] | None = None
    path: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    core_degree: int = 0
    groups: tuple[Group, ...] = ()

    @property
    def sentence(self) -> str:
        """The same in a sentence."""
        parts = []
        if self.started is not None:
            parts.append(f"@{self.started} wrote first")
        if self.bridge is not None and self.bridges is not None:
            parts.append(
                f"@{self.bridge} bridged it from those around @{self.bridges[0]} to those around @{self.bridges[1]}"
            )
        if self.carries is not None:
            parts.append(f"@{self.carries} carries it ({self.carried_by} people pass them on)")
        apart = [group for group in self.groups if group.is_apart]
        if apart:
            parts.append(f"{apart[0].people} people around @{apart[0].around} stand apart")
        if not parts:
            return "Nobody passes anybody on."
        return f"{'; '.join(parts)}."


def drawn(
    graph: MentionGraph,
    *,
    most: int = MOST_EDGES,
    apart_from: Sequence[str] = (),
    same: Mapping[str, str] | None = None,
) -> nx.DiGraph[str]:
    """Return the heaviest edges as a networkx graph, for who draws or explores it.

    An edge runs from the writer to the one passed on or named, with its `weight`, `reposts` and `mentions`; each author has the `community`
    it belongs to (0 is the largest) and its `pagerank` among those drawn. apart_from: authors to leave out (the brand's own).
    same: accounts of one person to the name that stands for all of them; what they do among themselves is no edge.
    """
    import networkx as nx

    rows = [row for row in graph.heaviest(most) if row[0] not in apart_from and row[1] not in apart_from]
    if same:
        rows = _merged(rows, same)
    rows.sort()
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(sorted({name for row in rows for name in row[:2]}))
    for writer, named, weight, reposts, mentions in rows:
        found.add_edge(writer, named, weight=quantised(weight), reposts=reposts, mentions=mentions)
    for number, names in enumerate(_communities(found)):
        for name in names:
            found.nodes[name]["community"] = number
    inner = MentionGraph()
    for writer, named, *_ in rows:
        inner.observe(writer, named, 0.0, is_repost=True)
    for name, rank in inner.pagerank().items():
        found.nodes[name]["pagerank"] = quantised(rank)
    return found


def _merged(rows: Sequence[Row], same: Mapping[str, str]) -> list[Row]:
    """Return edges in which the accounts of one person are one, edges between the same two summed."""
    found: dict[tuple[str, str], Row] = {}
    for writer, named, weight, reposts, mentions in rows:
        two = same.get(writer, writer), same.get(named, named)
        if two[0] != two[1]:
            _, _, *before = found.get(two, (*two, 0.0, 0, 0))
            found[two] = (*two, before[0] + weight, int(before[1]) + reposts, int(before[2]) + mentions)
    return list(found.values())


def picture(graph: nx.DiGraph[str], *, started: str | None = None) -> Picture:
    """Return what a drawn graph shows. started: the author of the first post, as the log knows it."""
    if not graph.number_of_edges():
        return Picture(people=graph.number_of_nodes(), edges=0, started=started)
    carries, carried_by = _carrier(graph)
    groups = _groups(graph)
    plain = _undirected(graph)
    bridge, bridges = _bridge(plain, groups)
    core, degree = _core(graph, plain)
    return Picture(
        people=graph.number_of_nodes(),
        edges=graph.number_of_edges(),
        started=started,
        carries=carries,
        carried_by=carried_by,
        bridge=bridge,
        bridges=bridges,
        path=_path(graph, plain, started, carries),
        core=core,
        core_degree=degree,
        groups=tuple(group for group, _ in groups),
    )


def _carrier(graph: nx.DiGraph[str]) -> tuple[str | None, int]:
    """Return whom most people repost and how many do, (None, 0) where nobody reposts anybody."""
    found: dict[str, int] = {}
    for _, named, reposts in graph.edges(data="reposts"):
        if reposts:
            found[named] = found.get(named, 0) + 1
    return min(found.items(), key=lambda one: (-one[1], one[0]), default=(None, 0))


def _undirected(graph: nx.DiGraph[str]) -> nx.Graph[str]:
    """Return who is joined to whom, either way, without what stands at nodes and edges: networkx would copy each of it deeply."""
    import networkx as nx

    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from(graph.edges)
    return plain


def _communities(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Return the communities, the largest first, each in the order of names."""
    import networkx as nx

    names = list(graph.nodes)
    numbers = {name: number for number, name in enumerate(names)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    for writer, named, weight in graph.edges(data="weight"):
        one, two = sorted((numbers[writer], numbers[named]))
        before = plain.edges[one, two]["weight"] if plain.has_edge(one, two) else 0.0
        plain.add_edge(one, two, weight=before + weight)
    found = nx.community.louvain_communities(plain, weight="weight", seed=_SEED)
    kept = [sorted(one) for one in found]
    kept.sort(key=lambda one: (-len(one), one))
    return [[names[number] for number in one] for one in kept]


def _groups(graph: nx.DiGraph[str]) -> list[tuple[Group, frozenset[str]]]:
    """Return the communities that are large enough. One is apart if nobody in it is joined to anybody outside of it."""
    members: dict[int, list[str]] = {}
    for name, number in graph.nodes(data="community"):
        members.setdefault(number, []).append(name)
    found = []
    for number in sorted(members):
        names = members[number]
        if len(names) < _SMALLEST_GROUP:
            continue
        inside = frozenset(names)
        around = min(names, key=lambda name: (-sum(one in inside for one in graph.predecessors(name)), name))
        is_joined = any(
            one not in inside for name in names for one in (*graph.predecessors(name), *graph.successors(name))
        )
        is_apart = not is_joined and len(inside) < graph.number_of_nodes()
        found.append((Group(around=around, people=len(names), is_apart=is_apart), inside))
    return found


def _bridge(
    plain: nx.Graph[str], groups: list[tuple[Group, frozenset[str]]]
) -> tuple[str | None, tuple[str, str] | None]:
    """Return who lies on most shortest paths between people and is joined to two groups, the larger one named first."""
    import networkx as nx

    if len(groups) < 2:
        return None, None
    numbered = nx.convert_node_labels_to_integers(plain, label_attribute="name")
    between = nx.betweenness_centrality(numbered, k=min(_SAMPLED, len(numbered)), seed=_SEED)
    order = sorted(between, key=lambda number: (-quantised(between[number]), number))
    for number in order[:20]:
        name = numbered.nodes[number]["name"]
        near = (name, *plain.neighbors(name))
        touched = [group.around for group, inside in groups if any(one in inside for one in near)]
        if between[number] > 0 and len(touched) >= 2 and name not in touched[:2]:
            return name, (touched[0], touched[1])
    return None, None


def _core(graph: nx.DiGraph[str], plain: nx.Graph[str]) -> tuple[tuple[str, ...], int]:
    """Return the innermost k-core: up to ten of it, those passed on by most first."""
    import networkx as nx

    numbers = nx.core_number(plain)
    degree = max(numbers.values())
    inner = [name for name, number in numbers.items() if number == degree]
    inner.sort(key=lambda name: (-graph.in_degree(name), name))
    return tuple(inner[:10]), degree


def _path(graph: nx.DiGraph[str], plain: nx.Graph[str], started: str | None, carries: str | None) -> tuple[str, ...]:
    """Return a shortest way from who started it to who carries it, along who passed on whom; empty if there is none."""
    import networkx as nx

    if started is None or carries is None or started not in graph or started == carries:
        return ()
    spread = graph.reverse(copy=False)  # from the one passed on to the one who passes on
    for way in (spread, plain):
        try:
            return tuple(nx.shortest_path(way, started, carries))
        except nx.NetworkXNoPath:
            continue
    return ()
