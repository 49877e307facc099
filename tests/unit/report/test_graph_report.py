"""The mention graph of a watch: drawn for Gephi, Graphviz and people, out of mentions; hostile names stay names."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.model.mention import Mention
from alertd.model.score import Score
from alertd.report.graph_report import FORMATS, Drawn, draw, written
from tests.unit.report.stores import BEGAN, fill, post

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def _mention(number: int, author: str, **more: object) -> Mention:
    return Mention(
        watch="acme",
        platform="x",
        id=f"p{number}",
        author=author,
        posted_at=AT + timedelta(seconds=number),
        seen_at=AT + timedelta(seconds=number),
        language="en",
        score=Score.unknown("t/1"),
        voice=number,
    ).with_(**more)


def _mentions() -> Iterator[Mention]:
    yield _mention(0, "1", handle="ann")
    for number in range(1, 9):
        yield _mention(number, f"fan{number}", repost_of="p0")
    yield _mention(9, "fan9", in_reply_to="p0", mentions=("1",))
    yield _mention(10, "fan10", quotes="p0")


@pytest.fixture
def found() -> Drawn:
    """A small crowd around one post."""
    return draw(_mentions())


def test_reposts_replies_and_quotes_lead_to_the_author_of_the_post(found: Drawn) -> None:
    """Known by its id among the mentions, shown by the handle; who is named and answered in one post is so once."""
    assert found.shown.started == "ann"
    assert (found.shown.carries, found.shown.carried_by) == ("ann", 8), (
        "those who reply to her or name her pass nothing on"
    )
    assert found.graph.edges["fan1", "ann"]["reposts"] == 1
    assert found.graph.edges["fan9", "ann"]["mentions"] == 1
    assert found.graph.edges["fan10", "ann"]["mentions"] == 1


def test_two_with_one_handle_stay_two() -> None:
    """A handle that changed hands joins nobody."""
    found = draw([_mention(0, "1", handle="ann"), _mention(1, "2", handle="ann", mentions=("1",))])
    assert set(found.graph.nodes) == {"1", "2"}


JANE = ({"platform": "x", "handle": "jane"}, {"platform": "bluesky", "handle": "jane.example"})


def _of_jane(number: int, account: int, **more: object) -> Mention:
    return _mention(number, f"did:{account}", person="Jane Doe", **JANE[account], **more)


def test_the_accounts_of_a_person_are_one() -> None:
    """Passed on here and there she is one of six, by the name that the settings give her; her account that passes on the other is no edge."""
    mentions = [_of_jane(0, 0), _of_jane(1, 1)]
    mentions += [_mention(n, f"fan{n}", repost_of="p0") for n in (2, 3, 4)]
    mentions += [_mention(n, f"fan{n}", platform="bluesky", repost_of="p1") for n in (5, 6)]
    mentions += [_of_jane(7, 0, mentions=("fan2",)), _of_jane(8, 0, repost_of_author="did:0", repost_of="p0")]
    found = draw(mentions)

    assert set(found.graph.nodes) == {"Jane Doe", *(f"fan{n}" for n in range(2, 7))}
    assert (found.shown.started, found.shown.carries, found.shown.carried_by) == ("Jane Doe", "Jane Doe", 5)
    assert found.graph.number_of_edges() == 6


def test_an_edge_to_either_account_is_the_same_edge() -> None:
    """Weights and counts are summed, whichever of her accounts was passed on."""
    mentions = [_of_jane(0, 0), _of_jane(1, 1)]
    mentions += [_mention(2, "fan", person="Fan", repost_of="p0")]
    mentions += [_mention(3, "fan'", person="Fan", platform="bluesky", repost_of="p1")]
    mentions += [_mention(4, "fan'", person="Fan", platform="bluesky", mentions=("did:1",))]
    (edge,) = draw(mentions).graph.edges(data=True)
    assert edge[:2] == ("Fan", "Jane Doe")
    assert (edge[2]["reposts"], edge[2]["mentions"]) == (2, 1)
    assert edge[2]["weight"] == pytest.approx(2.1, abs=0.01)


def test_one_name_on_two_platforms_is_two_people() -> None:
    """Nobody is joined by a guess: neither the same handle nor the same id is the same person."""
    same = [_mention(0, "77", handle="ann"), _mention(1, "77", handle="ann", platform="mastodon")]
    fans = [_mention(2, "fan", repost_of="p0"), _mention(3, "fan", platform="mastodon", repost_of="p1")]
    found = draw([*same, *fans])
    assert set(found.graph.nodes) == {"ann (x)", "ann (mastodon)", "fan (x)", "fan (mastodon)"}
    assert set(found.graph.edges) == {("fan (x)", "ann (x)"), ("fan (mastodon)", "ann (mastodon)")}


def test_a_stranger_who_takes_a_persons_name_stays_a_stranger() -> None:
    """Also one who is called as another drawing's label would be."""
    mentions = [_of_jane(0, 0), _mention(1, "5", handle="Jane Doe", repost_of="p0")]
    mentions += [
        _mention(2, "6", handle="Jane Doe (x)", repost_of="p0"),
        _mention(3, "7", platform="y", mentions=("8",)),
    ]
    found = draw(mentions)
    assert found.graph.in_degree("Jane Doe") == 2
    assert len(found.graph) == 5


def test_each_format_can_be_read_back(found: Drawn) -> None:
    """By the libraries of those who open it."""
    graphml = nx.read_graphml(io.BytesIO(written(found, "graphml").encode()))
    gexf = nx.read_gexf(io.BytesIO(written(found, "gexf").encode()))
    body = json.loads(written(found, "json"))
    for edges in (graphml.number_of_edges(), gexf.number_of_edges(), len(body["edges"])):
        assert edges == found.graph.number_of_edges() == 10
    assert body["picture"]["sentence"] == found.shown.sentence
    assert "ann carries it" in written(found, "text")
    assert written(found, "dot").startswith("digraph mentions {")


@pytest.mark.parametrize("form", FORMATS)
def test_equal_mentions_give_equal_bytes(form: str) -> None:
    """No date of today, no order of a set."""
    assert written(draw(_mentions()), form) == written(draw(_mentions()), form)


def test_a_hostile_name_ends_no_string() -> None:
    """Names come from strangers: quotes, brackets and line ends stay inside of the name."""
    evil = 'x"]; rogue [label="y\n<script>'
    found = draw([_mention(0, "ann"), _mention(1, evil, mentions=("ann",))])
    dot = written(found, "dot")
    assert '"x\\"]; rogue [label=\\"y <script>"' in dot
    assert "<script>" not in written(found, "graphml")
    assert "<script>" not in written(found, "gexf")


def test_the_command_draws_a_watch_and_refuses_what_is_unknown(tmp_path: Path) -> None:
    """Out of the daemon's store, read only."""
    at = BEGAN + timedelta(hours=1)
    posts = [post("root", at, author="ann")]
    posts += [
        post(f"r{n}", at + timedelta(minutes=n), author=f"fan{n}", repost_of="root", repost_of_author="ann")
        for n in range(1, 7)
    ]
    fill(tmp_path / "alertd-data", posts).close()
    settings = tmp_path / "alertd.yaml"
    settings.write_text("version: 1\ndata_dir: alertd-data\nwatches: {acme: {terms: [acme]}}\n")

    told = CliRunner().invoke(cli, ["graph", "acme", "-c", str(settings)])
    late = CliRunner().invoke(cli, ["graph", "acme", "-c", str(settings), "--since", "2030-01-01T00:00:00Z"])
    target = tmp_path / "out.gexf"
    drawn = CliRunner().invoke(cli, ["graph", "acme", "-c", str(settings), "--format", "gexf", "--to", str(target)])
    unknown = CliRunner().invoke(cli, ["graph", "globex", "-c", str(settings)])

    assert "@ann carries it (6 people pass them on)" in told.output
    assert "Nobody passes anybody on." in late.output
    assert drawn.exit_code == 0
    assert nx.read_gexf(target).number_of_edges() == 6
    assert "neither a watch nor an incident globex" in str(unknown.exception)


EVIL = (
    "a\x01b",
    "esc\x1b]0;owned\x07\x1b[2J",
    "c1\x9b2J",
    "nel\x85",
    "rlo\u202e",
    "ls\u2028",
    "no\uffff",
    'q"\\]};',
    "<x/>&amp;",
    "]]>",
    "\ud83d",
)


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_spoils_a_drawing(form: str) -> None:
    """Whatever an author is called: the file can be read again, everybody is in it, and nothing of it steers a terminal."""
    mentions = [_mention(0, "0", handle="star")]
    mentions += [_mention(n, f"{n}{name}", handle=name, repost_of="p0") for n, name in enumerate(EVIL, 1)]
    mentions += [_mention(50 + n, f"{n}\x01twin", handle="twin", repost_of="p0") for n in range(2)]
    body = written(draw(mentions), form)

    assert not set(body) & set("\x01\x07\x1b\x85\x9b\u202e\u2028\uffff\ud83d")
    people = 1 + len(EVIL) + 2
    if form == "graphml":
        assert len(nx.parse_graphml(body)) == people
    elif form == "gexf":
        assert len(nx.read_gexf(io.BytesIO(body.encode()))) == people
    elif form == "json":
        assert len(json.loads(body)["nodes"]) == people
    elif form == "dot":
        assert body.count("community=") == people
        assert len(body.splitlines()) == people + (people - 1) + 2
    else:
        assert f"{people} people" in body
