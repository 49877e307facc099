"""influencer: one post by somebody who carries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.times import instant
from alertd.model.page import EXPECTED, RANK_BY_AUDIENCE, RANK_BY_REPOSTS
from alertd.model.rule import Influencer
from tests.unit.core.rules.conditions.looking import NOON, Looking


@pytest.mark.parametrize(
    ("condition", "reach", "holds"),
    [
        (Influencer(audience=100_000), {"audience": 100_000}, True),
        (Influencer(audience=100_000), {"audience": 99_999}, False),
        (Influencer(top=0.001), {"audience": 5, "top": 0.001}, True),
        (Influencer(top=0.001), {"audience": 9_000_000, "top": 0.0011}, False),
        (Influencer(amplification=0.01), {"amplification": 0.01}, True),
        (Influencer(amplification=0.01), {"audience": 9_000_000, "amplification": 0.02}, False),
        (Influencer(audience=1), {}, False),
        (Influencer(top=0.001), {"audience": 9_000_000}, False),
        (Influencer(amplification=0.01), {"audience": 9_000_000}, False),
        (Influencer(audience=1, missing="match"), {}, True),
        (Influencer(top=0.001, missing="match"), {}, True),
        (Influencer(amplification=0.01, missing="match"), {}, True),
        (Influencer(audience=100, missing="match"), {"audience": 0}, False),
    ],
)
def test_reach_decides_and_unknown_is_not_zero(condition: Influencer, reach: dict[str, float], *, holds: bool) -> None:
    """At the limit it holds; what the platform does not say is skipped, or matches where the rule says so."""
    assert Looking(condition).hear(**reach).holds is holds


def test_an_unknown_reach_says_so() -> None:
    """`missing: skip` is never silent."""
    assert Looking(Influencer(audience=100)).hear().note.startswith("unknown-reach-skipped")


@pytest.mark.parametrize(
    ("sentiment", "negative", "holds"),
    [
        ("any", 0.0, True),
        ("any", None, True),
        ("negative", 0.6, True),
        ("negative", 0.599, False),
        ("negative", None, False),
        ("positive", 0.9, False),
    ],
)
def test_the_mood_counts_where_it_is_known(sentiment: str, negative: float | None, *, holds: bool) -> None:
    """P(negative) of .6 is negative; what nobody can score is not."""
    verdict = Looking(Influencer(audience=1, sentiment=sentiment)).hear(negative=negative, audience=10)

    assert verdict.holds is holds


def test_some_authors_may_be_left_out_by_id_or_handle() -> None:
    """A newspaper that writes every day."""
    left_out = Influencer(audience=1, not_by=("u1", "daily"))

    assert not Looking(left_out).hear(audience=10).holds  # the first is u1
    assert not Looking(left_out).hear(audience=10, author="x9", handle="daily").holds
    assert Looking(left_out).hear(audience=10, author="x9", handle="nightly").holds


def test_six_hours_is_the_oldest_that_wakes() -> None:
    """Written 6 h ago it still does, a second more and it does not."""
    for extra, holds in ((0, True), (1, False)):
        looking = Looking(Influencer(audience=1))
        looking.say(-6 * 3600 - extra, audience=10, seen_at=instant(NOON))

        assert looking.ask(0.0, mention=looking.last).holds is holds


def test_between_mentions_nothing_holds() -> None:
    """It is one post; the alert's keep_firing_for holds it from there."""
    looking = Looking(Influencer(audience=1)).say(0.0, audience=10)

    assert not looking.ask(1.0).holds


def test_the_page_shows_the_reach_and_the_post() -> None:
    """Its number is people, its first post the one that fired."""
    verdict = Looking(Influencer(audience=1)).hear(audience=123_456)

    assert (verdict.shown[0].value, verdict.shown[0].unit) == (123_456, "people")
    assert verdict.focus is not None
    assert verdict.focus.id == "p1"
    assert timedelta(seconds=verdict.value) == timedelta(seconds=123_456)


LOUD = Influencer(audience=100_000, sentiment="negative", rarer_than=timedelta(days=60))


def test_a_loud_voice_is_told_where_it_is_rare() -> None:
    """Nobody here had more than a few followers: the first with two hundred thousand is told, with how rare that is."""
    looking = Looking(LOUD).many(200, -14 * 86400.0, -60.0, 0.9, audience=300)

    verdict = looking.hear(negative=0.9, audience=200_000)
    assert verdict.holds
    assert (verdict.shown[0].rarity or 0.0) >= 60.0


def test_a_loud_voice_is_no_news_where_they_write_every_day() -> None:
    """One in a hundred angry authors is as loud: it is said why nothing fires, and a far louder one still does."""
    looking = Looking(LOUD)
    for day in range(28):
        looking.many(50, (day - 29) * 86400.0, (day - 28) * 86400.0, 0.9, audience=300)
        looking.say((day - 28) * 86400.0, 0.9, audience=150_000)

    verdict = looking.hear(negative=0.9, audience=160_000)
    assert not verdict.holds
    assert "so large an audience is expected once in" in verdict.note
    assert looking.hear(60.0, negative=0.9, audience=80_000_000).holds


def test_loud_voices_of_another_mood_do_not_make_an_angry_one_usual() -> None:
    """Stars who praise the brand every day: the first who is angry is news."""
    looking = Looking(LOUD).many(60, -14 * 86400.0, -60.0, 0.02, audience=5_000_000)

    assert looking.hear(negative=0.9, audience=200_000).holds


def test_an_audience_nobody_knows_is_never_usual() -> None:
    """`missing: match` asks for unknown ones too; how rare they are cannot be known, so it is not asked."""
    asked = Influencer(audience=100_000, missing="match", rarer_than=timedelta(days=60))

    verdict = Looking(asked).hear()
    assert verdict.holds
    assert verdict.shown[0].rarity is None


def test_without_rarer_than_every_loud_voice_is_told() -> None:
    """What a rule of before says, it still says; nothing is counted for it."""
    looking = Looking(Influencer(audience=100_000)).many(100, -86400.0, -60.0, audience=500_000)

    assert looking.hear(audience=100_000).holds
    assert looking.state.audiences == {}


def test_how_loud_is_usual_outlives_a_restart() -> None:
    """The state of a watch carries it."""
    looking = Looking(LOUD)
    for day in range(28):
        looking.many(20, (day - 29) * 86400.0, (day - 28) * 86400.0, 0.9, audience=150_000)
    other = Looking(LOUD)
    other.state.restore(looking.state.to_state())

    assert not other.hear(negative=0.9, audience=160_000).holds


def test_the_page_shows_how_often_the_author_will_be_reposted() -> None:
    """The range of the next hour stands beside the audience; where it is unknown nothing stands there."""
    known = Looking(Influencer(audience=1)).hear(audience=123_456, reposts_low=300, reposts_high=900)
    unknown = Looking(Influencer(audience=1)).hear(audience=123_456)

    expected = [one for one in known.shown if one.name == EXPECTED]
    assert [(one.low, one.high, one.unit, one.window) for one in expected] == [(300, 900, "reposts", 3600)]
    assert EXPECTED not in [one.name for one in unknown.shown]


@pytest.mark.parametrize(
    ("negative", "audience", "sureness", "holds"),
    [
        (0.579, 1_240_000, None, True),
        (0.579, 90_000, None, False),
        (0.6, 90_000, None, True),
        (0.55, 1_000_000, None, True),
        (0.549, 1_000_000, None, False),
        (0.5, 80_000_000, None, True),
        (0.499, 80_000_000, None, False),
        (0.579, 1_240_000, 0.7, False),
        (0.45, 20_000, 0.45, True),
        (0.449, 20_000, 0.45, False),
    ],
)
def test_the_more_people_see_a_post_the_less_sure_its_mood_must_be(
    negative: float, audience: int, sureness: float | None, *, holds: bool
) -> None:
    """A warning that a million have seen pages although the scorer doubts; the rule's own `sureness` is for all audiences."""
    condition = Influencer(audience=10_000, sentiment="negative", sureness=sureness)

    assert Looking(condition).hear(negative=negative, audience=audience).holds is holds


def test_why_names_how_sure_it_was_and_how_sure_it_had_to_be() -> None:
    """A post that was nearly enough must not look like one that nobody read."""
    verdict = Looking(Influencer(audience=10_000, sentiment="negative")).hear(negative=0.56, audience=50_000)

    assert "negative 56%" in verdict.note
    assert verdict.note.endswith("60% is asked for")


def test_an_author_of_unknown_audience_is_shown_by_amplification_and_not_as_nobody() -> None:
    """Zero people would be a lie: the platform does not say."""
    verdict = Looking(Influencer(amplification=0.01)).hear(amplification=0.002)
    assert verdict.holds
    assert [(shown.name, shown.value) for shown in verdict.shown] == [("reach", None), (RANK_BY_REPOSTS, 0.002)]


def test_ranks_are_shown_of_the_top_tenth_only() -> None:
    """That somebody is among the top 40 % tells nobody anything."""
    verdict = Looking(Influencer(audience=1000)).hear(audience=1_050_000, top=0.001, amplification=0.4)
    assert [(shown.name, shown.value) for shown in verdict.shown] == [("reach", 1_050_000.0), (RANK_BY_AUDIENCE, 0.001)]
