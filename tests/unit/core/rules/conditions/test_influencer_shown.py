"""influencer: what a page shows of the author."""

from __future__ import annotations

from alertd.model.page import RANK_BY_AUDIENCE, RANK_BY_REPOSTS
from alertd.model.rule import Influencer
from tests.unit.core.rules.conditions.looking import Looking


def test_an_author_of_unknown_audience_is_shown_by_amplification_and_not_as_nobody() -> None:
    """Zero people would be a lie: the platform does not say."""
    verdict = Looking(Influencer(amplification=0.01)).hear(amplification=0.002)
    assert verdict.holds
    assert [(shown.name, shown.value) for shown in verdict.shown] == [("reach", None), (RANK_BY_REPOSTS, 0.002)]


def test_ranks_are_shown_of_the_top_tenth_only() -> None:
    """That somebody is among the top 40 % tells nobody anything."""
    verdict = Looking(Influencer(audience=1000)).hear(audience=1_050_000, top=0.001, amplification=0.4)
    assert [(shown.name, shown.value) for shown in verdict.shown] == [("reach", 1_050_000.0), (RANK_BY_AUDIENCE, 0.001)]
