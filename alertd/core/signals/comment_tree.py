"""Comment tree: what each post of a conversation stands below, as far as it was seen.

On Reddit, and wherever people answer answers, the brand often writes below somebody's remark on a question, or below its own
automatic word: that answers the question all the same. Posts come in any order, so a place is learnt whenever it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

CAPACITY = 4_000  # places remembered, a watch; the oldest are forgotten
DEPTH = 50  # steps up; whoever makes up a circle goes round it so often


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
        for _ in range(DEPTH):
            above = self._above.get((platform, post))
            if above is None:
                return
            yield above
            post = above

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [[platform, post, above] for (platform, post), above in self._above.items()]

    @classmethod
    def from_state(cls, state: Any) -> CommentTree:
        """Return the same tree."""
        tree = cls()
        tree._above = {(platform, post): above for platform, post, above in state}
        return tree
