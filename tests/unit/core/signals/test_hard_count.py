"""What a post counts as: one meaning for rules, pages, charts and `alertd score`."""

from __future__ import annotations

import itertools

import pytest

from alertd.core.signals.hard_count import (
    NEGATIVE,
    asked_of,
    has_mood,
    is_negative,
    is_positive,
    label,
    negative_evidence,
    positive_evidence,
)
from alertd.core.times import instant
from alertd.model.mention import Mention
from alertd.model.score import Quality, Score


def score(negative: int, neutral: int, positive: int, quality: Quality = Quality.TRAINED) -> Score:
    """Return a score in thousandths."""
    return Score(negative=negative, neutral=neutral, positive=positive, quality=quality, scorer="test/1")


@pytest.mark.parametrize(
    ("parts", "language", "expected"),
    [
        ((370, 530, 100), "en", "negative"),
        ((369, 531, 100), "en", "neutral"),
        ((530, 370, 100), "zh", "neutral"),
        ((540, 360, 100), "zh", "negative"),
        ((390, 130, 480), "en", "positive"),
        ((460, 80, 460), "en", "negative"),
        ((100, 440, 460), "en", "positive"),
    ],
)
def test_a_post_counts_from_the_cut_of_its_language_on(
    parts: tuple[int, int, int], language: str, expected: str
) -> None:
    """The likelier mood wins where both pass; a tie is negative."""
    assert label(score(*parts), language) == expected


def test_what_nobody_can_score_counts_as_nothing() -> None:
    """Unknown is not neutral."""
    assert label(score(900, 50, 50, Quality.UNKNOWN), "en") == ""
    assert not has_mood("neutral", score(10, 980, 10, Quality.UNKNOWN))
    assert has_mood("any", score(10, 980, 10, Quality.UNKNOWN))


def test_a_given_score_has_one_cut_for_all_languages() -> None:
    """Who brought it has decided."""
    assert label(score(500, 400, 100, Quality.GIVEN), "en") == "negative"
    assert label(score(499, 401, 100, Quality.GIVEN), "zh") == "neutral"


def test_more_people_never_ask_for_more() -> None:
    """The limit falls with the audience, from 60 % to 50 %, without a jump of more than a point between neighbours."""
    asked = [asked_of(round(1_000 * 1.2**n)) for n in range(80)]

    assert asked == sorted(asked, reverse=True)
    assert (asked[0], asked[-1]) == (600, 500)
    assert max(a - b for a, b in itertools.pairwise(asked)) <= 10


def said(negative: int, positive: int, language: str = "en", quality: Quality = Quality.TRAINED) -> Mention:
    """Return a post with such a score."""
    return Mention(
        watch="acme",
        platform="x",
        id="1",
        author="u1",
        posted_at=instant(0.0),
        seen_at=instant(0.0),
        language=language,
        score=score(negative, 1000 - negative - positive, positive, quality),
        voice=1,
    )


@pytest.mark.parametrize("language", [*sorted(NEGATIVE), "sw"])
def test_what_counts_is_half_evidence_at_least_and_more_is_more(language: str) -> None:
    """In every language, of both moods; what is far from counting says nothing."""
    angry = [said(parts, 0, language) for parts in range(0, 1001, 10)]
    glad = [said(0, parts, language) for parts in range(0, 1001, 10)]
    for evidence, counts, posts in ((negative_evidence, is_negative, angry), (positive_evidence, is_positive, glad)):
        said_by = [evidence(post) for post in posts]

        assert said_by == sorted(said_by)
        assert (said_by[0], said_by[-1]) == (0.0, 1.0)
        assert all(said >= 0.5 for said, post in zip(said_by, posts, strict=True) if counts(post))
        assert all(said < 0.5 for said, post in zip(said_by, posts, strict=True) if not counts(post))
        assert any(said > 0.0 for said, post in zip(said_by, posts, strict=True) if not counts(post))


def test_what_nobody_can_score_is_no_evidence() -> None:
    """A post without words is neither a sign of anger nor of joy; what a record brought itself is."""
    assert negative_evidence(said(900, 50, quality=Quality.UNKNOWN)) == 0.0
    assert positive_evidence(said(50, 900, quality=Quality.UNKNOWN)) == 0.0
    assert negative_evidence(said(500, 100, quality=Quality.GIVEN)) == pytest.approx(0.5)
