"""Picture: who started it, who bridged it, who carries it, who stands apart; the same words whatever the hash seed."""

import subprocess
import sys

import pytest

from alertd.core.reach.graph import MentionGraph
from alertd.core.reach.picture import drawn, picture


def _two_towns() -> MentionGraph:
    """Ann is passed on by her town, the baker carries it into the other one, where the mayor carries it on; a club keeps to itself."""
    graph = MentionGraph()
    for number in range(10):
        graph.observe(f"near{number}", "ann", 10.0 + number, is_repost=True)
    graph.observe("baker", "ann", 30.0, is_repost=True)
    graph.observe("mayor", "baker", 40.0, is_repost=True)
    for number in range(16):
        graph.observe(f"far{number}", "mayor", 50.0 + number, is_repost=True)
        graph.observe(f"far{number}", f"far{(number + 1) % 16}", 60.0, is_repost=False)
    for number in range(6):
        graph.observe(f"club{number}", "chair", 70.0, is_repost=True)
    return graph


def test_it_says_who_did_what() -> None:
    """In the order in which a responder asks."""
    shown = picture(drawn(_two_towns()), started="ann")
    assert shown.started == "ann"
    assert (shown.carries, shown.carried_by) == ("mayor", 16)
    assert shown.bridge == "baker"
    assert set(shown.bridges or ()) == {"ann", "mayor"}
    assert shown.path == ("ann", "baker", "mayor")
    assert [(group.around, group.is_apart) for group in shown.groups if group.is_apart] == [("chair", True)]
    assert shown.core[0] == "mayor"
    assert shown.core_degree == 3
    assert shown.sentence.startswith("@ann wrote first; @baker bridged it from those around @")
    assert "@mayor carries it (16 people pass them on); 7 people around @chair stand apart." in shown.sentence


def test_an_empty_graph_says_so() -> None:
    """No posts, or none that passes anybody on."""
    assert picture(drawn(MentionGraph())).sentence == "Nobody passes anybody on."


def test_only_the_heaviest_edges_are_drawn_and_the_brands_own_left_out() -> None:
    """Who answers for the brand is joined to everybody."""
    graph = _two_towns()
    for number in range(10):
        graph.observe(f"near{number}", "acme", 10.0, is_repost=True)
    assert drawn(graph, most=5).number_of_edges() == 5
    assert "acme" not in drawn(graph, apart_from=("acme",))


def test_cycles_and_pairs_are_drawn_as_they_are() -> None:
    """Two who pass each other on, three in a ring."""
    graph = MentionGraph()
    for one, two in (("a", "b"), ("b", "a"), ("b", "c"), ("c", "a")):
        graph.observe(one, two, 0.0, is_repost=True)
    shown = picture(drawn(graph), started="c")
    assert shown.people == 3
    assert shown.edges == 4
    assert shown.path[0] == "c"
    assert shown.path[-1] == shown.carries


SCRIPT = """
from alertd.core.reach.picture import drawn, picture
from tests.unit.core.reach.test_picture import _two_towns
graph = drawn(_two_towns())
print(picture(graph, started="ann"), sorted(graph.nodes(data="community")))
"""


@pytest.mark.slow
def test_the_hash_seed_changes_no_word() -> None:
    """Names come in sets inside networkx; they are numbered first."""
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert said[0] == said[1] == said[2] != b""


def test_whoever_is_only_named_carries_nothing() -> None:
    """Forty people write to the mayor and two repost Ann: Ann is passed on, he is not; where nobody reposts, nobody is."""
    graph = MentionGraph()
    for number in range(40):
        graph.observe(f"u{number}", "mayor", float(number), is_repost=False)
    named = picture(drawn(graph), started="u0")
    assert (named.carries, named.carried_by, named.path) == (None, 0, ())
    assert "carries" not in named.sentence
    for number in range(2):
        graph.observe(f"u{number}", "ann", 50.0, is_repost=True)
    assert (picture(drawn(graph)).carries, picture(drawn(graph)).carried_by) == ("ann", 2)
