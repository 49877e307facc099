"""Hard count: which posts count as negative or positive, so that a page says as many as a reader would.

A scorer is rarely sure: summed probabilities say 15 where a reader finds 31. So each post counts whole or not at all,
from a probability on at which, by language, as many posts are counted wrongly as are missed. Measured with the shipped
scorer on labelled posts, drawn at 30 % negative, 45 % neutral and 25 % positive: a day on which something is wrong.
`benchmarks/sentiment_cuts.py` measures them again.
"""

from __future__ import annotations

import math

from alertd.model.glimpse import Glimpse
from alertd.model.mention import Mention
from alertd.model.score import Quality, Score

#: P(negative) and P(positive), in thousandths, from which a post counts, by language. German, Spanish, Hindi, Italian and French were
#: measured on some 320 posts each, Arabic, Portuguese, Russian, Turkish and Chinese on 1,100 to 2,300. English lies between tweets
#: about brands (290) and general ones (470), where as many of those that count about brands are negative as before.
NEGATIVE = {
    "ar": 520,
    "de": 450,
    "en": 370,
    "es": 440,
    "fr": 400,
    "hi": 390,
    "it": 440,
    "pt": 490,
    "ru": 410,
    "tr": 430,
    "zh": 540,
}
POSITIVE = {"ru": 390, "tr": 600, "zh": 380}
#: Of another language, and of a score that the record brought itself.
OTHERS, GIVEN = 450, 500
#: From here on a post is likely negative whatever the language.
LIKELY = 500
#: How much evidence of its mood a post is, by how far its probability is above the cut of its language: in between a straight
#: line, below nothing. It follows how much commoner such posts are in a crisis than usually; what just does not count is some
#: evidence too, and what surely counts is worth three of that.
_EVIDENCE = ((-100, 0.3), (100, 0.7), (300, 1.0))


def is_negative(mention: Mention | Glimpse) -> bool:
    """Whether a post counts as negative."""
    return _counts(mention.score, mention.score.negative, mention.language, NEGATIVE)


def is_positive(mention: Mention) -> bool:
    """Whether a post counts as positive."""
    return _counts(mention.score, mention.score.positive, mention.language, POSITIVE)


def negative_evidence(mention: Mention | Glimpse) -> float:
    """Return how much evidence of a bad mood a post is, 0 to 1, whether it counts as negative or not."""
    return _evidence(mention.score.negative - _cut(mention, NEGATIVE)) if mention.score.is_known else 0.0


def positive_evidence(mention: Mention) -> float:
    """Return how much evidence of a good mood a post is, 0 to 1, whether it counts as positive or not."""
    return _evidence(mention.score.positive - _cut(mention, POSITIVE)) if mention.score.is_known else 0.0


def _evidence(above: int) -> float:
    """Return what a probability so many thousandths above its cut says.

    >>> [_evidence(above) for above in (-101, -100, 0, 100, 200, 300, 600)]
    [0.0, 0.3, 0.5, 0.7, 0.85, 1.0, 1.0]
    """
    (low, least), (middle, much), (high, most) = _EVIDENCE
    if above < low:
        return 0.0
    if above < middle:
        return least + (much - least) * (above - low) / (middle - low)
    return min(much + (most - much) * (above - middle) / (high - middle), most)


def label(score: Score, language: str) -> str:
    """Return what a post counts as, in a rule's numbers and on a page; a tie between the moods is negative, "" is unknown.

    >>> from alertd.model.score import Quality, Score, Score
    >>> label(Score(negative=410, neutral=450, positive=140, quality=Quality.TRAINED, scorer="t/1"), "en")
    'negative'
    """
    if not score.is_known:
        return ""
    negative, positive = _by(score, language, NEGATIVE), _by(score, language, POSITIVE)
    if score.negative >= negative and (score.positive < positive or score.negative >= score.positive):
        return "negative"
    return "positive" if score.positive >= positive else "neutral"


#: The mood of what is no praise: an unknown one too, since nobody has called it that.
NOT_POSITIVE = "not positive"
#: P of a mood, in thousandths, from which one post by itself is taken for it (sentiment.md: precision .68). A number of posts
#: bears a few wrong ones; who is woken by a single one wants to be surer. The more people see it, the less sure one must be:
#: five points for each tenfold audience, down to an even chance.
SURE, SUREST, EVEN, A_TENFOLD = 600, 100_000, 500, 50


def asked_of(audience: int | None, sureness: float | None = None) -> int:
    """Return how sure one post's mood must be, in thousandths. audience: who can see it; sureness: what the rule says, 0 to 1.

    >>> asked_of(None), asked_of(100_000), asked_of(1_240_000), asked_of(50_000_000), asked_of(1_240_000, 0.7)
    (600, 600, 545, 500, 700)
    """
    if sureness is not None:
        return round(1000 * sureness)
    if audience is None or audience <= SUREST:
        return SURE
    return max(round(SURE - A_TENFOLD * math.log10(audience / SUREST)), EVEN)


def has_mood(sentiment: str, score: Score, *, audience: int | None = None, sureness: float | None = None) -> bool:
    """Whether one post has the mood that a rule asks for; one that no scorer knows has none."""
    if sentiment == "any":
        return True
    if sentiment == NOT_POSITIVE:
        return not has_mood("positive", score, audience=audience, sureness=sureness)
    if not score.is_known:
        return False
    part = {"negative": score.negative, "positive": score.positive}.get(sentiment)
    asked = asked_of(audience, sureness)
    return max(score.negative, score.positive) < asked if part is None else part >= asked


def _counts(score: Score, part: int, language: str, cuts: dict[str, int]) -> bool:
    """Whether a part of a score reaches its cut. It is asked several times for each mention: no further call."""
    quality = score.quality
    if quality is Quality.UNKNOWN:
        return False
    return part >= (GIVEN if quality is Quality.GIVEN else cuts.get(language, OTHERS))


def _by(score: Score, language: str, cuts: dict[str, int]) -> int:
    return GIVEN if score.quality is Quality.GIVEN else cuts.get(language, OTHERS)


def _cut(mention: Mention | Glimpse, cuts: dict[str, int]) -> int:
    return _by(mention.score, mention.language, cuts)
