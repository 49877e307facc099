"""Cascades: which posts are passed on, by how many accounts, how they rank and how large they will become."""

import json
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.signals.cascades import CAPACITY, Cascades, Travelling
from alertd.core.signals.travel_spans import DAY, FEWEST, SPANS
from alertd.core.times import instant
from alertd.model.mention import Mention
from alertd.model.score import Score

NOON = 1_795_435_200.0
FIVE = SPANS.index(300.0)


def _mention(at: float, author: str, *, of: str | None = None, quotes: str | None = None, **more: object) -> Mention:
    return Mention(
        watch="acme",
        platform="x",
        id=f"{author}-{of}-{at}",
        author=author,
        posted_at=instant(NOON + at),
        seen_at=instant(NOON + at),
        language="en",
        score=Score.unknown("t/1"),
        voice=1,
        repost_of=of,
        repost_of_author=None if of is None else f"writer of {of}",
        quotes=quotes,
    ).with_(**more)


def _pass_on(cascades: Cascades, at: float, author: str, **more: object) -> Travelling | None:
    mention = _mention(at, author, **more)  # type: ignore[arg-type]
    cascades.observe(mention, NOON + at, NOON + at)
    return cascades.of(mention)


def _travelled(cascades: Cascades, post: str, accounts: int, *, begin: float = 0.0, every: float = 10.0) -> Travelling:
    found = None
    for number in range(accounts):
        found = _pass_on(cascades, begin + number * every, f"{post}/{number}", of=post)
    assert found is not None
    return found


def test_distinct_accounts_are_counted_and_not_the_writer() -> None:
    """One bot that reposts a hundred times passes it on once; nobody makes his own post travel."""
    cascades = Cascades()
    for second in range(100):
        _pass_on(cascades, float(second), "bot", of="p")
    _pass_on(cascades, 100.0, "writer of p", of="p")
    post = _pass_on(cascades, 101.0, "ann", of="p")
    assert post is not None
    assert post.accounts == 2


def test_quotes_pass_on_as_reposts_do() -> None:
    """And a post that passes nothing on is no part of a cascade."""
    cascades = Cascades()
    _pass_on(cascades, 0.0, "ann", of="p")
    post = _pass_on(cascades, 1.0, "bob", quotes="p")
    assert post is not None
    assert post.accounts == 2
    assert _pass_on(cascades, 2.0, "cem") is None


def test_the_platforms_own_count_stands_in_where_it_is_higher() -> None:
    """Platforms do not deliver each repost; what they say of the number is known all the same."""
    post = _pass_on(Cascades(), 0.0, "ann", of="p", reposts=812)
    assert post is not None
    assert post.size == 812


def test_the_best_span_is_remembered_and_the_first_one_too() -> None:
    """A post that sleeps and wakes is judged by its best five minutes; its size is foretold from its first."""
    cascades = Cascades()
    _pass_on(cascades, 0.0, "first", of="p")
    post = _travelled(cascades, "p", 12, begin=7200.0)
    assert post.best[FIVE] == 12
    assert post.marks[FIVE] == 1
    later = _travelled(cascades, "p", 3, begin=14_400.0)
    assert later.best[FIVE] == 12


def test_rank_counts_the_posts_of_the_last_day_that_did_better() -> None:
    """What nobody passes on any more for a day is not compared with."""
    cascades = Cascades()
    large, small = _travelled(cascades, "large", 20), _travelled(cascades, "small", 8)
    tiny = _travelled(cascades, "tiny", FEWEST - 1)
    assert cascades.rank(large, FIVE, NOON + 300) == 1
    assert cascades.rank(small, FIVE, NOON + 300) == 2
    assert cascades.rank(tiny, FIVE, NOON + 300) == 3
    again = _travelled(cascades, "next day", 6, begin=DAY + 400)
    assert cascades.rank(again, FIVE, NOON + DAY + 500) == 1


def test_posts_that_arrive_late_or_out_of_order_are_counted_at_their_own_time() -> None:
    """The same posts in another order give the same best span."""
    one, other = Cascades(), Cascades()
    times = [0.0, 40.0, 80.0, 200.0, 390.0, 400.0]
    for at in times:
        straight = _pass_on(one, at, f"a{at}", of="p")
    for at in [390.0, 0.0, 400.0, 80.0, 40.0, 200.0]:
        _pass_on(other, at, f"a{at}", of="p")
    mixed = other.of(_mention(0.0, "z", of="p"))
    assert straight is not None
    assert mixed is not None
    assert mixed.accounts == straight.accounts
    assert mixed.times == straight.times


def test_sizes_come_from_elsewhere_until_thirty_cascades_have_ended() -> None:
    """Then the watch's own count: here each post goes on to four times of what its first five minutes showed."""
    cascades = Cascades()
    young = _travelled(cascades, "young", 10, every=20.0)
    before = cascades.expected(young, NOON + 400)
    assert not before.is_own
    assert before.low < before.middle < before.high
    for number in range(40):
        accounts = 5 + number % 11
        begin = DAY + number * 3600.0
        _travelled(cascades, f"p{number}", accounts, begin=begin, every=1.0)
        for extra in range(3):
            for account in range(accounts):
                _pass_on(cascades, begin + 1000 + 600 * extra, f"p{number}/more{extra}/{account}", of=f"p{number}")
    begin = 5 * DAY
    fresh = _travelled(cascades, "fresh", 8, begin=begin, every=1.0)
    after = cascades.expected(fresh, NOON + begin + 400)
    assert after.is_own
    assert after.middle == pytest.approx(32, rel=0.15)
    assert after.low <= 33
    assert after.high >= 31


def test_never_less_is_expected_than_there_is_already() -> None:
    """A count that the platform tells may be far above what a line foretells."""
    cascades = Cascades()
    post = _pass_on(cascades, 0.0, "ann", of="p", reposts=50_000)
    assert post is not None
    assert cascades.expected(post, NOON + 4000).low == 50_000


def test_a_flood_of_posts_is_bounded_and_the_large_ones_stay() -> None:
    """Those that fewest passed on are forgotten first."""
    cascades = Cascades()
    _travelled(cascades, "large", 30)
    for number in range(3 * CAPACITY):
        _pass_on(cascades, 400.0 + number / 100, "bot", of=f"p{number}")
    assert len(cascades._posts) <= CAPACITY
    assert cascades.of(_mention(0.0, "z", of="large")) is not None


def test_a_storm_over_one_post_keeps_its_memory_small() -> None:
    """Ten thousand reposts in a minute: the instants kept are bounded, the accounts are all counted."""
    cascades = Cascades()
    post = _travelled(cascades, "p", 10_000, every=0.006)
    assert len(post.times) <= 500
    assert post.accounts == 10_000


def test_a_restart_changes_nothing() -> None:
    """Through JSON, as the snapshot keeps it: what follows is the same."""
    one = Cascades()
    _travelled(one, "p", 9)
    _pass_on(one, 100.0, "q", of="q", reposts=7)
    other = Cascades.from_state(json.loads(json.dumps(one.to_state())))
    for cascades in (one, other):
        post = _travelled(cascades, "p", 12, begin=200.0)
        assert post.accounts == 12
        assert math.isfinite(cascades.expected(post, NOON + 400).high)
    assert json.dumps(other.to_state()) == json.dumps(one.to_state())


def _flood(cascades: Cascades, accounts: int, *, span: float, begin: float = 0.0) -> Travelling:
    return _travelled(cascades, "p", accounts, begin=begin, every=span / accounts)


@pytest.mark.parametrize("accounts", [100, 499, 500, 501, 3400])
def test_more_than_its_instants_are_counted_to_the_minute(accounts: int) -> None:
    """However many passed it on within an hour: all of them, or all but those of the minute in which the hour began."""
    cascades = Cascades()
    post = _flood(cascades, accounts, span=3600.0)
    last = NOON + 3600.0
    assert accounts - accounts / 60 - 1 <= post.lately(last, 3600.0) <= accounts
    assert post.best[-1] <= accounts
    half = post.lately(last, 1800.0)
    assert accounts / 2 - accounts / 60 - 1 <= half <= accounts / 2 + 1
    assert post.lately(last + 7200.0, 3600.0) == 0


def test_those_of_hours_ago_are_not_counted_as_of_now() -> None:
    """A thousand in the morning and ten in the evening are ten now."""
    cascades = Cascades()
    _flood(cascades, 1000, span=3600.0)
    post = _travelled(cascades, "p", 5, begin=30_000.0, every=60.0)
    assert post.lately(NOON + 30_300.0, 3600.0) <= 5
    assert post.accounts == 1000  # the same five accounts as in the morning


def test_late_reposts_count_in_their_own_minutes() -> None:
    """A feed that brings six hundred in no order says the same as one that brings them as they were written."""
    instants = [float(7 * number % 3600) for number in range(600)]
    told = []
    for order in (sorted(instants), instants):
        cascades = Cascades()
        for number, at in enumerate(order):
            mention = _mention(at, f"u{number}", of="p")
            cascades.observe(mention, NOON + at, NOON + 3600.0)
        post = cascades.of(mention)
        assert post is not None
        told.append(post.lately(NOON + 3600.0, 1800.0))
    assert told[0] == pytest.approx(told[1], abs=12)
    assert max(told) <= sum(1 for at in instants if at > 1800.0)


def test_a_post_that_ended_is_learnt_from() -> None:
    """Before it ended a hundred within an hour were rare; a day later they have been seen."""
    cascades = Cascades()
    _flood(cascades, 300, span=1800.0)
    before = cascades.habit.rarity(300)
    for hour in range(1, 50):
        _pass_on(cascades, hour * 3600.0, f"ann{hour}")
    assert cascades.habit.rarity(300) < before


def test_a_restart_keeps_minutes_and_habit() -> None:
    """In the middle of a storm, and in every state of an older version, which knew neither."""
    one = Cascades()
    _flood(one, 700, span=1800.0)
    two = Cascades.from_state(json.loads(json.dumps(one.to_state())))
    old = Cascades.from_state(json.loads(json.dumps(one.to_state()))[:5])
    posts = []
    for each in (one, two, old):
        for number in range(300):
            _pass_on(each, 1800.0 + number, f"late{number}", of="p")
        post = each.of(_mention(0.0, "x", of="p"))
        assert post is not None
        posts.append((post.lately(NOON + 2100.0, 3600.0), each.habit.rarity(500)))
    assert posts[0] == posts[1]
    assert posts[2][0] == posts[0][0]


def _brought(instants: list[float]) -> Travelling:
    """A post whose reposts were written at these instants, and brought in this order."""
    cascades = Cascades()
    for number, at in enumerate(instants):
        mention = _mention(at, f"u{number}", of="p")
        cascades.observe(mention, NOON + at, NOON + 7200.0)
    post = cascades.of(mention)
    assert post is not None
    return post


@pytest.mark.parametrize("accounts", [30, 499, 700, 1500])
def test_a_feed_that_brings_the_newest_first_says_the_same(accounts: int) -> None:
    """Pages of a search begin with the newest: the best span, the first one and what came lately are those of the right order, to the minute."""
    instants = [3000.0 * number / accounts for number in range(accounts)]
    straight, turned = _brought(instants), _brought(instants[::-1])
    assert turned.began == straight.began
    minute = accounts / 50 + 1
    for place, span in enumerate(SPANS):
        assert straight.best[place] - minute <= turned.best[place] <= straight.best[place] + 1
        assert abs(turned.marks[place] - straight.marks[place]) <= minute
        assert abs(turned.lately(NOON + 3000.0, span) - straight.lately(NOON + 3000.0, span)) <= minute


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 5000), min_size=2, max_size=40).flatmap(
        lambda them: st.tuples(st.just(them), st.permutations(them))
    )
)
def test_in_whatever_order_reposts_come_no_span_holds_more_than_were_written_in_it(
    orders: tuple[list[int], list[int]],
) -> None:
    """Nor less than half of the most that were: what is rare is judged by it."""
    written, brought = orders
    post = _brought([float(at) for at in brought])
    for place, span in enumerate(SPANS):
        most = max(sum(end - span < at <= end for at in written) for end in written)
        whole = max(sum(end - span <= at <= end for at in written) for end in written)
        assert most / 2 <= post.best[place] <= whole
    assert post.began == NOON + min(written)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32), st.integers(501, 900))
def test_a_storm_brought_in_no_order_is_never_counted_higher_than_it_was(seed: int, accounts: int) -> None:
    """More than the instants that are kept: whole minutes stand for the older ones, and a minute that is cut counts as nothing."""
    draw = random.Random(seed)
    written = sorted(float(draw.randrange(7000)) for _ in range(accounts))
    brought = written[:]
    draw.shuffle(brought)
    post = _brought(brought)
    for at, span in ((7000.0, 3600.0), (5000.0, 1800.0), (3333.0, 900.0)):
        assert post.lately(NOON + at, span) <= sum(at - span <= each <= at for each in written)
    assert post.lately(NOON + 7000.0, 3600.0) >= sum(each > 3400.0 for each in written) - accounts // 40


def test_a_post_that_sleeps_is_learnt_from_within_the_day() -> None:
    """Six hours after the last who passed it on the small post tells what is to be expected, and once only."""
    cascades = Cascades()
    _flood(cascades, 60, span=1800.0)
    fresh = cascades.habit.to_state()[6]
    for hour in range(1, 60):
        _pass_on(cascades, 1800.0 + hour * 1800.0, f"ann{hour}")
        if hour == 14:
            assert cascades.habit.to_state()[6] == pytest.approx(1.0, rel=0.01)
            assert cascades.of(_mention(0.0, "z", of="p")) is not None
    assert fresh == 0.0
    assert cascades.habit.to_state()[6] == pytest.approx(1.0, rel=0.05)


def test_what_is_forgotten_for_want_of_room_is_learnt_too() -> None:
    """A brand so large that its posts are dropped within the hour would else never have had one that many pass on."""
    cascades = Cascades()
    for number in range(CAPACITY + 1):
        _pass_on(cascades, number / 10, f"ann{number}", of=f"p{number}", reposts=5)
    large = cascades.of(_mention(0.0, "z", of="p999"))
    assert large is not None
    large.best[-1] = 40
    for number in range(CAPACITY):
        _pass_on(cascades, 200.0 + number / 10, f"bob{number}", of=f"q{number}", reposts=9)
    assert cascades.of(_mention(0.0, "z", of="p999")) is None
    assert cascades.habit.to_state()[6] == pytest.approx(1.0, rel=0.01)
