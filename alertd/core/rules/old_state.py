"""Old state: what snapshots of before called otherwise, so that a watch goes on with what it had learnt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alertd.core.rules.lanes import VELOCITY, LaneKey, Needs
from alertd.core.signals.tally import Tally


def velocity_key(text: str) -> LaneKey:
    """Read the key of a velocity lane; there was one kind, known by its group."""
    return LaneKey.from_text(text) if text.startswith("{") else LaneKey(of="negative", kind=VELOCITY, group=text)


def heard_before(words: Iterable[Any], needs: tuple[Needs, ...], tallies: dict[LaneKey, Tally]) -> None:
    """Take hearings that were kept word by word ([word, began, instants]): nobody knows which were one mention."""
    rows = list(words)
    for key in (key for one in needs if one.kind == "watch" for key in one.tallies) if rows else ():
        tally = tallies.setdefault(key, Tally())
        for word, _, heard in rows:
            for number, at in enumerate(heard if word in (*key.words, *key.every) else ()):
                tally.observe(at, number, is_new=True)
