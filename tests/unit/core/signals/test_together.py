"""Together: rings are found beside real crowds, and fans, headlines and storms are no rings."""

import json
import random
from collections.abc import Callable

import pytest

from alertd.core.signals.together import Group, Together
from alertd.core.times import instant
from alertd.model.mention import Mention
from alertd.model.score import Score

NOON = 1_795_435_200.0
HOUR = 3600.0
Said = tuple[float, str, int, str | None, str | None]  # when, who, voice, which post is reposted, whose it is


def _mention(at: float, author: str, voice: int, of: str | None, by: str | None) -> Mention:
    return Mention(
        watch="acme",
        platform="x",
        id=f"{author}@{at}",
        author=author,
        posted_at=instant(NOON + at),
        seen_at=instant(NOON + at),
        language="en",
        score=Score.unknown("t/1"),
        voice=voice,
        repost_of=of,
        repost_of_author=by,
    )


def _lived(said: list[Said]) -> tuple[Together, Callable[[str], Group | None]]:
    together = Together()
    said.sort(key=lambda one: one[0])
    for one in said:
        together.observe(_mention(*one), NOON + one[0], NOON + one[0])
    end = said[-1][0]
    return together, lambda who: together.group_of(_mention(end, who, 0, None, None), NOON + end, HOUR)


def _crowd(chance: random.Random, posts: int = 300) -> list[Said]:
    """People who each write a text of their own, and now and then repost somebody's."""
    said: list[Said] = []
    for number in range(posts):
        at, who = chance.uniform(0, HOUR), f"p{chance.randrange(200)}"
        if chance.random() < 0.3:
            target = chance.randrange(20)
            said.append((at, who, 5000 + target, f"post{target}", f"writer{target % 7}"))
        else:
            said.append((at, who, 10_000 + number, None, None))
    return said


def _copies(chance: random.Random, accounts: int, posts: int) -> list[Said]:
    return [(chance.uniform(0, HOUR), f"bot{number % accounts}", 7, None, None) for number in range(posts)]


def _ring(chance: random.Random, accounts: int, targets: int, prefix: str = "ring") -> list[Said]:
    """Accounts that repost the same posts of several authors within some seconds."""
    said: list[Said] = []
    for target in range(targets):
        begin = chance.uniform(0, HOUR - 10)
        said += [
            (
                begin + chance.uniform(0, 6),
                f"{prefix}{n}",
                800 + target,
                f"{prefix} target{target}",
                f"paid{target % 3}",
            )
            for n in range(accounts)
        ]
    return said


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forty_accounts_with_five_hundred_copies_are_one_group_and_one_voice(seed: int) -> None:
    """Beside a crowd; none of the crowd is in it."""
    chance = random.Random(seed)
    _, group_of = _lived(_crowd(chance) + _copies(chance, 40, 500))
    group = group_of("bot3")
    assert group is not None
    assert 38 <= group.accounts <= 40
    assert group.voices == 1
    assert group.posts >= 475
    assert group.share == pytest.approx(500 / 800, abs=0.05)
    assert "accounts that act together wrote or reposted the same text" in group.evidence
    assert all(group_of(f"p{number}") is None for number in range(200))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_planted_rings_are_found_beside_a_crowd(seed: int) -> None:
    """Nine of ten members at least, and nobody else."""
    chance = random.Random(seed)
    _, group_of = _lived(_crowd(chance, 600) + _ring(chance, 25, 6) + _ring(chance, 10, 5, "small"))
    for prefix, size in (("ring", 25), ("small", 10)):
        group = group_of(f"{prefix}0")
        assert group is not None
        assert 0.9 * size <= group.accounts <= size
    assert all(group_of(f"p{number}") is None for number in range(200))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_fan_club_that_reposts_its_star_is_no_ring(seed: int) -> None:
    """A hundred fans, told by their phones: each reposts half of twenty posts, most within two minutes."""
    chance = random.Random(seed)
    said = _crowd(chance)
    for post in range(20):
        begin = post * 170.0
        said += [
            (begin + chance.lognormvariate(4.0, 1.0), f"fan{n}", 900 + post, f"star post {post}", "star")
            for n in range(100)
            if chance.random() < 0.5
        ]
    _, group_of = _lived(said)
    groups = [group for n in range(100) if (group := group_of(f"fan{n}")) is not None]
    assert all(group.accounts < 5 for group in groups)


def test_readers_of_one_headline_are_no_ring() -> None:
    """A button writes the same text for everybody who presses it; they do so once."""
    chance = random.Random(4)
    said = _crowd(chance) + [(chance.uniform(0, 1800), f"reader{n}", 77, None, None) for n in range(300)]
    _, group_of = _lived(said)
    assert all(group_of(f"reader{n}") is None for n in range(300))


def test_a_storm_over_one_post_is_no_ring_and_costs_no_more_than_fifty_looks_a_post() -> None:
    """Five thousand people within a minute; memory stays bounded."""
    chance = random.Random(5)
    said: list[Said] = [(chance.uniform(0, 60), f"p{n}", 5, "big", "writer") for n in range(5_000)]
    together, group_of = _lived(said)
    assert all(group_of(f"p{n}") is None for n in range(0, 5_000, 50))
    assert len(together._pairs) <= 150_000
    assert all(len(acts) <= 201 for acts in together._acts.values())


def test_who_goes_their_own_ways_later_is_joined_no_more() -> None:
    """Two friends who once shared two texts, and much else since."""
    said: list[Said] = [(60.0 * n + at, who, n, None, None) for n in (1, 2) for at, who in ((0, "ann"), (5, "bob"))]
    _, group_of = _lived(list(said))
    assert group_of("ann") is not None
    said += [
        (300.0 + 10 * n, who, 100 + 2 * n + (who == "bob"), None, None) for n in range(20) for who in ("ann", "bob")
    ]
    said += [(2000.0, "ann", 3, None, None), (2001.0, "bob", 3, None, None)]
    _, group_of = _lived(said)
    assert group_of("ann") is None


def test_a_restart_changes_nothing() -> None:
    """Through JSON, as the snapshot keeps it."""
    chance = random.Random(6)
    said = sorted(_crowd(chance, 80) + _copies(chance, 8, 80), key=lambda one: one[0])
    one, other = Together(), Together()
    for place, part in enumerate(said):
        if place == 90:
            other = Together.from_state(json.loads(json.dumps(one.to_state())))
        for together in (one, other) if place >= 90 else (one,):
            together.observe(_mention(*part), NOON + part[0], NOON + part[0])
    assert json.dumps(other.to_state()) == json.dumps(one.to_state())
    asked = _mention(HOUR, "bot1", 0, None, None)
    assert one.group_of(asked, NOON + HOUR, HOUR) == other.group_of(asked, NOON + HOUR, HOUR) is not None


def test_the_largest_group_is_found_without_a_post_of_it() -> None:
    """A page about something else asks who acts together; the group that wrote most is told, and a crowd is none."""
    chance = random.Random(5)
    together, _ = _lived(_crowd(chance) + _ring(chance, 8, 5, "small") + _copies(chance, 20, 300))
    largest = together.largest(NOON + HOUR, HOUR)
    assert largest is not None
    assert 18 <= largest.accounts <= 20
    assert largest.posts > 250
    crowd, _ = _lived(_crowd(random.Random(6)))
    assert crowd.largest(NOON + HOUR, HOUR) is None
    assert together.largest(NOON + 30 * HOUR, HOUR) is None


def test_accounts_made_within_days_of_each_other_are_evidence() -> None:
    """Told where more than half of a group were made within a month, with how many and within how few days."""
    together = Together()
    for turn in range(3):
        for number in range(10):
            at = 600.0 * turn + number
            made = 20_600 + number % 3 if number < 8 else 15_000 + 400 * number
            doubted = ("young",) if number < 8 else ()
            post = _mention(at, f"bot{number}", 7, None, None).with_(account_day=made, doubts=doubted)
            together.observe(post, NOON + at, NOON + at)
    group = together.largest(NOON + 1300.0, HOUR)
    assert group is not None
    assert (group.made, group.doubted) == ((8, 3), 8)
    assert "8 of them were made within 3 days" in group.evidence
    assert "8 are young, never rest, are followed by hardly anybody or show nothing of themselves" in group.evidence
    state = json.loads(json.dumps(together.to_state()))
    assert Together.from_state(state).largest(NOON + 1300.0, HOUR) == group
    del state["made"]  # as an older snapshot has it
    older = Together.from_state(state).largest(NOON + 1300.0, HOUR)
    assert older is not None
    assert (older.made, older.doubted, older.accounts) == (None, 0, group.accounts)


def test_a_ring_that_writes_by_the_clock_says_so() -> None:
    """Every twenty minutes for four hours; a ring of people who do the same by hand does not."""
    for late, told in ((2.0, True), (400.0, False)):
        together, chance = Together(), random.Random(3)
        acts = sorted((1200.0 * turn + chance.uniform(0, late), number) for turn in range(12) for number in range(6))
        for at, number in acts:
            together.observe(_mention(at, f"bot{number}", 7, None, None), NOON + at, NOON + at)
        group = together.largest(NOON + 4 * HOUR, HOUR)
        assert group is not None
        assert group.by_clock == (6 if told else 0)
        assert ("6 write by the clock" in group.evidence) is told


@pytest.mark.parametrize("days", [[], [20_000], [15_000, 16_000, 17_000, 18_000]])
def test_accounts_made_over_years_are_ordinary(days: list[int]) -> None:
    """Nothing is said of ages that say nothing: unknown, too few, or far apart."""
    together = Together()
    for turn in range(3):
        for number in range(6):
            at = 600.0 * turn + number
            post = _mention(at, f"bot{number}", 7, None, None)
            post = post.with_(account_day=days[number]) if number < len(days) else post
            together.observe(post, NOON + at, NOON + at)
    group = together.largest(NOON + 1300.0, HOUR)
    assert group is not None
    assert group.made is None
    assert "made" not in group.evidence
