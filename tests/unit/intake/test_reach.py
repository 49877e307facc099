"""Reach: rare audiences, authors who are reposted of late, and the same answers after a restart."""

from datetime import UTC, datetime, timedelta

import pytest

from alertd.errors import StoreError
from alertd.intake.amplification import Amplification
from alertd.intake.audience import Audience
from alertd.intake.reach import ReachFold
from alertd.model.mention import Reach
from alertd.model.post import Post

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def _post(author: str, *, of: str | None = None, platform: str = "x", **more: object) -> Post:
    return Post(
        platform=platform,
        id=f"{author}-{of}",
        created_at=AT,
        author=author,
        text="",
        repost_of=None if of is None else "1",
        repost_of_author=of,
        **more,  # type: ignore[arg-type]
    )


def test_unknown_followers_are_unknown_not_none_at_all() -> None:
    """A feed without numbers must not look like a crowd of nobodies."""
    assert ReachFold().observe(_post("a"), AT) == Reach()
    assert ReachFold().observe(_post("a", author_followers=0), AT).audience == 0


def test_views_stand_in_where_there_are_no_followers() -> None:
    """And are compared with views, not with followers."""
    fold = ReachFold()
    for number in range(3000):
        fold.observe(_post(f"v{number}", views=1_000_000), AT)
    assert (reach := fold.observe(_post("a", views=900_000), AT)).audience == 900_000
    assert reach.top is not None
    assert reach.top > 0.7
    followers = fold.observe(_post("b", author_followers=900_000), AT).top
    assert followers is not None
    assert followers < 0.002


def test_a_large_audience_is_rare_from_the_first_post_on() -> None:
    """A new installation must know a celebrity when it sees one."""
    tops = [Audience(limit=10).top("a", people) for people in (0, 200, 25_000, 120_000, 10_000_000)]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] > 0.95
    assert 0.4 < tops[1] < 0.6
    assert 0.005 < tops[2] < 0.02
    assert tops[3] < 0.0025
    assert tops[4] > 0.0


def test_what_was_seen_outweighs_what_was_assumed() -> None:
    """On a network of celebrities, a celebrity is nothing special."""
    audience = Audience(limit=100_000)
    for number in range(20_000):
        audience.top(f"a{number}", 200_000)
    assert audience.top("b", 200_000) > 0.9
    assert audience.top("c", 50_000_000) < 0.001


def test_an_author_counts_once_however_often_it_posts() -> None:
    """A loud account is one account, with the audience it had last."""
    loud, quiet = Audience(limit=100), Audience(limit=100)
    for _ in range(500):
        loud.top("a", 1_000_000)
    loud.top("a", 10)
    quiet.top("a", 10)
    assert loud.top("b", 900_000) == quiet.top("b", 900_000)


def test_the_audiences_remembered_are_bounded() -> None:
    """The author seen longest ago goes."""
    audience = Audience(limit=3)
    for number in range(10):
        audience.top(f"a{number}", 1_000_000_000)
    assert [author for author, _ in audience.to_state()] == ["a7", "a8", "a9"]


def test_amplification_is_unknown_until_a_repost_was_seen() -> None:
    """A platform that tells no reposts makes nobody a nobody."""
    fold = ReachFold()
    assert fold.observe(_post("a"), AT).amplification is None
    fold.observe(_post("b", of="a"), AT)
    assert fold.observe(_post("a"), AT).amplification == 0.5
    assert fold.observe(_post("b"), AT).amplification == 1.0
    assert fold.observe(_post("a", platform="reddit"), AT).amplification is None


def test_who_is_reposted_most_by_different_people_is_on_top() -> None:
    """One bot that reposts a hundred times counts once."""
    fold = ReachFold()
    for number in range(98):
        fold.observe(_post(f"p{number}"), AT)
    for number in range(5):
        fold.observe(_post(f"p{number}", of="star"), AT)
    for _ in range(100):
        fold.observe(_post("bot", of="pushed"), AT)
    scores = fold.scores("x")
    assert scores["star"] == pytest.approx(5)
    assert scores["pushed"] == pytest.approx(1)
    assert fold.observe(_post("star"), AT).amplification == pytest.approx(1 / 101, rel=1e-4)
    assert fold.observe(_post("pushed"), AT).amplification == pytest.approx(2 / 101, rel=1e-4)


def test_nobody_amplifies_himself() -> None:
    """Own reposts are no reach."""
    fold = ReachFold()
    fold.observe(_post("a", of="a"), AT)
    assert fold.scores("x") == {}


def test_reposts_fade_by_half_in_two_hours() -> None:
    """And a second repost by the same person only renews the first."""
    fold = ReachFold()
    fold.observe(_post("b", of="a"), AT)
    fold.observe(_post("c"), AT + timedelta(hours=2))
    assert fold.scores("x")["a"] == pytest.approx(0.5)
    fold.observe(_post("b", of="a"), AT + timedelta(hours=2))
    assert fold.scores("x")["a"] == pytest.approx(1.0)


def test_only_authors_of_the_last_six_hours_are_compared() -> None:
    """Yesterday's star does not make today's smaller."""
    fold = ReachFold()
    for number in range(50):
        fold.observe(_post(f"b{number}", of="old"), AT)
    later = AT + timedelta(hours=7)
    fold.observe(_post("b1", of="new"), later)
    assert fold.observe(_post("new"), later).amplification == 0.5
    assert fold.observe(_post("c"), later).amplification == 1.0
    back = fold.observe(_post("old"), later).amplification
    assert back == pytest.approx(1 / 4)


def test_a_late_post_counts_at_its_own_time() -> None:
    """Filled gaps bring old reposts; they weigh what they weigh by now."""
    live, filled = ReachFold(), ReachFold()
    live.observe(_post("b", of="a"), AT)
    live.observe(_post("c"), AT + timedelta(hours=3))
    filled.observe(_post("d"), AT)
    filled.observe(_post("c"), AT + timedelta(hours=3))
    filled.observe(_post("b", of="a"), AT)
    assert filled.scores("x")["a"] == pytest.approx(live.scores("x")["a"])


def test_weeks_pass_without_losing_count() -> None:
    """The weights are brought down before they overflow, and ranks stay."""
    fold = Amplification(limit=1000, origin=0.0)
    for day in range(0, 400, 5):
        at = day * 86400.0
        for number in range(6):
            fold.repost("star", f"b{number}", at)
        fold.repost("other", "b1", at)
        assert fold.scores()["star"] == pytest.approx(6, rel=1e-3)
        assert fold.share("star") == pytest.approx(1 / 8)
    assert len(fold._pairs) <= 7 * 5


def test_without_room_the_lowest_are_forgotten() -> None:
    """A flood of new accounts cannot push out those who carry."""
    fold = Amplification(limit=100, origin=0.0)
    for number in range(5):
        fold.repost("star", f"b{number}", 0.0)
    for number in range(1000):
        fold.post(f"n{number}", 1.0 + number)
    assert fold.evicted >= 900
    assert len(fold._rows) <= 100
    assert fold.scores()["star"] == pytest.approx(5, rel=0.2)
    assert int(fold._counts.sum()) == 1


def test_a_restart_changes_nothing() -> None:
    """Stamps after `from_state` equal those of the fold that went on, bit by bit."""
    fold = ReachFold(authors=40, edges=50)
    posts = [
        _post(f"a{n * 7 % 60}", of=f"a{n * n % 13}" if n % 3 else None, author_followers=n * n, mentions=(f"a{n % 9}",))
        for n in range(300)
    ]
    for place, post in enumerate(posts):
        at = AT + timedelta(minutes=7 * place)
        if place == 150:
            other = ReachFold.from_state(fold.to_state(), authors=40, edges=50)
        stamp = fold.observe(post, at)
        if place >= 150:
            assert other.observe(post, at) == stamp
    assert other.to_state() == fold.to_state()
    assert sorted(other.ego("x", "a1").edges(data="reposts")) == sorted(fold.ego("x", "a1").edges(data="reposts"))


@pytest.mark.parametrize("state", [b"", b"\xc1", b"\x01", b"\x94\x63\x90\x90\x90", b"\x94\x01\x91\x91\x01\x90\x90"])
def test_a_broken_state_is_refused(state: bytes) -> None:
    """The caller folds the log again instead of going on with nonsense."""
    with pytest.raises(StoreError, match="reach"):
        ReachFold.from_state(state)


def test_the_neighbourhood_of_an_author_can_be_drawn() -> None:
    """Who named or reposted it, and how these stand to each other; strangers stay out."""
    fold = ReachFold()
    fold.observe(_post("b", of="a", mentions=("a", "c")), AT)
    fold.observe(_post("b", of="a"), AT)
    fold.observe(_post("d", mentions=("e",)), AT)
    fold.observe(_post("b", of="a", platform="reddit"), AT)
    graph = fold.ego("x", "a")
    assert set(graph.nodes) == {"a", "b"}
    assert graph["b"]["a"] == {"mentions": 0, "reposts": 2}
    assert set(fold.ego("x", "b").edges) == {("b", "a"), ("b", "c")}
    assert set(fold.ego("x", "nobody").nodes) == {"nobody"}


def test_edges_are_bounded() -> None:
    """Only the last ones are kept."""
    fold = ReachFold(edges=3)
    for number in range(10):
        fold.observe(_post("a", mentions=(f"b{number}",)), AT)
    assert set(fold.ego("x", "a").nodes) == {"a", "b7", "b8", "b9"}
