"""Lanes: the signals one watch needs for its rules, and nothing more.

A lane begins at its first mention. What a lane counts is its key: (of, words, count, group); rules that ask for the
same share it.
"""

from __future__ import annotations

from collections.abc import Iterator

from alertd.core.signals.hard_count import is_negative, is_positive, sureness
from alertd.model.mention import Mention
from alertd.model.rule import AllOf, AnyOf, Condition, Not, Rule
from alertd.model.value import Value


class LaneKey(Value, frozen=True, kw_only=True, gc=False):
    """What a volume lane counts. words: for of="terms". group: language or platform, "" for the whole watch."""

    of: str
    count: str = "voices"
    words: tuple[str, ...] = ()
    group: str = ""

    @property
    def text(self) -> str:
        """The key as one string, for snapshots.

        >>> LaneKey(of="terms", words=("recall",)).text
        'terms|voices|recall|'
        """
        return "|".join((self.of, self.count, "\x1f".join(self.words), self.group))

    @classmethod
    def from_text(cls, text: str) -> LaneKey:
        """Read `text` back."""
        of, count, words, group = text.split("|", 3)
        return cls(of=of, count=count, words=tuple(words.split("\x1f")) if words else (), group=group)


def leaves(condition: Condition, path: str = "") -> Iterator[tuple[str, Condition]]:
    """Yield each simple condition with its path ("0.1"), in the order of the file."""
    match condition:
        case AnyOf(conditions=several) | AllOf(conditions=several):
            for i, one in enumerate(several):
                yield from leaves(one, f"{path}.{i}" if path else str(i))
        case Not(condition=one):
            yield from leaves(one, f"{path}.0" if path else "0")
        case _:
            yield path or "0", condition


def group_of(rule: Rule, mention: Mention) -> str:
    """Return the group a mention falls into under this rule."""
    if rule.group_by == "language":
        return mention.language
    if rule.group_by == "platform":
        return mention.platform
    return ""


def weight_in(key: LaneKey, mention: Mention) -> float:
    """Return how much evidence a mention is in a lane; 0 leaves it out."""
    match key.of:
        case "all":
            return 1.0
        case "negative":
            return sureness(mention.score.negative) if is_negative(mention) else 0.0
        case "positive":
            return sureness(mention.score.positive) if is_positive(mention) else 0.0
        case "reach":
            return float(mention.reach.audience or 0)
        case _:
            return 1.0 if any(word in key.words for word in mention.terms) else 0.0


WHOLE = LaneKey(of="all")  #: the lane of all mentions; every watch has it, for the page and the report


class Needs(Value, frozen=True):
    """What the rules of one kind of group (watch, language, platform) read."""

    kind: str
    keys: tuple[LaneKey, ...]
    velocity: bool
