"""Threads: which posts and answers belong to one conversation. Pure.

A platform names a conversation by the id of its first post, or by a name of its own; some name only the post that is
answered. So ids of posts and of conversations are one set of names here, and what shares a name is one conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from alertd.model.value import Value


class Said(Value, frozen=True, kw_only=True):
    """What a customer wrote. was_negative: None where the sentiment is not known."""

    watch: str
    platform: str
    id: str
    author: str
    at: datetime
    conversation: str | None = None
    in_reply_to: str | None = None
    language: str = "und"
    needs_answer: bool = False
    was_negative: bool | None = None


class Answer(Value, frozen=True, kw_only=True):
    """What the brand wrote. agent: the initials that a person signed with, None where nobody did."""

    watch: str
    platform: str
    id: str
    author: str
    at: datetime
    conversation: str | None = None
    in_reply_to: str | None = None
    is_automatic: bool = False
    agent: str | None = None


class Thread(Value, frozen=True, kw_only=True):
    """One conversation, its posts and answers in time order."""

    watch: str
    platform: str
    said: tuple[Said, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def is_customers(self) -> bool:
        """Whether a customer began it."""
        return bool(self.said) and (not self.answers or self.said[0].at <= self.answers[0].at)


def customers(thread: Thread) -> Iterator[Thread]:
    """Split a conversation by who waited in it: each customer's posts, and the answers that were for them.

    An answer is for whose post it names, or whoever the brand's post that it goes on from was for; one that names neither is
    for everybody.
    """
    author_of = {post.id: post.author for post in thread.said}
    told: dict[str, str | None] = {}
    for answer in thread.answers:
        named = answer.in_reply_to
        told[answer.id] = author_of.get(named, told.get(named)) if named is not None else None
    of_each: dict[str, list[Said]] = {}
    for post in thread.said:
        of_each.setdefault(post.author, []).append(post)
    for author, said in of_each.items():
        answers = tuple(one for one in thread.answers if told[one.id] in (None, author))
        yield thread.with_(said=tuple(said), answers=answers)


def threads(posts: Iterable[Said | Answer]) -> list[Thread]:
    """Put posts together to conversations, in the order in which these began."""
    names = _Names()
    known = list(_addressed(list(posts)))
    for post in known:
        own = _name(post, post.id)
        for other in (post.conversation, post.in_reply_to):
            if other is not None:
                names.join(own, _name(post, other))
    found: dict[tuple[str, str, str], list[Said | Answer]] = {}
    for post in sorted(known, key=_in_time):
        found.setdefault(names.first(_name(post, post.id)), []).append(post)
    return [
        Thread(
            watch=watch,
            platform=platform,
            said=tuple(post for post in together if isinstance(post, Said)),
            answers=tuple(post for post in together if isinstance(post, Answer)),
        )
        for (watch, platform, _), together in found.items()
    ]


def _addressed(posts: list[Said | Answer]) -> Iterator[Said | Answer]:
    """Yield posts; an answer of which nobody says for whom it was, once for each watch that knows what it answers."""
    open_ones = [one for one in posts if not one.watch]
    names = {(one.platform, name) for one in open_ones for name in (one.in_reply_to, one.conversation) if name}
    watches: dict[tuple[str, str], dict[str, None]] = {}
    for one in posts if names else ():
        for name in (one.id, one.conversation):
            if name is not None and one.watch and (one.platform, name) in names:
                watches.setdefault((one.platform, name), {})[one.watch] = None
    for one in posts:
        if one.watch:
            yield one
            continue
        for name in (one.in_reply_to, one.conversation):
            if name is not None and (known := watches.get((one.platform, name))):
                yield from (one.with_(watch=watch) for watch in known)
                break


def _in_time(post: Said | Answer) -> tuple[datetime, bool, str]:
    # In one and the same second the question came before its answer.
    return post.at, isinstance(post, Answer), post.id


def _name(post: Said | Answer, ident: str) -> tuple[str, str, str]:
    return post.watch, post.platform, ident


class _Names:
    """Names that mean one and the same (union-find, with the path halved)."""

    def __init__(self) -> None:
        self._same: dict[tuple[str, str, str], tuple[str, str, str]] = {}

    def first(self, name: tuple[str, str, str]) -> tuple[str, str, str]:
        """Return the one that stands for all names that mean the same."""
        same = self._same
        while (above := same.get(name, name)) != name:
            same[name] = same.get(above, above)
            name = above
        return name

    def join(self, one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
        """Both mean the same from now on."""
        self._same[self.first(other)] = self.first(one)
