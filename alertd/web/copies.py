"""Copies: what was passed on three hundred times is one card, and says so. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from alertd.model.value import Value
from alertd.web.backend import MentionShown


class Card(Value, frozen=True, kw_only=True):
    """A post, and how many others of those found have its words: copies and posts that pass it on."""

    shown: MentionShown
    again: int = 0


def cards(found: Sequence[MentionShown]) -> list[Card]:
    """Return one card for each text of a watch, the newest first by the instant that it shows; the oldest stands for it, a post that passes on for none.

    Erased texts stay apart: nobody knows what they said.
    """
    alike: dict[object, list[MentionShown]] = {}
    for one in found:
        alike.setdefault(_text(one), []).append(one)
    made = [Card(shown=min(reversed(some), key=_passes_on), again=len(some) - 1) for some in alike.values()]
    return sorted(made, key=lambda card: card.shown.mention.posted_at, reverse=True)  # what is read must be in order


def cut(found: Sequence[MentionShown], most: int) -> Sequence[MentionShown]:
    """Return so many of the first posts found that they are `most` cards at most."""
    texts: set[object] = set()
    for place, one in enumerate(found):
        texts.add(_text(one))
        if len(texts) > most:
            return found[:place]
    return found


def _text(one: MentionShown) -> object:
    return one.mention.key if one.text is None else (one.mention.watch, one.mention.voice)


def _passes_on(one: MentionShown) -> bool:
    return one.mention.repost_of is not None or one.mention.repost_of_author is not None
