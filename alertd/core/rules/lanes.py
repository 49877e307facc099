"""Lanes: the signals one watch needs for its rules, and nothing more.

A lane begins at its first mention. What a lane counts is its key; rules that ask for the same share it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from alertd.core.signals.hard_count import is_negative, is_positive, negative_evidence, positive_evidence
from alertd.model.mention import Mention
from alertd.model.rule import AllOf, AnyOf, Condition, Not, Only, Rule
from alertd.model.value import Value

#: What a lane is: volume (how rare is this number), mood (shares), velocity (rising shares), tally (plain numbers), loudness
#: (how rare is so large an audience).
VOLUME, MOOD, VELOCITY, TALLY, LOUDNESS = "volume", "mood", "velocity", "tally", "loudness"

#: Lanes of moods that turn.
TURN_TO_WORSE, TURN_TO_BETTER = "mood", "mood positive"


class LaneKey(Value, frozen=True, kw_only=True, gc=False, cache_hash=True):
    """What a lane counts.

    of: all, negative, positive, reach, terms; "mood" and "mood positive" are moods that turn; "labelled negative" and "labelled positive" count whole posts by their label.
    words: one of them occurs (for of="terms"). floor: people, from which an audience is loud, and
    sureness: how sure a post's mood must be (both for loudness). every: all of these occur. without: none of these occurs.
    group: language or platform, "" for the whole watch. only: each must let the mention through. kind: see above.
    """

    of: str
    count: str = "voices"
    words: tuple[str, ...] = ()
    group: str = ""
    every: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[Only, ...] = ()
    kind: str = VOLUME
    floor: int = 0
    sureness: float | None = None

    @property
    def text(self) -> str:
        """The key as one string, for snapshots.

        >>> LaneKey(of="terms", words=("recall",)).text
        'terms|voices|recall|'
        """
        if self.kind != VOLUME or self.only or "|" in "".join(self.words):
            return msgspec.json.encode(self).decode()
        return "|".join((self.of, self.count, "\x1f".join(self.words), self.group))

    @classmethod
    def from_text(cls, text: str) -> LaneKey:
        """Read `text` back."""
        if text.startswith("{"):
            return msgspec.json.decode(text, type=cls)
        of, count, words, group = text.split("|", 3)
        return cls(of=of, count=count, words=tuple(words.split("\x1f")) if words else (), group=group)

    @property
    def is_turn(self) -> bool:
        """Whether it is of a mood that turns."""
        return self.of in (TURN_TO_WORSE, TURN_TO_BETTER)

    @property
    def is_of_mood(self) -> bool:
        """Whether it depends on who scores sentiment."""
        return self.kind in (MOOD, VELOCITY) or self.of.endswith(("negative", "positive"))


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


def only_of(condition: Condition, rule: Rule) -> tuple[Only, ...]:
    """Return which mentions count: what the rule says, and what the condition says."""
    return filters(rule.only, getattr(condition, "only", None))


_ALL = Only()


def filters(of_rule: Only | None, own: Only | None) -> tuple[Only, ...]:
    """Return those of the two that let not every mention through."""
    if of_rule is None and own is None:
        return ()
    return tuple(one for one in (of_rule, own) if one is not None and one != _ALL)


def is_taken(key: LaneKey, mention: Mention, source: str) -> bool:
    """Whether the filters of a lane let a mention through, however much it then weighs."""
    return all(only.takes(mention, source) for only in key.only)


def weight_in(key: LaneKey, mention: Mention, source: str = "") -> float:
    """Return how much a mention counts in a lane; 0 leaves it out."""
    if key.only and not is_taken(key, mention, source):
        return 0.0
    match key.of:
        case "all":
            return 1.0
        case "negative" | "labelled negative":
            return float(is_negative(mention))
        case "positive" | "labelled positive":
            return float(is_positive(mention))
        case "labelled neutral":
            return float(mention.score.is_known and not is_negative(mention) and not is_positive(mention))
        case "labelled not positive":
            return float(not is_positive(mention))
        case "reach":
            return float(mention.reach.audience or 0)
        case _:
            return float(_has_words(key, mention.terms))


def evidence_in(key: LaneKey, mention: Mention, source: str = "") -> float:
    """Return how much a mention says of a volume: of a mood even what just does not count in it says something."""
    if key.of not in ("negative", "positive"):
        return weight_in(key, mention, source)
    if key.only and not is_taken(key, mention, source):
        return 0.0
    return negative_evidence(mention) if key.of == "negative" else positive_evidence(mention)


def _has_words(key: LaneKey, terms: tuple[str, ...]) -> bool:
    """Whether one and the same mention has the words; words of two posts are two posts."""
    return (
        (not key.words or any(word in terms for word in key.words))
        and all(word in terms for word in key.every)
        and not any(word in terms for word in key.without)
    )


WHOLE = LaneKey(of="all")  #: the lane of all mentions; every watch has it, for the page and the report


class Needs(Value, frozen=True):
    """What the rules of one kind of group (watch, language, platform) read, by kind of lane."""

    kind: str
    keys: tuple[LaneKey, ...] = ()
    moods: tuple[LaneKey, ...] = ()
    velocities: tuple[LaneKey, ...] = ()
    tallies: tuple[LaneKey, ...] = ()
    audiences: tuple[LaneKey, ...] = ()
