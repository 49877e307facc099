"""Erase: what one author wrote, and all their names, out of a store. What was decided and how often stays.

Texts go. The author's id and handle are replaced by one word that leads back to nobody, in the log, in pages, in decisions
and in the engine's memory alike: so voices are still counted, and a replay agrees with what is kept. What others wrote about
the author stays: it is theirs. docs/operator.md lists each place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar, TypeVarTuple

import msgspec

from alertd.core.engine import Engine
from alertd.erasure_port import Place, PostPlace, Saying, Told
from alertd.errors import EventBroken
from alertd.intake.handles import OwnHandles
from alertd.intake.reach import renamed
from alertd.model.events import AuthorNoted, Event, MentionEdited, MentionGrew, MentionSeen, ReplySeen
from alertd.model.value import Value
from alertd.runtime.broken_events import MOST_ASIDE, put_aside
from alertd.runtime.names import Erased, Person
from alertd.store_port import Store

STEP = 2_000  # rows looked at in one transaction, so that intake waits no longer than a tenth of a second
PAGES = 500  # as STEP: to see whether a page names them costs as much as to make it
REACH = "intake/reach"  # the part of a checkpoint that is intake's
P = TypeVar("P")
Ts = TypeVarTuple("Ts")


class Outcome(Value, frozen=True, kw_only=True):
    """How many of each were erased. people: "platform:id", as they were found.

    is_clean: nothing of it lies on in the store's files. False: deleted rows of an older release may; see the operator's guide.
    """

    people: tuple[str, ...] = ()
    texts: int = 0
    mentions: int = 0
    pages: int = 0
    is_clean: bool = True


class Erasure:
    """One author's erasure, in steps that the caller runs each in its own transaction; then `Store.erasable.scrub`.

    engine: gives the engine of that moment (a store that failed in between brings a new one).
    wanted: an id, a handle or "platform:id", as people write it.
    """

    def __init__(self, store: Store, engine: Callable[[], Engine], wanted: str) -> None:
        self._store = store
        self._engine = engine
        self._wanted = wanted.strip()
        self._erased = Erased()
        self._texts = self._mentions = self._pages = 0
        self._looked_to = 0  #: the log has been looked through up to here
        self._reworded = 0  #: notes of which the engine knows

    def steps(self) -> Iterator[Callable[[], object]]:
        """Yield each step. First who is meant, then what is theirs, then where their names stand.

        Where an erasure is broken off, the next finds them again in the log and by all their names in the posts: those come last. The engine
        forgets them before its pages are looked through, so that it makes no more of them. What is written here meanwhile, a note that
        names them above all, is looked at last.
        """
        yield from self._over_the_log(self._find)
        yield from self._over_the_posts(self._find_in_post)
        if not self._erased.people:
            return
        yield from self._over_the_log(self._theirs)
        yield from self._over_the_log(self._carried_on)
        yield self._memory_of
        yield lambda: self._store.count("forgotten", len(self._erased.people))
        yield from self._over_what_we_said()
        yield from _in_steps(self._store.erasable.rejected, self._reject_again, -1, most=STEP)
        yield from self._over_the_posts(self._drop_carried_or_rewrite)
        yield from self._over_the_log(self._rewrite)
        yield from self._over_the_posts(self._drop_own)
        yield from self._over_the_log(self._rewrite, self._looked_to)
        known = self._reworded
        yield self._meanwhile
        if self._reworded > known:
            yield from self._over_what_we_said()

    def result(self, *, is_clean: bool = True) -> Outcome:
        """What was erased so far."""
        people = tuple(f"{platform}:{author}" for platform, author in sorted(self._erased.people))
        return Outcome(people=people, texts=self._texts, mentions=self._mentions, pages=self._pages, is_clean=is_clean)

    @property
    def people(self) -> list[Person]:
        """Everybody who is meant, with every name that was found."""
        return [person for _, person in sorted(self._erased.people.items())]

    @property
    def posts(self) -> set[tuple[str, str]]:
        """The posts (platform, id) whose words went."""
        return self._erased.posts

    # --- who ------------------------------------------------------------------------------------------------------

    def _is_wanted(self, platform: str, author: str, handle: str | None) -> bool:
        wanted = self._wanted
        if wanted in (author, f"{platform}:{author}"):
            return True
        plain = OwnHandles.plain
        head, _, tail = wanted.partition(":")
        asked = plain(tail) if tail and head == platform else plain(wanted)
        return bool(asked) and asked in (plain(author), plain(handle or ""))

    def _find_in_post(self, _place: tuple[str, int], author: str, _body: bytes, post: dict[str, Any]) -> None:
        platform, _, ident = author.partition(":")
        handle, name = post.get("author_handle"), post.get("author_name")
        if (platform, ident) in self._erased.people or self._is_wanted(platform, ident, handle):
            self._erased.person(platform, ident).meet(handle=handle, name=name)

    def _find(self, _seq: int, event: Event) -> None:
        platform, author, handle = _written_by(event)
        if author and ((platform, author) in self._erased.people or self._is_wanted(platform, author, handle)):
            self._erased.person(platform, author).meet(handle=handle)

    # --- what -----------------------------------------------------------------------------------------------------

    def _over_what_we_said(self) -> Iterator[Callable[[], object]]:
        for what in Told:
            rows, do = partial(self._store.erasable.told, what), partial(self._tell_again, what)
            yield from _in_steps(rows, do, what.before_all, most=PAGES if what is Told.PAGE else STEP)

    def _over_the_log(self, do: Callable[[int, Event], None], begin: int = 0) -> Iterator[Callable[[], object]]:
        last = self._looked_to = self._store.last_seq
        for after in range(begin, last, STEP):

            def step(after: int = after) -> None:
                for seq, event in self._readable(after, min(after + STEP, last)):
                    do(seq, event)

            yield step

    def _readable(self, after: int, until: int) -> list[tuple[int, Event]]:
        """Return a stretch of the log; what the disk has changed in it goes, for it may be theirs and nobody can tell."""
        for _ in range(MOST_ASIDE):
            try:
                return self._store.erasable.written(after, until)
            except EventBroken as error:
                put_aside(self._store, [error], {})
        return self._store.erasable.written(after, until)

    def _over_the_posts(
        self, do: Callable[[PostPlace, str, bytes, dict[str, Any]], None]
    ) -> Iterator[Callable[[], object]]:
        def look(place: PostPlace, author: str, body: bytes) -> None:
            if (post := _post(body)) is None:
                self._store.erasable.drop_post(place)
            else:
                do(place, author, body, post)

        return _in_steps(self._store.erasable.posts, look, ("", 0), most=STEP)

    def _theirs(self, _seq: int, event: Event) -> None:
        """Their posts first: of what carries them on nothing says whose words it is but the id it repeats."""
        match event:
            case (
                MentionSeen(mention=post)
                | MentionEdited(mention=post)
                | MentionGrew(mention=post)
                | ReplySeen(reply=post)
            ):
                if (post.platform, post.author) in self._erased.people:
                    self._erased.posts.add((post.platform, post.id))

    def _carried_on(self, _seq: int, event: Event) -> None:
        if isinstance(event, (MentionSeen, MentionEdited, MentionGrew)):
            seen = event.mention
            if self._erased.is_theirs(
                seen.platform, seen.id, {"repost_of": seen.repost_of, "repost_of_author": seen.repost_of_author}
            ):
                self._erased.posts.add((seen.platform, seen.id))
        else:
            self._erased.event(event)  # for the notes that name them

    def _rewrite(self, seq: int, event: Event) -> None:
        told = self._erased.event(event)
        if told != event:
            self._store.erasable.rewrite(seq, told)
            self._mentions += isinstance(event, (MentionSeen, ReplySeen))

    def _drop_carried_or_rewrite(self, place: PostPlace, author: str, body: bytes, post: dict[str, Any]) -> None:
        if self._is_one_of_them(author):
            return
        platform = author.partition(":")[0]
        if self._erased.is_theirs(platform, str(post.get("id")), post):
            self._drop(place)
        elif (told := self._erased.post(platform, body)) is not body:
            self._store.erasable.rewrite_post(place, told)

    def _drop_own(self, place: PostPlace, author: str, _body: bytes, _post: dict[str, Any]) -> None:
        if self._is_one_of_them(author):
            self._drop(place)

    def _is_one_of_them(self, author: str) -> bool:
        platform, _, ident = author.partition(":")
        return (platform, ident) in self._erased.people

    def _drop(self, place: PostPlace) -> None:
        self._store.erasable.drop_post(place)
        self._texts += 1

    # --- where their names stand ----------------------------------------------------------------------------------

    def _reject_again(self, number: int, body: str) -> None:
        if self._erased.is_in(body):
            self._store.erasable.blank(number)

    def _tell_again(self, what: Told, place: Place, said: Saying | None) -> None:
        if said is None:  # what nobody can read may be theirs
            called = [name for one in self.people for name in (one.author, *one.handles, *one.display)]
            self._store.erasable.blank_unreadable(what, place, called)
        elif (told := self._erased.told(said)) != said:
            self._store.erasable.tell_again(what, place, told)
            self._pages += what is Told.PAGE

    def _memory_of(self) -> None:
        engine, reach = self._engine(), self._store.part(REACH)
        for person in self.people:
            engine.forget(person.platform, person.author, person.nobody)
            reach = reach and renamed(reach, person.platform, person.author, person.nobody)
        engine.reword(self._erased.notes)
        self._reworded = len(self._erased.notes)
        self._store.save(int(self._store.meta("folded_seq") or 0), engine.parts(only_dirty=False))
        if reach:
            self._store.keep_part(REACH, reach)

    def _meanwhile(self) -> None:
        """The last of the log, and the engine, in one step: what was written here since it forgot them."""
        for seq, event in self._readable(self._looked_to, self._store.last_seq):
            self._rewrite(seq, event)
        if len(self._erased.notes) > self._reworded:
            self._memory_of()


def _in_steps(
    rows: Callable[[P, int], Sequence[tuple[P, *Ts]]], do: Callable[[P, *Ts], object], before_all: P, *, most: int
) -> Iterator[Callable[[], object]]:
    """Yield steps that go over rows, `most` at a time. rows: gives up to so many behind a place; a row begins with its place."""
    after: P | None = before_all

    def step() -> None:
        nonlocal after
        assert after is not None
        found = rows(after, most)
        for row in found:
            do(*row)
        after = found[-1][0] if found else None

    while after is not None:
        yield step


def _post(body: bytes) -> dict[str, Any] | None:
    """Return an encoded post, None where the disk has changed it so that it is none any more, or not one by whom it is."""
    try:
        post = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if not isinstance(post, dict) or any(not isinstance(post.get(one, ""), str | None) for one in _NAMED):
        return None
    return post


_NAMED = ("id", "author_handle", "author_name", "repost_of", "in_reply_to", "quotes")


def _written_by(event: Event) -> tuple[str, str, str | None]:
    match event:
        case MentionSeen(mention=seen) | MentionEdited(mention=seen) | MentionGrew(mention=seen):
            return seen.platform, seen.author, seen.handle
        case ReplySeen(reply=reply):
            return reply.platform, reply.author, None
        case AuthorNoted(platform=platform, author=author):
            return platform, author, None
    return "", "", None
