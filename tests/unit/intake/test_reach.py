"""Reach at intake: what is stamped on a post, a platform at a time, and the same after a restart."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from alertd.errors import StoreError
from alertd.intake.reach import MOST_NAMED, ReachFold, renamed
from alertd.model.mention import Reach
from alertd.model.post import Post

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def _post(author: str, *, of: str | None = None, platform: str = "x", **more: object) -> Post:
    return Post(
        platform=platform,
        id=f"{author}-{of}",
        created_at=AT,
        author=author,
        text=str(more.pop("text", "")),
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


def test_amplification_is_kept_a_platform() -> None:
    """A star of one network is a stranger on the next."""
    fold = ReachFold()
    assert fold.observe(_post("a"), AT).amplification is None
    fold.observe(_post("b", of="a"), AT)
    assert fold.observe(_post("a"), AT).amplification == 0.5
    assert fold.observe(_post("b"), AT).amplification == 1.0
    assert fold.observe(_post("a", platform="reddit"), AT).amplification is None


def test_nobody_amplifies_himself() -> None:
    """Own reposts and naming oneself are no reach."""
    fold = ReachFold()
    fold.observe(_post("a", of="a", mentions=("a",)), AT)
    assert fold.scores("x") == {}


def test_whom_a_post_reposts_is_not_named_by_it_as_well() -> None:
    """Sources list the reposted author among the names; one act counts once."""
    one, other = ReachFold(), ReachFold()
    one.observe(_post("b", of="a", mentions=("a", "a", "c")), AT)
    other.observe(_post("b", of="a", mentions=("c",)), AT)
    assert one.scores("x") == other.scores("x")


def test_a_post_that_names_thousands_counts_for_the_first_fifty() -> None:
    """Nobody is told of the rest, and one post must not fill the memory."""
    fold = ReachFold()
    fold.observe(_post("a", mentions=tuple(f"n{number}" for number in range(10_000))), AT)
    assert len(fold.scores("x")) == MOST_NAMED


def test_a_restart_changes_nothing() -> None:
    """Stamps after `from_state` equal those of the fold that went on, bit by bit."""
    fold = ReachFold(authors=40)
    posts = [
        _post(f"a{n * 7 % 60}", of=f"a{n * n % 13}" if n % 3 else None, author_followers=n * n, mentions=(f"a{n % 9}",))
        for n in range(300)
    ]
    for place, post in enumerate(posts):
        at = AT + timedelta(minutes=7 * place)
        if place == 150:
            other = ReachFold.from_state(fold.to_state(), authors=40)
        stamp = fold.observe(post, at)
        if place >= 150:
            assert other.observe(post, at) == stamp
    assert other.to_state() == fold.to_state()


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"\xc1",
        b"\x01",
        b"\x94\x63\x90\x90\x90",
        b"\x94\x01\x91\x91\x01\x90\x90",
        b"\x93\x02\x90\x91\x92\xa1x\x80",
        b"\x94\x02\x90\x90\x91\x92\xa1x\x07",
    ],
)
def test_a_broken_state_is_refused(state: bytes) -> None:
    """The caller folds the log again instead of going on with nonsense."""
    with pytest.raises(StoreError, match="reach"):
        ReachFold.from_state(state)


def test_a_state_of_version_1_is_taken_up() -> None:
    """An upgrade forgets neither who is large nor who is passed on."""
    at = AT.timestamp()
    rows = [["star", 0, 1.0, at], ["b", 1, 0.0, at]]
    kept = [1, [["x", "followers", [["star", 97]]]], [["x", [at, at, 2, 0, rows, ["star", "b"], [[0, 1, 1.0]]]]], []]
    fold = ReachFold.from_state(msgspec.msgpack.encode(kept))
    assert fold.observe(_post("star"), AT).amplification == 0.5


def test_an_erased_author_leaves_no_name_in_a_kept_state() -> None:
    """On its own platform only: the same id elsewhere is somebody else."""
    fold = ReachFold()
    fold.observe(_post("fan", of="ann", author_followers=7), AT)
    fold.observe(_post("ann", author_followers=900), AT)
    fold.observe(_post("ann", platform="reddit", author_followers=900), AT)
    state = renamed(fold.to_state(), "x", "ann", "erased-1")
    again = ReachFold.from_state(state)
    assert again.scores("x").keys() == {"erased-1"}
    assert state.count(b"ann") == 2  # audience and amplification of the other platform


def _told(author: str, post: str, *, platform: str = "x", **counts: int) -> Post:
    return _post(author, platform=platform).with_(id=post, **counts)


def test_a_post_that_has_grown_raises_its_author() -> None:
    """The next post of somebody whose last one went from 3 to 60 reposts is by somebody who carries, though no repost was seen."""
    fold = ReachFold()
    for number in range(50):
        fold.observe(_post(f"a{number}"), AT)
        fold.observe(_post("fan", of=f"a{number}"), AT)
    fold.observe(_told("ann", "p", reposts=3), AT)
    before = fold.observe(_post("ann"), AT).amplification
    grown = fold.observe(_told("ann", "p", reposts=60), AT).amplification

    assert before == 1.0
    assert grown is not None
    assert grown < 0.05
    assert fold.observe(_post("ann"), AT).amplification == grown


def test_likes_and_views_pass_nobody_on() -> None:
    """They are an audience; amplification is of reposts and answers."""
    fold = ReachFold()
    fold.observe(_told("ann", "p", likes=1, views=10), AT)
    fold.observe(_told("ann", "p", likes=9_000, views=10**6), AT)
    assert fold.scores("x") == {}


def test_what_was_seen_by_name_is_not_counted_again() -> None:
    """Ten reposts were brought to us, and the platform counts twelve: two strangers more, too few to be news."""
    fold, other = ReachFold(), ReachFold()
    for one in (fold, other):
        one.observe(_told("ann", "1", reposts=0), AT)
        for number in range(10):
            one.observe(_post(f"r{number}", of="ann"), AT)
    fold.observe(_told("ann", "1", reposts=12), AT)
    assert fold.scores("x")["ann"] == pytest.approx(1.2 * other.scores("x")["ann"])


def test_the_counts_of_a_repost_are_not_its_own() -> None:
    """Some platforms hand the counts of the original with each repost: they raise nobody who merely passed it on."""
    fold = ReachFold()
    for reposts in (10, 500, 9_000):
        fold.observe(_post("fan", of="ann", reposts=reposts), AT)
    assert set(fold.scores("x")) == {"ann"}
    assert fold.scores("x")["ann"] < 10


def test_the_same_id_elsewhere_is_another_post() -> None:
    """Growth is kept a platform, as authors are."""
    fold = ReachFold()
    fold.observe(_told("ann", "p", reposts=0), AT)
    fold.observe(_told("ann", "p", platform="mastodon", reposts=400), AT)
    assert fold.scores("mastodon") == {}


def test_a_restart_between_two_looks_changes_nothing() -> None:
    """What was told of each post is part of the state, and one that was kept before it was remembered is read."""
    looks = [(f"p{number % 7}", 5 * number + number * number % 11) for number in range(60)]
    whole = ReachFold()
    for place, (post, reposts) in enumerate(looks):
        one = _told(f"by-{post}", post, reposts=reposts)
        at = AT + timedelta(minutes=place)
        if place == 31:
            again = ReachFold.from_state(whole.to_state())
        stamp = whole.observe(one, at)
        if place >= 31:
            assert again.observe(one, at) == stamp
    assert again.to_state() == whole.to_state()
    assert whole.scores("x")

    before = msgspec.msgpack.encode(msgspec.msgpack.decode(whole.to_state())[:3])
    assert ReachFold.from_state(before).scores("x") == whole.scores("x")
