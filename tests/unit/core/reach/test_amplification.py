"""Amplification: who is passed on of late by different people, in bounded memory, the same after any restart."""

import math

import msgspec
import pytest

from alertd.core.reach.amplification import Amplification

HOUR = 3600.0
#: What one fresh repost is worth: the sum of 1/h over the half-lives of 1/4, 1, 3 and 24 hours.
FRESH = 4 + 1 + 1 / 3 + 1 / 24


def _fold(limit: int = 1000) -> Amplification:
    return Amplification(limit=limit, origin=0.0)


def test_it_is_unknown_until_a_repost_was_seen() -> None:
    """A platform that tells no reposts makes nobody a nobody."""
    fold = _fold()
    fold.post("a", 0.0)
    assert fold.share("a") is None
    fold.repost("a", "b", 0.0)
    assert fold.share("a") == 0.5
    assert fold.share("b") == 1.0
    assert fold.share("stranger") == 1.0


def test_who_is_reposted_most_by_different_people_is_on_top() -> None:
    """One bot that reposts a hundred times counts once."""
    fold = _fold()
    for number in range(98):
        fold.post(f"p{number}", 0.0)
    for number in range(5):
        fold.repost("star", f"p{number}", 0.0)
    for _ in range(100):
        fold.repost("pushed", "bot", 0.0)
    assert fold.scores() == pytest.approx({"star": 5 * FRESH, "pushed": FRESH})
    assert fold.share("star") == pytest.approx(1 / 101)
    assert fold.share("pushed") == pytest.approx(2 / 101)


def test_the_score_is_the_sum_that_the_module_states() -> None:
    """Worked by hand: two reposts an hour apart and one mention, two hours after the first."""
    fold = _fold()
    fold.repost("a", "b", 0.0)
    fold.repost("a", "c", HOUR)
    fold.mention("a", "d", HOUR)
    by_hand = sum(
        (2 ** (-2 / hours) + 2 ** (-1 / hours) + 0.1 * 2 ** (-1 / hours)) / hours for hours in (0.25, 1.0, 3.0, 24.0)
    )
    assert fold.score("a", 2 * HOUR) == pytest.approx(by_hand)


def test_a_second_repost_by_the_same_person_only_renews_the_first() -> None:
    """And one that arrives late, from before the one known, changes nothing."""
    fold = _fold()
    fold.repost("a", "b", 0.0)
    fold.post("c", 2 * HOUR)
    faded = fold.score("a")
    fold.repost("a", "b", 2 * HOUR)
    assert faded < FRESH / 4
    assert fold.score("a") == pytest.approx(FRESH)
    fold.repost("a", "b", HOUR)
    assert fold.score("a") == pytest.approx(FRESH)


def test_being_named_counts_a_tenth_and_makes_nobody_active() -> None:
    """Who is only named is heard of; but it does not speak here, so nobody is compared with it."""
    fold = _fold()
    fold.repost("a", "b", 0.0)
    fold.mention("named", "b", 0.0)
    assert fold.score("named") == pytest.approx(FRESH / 10)
    assert fold.share("a") == 0.5
    fold.post("named", 0.0)
    assert fold.share("named") == pytest.approx(2 / 3)


def test_only_authors_of_the_last_six_hours_are_compared() -> None:
    """Yesterday's star does not make today's smaller; when it is back it is compared again."""
    fold = _fold()
    for number in range(30):
        fold.repost("old", f"b{number}", 0.0)
    fold.repost("new", "b1", 7 * HOUR)
    fold.post("new", 7 * HOUR)
    assert fold.share("new") == 0.5
    fold.post("c", 7 * HOUR)
    fold.post("old", 7 * HOUR)
    assert fold.share("c") == 1.0
    assert fold.share("new") == pytest.approx(1 / 4)  # a repost of now weighs more than thirty of seven hours ago
    assert fold.share("old") == pytest.approx(2 / 4)


def test_a_late_post_counts_at_its_own_time() -> None:
    """Filled gaps bring old reposts; they weigh what they weigh by now."""
    live, filled = _fold(), _fold()
    live.repost("a", "b", 0.0)
    live.post("c", 3 * HOUR)
    filled.post("d", 0.0)
    filled.post("c", 3 * HOUR)
    filled.repost("a", "b", 0.0)
    assert filled.score("a") == pytest.approx(live.score("a"))


def test_months_pass_without_losing_count() -> None:
    """The weights are brought down before they overflow, and ranks stay."""
    fold = _fold()
    for day in range(0, 400, 5):
        at = day * 24 * HOUR
        for number in range(6):
            fold.repost("star", f"b{number}", at)
        fold.repost("other", "b1", at)
        assert fold.score("star") == pytest.approx(6 * FRESH, rel=0.01)
        assert fold.share("star") == pytest.approx(1 / 8)


@pytest.mark.parametrize("at", [1e9, 9.9e9, -9.9e9])
def test_an_instant_from_nowhere_neither_stalls_nor_breaks(at: float) -> None:
    """A post of the year 2283 fades all before it, one of long ago counts for nothing; both leave finite numbers."""
    fold = _fold()
    fold.repost("a", "b", 0.0)
    fold.repost("a", "c", at)
    fold.repost("d", "c", 0.0)
    assert all(math.isfinite(score) and score >= 0 for score in fold.scores().values())
    assert fold.share("a") is not None


def test_without_room_the_lowest_are_forgotten() -> None:
    """A flood of new accounts cannot push out those who carry."""
    fold = _fold(limit=100)
    for number in range(5):
        fold.repost("star", f"b{number}", 0.0)
    for number in range(1000):
        fold.post(f"n{number}", 1.0 + number)
    assert fold.evicted >= 900
    assert len(fold) <= 100
    assert fold.score("star") == pytest.approx(5 * FRESH, rel=0.6)
    assert fold.share("star") == pytest.approx(1 / len(fold), rel=0.1)


def test_whoever_takes_a_forgotten_place_begins_anew() -> None:
    """A slot's heir must not inherit who reposted the one before: its own reposts would count for nothing."""
    fold = _fold(limit=10)
    for number in range(200):
        fold.repost(f"a{number}", f"b{number}", float(number))
    fresh = _fold(limit=10)
    fresh.repost("a199", "b199", 199.0)
    assert fold.score("a199") == pytest.approx(fresh.score("a199"))


def test_a_million_new_names_in_a_minute_are_bounded() -> None:
    """A post that names thousands, accounts made by the thousand: memory stays where it is."""
    fold = _fold(limit=500)
    for number in range(20_000):
        fold.mention(f"n{number}", f"w{number % 700}", number * 60 / 20_000)
    assert len(fold) <= 500
    assert len(fold._names) <= 500
    assert len(fold._pairs) <= 1000


def _posts(fold: Amplification, first: int, last: int) -> list[float | None]:
    shares = []
    for n in range(first, last):
        at = 420.0 * n - (9000.0 if n % 11 == 0 else 0.0)
        if n % 3:
            fold.repost(f"a{n * n % 13}", f"a{n * 7 % 60}", at)
        else:
            fold.mention(f"a{n % 9}", f"a{n * 7 % 60}", at)
            fold.post(f"a{n * 7 % 60}", at)
        shares.append(fold.share(f"a{n % 13}"))
    return shares


@pytest.mark.parametrize("stop", [0, 1, 150, 299])
def test_a_restart_at_any_point_changes_no_bit(stop: int) -> None:
    """Shares after `from_state` equal those of the fold that went on, and so does its state."""
    fold = _fold(limit=40)
    _posts(fold, 0, stop)
    packed = msgspec.msgpack.encode(fold.to_state())
    other = Amplification.from_state(msgspec.msgpack.decode(packed), limit=40)
    assert _posts(other, stop, 300) == _posts(fold, stop, 300)
    assert msgspec.msgpack.encode(other.to_state()) == msgspec.msgpack.encode(fold.to_state())


def test_erasing_a_name_keeps_the_score_and_no_trace_of_the_name() -> None:
    """Also when the same author is erased, seen again and erased once more: it stays one author."""
    fold = _fold()
    fold.repost("ann", "b", 0.0)
    fold.rename("ann", "erased-1")
    assert fold.scores() == pytest.approx({"erased-1": FRESH})
    fold.repost("ann", "c", 0.0)
    fold.rename("ann", "erased-1")
    assert fold.scores() == pytest.approx({"erased-1": 2 * FRESH})
    assert b"ann" not in msgspec.msgpack.encode(fold.to_state())
    assert fold.share("erased-1") == pytest.approx(1 / 3)


def test_a_state_whose_columns_do_not_fit_is_refused() -> None:
    """A damaged snapshot must not give one author another's score."""
    fold = _fold()
    fold.repost("a", "b", 0.0)
    state = fold.to_state()
    state["minutes"] = state["minutes"][:8]
    with pytest.raises(ValueError, match="columns"):
        Amplification.from_state(state, limit=10)


def test_what_a_platform_counts_weighs_as_much_as_what_is_seen() -> None:
    """Forty reposts that nobody saw raise an author as forty seen ones do, and ten answers as one repost."""
    seen, counted, answered = (Amplification(limit=100, origin=0.0) for _ in range(3))
    for fold in (seen, counted, answered):
        fold.post("ann", 0.0)
        fold.post("bob", 600.0)
    for number in range(40):
        seen.repost("ann", f"r{number}", 600.0)
    counted.told("ann", reposts=40, named=0)
    answered.told("ann", reposts=0, named=400)

    assert counted.score("ann") == pytest.approx(seen.score("ann"))
    assert answered.score("ann") == pytest.approx(seen.score("ann"))
    assert counted.share("bob") == 1.0
    assert counted.share("ann") == 0.5
    assert answered.share("ann") is None, "nobody was ever reposted here"


def test_what_was_counted_fades_like_the_rest() -> None:
    """A day later the fifteen-minute part is gone, whichever way it came."""
    seen, counted = Amplification(limit=100, origin=0.0), Amplification(limit=100, origin=0.0)
    for fold in (seen, counted):
        fold.post("ann", 0.0)
    for number in range(8):
        seen.repost("ann", f"r{number}", 0.0)
    counted.told("ann", reposts=8, named=0)
    for hours in (1, 24, 80):
        for fold in (seen, counted):
            fold.post("late", hours * 3600.0)
        assert counted.score("ann") == pytest.approx(seen.score("ann"))


def test_growth_of_somebody_forgotten_makes_room_like_a_post() -> None:
    """The limit holds also where only counts come."""
    fold = Amplification(limit=10, origin=0.0)
    for number in range(50):
        fold.told(f"a{number}", reposts=number, named=0)
    assert len(fold) <= 10
    assert fold.score("a49") > 0.0
