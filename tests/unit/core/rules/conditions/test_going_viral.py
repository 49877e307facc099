"""going_viral: a post that is passed on faster than the others of the day, or will go far."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from alertd.core.rules.verdict import Verdict
from alertd.core.times import instant
from alertd.model.page import EXPECTED, SEEN_BY, SignalShown
from alertd.model.rule import GoingViral
from tests.unit.core.rules.conditions.looking import NOON, Looking


def _travels(
    looking: Looking,
    post: str,
    accounts: int,
    *,
    begin: float = 0.0,
    negative: float | None = 0.06,
    every: float = 10.0,
) -> Verdict:
    verdict = Verdict(holds=False)
    for number in range(accounts):
        verdict = looking.hear(
            begin + number * every,
            negative=negative,
            repost_of=post,
            repost_of_author=f"writer of {post}",
            voice=10**6 + len(post),
        )
    return verdict


def test_the_first_of_the_day_holds_and_the_sixth_does_not() -> None:
    """Top 5 a day: a post that five others beat is none of them, until it does better."""
    looking = Looking(GoingViral(top_a_day=5))
    for number in range(5):
        assert _travels(looking, f"p{number}", 10, begin=number * 600.0).holds
    sixth = _travels(looking, "sixth", 9, begin=4000.0)
    assert not sixth.holds
    assert "place 6" in sixth.note
    assert _travels(looking, "sixth", 6, begin=4100.0).holds


@pytest.mark.parametrize(("accounts", "holds"), [(4, False), (5, True)])
def test_five_accounts_within_the_span_are_the_fewest(accounts: int, *, holds: bool) -> None:
    """Two friends who repost each other are no wave, however quiet the day."""
    assert _travels(Looking(GoingViral(top_a_day=5)), "p", accounts).holds is holds


def test_the_span_is_that_of_the_rule() -> None:
    """Six accounts, one every two minutes: a wave of a quarter of an hour, none of five minutes."""
    assert not _travels(Looking(GoingViral(top_a_day=5)), "p", 6, every=120.0).holds
    slow = Looking(GoingViral(top_a_day=5, after=timedelta(minutes=15)))
    assert _travels(slow, "p", 6, every=120.0).holds


def test_an_author_whom_nobody_ever_reposted_is_seen() -> None:
    """Reach of the author is unknown throughout; what happens to the post is not."""
    verdict = _travels(Looking(GoingViral(exceeds_reposts=50)), "p", 25)
    assert verdict.holds
    passed_on, expected = verdict.shown
    assert (passed_on.value, passed_on.unit) == (25.0, "reposts")
    assert expected.name == EXPECTED
    assert expected.low is not None
    assert expected.high is not None
    assert 25 <= expected.low <= (expected.value or 0) <= expected.high


def _seen_by(*followers: int | None, author: int | None = None) -> SignalShown | None:
    looking = Looking(GoingViral(top_a_day=5))
    if author is not None:
        looking.say(0.0, id="p", audience=author)
    verdict = Verdict(holds=False)
    for number, audience in enumerate(followers):
        verdict = looking.hear(1.0 + number, repost_of="p", repost_of_author="ann", voice=1, audience=audience)
    assert verdict.holds
    return next((one for one in verdict.shown if one.name == SEEN_BY), None)


def test_it_says_how_many_see_it_by_way_of_others() -> None:
    """To two digits; six accounts of 2,000 followers each and an author of 10,000."""
    seen = _seen_by(*[2_000] * 6, author=10_000)
    assert seen is not None
    assert (seen.value, seen.low, seen.high, seen.unit) == (2_900.0, 1_500.0, 3_300.0, "people")
    alone = _seen_by(*[2_000] * 6)
    assert alone is not None
    assert (alone.value, alone.low, alone.high) == (1_400.0, 300.0, 1_800.0)


@pytest.mark.parametrize("followers", [(None,) * 6, (2_000, 2_000, None, None, None, None), (3,) * 6])
def test_it_does_not_say_what_is_not_known_or_hardly_anybody(followers: tuple[int | None, ...]) -> None:
    """Reposters of whom the platform tells nothing, and six with three followers each."""
    assert _seen_by(*followers) is None


def test_a_bot_that_reposts_again_shows_it_to_nobody_new() -> None:
    """One account counts once, for its followers too; and a restart in the middle changes no number."""
    looking = Looking(GoingViral(top_a_day=5))
    for number in range(5):
        looking.hear(float(number), repost_of="p", author=f"u{number}", audience=5_000)
    looking.state.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(looking.state.to_state())))
    verdict = Verdict(holds=False)
    for number in range(50):
        verdict = looking.hear(10.0 + number, repost_of="p", author="u1", audience=5_000)
    (seen,) = (one for one in verdict.shown if one.name == SEEN_BY)
    assert (seen.value, seen.high) == (3_000.0, 3_800.0)


def test_exceeds_waits_until_so_much_is_expected() -> None:
    """Six accounts in a minute do not make ten thousand; the note says where the figure comes from."""
    verdict = _travels(Looking(GoingViral(exceeds_reposts=10_000)), "p", 6)
    assert not verdict.holds
    assert "reposts expected, from cascades elsewhere" in verdict.note


@pytest.mark.parametrize(
    ("sentiment", "negative", "holds"), [("negative", 0.9, True), ("negative", 0.1, False), ("any", None, True)]
)
def test_the_mood_is_that_of_the_post(sentiment: str, negative: float | None, *, holds: bool) -> None:
    """Its reposts carry its text."""
    assert _travels(Looking(GoingViral(top_a_day=5, sentiment=sentiment)), "p", 8, negative=negative).holds is holds


def test_quotes_count_but_do_not_lend_their_mood() -> None:
    """Angry quotes of a post nobody has seen: it travels, whether it is negative is not known."""
    for sentiment, holds in (("any", True), ("negative", False)):
        looking = Looking(GoingViral(top_a_day=5, sentiment=sentiment))
        for number in range(8):
            verdict = looking.hear(10.0 * number, negative=0.95, quotes="p")
        assert verdict.holds is holds


def test_the_post_itself_is_shown_where_it_is_known() -> None:
    """The page quotes what travels, not the last who passed it on."""
    looking = Looking(GoingViral(top_a_day=5))
    looking.say(0.0, author="ann")
    root = looking.last
    assert root is not None
    verdict = _travels(looking, root.id, 7, begin=10.0)
    assert verdict.focus is not None
    assert verdict.focus.author == "ann"


def test_a_wave_of_yesterday_wakes_nobody() -> None:
    """Reposts that come in seven hours late are told as too old."""
    looking = Looking(GoingViral(top_a_day=5))
    for number in range(8):
        looking.say(-7 * 3600 + number, repost_of="p", repost_of_author="w", seen_at=instant(NOON))
    verdict = looking.ask(0.0, mention=looking.last)
    assert not verdict.holds
    assert "too-old-to-wake" in verdict.note


def test_between_reposts_nothing_holds() -> None:
    """It is an event: whoever looks without one sees nothing, and a post that passes nothing on is none."""
    looking = Looking(GoingViral(top_a_day=5))
    _travels(looking, "p", 8)
    assert not looking.ask(100.0).holds
    assert not looking.hear(101.0).holds
