"""Praise: who speaks well of the brand and asks for nothing. Answering it is an opportunity, never a debt.

It stands in no queue, waits for nobody and breaks no promise: whoever needs an answer is never among it.
"""

from __future__ import annotations

from collections.abc import Iterable

from alertd.model.mention import Mention

#: P(positive), in thousandths, from which somebody is glad. Higher than what counts as positive in a rule's numbers: a post that
#: is missed costs nothing, one that is thanked for what it never said does.
GLAD = 600


def is_praise(mention: Mention) -> bool:
    """Whether a mention is somebody's own good word, not passed on, of a known day, and asks for nothing."""
    is_own = mention.repost_of is None and not mention.is_undated
    return is_own and not mention.needs_answer and mention.score.is_known and mention.score.positive >= GLAD


def by_reach(mentions: Iterable[Mention]) -> list[Mention]:
    """Return what is praise, what the most people see first; one an author and one a text.

    Of equals the newer comes first: a thank-you is worth the most while the post is read.
    """
    authors: set[tuple[str, tuple[str, str]]] = set()
    texts: set[tuple[str, int]] = set()
    found: list[Mention] = []
    for one in sorted(filter(is_praise, mentions), key=_turn):
        author, text = (one.watch, one.writer), (one.watch, one.voice)
        if author not in authors and text not in texts:
            found.append(one)
        authors.add(author)
        texts.add(text)
    return found


def _turn(one: Mention) -> tuple[int, float, tuple[str, str, str]]:
    return -(one.reach.audience or 0), -one.posted_at.timestamp(), one.key
