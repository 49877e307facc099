"""Whom to answer first, and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.core.topic.matters import MATTERS, matter
from alertd.intake.priority import priority
from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score
from alertd.web.inbox_page import HIGH

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def post(negative: float = 0.8, audience: int | None = 200, language: str = "en", **changes: object) -> Mention:
    """Return a post that waits."""
    rest = (1 - negative) / 2
    made = Mention(
        watch="acme",
        platform="x",
        id="1",
        author="ann",
        posted_at=NOON,
        seen_at=NOON,
        language=language,
        score=Score.of(negative, rest, rest, quality=Quality.TRAINED, scorer="t/1"),
        voice=1,
        reach=Reach(audience=audience),
    )
    return made.with_(**changes)


def value(text: str, mention: Mention, minutes: float = 10.0) -> int:
    """Return the priority of a post after so many minutes, promised within half an hour."""
    return priority(mention, text, waited=60 * minutes, promised=1800.0).value


def test_a_fire_comes_before_a_famous_grumble_and_that_before_an_old_question() -> None:
    """The order in which a good team answers."""
    fire = value("The kettle caught fire, my hand is burned", post())
    famous = value("Not impressed by this kettle", post(audience=2_000_000))
    grumble = value("Not impressed by this kettle", post())
    idle = value("Does it come in red?", post(negative=0.1), minutes=6 * 24 * 60)

    assert fire > famous > grumble > idle


def test_waiting_raises_it_until_it_is_late_and_then_fades() -> None:
    """A question of ten minutes is no emergency, one of an hour is; one of a week helps nobody much any more."""
    text, mention = "My order is lost", post()

    assert value(text, mention, 5) < value(text, mention, 30) < value(text, mention, 90)
    assert value(text, mention, 7 * 24 * 60) < value(text, mention, 90)


@pytest.mark.parametrize("text", ["My kettle is smoking", "sparks came out of it", "la bouilloire fume"])
def test_chatter_of_three_days_ago_does_not_stand_above_smoke_of_a_minute_ago(text: str) -> None:
    """However far the chatter carries, and though nobody could tell its mood; the smoke is asked for with the first ones."""
    language = "fr" if "bouilloire" in text else "en"
    smoke = value(text, post(negative=0.6, audience=40, language=language), minutes=1)
    chatter = value("Which one do you have?", post(audience=50_000, score=Score.unknown("t/1")), minutes=3 * 24 * 60)

    assert smoke > 2 * chatter
    assert smoke >= HIGH


def test_it_says_why() -> None:
    """In words, the weightiest first."""
    found = priority(post(audience=5_000_000), "It is on fire", waited=3600, promised=1800)

    assert found.why == ("safety", "negative", "far", "late")
    assert priority(post(negative=0.1), "Which colours?", waited=1200, promised=1800).why == ("due soon",)


@pytest.mark.parametrize(
    ("language", "text", "about"),
    [
        ("en", "it started to SMOKE!", "safety"),
        ("ru", "чайник загорелся ночью", "safety"),
        ("tr", "fişi takınca yandı", "safety"),
        ("fr", "elle a pris feu, quelle fumée", "safety"),
        ("pt", "saiu fumaça da chaleira", "safety"),
        ("zh", "水壶突然冒烟了", "safety"),
        ("en", "you charged me twice", "money"),
        ("ru", "верните деньги", "money"),
        ("tr", "paramı geri istiyorum", "money"),
        ("fr", "je veux un remboursement", "money"),
        ("pt", "quero meu reembolso", "money"),
        ("zh", "我要退款", "money"),
        ("en", "the app is down again", "outage"),
        ("zh", "app又打不开了", "outage"),
        ("ru", "нашёл адвоката", "leaving"),
        ("en", "what a nice day", None),
        ("ru", "какой красивый цвет", None),
        ("xx", "fire and smoke", None),
        ("en", "", None),
    ],
)
def test_matters_that_cannot_wait_are_known_in_six_languages(language: str, text: str, about: str | None) -> None:
    """By their own words; a language without a list has none."""
    assert matter(text, language) == about


def test_it_stays_between_nothing_and_a_hundred() -> None:
    """Whatever is known or not: a score, a reach, a text that was erased, a promise of no time at all."""
    for mention in (post(), post(audience=None), post(score=Score.unknown("t/1")), post(audience=10**9)):
        for text in (None, "fire", "x" * 5_000):
            for waited in (0.0, 60.0, 1e7):
                for promised in (0.0, 900.0):
                    found = priority(mention, text, waited=waited, promised=promised)
                    assert 0 <= found.value <= 100
    assert list(MATTERS.values()) == sorted(MATTERS.values(), reverse=True)


def test_what_is_dangerous_is_grave_however_calmly_it_is_told() -> None:
    """Whoever writes of smoke in plain words waits no longer than whoever shouts."""
    calm = value("There is smoke coming out of the kettle", post(negative=0.2))

    assert calm > value("This is the worst kettle I ever had", post(negative=0.95))
    assert calm > value("Does it come in red?", post(negative=0.1, audience=2_000_000), minutes=3 * 24 * 60)


def test_waiting_lifts_no_idle_question_above_an_urgent_matter() -> None:
    """Whatever it is, however long it waits: the clock adds half the weight at the most."""
    for minutes in (10, 90, 600, 24 * 60, 3 * 24 * 60, 30 * 24 * 60):
        idle = value("Does it come in red?", post(negative=0.1), minutes=minutes)
        for text in ("it burned my hand", "I was charged twice", "the app is down", "I will cancel"):
            assert value(text, post(negative=0.6), minutes=1) > idle, (minutes, text)
