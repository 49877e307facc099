"""What a rule asks for, as people say it, in six languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.rule_tables import RULES
from alertd.core.wording.rule_words import asked_for
from alertd.model.rule import (
    Compare,
    Condition,
    Coordinated,
    Count,
    Drop,
    Engagement,
    Every,
    Floor,
    GoingViral,
    Influencer,
    Mood,
    Quiet,
    Share,
    Spike,
    Terms,
    Unanswered,
    Velocity,
)

FLOOR = Floor(mentions=15, authors=10)
SAID: list[tuple[Condition, str]] = [
    (
        Spike(of="negative", rarer_than=timedelta(days=90), at_least=FLOOR),
        "negative mentions in a burst that comes only once in 90 days, from 15 mentions by 10 authors on",
    ),
    (Spike(of="terms", terms=("recall", "fire"), ratio=4.0), "mentions of recall, fire: 4 times usual"),
    (Spike(), "mentions in a burst that comes only once in 1 day"),
    (
        Velocity(rises_by_points=20.0, at_least=Floor()),
        "negative mentions: their share rises by 20 points within 30 min",
    ),
    (Velocity(of="positive", rises_by_ratio=3.0, at_least=Floor()), "positive mentions: 3 times as many within 30 min"),
    (Mood(at_least=Floor()), "the mood turns bad, as it does only once in 30 days"),
    (Share(over=0.5, at_least=Floor()), "more than 50% of the mentions of 1 h are negative"),
    (Influencer(audience=100_000, sentiment="negative"), "one negative post that 100k people or more can see"),
    (Influencer(top=0.001), "one post by somebody among the top 0.1% by audience"),
    (Influencer(amplification=0.01), "one post by somebody among the top 1% by reposts"),
    (GoingViral(sentiment="negative"), "one negative post that is about to travel"),
    (Unanswered(at_least=Floor(mentions=3)), "3 mentions or more without an answer for 15 min"),
    (Terms(any=("recall",), at_least=Floor()), "somebody says: recall"),
    (Terms(emerging=True, at_least=Floor()), "words come up that were not there before"),
    (Count(over=100), "more than 100 mentions within 1 h"),
    (Every(sentiment="positive"), "each post that fits: one positive post"),
    (Engagement(reposts=500, likes=1_000), "one post with 500 reposts or 1,000 likes or more"),
    (Drop(), "mentions within 1 h: less than 30% of usual"),
    (Coordinated(), "5 accounts or more act together and write 30% of the mentions"),
    (Quiet(), "a source brings nothing for 20 min, and that is not usual"),
]


@pytest.mark.parametrize(("condition", "said"), SAID, ids=[said for _, said in SAID])
def test_a_condition_is_said_as_people_say_it(condition: Condition, said: str) -> None:
    """No key, no unit of the rule language, nothing that asks for a manual at three in the morning."""
    assert asked_for(condition, "en") == said


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize(("condition", "said"), SAID, ids=[said for _, said in SAID])
def test_every_language_says_the_same_numbers(condition: Condition, said: str, code: str) -> None:
    """Each number of the English sentence stands in the others, nothing is left to fill in, and it is no English."""
    text = asked_for(condition, code) or ""

    assert "{" not in text
    assert sorted(re.findall(r"\d", text)) == sorted(
        re.findall(r"\d", said.replace("100k", "10" if code == "zh" else "100"))
    )
    assert code == "en" or not re.search(r"\b(the|mentions by|than|within)\b", text)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_table_has_the_same_keys_and_fields(code: str) -> None:
    """As the tables of pages."""
    fields = {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in RULES["en"].items()}

    assert {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in RULES[code].items()} == fields
    assert sorted(RULES) == sorted(LANGUAGES)


def test_a_condition_without_words_is_left_to_its_own_sentence() -> None:
    """The page then shows what `explain` shows."""
    assert asked_for(Compare(metric="volume", others=("globex",)), "fr") is None
