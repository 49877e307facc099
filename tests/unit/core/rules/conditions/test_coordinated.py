"""coordinated: accounts that act together make up a large part of the mentions."""

from __future__ import annotations

import math

import pytest

from alertd.core.rules.conditions import coordinated
from alertd.core.rules.verdict import Verdict
from alertd.core.times import instant
from alertd.model.rule import Coordinated
from tests.unit.core.rules.conditions.looking import NOON, Looking


def _ring(looking: Looking, accounts: int, rounds: int = 3) -> Verdict:
    verdict = Verdict(holds=False)
    for turn in range(rounds):
        for number in range(accounts):
            verdict = looking.hear(600.0 * turn + number, author=f"bot{number}", voice=99)
    return verdict


def test_copies_by_a_group_hold_and_say_how_many_they_are() -> None:
    """Raw posts, voices and what is left without the group stand side by side."""
    looking = Looking(Coordinated(accounts=5, share=0.3)).many(10, 0, 500)
    verdict = _ring(looking, 8)
    assert verdict.holds
    assert {shown.name: shown.value for shown in verdict.shown} == {
        "acting_together": 8.0,
        "their_posts": 24.0,
        "posts_without_them": 10.0,
        "their_voices": 1.0,
    }
    assert verdict.note.startswith(
        "8 accounts that act together wrote or reposted the same text 24 times within 20 min"
    )


@pytest.mark.parametrize(
    ("condition", "holds"), [(Coordinated(accounts=9), False), (Coordinated(share=0.9), False), (Coordinated(), True)]
)
def test_both_limits_must_be_met(condition: Coordinated, *, holds: bool) -> None:
    """Eight accounts and seven of ten mentions."""
    assert _ring(Looking(condition).many(10, 0, 500), 8).holds is holds


def test_a_crowd_of_its_own_words_is_no_group() -> None:
    """Sixty complaints by sixty people."""
    looking = Looking(Coordinated()).many(60, 0, 600, 0.9)
    assert not looking.ask(600.0, mention=looking.last).holds


def test_who_is_not_in_the_group_does_not_set_it_off() -> None:
    """And between mentions nothing holds: it is an event."""
    looking = Looking(Coordinated())
    _ring(looking, 8)
    assert not looking.hear(1300.0).holds
    assert not looking.ask(1301.0).holds


def test_nobodys_mention_is_dropped_for_it() -> None:
    """All posts are counted as before; the telling posts hold the group's too."""
    looking = Looking(Coordinated()).many(4, 0, 100)
    _ring(looking, 6)
    assert looking.state.mood.over(NOON + 1300, 3600.0)[0] == 22


def test_a_ring_of_yesterday_wakes_nobody() -> None:
    """What comes in seven hours late is told as too old."""
    looking = Looking(Coordinated())
    for turn in range(3):
        for number in range(8):
            at = -7 * 3600 + 600.0 * turn + number
            looking.say(at, author=f"bot{number}", voice=99, seen_at=instant(NOON))
    assert not looking.ask(0.0, mention=looking.last).holds


def test_a_rule_that_annotates_pages_nobody() -> None:
    """It says why it does not hold; the watch's other pages tell of the group instead."""
    verdict = _ring(Looking(Coordinated(annotate=True)), 8)
    assert not verdict.holds
    assert verdict.note == "annotates: other pages say so"
    assert verdict.value == 8.0


def test_what_fell_short_says_what_the_group_is() -> None:
    """Its evidence beside the limit, so that somebody can set the limit right."""
    verdict = _ring(Looking(Coordinated(accounts=9, share=0.25)).many(10, 0, 500), 8)

    assert verdict.limit == "9 accounts and 25% of the mentions"
    assert verdict.note.startswith("8 accounts that act together")


def test_it_rests_at_whoever_is_joined_with_nobody() -> None:
    """Most mentions are alone; a member of the ring is looked at each time."""
    looking = Looking(Coordinated())
    _ring(looking, 8)
    member = looking.last
    looking.say(1400.0)
    asked = (looking.rule, looking.state, "")

    assert coordinated.rests_until(Coordinated(), *asked, looking.last, NOON + 1400) == math.inf
    assert coordinated.rests_until(Coordinated(), *asked, None, NOON + 1400) == math.inf
    assert coordinated.rests_until(Coordinated(), *asked, member, NOON + 1400) == -math.inf
