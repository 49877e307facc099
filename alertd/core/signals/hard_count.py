"""Hard count: which posts count as negative or positive, so that a page says as many as a reader would.

A scorer is rarely sure: summed probabilities say 15 where a reader finds 31. So each post counts whole or not at all,
from a probability on at which, by language, as many posts are counted wrongly as are missed. Measured with the shipped
scorer on labelled posts, drawn at 30 % negative, 45 % neutral and 25 % positive: a day on which something is wrong.
`benchmarks/sentiment_cuts.py` measures them again.
"""

from __future__ import annotations

from alertd.model.mention import Mention
from alertd.model.score import Quality

#: P(negative) and P(positive), in thousandths, from which a post counts, by language. Arabic, German, Spanish, Hindi and
#: Italian were measured on some 320 posts each, English, Portuguese, Russian, Turkish and Chinese on 1,100 to 3,400.
NEGATIVE = {
    "ar": 470,
    "de": 420,
    "en": 400,
    "es": 420,
    "fr": 400,
    "hi": 400,
    "it": 430,
    "pt": 510,
    "ru": 380,
    "tr": 480,
    "zh": 600,
}
POSITIVE = {"ru": 400, "tr": 550, "zh": 400}
#: Of another language, and of a score that the record brought itself.
OTHERS, GIVEN = 450, 500
#: From here on a post is likely negative whatever the language; below, what counts is weaker evidence. The weight is a choice
#: of ours, not a measurement. The cuts of English, Russian, French and Hindi are rounded up by hand: they undercount a little.
LIKELY, UNSURE = 500, 0.3


def is_negative(mention: Mention) -> bool:
    """Whether a post counts as negative."""
    score = mention.score
    return score.is_known and score.negative >= _cut(mention, NEGATIVE)


def is_positive(mention: Mention) -> bool:
    """Whether a post counts as positive."""
    score = mention.score
    return score.is_known and score.positive >= _cut(mention, POSITIVE)


def sureness(thousandths: int) -> float:
    """Return how much evidence a post is that counts: 1, or less where the scorer doubts."""
    return 1.0 if thousandths >= LIKELY else UNSURE


def _cut(mention: Mention, cuts: dict[str, int]) -> int:
    if mention.score.quality is Quality.GIVEN:
        return GIVEN
    return cuts.get(mention.language, OTHERS)
