"""Threads: which posts and answers belong to one conversation. Pure.

A platform names a conversation by the id of its first post, or by a name of its own; some name only the post that is
answered. So ids of posts and of conversations are one set of names here, and what shares a name is one conversation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import compress, islice
from operator import attrgetter, eq, not_
from typing import NamedTuple

from alertd.core.signals.comment_tree import addressee, climb
from alertd.model.mention import Mention, Reply
from alertd.model.value import Value

_AT, _ID = attrgetter("at"), attrgetter("id")


class Said(Value, frozen=True, kw_only=True, gc=False):
    """What a customer wrote. was_negative: None where the sentiment is not known. is_high: it is answered first."""

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
    is_high: bool = False


class Answer(Value, frozen=True, kw_only=True, gc=False):
    """What the brand wrote. agent: the initials that a person signed with, None where nobody did. is_guess: automatic by its words alone."""

    watch: str
    platform: str
    id: str
    author: str
    at: datetime
    conversation: str | None = None
    in_reply_to: str | None = None
    is_automatic: bool = False
    agent: str | None = None
    is_guess: bool = False


class Thread(Value, frozen=True, kw_only=True, gc=False):
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

    An answer is for the nearest customer above it, and for the nearest above it who waits (`addressee`, as the inbox has it); one
    that names no post is for everybody, as is one to a first post that is no customer's.
    """
    is_one = len(thread.said) == 1 or len({post.author for post in thread.said}) == 1
    if is_one and _is_direct(thread):
        yield thread  # most have one customer, and every answer is for them
        return
    of_each: dict[str, list[Said]] = {}
    for post in thread.said:
        of_each.setdefault(post.author, []).append(post)
    for_all: list[Answer] = []
    for_one: dict[str, list[Answer]] = {}
    for answer, authors in _given(thread):
        if authors is None:
            for_all.append(answer)
        for author in authors or ():
            for_one.setdefault(author, []).append(answer)
    everybody = tuple(for_all)  # shared: a thread of 50,000 customers is not copied for each of them
    for author, said in of_each.items():
        own = for_one.get(author)
        answers = everybody if own is None else tuple(sorted((*own, *everybody), key=_in_time)) if everybody else own
        yield Thread(watch=thread.watch, platform=thread.platform, said=tuple(said), answers=tuple(answers))


def replies_to(mentions: Iterable[Mention], replies: Iterable[Reply]) -> list[Reply]:
    """Return the replies that were for one author, by the author's posts: in time order, and each once, however many watches saw it.

    A reply is for whose post it names, or whoever the reply that it goes on from was for; one that names neither is for all of its
    conversation.
    """
    named, talks = set(), set()
    for one in mentions:
        named.add((one.platform, one.id))
        talks |= {(one.platform, one.id), (one.platform, one.conversation or one.id)}
    found: dict[tuple[str, str], Reply] = {}
    for reply in sorted(replies, key=lambda reply: (reply.posted_at, reply.platform, reply.id)):
        to = reply.in_reply_to
        is_theirs = (reply.platform, to) in named if to is not None else (reply.platform, reply.conversation) in talks
        if is_theirs:
            named.add((reply.platform, reply.id))
            found.setdefault((reply.platform, reply.id), reply)
    return list(found.values())


def is_answered(mention: Mention, replies: Iterable[Reply]) -> bool:
    """Whether a human of the brand has written since, in its conversation or to it. replies: those that were for its author."""
    return first_answer(mention, replies) is not None


def first_answer(mention: Mention, replies: Iterable[Reply]) -> Reply | None:
    """Return what a human of the brand wrote first since, in its conversation or to it. replies: those that were for its author."""
    talk = mention.conversation or mention.id
    given = (
        one
        for one in replies
        if not one.is_automatic
        and one.platform == mention.platform
        and one.posted_at >= mention.posted_at
        and (one.in_reply_to == mention.id or one.conversation == talk)
    )
    return min(given, key=lambda one: (one.posted_at, one.id), default=None)


class Parted(NamedTuple):
    """Posts put together. alone: what customers wrote that belongs to no conversation, in time order; most do. threads: the others."""

    alone: list[Said]
    threads: list[Thread]


def parted(posts: Iterable[Said | Answer]) -> Parted:
    """Put posts together to conversations of customers, in the order in which these began.

    Who stands alone is left as a post, since there may be a million of them; what the brand said to nobody is left out.
    """
    known = _in_order(_addressed(list(posts)))
    places = _places(known)
    joined: set[str] = set()  # ids of other places too: then it is looked up in vain
    for place in places.values():
        place.tell(joined)
    is_joined = list(map(joined.__contains__, map(_ID, known)))
    alone = [post for post in compress(known, map(not_, is_joined)) if post.__class__ is Said]
    begun: list[list[Said | Answer]] = []
    for post in compress(known, is_joined):
        names = places.get((post.watch, post.platform))
        # None: its name is one of another place.
        talk: list[Said | Answer] = [] if names is None else names.talk(post.id)
        if not talk:
            begun.append(talk)
        talk.append(post)
    singles = [talk[0] for talk in begun if len(talk) == 1]
    found = [_thread(talk) for talk in begun if len(talk) > 1]
    found = [thread for thread in found if thread.said]
    alone += [post for post in singles if isinstance(post, Said)]
    if singles:
        alone.sort(key=_AT)
    return Parted(alone, found)


def _places(known: list[Said | Answer]) -> dict[tuple[str, str], _Names]:
    """Return which names mean the same, for each watch and platform. Most posts stand alone, and cost little here."""
    places: dict[tuple[str, str], _Names] = {}
    for post in known:
        talk, above = post.conversation, post.in_reply_to
        if talk is None and above is None:
            continue
        ident, place = post.id, (post.watch, post.platform)
        if (names := places.get(place)) is None:
            names = places[place] = _Names()
        if talk is not None and talk != ident:
            names.join(ident, talk)
        if above is not None and above not in (ident, talk):
            names.join(ident, above)
    return places


def _in_order(posts: list[Said | Answer]) -> list[Said | Answer]:
    """Return posts in time order; only those of one and the same instant are looked at more closely."""
    posts.sort(key=_AT)
    ats = list(map(_AT, posts))
    alike = list(compress(range(len(ats)), map(eq, ats, islice(ats, 1, None))))
    done = -1
    for begin in alike:
        if begin < done:
            continue
        done = bisect_right(ats, ats[begin], begin)
        posts[begin:done] = sorted(posts[begin:done], key=_in_time)
    return posts


def _thread(posts: list[Said | Answer]) -> Thread:
    """Return the conversation of posts in time order."""
    first = posts[0]
    if len(posts) == 2 and first.__class__ is Said and posts[1].__class__ is Answer:  # as most are
        return Thread(watch=first.watch, platform=first.platform, said=(first,), answers=(posts[1],))
    said = tuple([one for one in posts if one.__class__ is Said])
    answers = [one for one in posts if one.__class__ is Answer]
    if said and answers and answers[0].at < said[-1].at:
        answers = _not_before(said, answers)
    return Thread(watch=first.watch, platform=first.platform, said=said, answers=tuple(answers))


def _not_before(said: Iterable[Said], answers: list[Answer]) -> list[Answer]:
    """Return answers in time order, none of before the post that it names: then two clocks differ, and it was answered at once."""
    ats = {post.id: post.at for post in said}
    named = [ats.get(one.in_reply_to or "", one.at) for one in answers]
    if all(at <= one.at for at, one in zip(named, answers, strict=True)):
        return answers
    late = [one.with_(at=max(one.at, at)) for at, one in zip(named, answers, strict=True)]
    return sorted(late, key=_in_time)


def below_own(thread: Thread) -> Iterator[Thread]:
    """Split what customers wrote below a post of the brand: one conversation a customer, with the answers to them."""
    of_each: dict[str, list[Said]] = {}
    for post in thread.said:
        of_each.setdefault(post.author, []).append(post)
    answers: dict[str, list[Answer]] = {}
    for one, authors in _given(thread):
        for author in authors or ():
            answers.setdefault(author, []).append(one)
    for author, said in of_each.items():
        yield thread.with_(said=tuple(said), answers=tuple(answers.get(author, ())))


def _is_direct(thread: Thread) -> bool:
    """Whether each answer names a customer's post, the conversation, or nothing."""
    named = [
        one.in_reply_to
        for one in thread.answers
        if one.conversation and one.in_reply_to is not None and one.in_reply_to != one.conversation
    ]
    return not named or {post.id for post in thread.said}.issuperset(named)


def _given(thread: Thread) -> Iterator[tuple[Answer, Collection[str] | None]]:
    """Yield each answer with the authors it was for; None: for everybody."""
    posts: list[Said | Answer] = [*thread.said, *thread.answers]
    above = {post.id: post.in_reply_to for post in posts if post.in_reply_to != post.id}
    author_of = {post.id: post.author for post in thread.said}
    waits = _Waits()
    for post in sorted(posts, key=_in_time):
        if isinstance(post, Said):
            waits.said(post)
            continue
        named, authors = post.in_reply_to, None
        if named is not None:
            way = [named, *climb(named, above.get)]
            nearest = next((author for name in way if (author := author_of.get(name)) is not None), None)
            waiting = addressee(way, waits.customer_of, waits.open.__contains__, waits.over.__contains__)
            if waiting is None and named not in waits.over and named == (post.conversation or named):
                authors = None if nearest is None else {nearest: None, **dict.fromkeys(waits.open)}
            else:
                # Who waits is answered by what ends their wait and by nothing else; others, by what stands below a word of theirs.
                told = None if nearest in waits.open else nearest
                authors = dict.fromkeys(one for one in (told, waiting) if one is not None)
        yield post, authors
        if not post.is_automatic:
            waits.end(waits.open if authors is None else authors)


class _Waits:
    """Who waits in one conversation while it goes on. over: posts of waits that have ended."""

    def __init__(self) -> None:
        self._wrote: dict[str, str] = {}
        self.over: set[str] = set()
        self.open: dict[str, list[str]] = {}  #: author to the posts by which they wait

    def said(self, post: Said) -> None:
        """A customer wrote: a question, or more by somebody who waits already."""
        is_told = post.needs_answer or post.author in self.open
        if is_told:
            self.open.setdefault(post.author, []).append(post.id)
        if is_told or post.id != (post.conversation or post.in_reply_to or post.id):
            self._wrote[post.id] = post.author

    def customer_of(self, post: str) -> str | None:
        """Return who wrote a post; None of what begins a thread and asks nothing, for it speaks to all who read it."""
        return self._wrote.get(post)

    def end(self, authors: Iterable[str]) -> None:
        """A human has answered these."""
        for author in list(authors):
            self.over.update(self.open.pop(author, ()))


def _addressed(posts: list[Said | Answer]) -> list[Said | Answer]:
    """Return posts; an answer of which nobody says for whom it was, once for each watch that knows what it answers."""
    open_ones = [one for one in posts if not one.watch]
    if not open_ones:
        return posts
    names = {(one.platform, name) for one in open_ones for name in (one.in_reply_to, one.conversation) if name}
    watches: dict[tuple[str, str], dict[str, None]] = {}
    for one in posts if names else ():
        for name in (one.id, one.conversation):
            if name is not None and one.watch and (one.platform, name) in names:
                watches.setdefault((one.platform, name), {})[one.watch] = None
    found: list[Said | Answer] = []
    for one in posts:
        if one.watch:
            found.append(one)
            continue
        for name in (one.in_reply_to, one.conversation):
            if name is not None and (known := watches.get((one.platform, name))):
                found += (one.with_(watch=watch) for watch in known)
                break
    return found


def _in_time(post: Said | Answer) -> tuple[datetime, bool, str]:
    # In one and the same second the question came before its answer.
    return post.at, isinstance(post, Answer), post.id


class _Names:
    """Names of one watch and platform that mean one and the same (union-find, with the path halved)."""

    def __init__(self) -> None:
        self._same: dict[str, str] = {}
        self._talks: dict[str, list[Said | Answer]] = {}

    def talk(self, name: str) -> list[Said | Answer]:
        """Return what was said so far in the conversation that a name belongs to, to be added to: nothing is joined any more."""
        above = self._same.get(name)
        if above is not None:  # nearly always it is the first already
            name = self.first(above) if above in self._same else above
        talk = self._talks.get(name)
        if talk is None:
            talk = self._talks[name] = []
        return talk

    def first(self, name: str) -> str:
        """Return the one that stands for all names that mean the same."""
        same = self._same
        above = same.get(name)
        if above is None:
            return name
        while (higher := same.get(above)) is not None:
            same[name] = higher
            name, above = above, higher
        return above

    def tell(self, joined: set[str]) -> None:
        """Add every name that means the same as another."""
        joined.update(self._same)
        joined.update(self._same.values())

    def join(self, one: str, other: str) -> None:
        """Both mean the same from now on."""
        # The later one hangs below the earlier one: in a thread of 50,000 posts no path grows long.
        first, other = self.first(one), self.first(other)
        if first != other:
            self._same[first] = other
