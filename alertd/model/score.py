"""Score: the sentiment of a mention, as three probabilities in thousandths."""

from __future__ import annotations

import enum

from alertd.model.value import Value


class Quality(enum.StrEnum):
    """How far a score can be trusted."""

    TRAINED = "trained"  #: the scorer learnt this language from labelled posts
    LEXICON = "lexicon"  #: only word lists and emoji know this language
    UNKNOWN = "unknown"  #: unsupported language, or nothing to read: never counted as neutral
    GIVEN = "given"  #: the record carried it


#: Thousandths of sureness below which a post is not called by its mood: of three, the likeliest may still be wrong as often as not.
UNSURE_BELOW = 600


class Score(Value, frozen=True, kw_only=True, gc=False):
    """Three probabilities, in thousandths so that the log holds no floats.

    negative, neutral, positive: 0 to 1000, sum 1000.
    scorer: name and version of what computed it, such as "default/1".
    """

    negative: int
    neutral: int
    positive: int
    quality: Quality
    scorer: str

    def __post_init__(self) -> None:
        """Refuse what are not three probabilities."""
        if min(self.negative, self.neutral, self.positive) < 0 or self.negative + self.neutral + self.positive != 1000:
            raise ValueError("a score is three probabilities in thousandths that sum to 1000")

    @property
    def is_known(self) -> bool:
        """Whether the share of negative mentions may count it."""
        return self.quality is not Quality.UNKNOWN

    @property
    def likeliest(self) -> str:
        """Which of the three is the most probable; of equal ones the first of neutral, negative, positive."""
        return max(("neutral", "negative", "positive"), key=lambda mood: getattr(self, mood))

    @property
    def mood(self) -> str:
        """What people are told that it sounds like: one of the three, "unsure", or "unknown"; the same word wherever it is told.

        >>> Score(negative=550, neutral=400, positive=50, quality=Quality.TRAINED, scorer="t/1").mood
        'unsure'
        """
        if not self.is_known:
            return "unknown"
        return self.likeliest if getattr(self, self.likeliest) >= UNSURE_BELOW else "unsure"

    @classmethod
    def unknown(cls, scorer: str) -> Score:
        """Return the score of what cannot be scored.

        >>> Score.unknown("default/1").is_known
        False
        """
        return cls(negative=333, neutral=334, positive=333, quality=Quality.UNKNOWN, scorer=scorer)

    @classmethod
    def of(cls, negative: float, neutral: float, positive: float, *, quality: Quality, scorer: str) -> Score:
        """Round probabilities to thousandths that sum to 1000; the largest takes the remainder.

        >>> s = Score.of(0.3333, 0.3333, 0.3334, quality=Quality.TRAINED, scorer="t/1")
        >>> (s.negative, s.neutral, s.positive)
        (334, 333, 333)
        """
        total = negative + neutral + positive
        parts = [round(1000 * p / total) for p in (negative, neutral, positive)]
        parts[parts.index(max(parts))] += 1000 - sum(parts)
        return cls(negative=parts[0], neutral=parts[1], positive=parts[2], quality=quality, scorer=scorer)
