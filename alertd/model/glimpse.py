"""Glimpse: what a chart needs of a mention. A store reads five of them in the time of one mention."""

from __future__ import annotations

from datetime import datetime

from alertd.model.score import Score
from alertd.model.value import Value


class Glimpse(Value, frozen=True, kw_only=True):
    """When somebody wrote of a watch, and in what mood; the fields mean what they mean in `Mention`."""

    watch: str
    posted_at: datetime
    language: str
    score: Score
