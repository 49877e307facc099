"""Sentences: each condition speaks for itself, also without what its author wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from alertd.core.rules.conditions.catalogue import sentence
from alertd.core.rules.spelling import listing
from alertd.model import rule as model

SENTENCES = (
    (
        model.Spike(
            of="negative",
            rarer_than=timedelta(days=7),
            window=timedelta(minutes=10),
            at_least=model.Floor(mentions=40, authors=30),
        ),
        (
            "negative mentions in 10m come in a burst as is expected only once in 7d, with at least 40 mentions by 30 authors "
            "(voices: copies count once; it ends below half way down)"
        ),
    ),
    (
        model.Velocity(rises_by_points=20.0),
        "the negative share rises by 20 points within 30m, surer than 95%, with at least 30 mentions",
    ),
    (
        model.Share(over=0.5, hold=timedelta(minutes=5), at_least=model.Floor(mentions=30)),
        "the negative share is over 50% in 1h, with at least 30 mentions, for 5m",
    ),
    (
        model.Influencer(audience=100_000),
        "an author with an audience of 100000 or more writes a post of any sentiment (unknown reach: skip)",
    ),
    (
        model.GoingViral(top_a_day=5),
        "a post of any sentiment ranks top 5 a day among those likeliest to travel, judged by the accounts that pass it on within 5m",
    ),
    (
        model.Spending(),
        "each source by itself has spent 75% of its money of today, and at this pace the rest will not last",
    ),
    (model.Unanswered(), "1 or more mentions of high priority wait longer than 15m for a human answer"),
    (
        model.PromiseMet(met=0.95),
        "the promise of a first_reply within 1h, met for 95% of mentions over 1d, is being spent too fast",
    ),
    (
        model.Terms(any=("recall", "boycott")),
        "mentions have any of recall or boycott, new since 14d, with at least 1 mentions (people: by different people)",
    ),
    (
        model.Count(over=100, of="negative", count="people"),
        "more than 100 negative mentions come in 1h (counted as people: different people)",
    ),
    (
        model.Every(sentiment="negative", min_followers=10_000),
        "a negative post by somebody with 10000 followers or more comes (all of 15m are told together)",
    ),
    (
        model.Engagement(reposts=500, likes=2000, only=model.Only(languages=("tr", "en"), verified=True)),
        "a post of any sentiment has 500 reposts or 2000 likes or more, counting only posts in tr or en and by verified authors",
    ),
    (
        model.Drop(),
        "mentions of all kinds in 1h fall below 30% of the usual number, where 10 or more are usual",
    ),
    (
        model.Coordinated(),
        "a group of 5 accounts or more makes up 30% of the mentions in 1h by copies or joint reposts",
    ),
    (
        model.Compare(metric="volume", others=("globex",), at_least=model.Floor(mentions=50)),
        "our volume of mentions is 2x worse than that of globex in 1d, with at least 50 mentions",
    ),
    (
        model.Mood(),
        "the mood turns negative as it does by chance only once in 30d, with at least 8 mentions by 6 authors",
    ),
    (
        model.Quiet(),
        "each source by itself is silent, blind or out of budget for longer than 20m, unless that is usual at this time (true)",
    ),
    (
        model.Not(condition=model.Unanswered()),
        "it is not so that 1 or more mentions of high priority wait longer than 15m for a human answer",
    ),
)


@pytest.mark.parametrize(("condition", "text"), SENTENCES, ids=lambda part: type(part).__name__)
def test_a_condition_says_what_it_tests(condition: model.Condition, text: str) -> None:
    """Numbers, units and defaults are in the sentence."""
    assert sentence(condition) == text


def test_groups_number_their_parts() -> None:
    """Nested groups stay readable: each part has its number."""
    inner = model.AllOf(conditions=(model.Quiet(), model.Unanswered()))

    text = sentence(model.AnyOf(conditions=(inner, model.Influencer(top=0.01))))

    assert text.startswith("any of these holds: (1) all of these hold: (1) each source")
    assert " or (2) an author of reach top 1%" in text
    assert sentence(model.AnyOf(conditions=(model.Quiet(),))) == sentence(model.Quiet())


def test_every_condition_has_a_sentence() -> None:
    """A new condition without one would break explain and pages at night."""
    told = {type(condition) for condition, _ in SENTENCES} | {model.AnyOf, model.AllOf}

    assert told == set(get_args(model.Condition))


def test_the_authors_spelling_wins() -> None:
    """600s stays 600s."""
    spike = model.Spike(window=timedelta(minutes=10), ratio=3.0)

    assert "in 600s are at least 3.0x" in sentence(spike, {"window": "600s", "ratio": "3.0x"})


@pytest.mark.parametrize(("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b")])
def test_lists_read_as_people_speak(words: list[str], text: str) -> None:
    """No stray commas."""
    assert listing(words) == text
