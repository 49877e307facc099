"""What charts and reports need of a mention. A store reads five of them in the time of one mention."""

from __future__ import annotations

from datetime import datetime

from alertd.model.score import Quality, Score
from alertd.model.value import Value


class Glimpse(Value, frozen=True, kw_only=True):
    """When somebody wrote of a watch, and in what mood; the fields mean what they mean in `Mention`."""

    watch: str
    posted_at: datetime
    language: str
    score: Score


class Mood(Value, frozen=True, kw_only=True, gc=False):
    """A `Score` as a store kept it: it was checked when it was written."""

    negative: int
    neutral: int
    positive: int
    quality: Quality

    @property
    def is_known(self) -> bool:
        """Whether the share of negative mentions may count it."""
        return self.quality is not Quality.UNKNOWN


class Rank(Value, frozen=True, kw_only=True, gc=False):
    """Of a `Reach`, how few authors carry further: 0 to 1; None is unknown."""

    top: float | None = None


class Turn(Value, frozen=True, kw_only=True, gc=False):
    """What a customer said in a conversation: what a report of answers needs. The fields mean what they mean in `Mention`."""

    watch: str
    platform: str
    id: str
    author: str
    posted_at: datetime
    language: str
    score: Mood
    reach: Rank = Rank()
    in_reply_to: str | None = None
    conversation: str | None = None
    quotes: str | None = None
    repost_of: str | None = None
    repost_of_author: str | None = None
    needs_answer: bool = False
