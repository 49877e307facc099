"""Own words: a brand's name is no mood, and what is said of the brand still is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alertd.intake.own_words import OwnWords
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Scorer, Unscored
from alertd.rulefile.scorers import ScorerSetting
from alertd.scorers.build import build

CALM = ("{} opens at 9 today", "Going to {} with my sister this afternoon", "{} has a new store in Leeds")


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    """Return the scorer that alertd comes with."""
    return build(ScorerSetting())


def negative(scorer: Scorer, text: str, *terms: str) -> float:
    """Return P(negative) of a text as it is scored for a watch with these terms."""
    masked = OwnWords(scorer).masked(text, [Watch(name="w", terms=terms)])
    return scorer.score([Unscored(text=masked, language="en")])[0].negative / 1000


@pytest.mark.parametrize("brand", ["Killer Burger", "Hate Brewing", "Bad Robot", "Death Wish Coffee", "Crisis Charity"])
def test_opening_day_is_calm(brand: str, scorer: Scorer) -> None:
    """Of brands whose names sound angry; without their name as a term they did."""
    assert max(negative(scorer, text.format(brand), brand) for text in CALM) < 0.3
    assert negative(scorer, CALM[0].format(brand), brand.lower()) < 0.3


def test_a_watch_that_only_its_posts_name_is_called_by_its_name(scorer: Scorer) -> None:
    """A replay without settings knows no terms: its opening day is as calm as with them, and its anger as angry."""
    words = OwnWords(scorer)
    brand = Watch(name="Killer Burger", is_implied=True)

    calm = [words.masked(text.format("Killer Burger"), [brand]) for text in CALM]
    angry = words.masked("Killer Burger is closed, nobody answers, terrible", [brand])
    scores = scorer.score([Unscored(text=text, language="en") for text in (*calm, angry)])

    assert all(score.negative < 300 for score in scores[:-1])
    assert scores[-1].negative > 600


def test_anger_at_the_brand_stays_anger(scorer: Scorer) -> None:
    """Only the name gives way."""
    assert negative(scorer, "Killer Burger is closed, nobody answers, terrible", "Killer Burger") > 0.6


@pytest.mark.parametrize("brand", ["Acme", "Target", "Kettlo", "Happy Socks"])
def test_other_names_stay_as_they_are(brand: str, scorer: Scorer) -> None:
    """Nothing changes for most brands."""
    text = f"I love {brand}"

    assert OwnWords(scorer).masked(text, [Watch(name="w", terms=(brand,))]) == text


def test_a_scorer_is_asked_once_and_parts_of_words_stay() -> None:
    """A scorer may live on another machine."""

    class Gloomy:
        name = "gloomy/1"
        asked = 0

        def score(self, texts: list[Unscored]) -> list[Score]:
            self.asked += 1
            return [Score.of(0.9, 0.1, 0.0, quality=Quality.TRAINED, scorer=self.name) for _ in texts]

    gloomy = Gloomy()
    own, watch = OwnWords(gloomy), Watch(name="w", terms=("hate", "#hate"))  # type: ignore[arg-type]

    assert own.masked("Hate it, hated #hate whatever", [watch]) == "@brand it, hated #@brand whatever"
    assert own.masked("calm", [watch]) == "calm"
    assert gloomy.asked == 1


class _Counting:
    """A scorer that counts how often it is asked."""

    name = "counting/1"

    def __init__(self) -> None:
        self.asked: list[list[tuple[str, str | None]]] = []

    def score(self, texts: Sequence[Unscored]) -> list[Score]:
        self.asked.append([(one.text, one.language) for one in texts])
        hates = [0.9 if "hate" in one.text.lower() else 0.1 for one in texts]
        return [Score.of(hate, 1.0 - hate, 0.0, quality=Quality.TRAINED, scorer=self.name) for hate in hates]


def test_the_names_of_a_batch_are_asked_for_at_once_and_never_again() -> None:
    """Ten thousand brands of one batch cost one call; each gives way in its own texts only."""
    scorer = _Counting()
    words = OwnWords(scorer)
    watches = [
        Watch(name="brew", terms=("Hate Brewing", "#hatebrew"), languages=("en", "tr")),
        Watch(name="acme", terms=("acme",), languages=("de",)),
        Watch(name="marks", terms=("???",)),
    ]

    words.know([*watches, watches[0]])
    masked = [words.masked("hate brewing and acme", [watch]) for watch in watches]
    words.know(watches)

    assert masked == ["@brand and acme", "hate brewing and acme", "hate brewing and acme"]
    assert scorer.asked == [[("Hate Brewing", "en"), ("acme", "de")]]


def test_who_was_not_named_before_is_asked_for_with_its_first_text() -> None:
    """A watch that a post names while it runs."""
    scorer = _Counting()

    assert OwnWords(scorer).masked("I like Hate Brewing", [Watch(name="Hate Brewing", is_implied=True)]) == (
        "I like @brand"
    )
    assert len(scorer.asked) == 1
