"""What a stranger's posts may do to reach: self-mentions, thousands of names, cycles, odd instants. Bounded, answered, the same every time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.core.reach.amplification import Amplification
from alertd.core.reach.cascade import Cascade, CascadeSizes
from alertd.core.reach.graph import MentionGraph
from alertd.core.signals.cascades import Cascades
from alertd.core.signals.together import Together
from alertd.intake.reach import MOST_NAMED, passed_on
from alertd.model.mention import Mention, Reach
from alertd.model.score import Score
from alertd.report.graph_report import draw

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def said(number: int, author: str, **more: object) -> Mention:
    """Return a mention of so many seconds after ten."""
    at = AT + timedelta(seconds=number)
    fields = {"watch": "acme", "platform": "x", "language": "en", "score": Score.unknown("t/1"), "voice": number}
    made = Mention(id=f"p{number}", author=author, posted_at=at, seen_at=at, **fields)  # type: ignore[arg-type]
    return made.with_(**more)


def test_whoever_passes_on_and_names_himself_carries_nobody() -> None:
    """Not in the score, not in the picture, not in the post's own travels."""
    fold = Amplification(limit=10, origin=0.0)
    passed_on(fold, "a", "a", ["a", "a"], 1.0)
    assert fold.scores() == {}

    found = draw([said(0, "a", mentions=("a",)), said(1, "a", repost_of="p0", repost_of_author="a", mentions=("a",))])
    assert (found.graph.number_of_edges(), found.shown.carries) == (0, None)

    cascades = Cascades()
    for number in range(1, 9):
        post = said(number, "a", repost_of="p0", repost_of_author="a")
        cascades.observe(post, AT.timestamp() + number, AT.timestamp() + number)
    travelling = cascades.of(said(9, "a", repost_of="p0"))
    assert travelling is not None
    assert travelling.accounts == 0


def test_one_name_ten_thousand_times_is_one_name_and_ten_thousand_names_are_fifty() -> None:
    """In one post, for the score and for the picture alike."""
    once, often = Amplification(limit=100, origin=0.0), Amplification(limit=100, origin=0.0)
    passed_on(once, "a", None, ["b"], 1.0)
    passed_on(often, "a", None, ["b"] * 10_000, 1.0)
    assert often.scores() == once.scores()

    many = [f"n{number}" for number in range(10_000)]
    passed_on(often, "a", None, many, 2.0)
    assert len(often) == 2 + MOST_NAMED
    assert draw([said(0, "a", mentions=("b",) * 10_000)]).graph.number_of_edges() == 1
    assert draw([said(0, "a", mentions=tuple(many))]).graph.number_of_edges() == MOST_NAMED


@pytest.mark.parametrize("size", [2, 3, 40])
def test_a_cycle_is_drawn_and_has_an_end(size: int) -> None:
    """Everybody reposts the next, the last one the first: equal scores, a picture, a core, and nobody is followed for ever."""
    fold = Amplification(limit=100, origin=0.0)
    for number in range(size):
        fold.repost(f"a{(number + 1) % size:02}", f"a{number:02}", 5.0)
    assert len(set(fold.scores().values())) == 1

    found = draw(said(n, f"a{n:02}", repost_of_author=f"a{(n + 1) % size:02}") for n in range(size))
    assert found.graph.number_of_edges() == size
    assert found.shown.carried_by == 1
    assert found.shown.core_degree == (1 if size == 2 else 2)


def test_a_post_from_the_year_2200_leaves_the_picture_of_today() -> None:
    """Its edge is the heaviest; those of today are still drawn, with the weight of what is nearly forgotten."""
    graph = MentionGraph()
    for number in range(5):
        graph.observe(f"f{number}", "star", 1e9 + number, is_repost=True)
    graph.observe("liar", "nobody", 7.3e9, is_repost=True)
    rows = graph.heaviest(10)
    assert rows[0][:2] == ("liar", "nobody")
    assert len(rows) == 6


def test_a_million_new_authors_leave_groups_and_travels_bounded() -> None:
    """Thirty thousand stand for them: each new, each with a text and a target of its own, all within a minute."""
    together, cascades = Together(), Cascades()
    for number in range(30_000):
        at = AT.timestamp() + number / 500
        post = said(0, f"u{number}", voice=number, repost_of=f"t{number}", repost_of_author="x").with_(id=f"r{number}")
        together.observe(post, at, at)
        cascades.observe(post, at, at)
    kept = together.to_state()
    assert len(kept["done"]) <= 20_001
    assert len(kept["acts"]) + len(kept["older"]) <= 10_002
    assert len(kept["recent"]) <= 4_000
    assert len(cascades.to_state()[0]) <= 1_001


@pytest.mark.parametrize("followers", [-4, 10**41, 2**63 - 1, 2**64 - 1])
def test_followers_that_nobody_has_are_unknown(followers: int) -> None:
    """In what is learnt and in what is asked: they pull no line, and no size is foretold by them."""
    clean, spoilt = CascadeSizes(), CascadeSizes()
    for number in range(1, 40):
        times = tuple(float(n) for n in range(1 + number % 9))
        for sizes in (clean, spoilt):
            sizes.learn(Cascade(times, 300.0, 100 * number, 10 * (1 + number % 9)))
    spoilt.learn(Cascade((1.0, 2.0), 300.0, followers, 30))
    clean.learn(Cascade((1.0, 2.0), 300.0, None, 30))
    asked = Cascade((1.0, 2.0, 3.0), 300.0, followers)
    assert spoilt.predict(asked) == clean.predict(Cascade((1.0, 2.0, 3.0), 300.0))


@pytest.mark.parametrize("final", [0, -1, 10**11, 10**400])
def test_a_final_size_that_cannot_be_is_refused(final: int) -> None:
    """It would pull every later answer."""
    with pytest.raises(ValueError, match="final size"):
        CascadeSizes().learn(Cascade((1.0,), 300.0, None, final))


def test_more_than_was_ever_seen_is_foretold_like_the_most_that_was() -> None:
    """A line knows nothing beyond what it was fitted to; what was seen already is never undercut."""
    sizes = CascadeSizes()
    for number in range(1, 60):
        sizes.learn(Cascade(tuple(float(n) for n in range(number)), 300.0, 500, 3 * number))
    flood = sizes.predict(Cascade(tuple(n / 100 for n in range(20_000)), 300.0, 9_999_999_999))
    assert flood.predicted == 20_000
    assert flood.high < 10**7


def test_an_audience_beyond_belief_is_still_a_number() -> None:
    """Whatever the sender says of followers: ranks and exposures stay finite."""
    post = said(1, "a", repost_of="p0", repost_of_author="b", reach=Reach(audience=10**15))
    cascades = Cascades()
    cascades.observe(post, AT.timestamp(), AT.timestamp())
    travelling = cascades.of(post)
    assert travelling is not None
    assert travelling.passed_on.people == pytest.approx(6e13)
