"""mood: the condition on a mood that leaves its usual."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.rules.verdict import Verdict
from alertd.model.rule import Floor, Mood, Spike
from alertd.model.score import Quality, Score
from tests.unit.core.rules.conditions.looking import Looking

HOUR = 3600.0
TURN = Mood(rarer_than=timedelta(days=30))


def usual(condition: object) -> Looking:
    """Return a watch of sixty voices an hour of which one in twenty is angry, for two days."""
    looking = Looking(condition)  # type: ignore[arg-type]
    for i in range(48 * 60):
        looking.say(-48 * HOUR + 60.0 * i, 0.7 if i % 20 == 0 else 0.15)
    return looking


def test_a_bad_hour_at_flat_volume_holds_and_names_whole_numbers() -> None:
    """Every second voice is angry, none more than usual writes: it holds, and says how many of how many are usual."""
    looking = usual(TURN)
    for i in range(60):
        looking.say(60.0 * i, 0.7 if i % 2 == 0 else 0.15)
    verdict = looking.ask(HOUR)

    assert verdict.holds
    assert verdict.shown[0].name == "negative"
    assert verdict.value == int(verdict.value)
    assert (verdict.shown[0].usual or 0.0) < verdict.value / 3


def test_a_usual_hour_does_not_hold() -> None:
    """One in twenty, as ever."""
    looking = usual(TURN)
    for i in range(60):
        looking.say(60.0 * i, 0.7 if i % 20 == 0 else 0.15)

    assert not looking.ask(HOUR).holds


def test_one_angry_author_is_no_turn() -> None:
    """A floor of authors: thirty posts of one person are one person's mood."""
    looking = usual(TURN)
    looking.many(30, 60.0, 1800.0, 0.7, author="troll")

    assert not looking.ask(1800.0).holds


def test_a_storm_of_glad_posts_is_no_negative_storm() -> None:
    """Four hundred and eighty glad posts bring some that are scored wrongly; as usual a share, that is no storm."""
    storm = Spike(of="negative", rarer_than=timedelta(days=30), at_least=Floor(mentions=10, authors=5))
    looking = usual(storm)
    for i in range(480):
        looking.say(7.0 * i, 0.7 if i % 20 == 0 else 0.02)
    assert not looking.ask(HOUR).holds

    looking.many(200, HOUR, 1.5 * HOUR, 0.7)
    assert looking.ask(1.5 * HOUR).holds


def glad_hour(condition: object) -> Verdict:
    """Let every second voice of an hour be glad, and ask."""
    looking = usual(condition)
    glad = Score(negative=20, neutral=80, positive=900, quality=Quality.TRAINED, scorer="t/1")
    for i in range(60):
        looking.say(60.0 * i, 0.15, **({"score": glad} if i % 2 == 0 else {}))
    return looking.ask(HOUR)


def test_a_mood_that_turns_good_is_told_as_praise() -> None:
    """Every second voice is glad: `turns: positive` holds and counts the glad ones."""
    verdict = glad_hour(TURN.with_(turns="positive"))

    assert verdict.holds
    assert verdict.shown[0].name == "positive"
    assert verdict.value >= 20


def test_praise_is_no_anger() -> None:
    """The same hour is no turn to the worse."""
    assert not glad_hour(TURN).holds
