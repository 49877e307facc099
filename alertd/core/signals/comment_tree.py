"""Comment tree: what each post of a conversation stands below, as far as it was seen.

On Reddit, and wherever people answer answers, the brand often writes below somebody's remark on a question, or below its own
automatic word: that answers the question all the same. Posts come in any order, so a place is learnt whenever it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

CAPACITY = 4_000  # places remembered, a watch; the oldest are forgotten
DEPTH = 50  # steps up; whoever makes up a circle goes round it so often


def climb(post: str, above: Callable[[str], str | None]) -> Iterator[str]:
    """Yield what a post stands below, the nearest first, as far as it is known.

    >>> list(climb("c", {"c": "b", "b": "a"}.get))
    ['b', 'a']
    """
    for _ in range(DEPTH):
        higher = above(post)
        if higher is None:
            return
        yield higher
        post = higher


def addressee(
    posts: Iterable[str], waits_by: Callable[[str], str | None], is_over: Callable[[str], bool]
) -> str | None:
    """Return whom an answer is for, by the post it names and those above, the nearest first: who waits by the first of a customer.

    None where nobody waits by any of them, or that customer's wait is over: then it is for nobody higher up.

    >>> addressee(["remark", "question"], {"question": "ann"}.get, {"old"}.__contains__)
    'ann'
    >>> addressee(["remark", "old", "question"], {"question": "ann"}.get, {"old"}.__contains__)
    """
    for post in posts:
        found = waits_by(post)
        if found is not None or is_over(post):
            return found
    return None


class CommentTree:
    """(platform, post) to the post that it answers."""

    def __init__(self) -> None:
        self._above: dict[tuple[str, str], str] = {}

    def place(self, platform: str, post: str, above: str) -> None:
        """Remember what a post stands below; told again, it is remembered for longer."""
        if post == above:
            return
        self._above.pop((platform, post), None)
        self._above[platform, post] = above
        if len(self._above) > CAPACITY:
            del self._above[next(iter(self._above))]

    def knows(self, platform: str, post: str) -> bool:
        """Whether it is known what a post stands below."""
        return (platform, post) in self._above

    def climb(self, platform: str, post: str) -> Iterator[str]:
        """Yield what a post stands below, the nearest first, as far as it is known.

        >>> tree = CommentTree()
        >>> tree.place("reddit", "c", "b")
        >>> tree.place("reddit", "b", "a")
        >>> list(tree.climb("reddit", "c")), list(tree.climb("x", "c"))
        (['b', 'a'], [])
        """
        return climb(post, lambda name: self._above.get((platform, name)))

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [[platform, post, above] for (platform, post), above in self._above.items()]

    @classmethod
    def from_state(cls, state: Any) -> CommentTree:
        """Return the same tree."""
        tree = cls()
        tree._above = {(platform, post): above for platform, post, above in state}
        return tree
