"""Priority: whom to answer first. How negative, times how far it carries, times how long it has waited, times how urgent it is.

Explained in words, so that nobody has to believe a number. The matter is looked for in the post's own words, in the languages of
our word lists (`alertd/core/topic/matters.py`); a language without a list has no urgent matters, and the other three still sort it.
"""

from __future__ import annotations

import math

from alertd.core.topic.matters import MATTERS, matter
from alertd.model.mention import Mention
from alertd.model.value import Value

_FAR = 7.0  # ten million followers is as far as a post carries
_OLD, _FADED = 86400.0, 5 * 86400.0  # seconds from which an answer helps less, and after which nobody much
_LATE = 3.0  # times the promise after which waiting longer adds nothing
_GRAVE = 0.8  # how bad what is dangerous is, at the least, however calmly it is told
PATIENT = 3  #: threads in which one customer may wait before each counts less
_CROWDING = 0.5  # of who waits in more of them
_FULL = 8.0  # the most that the product reaches in practice; shown as 100


class Priority(Value, frozen=True, kw_only=True):
    """value: 0 to 100. why: what made it so, the weightiest first, each a word or two in English."""

    value: int
    why: tuple[str, ...] = ()


def priority(mention: Mention, text: str | None, *, waited: float, promised: float, asks: int = 1) -> Priority:
    """Return how soon somebody should answer.

    waited, promised: seconds by the team's own clock. Waiting adds half the weight at the most, at three times the promise, and
    fades from the second day on: chatter of Thursday does not stand above the smoke of a minute ago, however calmly that is
    told. asks: threads in which the same author waits: whoever asks everywhere is one person all the same, and five bots with 2,200 questions do not stand above ten customers.
    """
    score = mention.score
    negative = score.negative / 1000 if score.is_known else 0.5
    audience = mention.reach.audience
    carries = 0.0 if audience is None else min(math.log10(1 + audience) / _FAR, 1.0)
    if mention.reach.top is not None and mention.reach.top <= 0.01:
        carries = max(carries, 0.8)
    share = waited / promised if promised > 0 else 1.0
    patience = 1.0 + min(share, _LATE) / (2 * _LATE)
    if waited > _OLD:
        patience *= max(0.1, 1.0 - (waited - _OLD) / (_FADED - _OLD))
    about = None if text is None else matter(text, mention.language)
    harm = max(negative, _GRAVE) if about == "safety" else negative
    crowd = 1.0 if asks <= PATIENT else (PATIENT / asks) * _CROWDING
    value = crowd * (0.15 + 0.85 * harm) * (1.0 + carries) * patience * (MATTERS[about] if about else 1.0)
    why = [about] if about else []
    if asks > PATIENT:
        why.append("asks everywhere")
    if negative >= 0.5 and score.is_known:
        why.append("negative")
    if carries >= 0.7:
        why.append("far")
    if share >= 1.0:
        why.append("late")
    elif share >= 0.5:
        why.append("due soon")
    # The root spreads what is usual over the scale, and changes no order.
    return Priority(value=min(100, round(100 * math.sqrt(value / _FULL))), why=tuple(why))
