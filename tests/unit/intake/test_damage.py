"""Anger that tells of a thing that was ruined asks for an answer, though no matter of ours is named; praise, news and weather do not."""

from __future__ import annotations

from functools import cache

import pytest

from alertd.core.topic.danger_words import DAMAGE, GRAVE, HARM
from alertd.intake.needs_answer import LIMIT, needs_answer, points_of, signs
from alertd.model.score import Score
from alertd.scorers.default import DefaultScorer

RUINED = [
    ("en", "The orrin kettle ruined my worktop. Disgusting."),
    ("en", "orrin movers scratched the piano, absolutely furious"),
    ("ru", "Чайник @orrin испортил столешницу, я в бешенстве!"),
    ("ru", "orrin испортил мне столешницу, просто ужас"),
    ("ru", "Грузчики orrin поцарапали новый шкаф, отвратительно"),
    ("tr", "orrin çaydanlık tezgahımı mahvetti, rezalet"),
    ("tr", "orrin nakliyecileri masamı çizdi, rezil bir firma"),
    ("fr", "La bouilloire orrin a abîmé mon plan de travail, c'est honteux"),
    ("pt", "A chaleira orrin estragou minha bancada, um absurdo"),
    ("zh", "orrin水壶毁了我的台面，太气人了"),
]
NOTHING_WANTED = [
    ("en", "orrin unveils a scratched-look finish for its kettles"),
    ("ru", "Заказали пиццу orrin, дождь испортил прогулку, зато вечер чудесный"),
    ("ru", "orrin показала новую коллекцию, залила город рекламой"),
    ("tr", "Yağmur pikniği bozdu ama orrin termosu sayesinde çayımız sıcaktı, harika"),
    ("fr", "La pluie a gâché la fête, mais le café orrin nous a réchauffés, un délice"),
    ("fr", "orrin présente sa nouvelle peinture pour bois abîmé, en magasin dès lundi"),
    ("pt", "A chuva estragou o passeio, mas o café da orrin salvou o dia, adorei"),
    ("zh", "orrin发布新款水壶，不怕刮花"),
]


@cache
def scorer() -> DefaultScorer:
    """Return the scorer that ships."""
    return DefaultScorer.load()


def score(text: str, language: str) -> Score:
    """Return the mood of a text."""
    return scorer().score_in([text], [language])[0]


@pytest.mark.parametrize(("language", "text"), RUINED)
def test_anger_about_a_ruined_thing_asks_for_an_answer(language: str, text: str) -> None:
    """A model that knows everyday life takes it for an evening at home; it may not outvote who is upset and tells of damage."""
    assert needs_answer(text, language, score(text, language))


@pytest.mark.parametrize(("language", "text"), NOTHING_WANTED)
def test_damage_in_a_good_mood_or_of_the_weather_asks_for_none(language: str, text: str) -> None:
    """The words alone say nothing: they are worth no points, and who is not upset is judged as before."""
    assert not needs_answer(text, language, score(text, language))


def test_the_words_alone_are_worth_nothing() -> None:
    """A calm post with such a word has the same points as the same post with another word."""
    calm = score("orrin made a blue table", "en")
    assert not calm.negative >= 500
    told, other = (signs(f"orrin made a {word} table", "en", calm, reads=-8) for word in ("warped", "blue"))
    assert told == other


@pytest.mark.parametrize("reads", [-8, -7])
def test_where_the_reading_is_sure_of_nothing_damage_is_looked_for(reads: int) -> None:
    """The short way, which looks at no list, says what the long way says."""
    for language, text in (*RUINED, *NOTHING_WANTED):
        mood = score(text, language)
        found = signs(text, language, mood, reads=reads)
        assert needs_answer(text, language, mood, reads=reads) == (points_of(found) >= LIMIT), text


def test_the_three_lists_speak_the_same_languages() -> None:
    """Each language that tells of danger tells of damage, and no list holds a word twice."""
    assert set(DAMAGE) == set(HARM)
    assert set(GRAVE) <= set(DAMAGE)
    for listed in (DAMAGE, HARM, GRAVE):
        for language, words in listed.items():
            once = words.split()
            assert len(once) == len(set(once)), (language, [one for one in once if once.count(one) > 1])
