"""MentionGraph: edges that fade, in arrays, within bounds; PageRank as networkx defines it."""

import networkx as nx
import pytest

from alertd.core.reach import graph as room
from alertd.core.reach.graph import MentionGraph

DAY = 86400.0


def test_edges_fade_by_half_in_a_day_and_add_up() -> None:
    """A repost weighs 1, being named a tenth; weights are as of the newest post."""
    graph = MentionGraph()
    graph.observe("b", "a", 0.0, is_repost=True)
    graph.observe("b", "a", DAY, is_repost=True)
    graph.observe("c", "a", DAY, is_repost=False)
    one, two = graph.heaviest(10)
    assert (*one[:2], *one[3:], *two[:2], *two[3:]) == ("b", "a", 2, 0, "c", "a", 0, 1)
    assert (one[2], two[2]) == pytest.approx((1.5, 0.1))
    graph.observe("d", "a", 3 * DAY, is_repost=True)
    assert graph.heaviest(1)[0][:3] == ("d", "a", 1.0)
    assert {row[0]: row[2] for row in graph.heaviest(10)}["b"] == pytest.approx(1.5 / 4)


def test_nobody_has_an_edge_to_himself() -> None:
    """Self-mentions are no graph."""
    graph = MentionGraph()
    graph.observe("a", "a", 0.0, is_repost=True)
    assert len(graph) == 0
    assert graph.heaviest(5) == []
    assert graph.pagerank() == {}


def test_it_does_not_matter_when_the_buffer_is_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small buffer and a large one give the same edges and weights."""
    posts = [(f"w{n * 7 % 13}", f"n{n * n % 5}", 600.0 * n, n % 3 > 0) for n in range(200)]
    large = MentionGraph()
    for writer, named, at, is_repost in posts:
        large.observe(writer, named, at, is_repost=is_repost)
    expected = large.heaviest(100)
    monkeypatch.setattr(room, "_BUFFER", 3)
    small = MentionGraph()
    for writer, named, at, is_repost in posts:
        small.observe(writer, named, at, is_repost=is_repost)
    found = small.heaviest(100)
    assert [(row[:2], row[3:]) for row in sorted(found)] == [(row[:2], row[3:]) for row in sorted(expected)]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in expected])


def test_without_room_the_lightest_edges_go_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Old and rare ones first; names without edges go with them."""
    monkeypatch.setattr(room, "_BUFFER", 50)
    graph = MentionGraph(limit=100)
    for number in range(20):
        graph.observe(f"fan{number}", "star", 10 * DAY, is_repost=True)
    for number in range(1000):
        graph.observe(f"w{number}", f"n{number}", number * 60.0, is_repost=False)
    assert len(graph) <= 100
    assert graph.evicted >= 900
    assert graph.authors <= 250
    assert [row[1] for row in graph.heaviest(20)] == ["star"] * 20


@pytest.mark.parametrize("at", [1e10, -1e10])
def test_an_instant_from_nowhere_breaks_nothing(at: float) -> None:
    """Weights stay finite."""
    graph = MentionGraph()
    graph.observe("b", "a", 0.0, is_repost=True)
    graph.heaviest(1)
    graph.observe("c", "a", at, is_repost=True)
    assert sorted(row[2] for row in graph.heaviest(5)) == [0.0, 1.0]


def test_pagerank_is_that_of_networkx() -> None:
    """The same definition, without scipy: equal to its own plain Python form."""
    edges = [(f"w{n * 7 % 31}", f"n{n * n % 17}") for n in range(120)] + [("n1", "n4"), ("n4", "n1")]
    graph = MentionGraph()
    for writer, named in edges:
        graph.observe(writer, named, 0.0, is_repost=True)
    plain = nx.DiGraph(edges)
    expected = nx.algorithms.link_analysis.pagerank_alg._pagerank_python(plain, tol=1e-10, max_iter=500)
    found = graph.pagerank()
    assert found.keys() == expected.keys()
    assert all(found[name] == pytest.approx(expected[name], abs=1e-6) for name in expected)
