"""What a rule asks for, as people say it, in six languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from alertd.core.rules.conditions.catalogue import SPECIFICATIONS
from alertd.core.wording.fill import fill
from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages import language as table_of
from alertd.core.wording.languages.rule_tables import RULES
from alertd.core.wording.rule_words import asked_for, rule_told, stand_told
from alertd.model.page import SignalShown
from alertd.model.rule import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Coordinated,
    Count,
    Digest,
    Drop,
    Engagement,
    Every,
    Floor,
    GoingViral,
    Influencer,
    Mood,
    Not,
    Only,
    PromiseMet,
    Quiet,
    Rule,
    Severity,
    Share,
    Spending,
    Spike,
    Terms,
    Unanswered,
    Velocity,
)

FLOOR = Floor(mentions=15, authors=10)
SAID: list[tuple[Condition, str]] = [
    (
        Spike(of="negative", rarer_than=timedelta(days=90), at_least=FLOOR),
        "negative posts in a burst that comes only once in 90 days, from 15 posts by 10 authors on",
    ),
    (Spike(of="terms", terms=("recall", "fire"), ratio=4.0), "posts with recall, fire: 4 times usual"),
    (Spike(), "posts in a burst that comes only once in 1 day"),
    (
        Velocity(rises_by_points=20.0, at_least=Floor()),
        "negative posts: their share rises by 20 points within 30 min",
    ),
    (Velocity(of="positive", rises_by_ratio=3.0, at_least=Floor()), "positive posts: 3 times as many within 30 min"),
    (Mood(at_least=Floor()), "the mood turns bad, as it does only once in 30 days"),
    (Share(over=0.5, at_least=Floor()), "more than 50% of the posts of 1 h are negative"),
    (Influencer(audience=100_000, sentiment="negative"), "one negative post that 100k people or more can see"),
    (Influencer(top=0.001), "one post by somebody among the top 0.1% by audience"),
    (Influencer(amplification=0.01), "one post by somebody among the top 1% by reposts"),
    (GoingViral(sentiment="negative"), "one negative post that is about to travel"),
    (Unanswered(at_least=Floor(mentions=3)), "3 posts or more without an answer for 15 min"),
    (Terms(any=("recall",), at_least=Floor()), "somebody says: recall"),
    (Terms(emerging=True, at_least=Floor()), "words come up that were not there before"),
    (Count(over=100), "more than 100 posts within 1 h"),
    (Every(sentiment="positive"), "each post that fits: one positive post"),
    (Engagement(reposts=500, likes=1_000), "one post with 500 reposts or 1,000 likes or more"),
    (Drop(), "posts within 1 h: less than 30% of usual"),
    (Coordinated(), "5 accounts or more act together and write 30% of the posts"),
    (Count(over=19, of="negative"), "more than 19 negative posts within 1 h"),
    (Count(over=19, of="negative", count="people"), "negative posts by more than 19 people within 1 h"),
    (
        Compare(metric="first_reply", window=timedelta(days=7), at_least=Floor(mentions=20)),
        "first replies take 2 times as long as those of the competitors, over 7 d, from 20 replies on",
    ),
    (
        Compare(metric="volume", others=("globex", "initech"), worse_by=3.0),
        "3 times fewer posts than globex, initech within 1 d",
    ),
    (
        Compare(metric="negative_share", others=("globex",), worse_by=1.5),
        "a negative share 1.5 times that of globex within 1 d",
    ),
    (Compare(metric="reach", others=("globex",)), "2 times fewer people reached than by globex within 1 d"),
    (PromiseMet(met=0.9), "fewer than 90% of those who ask are answered within 1 h, over 1 d"),
    (Spending(), "75% of a source’s money of today is spent, and at this pace the rest will not last"),
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


GROUP = AnyOf(
    conditions=(
        AllOf(conditions=(Count(over=100), Not(condition=Influencer(audience=10_000)))),
        Spike(rarer_than=timedelta(days=30), only=Only(languages=("tr",), countries=("TR", "DE"), min_followers=5_000)),
    )
)


def test_groups_and_filters_are_said_too() -> None:
    """Whoever reads a rule back hears all of it."""
    assert asked_for(GROUP, "en") == (
        "one of these: (1) all of these at once: (a) more than 100 posts within 1 h; "
        "(b) not this: one post that 10k people or more can see; "
        "(2) posts in a burst that comes only once in 30 days "
        "(Only these posts count: in Turkish, from TR, DE, by authors with 5k followers or more.)"
    )
    assert asked_for(AnyOf(conditions=(Count(over=100),)), "en") == asked_for(Count(over=100), "en")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@pytest.mark.parametrize("severity", list(Severity))
def test_a_whole_rule_is_told_in_every_language(code: str, severity: Severity) -> None:
    """Its name there, whom it tells, what it asks for, what it counts, and that it is off; no field is left to fill in."""
    rule = Rule(
        id="storm",
        name="Storm",
        names={code: f"name in {code}"},
        when=GROUP,
        severity=severity,
        page="night-desk",
        watches=("acme",),
        only=Only(platforms=("reddit",), verified=False, authors=("ann",), sources=("zap",)),
        enabled=False,
    )
    text = rule_told(rule, code)

    assert text.startswith(fill(table_of(code).words["named"], {"name": f"name in {code}", "value": ""}))
    assert all(word in text for word in ("night-desk", "acme", "reddit", "ann", "zap", "100", "30", "TR"))
    assert "{" not in text
    assert asked_for(GROUP, code) in text
    assert RULES[code]["off"] in text


def test_a_digest_is_told_with_its_reader_and_nobody_is_the_console() -> None:
    """A notice goes where its digest goes."""
    rule = Rule(id="r", name="R", when=Drop(), severity=Severity.NOTICE, page="pr", digest=Digest(to="marketing"))

    assert rule_told(rule, "en").startswith("R: marketing reads it in the digest, on this: ")
    assert rule_told(Rule(id="r", name="R", when=Drop()), "en").startswith("R: the console is paged")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "more than 100 posts within 1 h: holds (124 posts, usually 21)"),
        ("ru", "посты: больше 100 за 1 ч: выполнено (124 поста, обычно 21)"),
        ("fr", "plus de 100 publications en 1 h\u00a0: rempli (124 publications, d’habitude 21)"),
    ],
)
def test_how_a_condition_stands_is_said_with_what_was_measured(code: str, said: str) -> None:
    """The noun has the form of its number, and what is usual stands beside it."""
    shown = SignalShown(name="volume", value=124.0, usual=21.0, unit="mentions", window=3600.0, rarity=None)

    assert stand_told(Count(over=100), code, holds=True, shown=shown) == said
    assert RULES[code]["holds_not"] in stand_told(Count(over=100), code, holds=False, shown=None)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_table_has_the_same_keys_and_fields(code: str) -> None:
    """As the tables of pages."""
    fields = {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in RULES["en"].items()}

    assert {key: sorted(re.findall(r"\{[a-z]+\}", text)) for key, text in RULES[code].items()} == fields
    assert sorted(RULES) == sorted(LANGUAGES)


def test_each_condition_of_the_language_has_words() -> None:
    """A page in Turkish has no English sentence in it."""
    said = {type(condition) for condition, _ in SAID}

    assert said == {one.value for one in SPECIFICATIONS}
