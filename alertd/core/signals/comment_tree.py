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
    posts: Iterable[str],
    customer_of: Callable[[str], str | None],
    waits: Callable[[str], bool],
    is_over: Callable[[str], bool],
) -> str | None:
    """Return whom an answer ends the wait of, by the post it names and those above, the nearest first; the report asks it as the inbox does.

    The first post of a customer who waits decides, whichever of theirs it is: who asked again is answered below their older post
    too. None where nobody on the way waits, or the wait by a post of theirs is over: then it is for nobody higher up.

    >>> authors = {"remark": "bob", "question": "ann", "old": "cat"}
    >>> addressee(["remark", "question"], authors.get, {"ann"}.__contains__, {"old"}.__contains__)
    'ann'
    >>> addressee(["old", "question"], authors.get, {"ann"}.__contains__, {"old"}.__contains__)
    >>> addressee(["old", "question"], authors.get, {"ann", "cat"}.__contains__, {"old"}.__contains__)
    'cat'
    """
    for post in posts:
        customer = customer_of(post)
        if customer is not None and waits(customer):
            return customer
        if is_over(post):
            return None
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
