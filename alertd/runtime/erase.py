"""Erase: what one author wrote, and all their names, out of a store. What was decided and how often stays.

Texts go. The author's id, handle and address are replaced by one word that leads back to nobody, in the log, in pages,
in decisions and in the engine's memory alike: so voices are still counted, and a replay agrees with what is kept.
What others wrote about the author stays: it is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import blake2b

import msgspec

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.intake.handles import OwnHandles
from alertd.intake.reach import renamed
from alertd.model.events import Event, MentionSeen, ReplySeen
from alertd.model.page import Evidence
from alertd.model.value import Value
from alertd.ports import QueuedPage
from alertd.runtime.fold import quotes_of
from alertd.store_port import Store

STEP = 5_000  # events looked at in one transaction, so that intake waits no longer than a tenth of a second
REACH = "intake/reach"  # the part of a checkpoint that is intake's
SHORTEST = 3  # characters of a name that is looked for in sentences; shorter ones are parts of words


class Person(Value, frozen=True, kw_only=True):
    """One author of one platform, with every handle and display name that was seen."""

    platform: str
    author: str
    names: tuple[str, ...] = ()

    @property
    def nobody(self) -> str:
        """The word that stands for them from now on."""
        digest = blake2b(f"{self.platform}\x1f{self.author}".encode(), digest_size=6).hexdigest()
        return f"erased-{digest}"


class Erased(Value, frozen=True, kw_only=True):
    """How many of each were erased. people: "platform:id", as they were found."""

    people: tuple[str, ...] = ()
    texts: int = 0
    mentions: int = 0
    pages: int = 0


class Erasure:
    """One author's erasure, in steps that the caller runs each in its own transaction.

    engine: gives the engine of that moment (a store that failed in between brings a new one).
    wanted: an id, a handle or "platform:id", as people write it.
    """

    def __init__(self, store: Store, engine: Callable[[], Engine], wanted: str) -> None:
        self._store = store
        self._engine = engine
        self._wanted = wanted.strip()
        self._people: dict[tuple[str, str], set[str]] = {}
        self._posts: set[tuple[str, str]] = set()
        self._texts = self._mentions = self._pages = 0

    def steps(self) -> Iterator[Callable[[], object]]:
        """Yield each step. First who is meant, then what is theirs, then where their names stand."""
        yield self._find_in_posts
        yield from self._over_the_log(self._find)
        if not self._people:
            return
        yield from self._over_the_log(self._rewrite)
        yield self._texts_of
        yield self._pages_of
        yield self._sentences_of
        yield self._memory_of

    @property
    def result(self) -> Erased:
        """What was erased so far."""
        people = tuple(f"{platform}:{author}" for platform, author in sorted(self._people))
        return Erased(people=people, texts=self._texts, mentions=self._mentions, pages=self._pages)

    # --- who ------------------------------------------------------------------------------------------------------

    def _is_wanted(self, platform: str, author: str, handle: str | None) -> bool:
        wanted = self._wanted
        if wanted in (author, f"{platform}:{author}"):
            return True
        plain = OwnHandles.plain
        head, _, tail = wanted.partition(":")
        asked = plain(tail) if tail and head == platform else plain(wanted)
        return bool(asked) and asked in (plain(author), plain(handle or ""))

    def _meet(self, platform: str, author: str, *names: str | None) -> None:
        kept = self._people.setdefault((platform, author), set())
        kept.update(name for name in names if name)

    def _find_in_posts(self) -> None:
        for author, body in self._store.erasable.posts():
            platform, _, ident = author.partition(":")
            post = msgspec.json.decode(body)
            if self._is_wanted(platform, ident, post.get("author_handle")):
                self._meet(platform, ident, post.get("author_handle"), post.get("author_name"))

    def _find(self, _seq: int, event: Event) -> None:
        platform, author, handle = _written_by(event)
        if author and self._is_wanted(platform, author, handle):
            self._meet(platform, author, handle)

    # --- what -----------------------------------------------------------------------------------------------------

    def _over_the_log(self, do: Callable[[int, Event], None]) -> Iterator[Callable[[], object]]:
        last = self._store.last_seq
        for after in range(0, last, STEP):

            def step(after: int = after) -> None:
                for seq, event in self._store.erasable.written(after, after + STEP):
                    do(seq, event)

            yield step

    def _rewrite(self, seq: int, event: Event) -> None:
        platform, author, handle = _written_by(event)
        if (platform, author) not in self._people:
            return
        self._meet(platform, author, handle)
        nobody = Person(platform=platform, author=author).nobody
        if isinstance(event, MentionSeen):
            seen = event.mention
            self._posts.add((platform, seen.id))
            event = event.with_(mention=seen.with_(author=nobody, handle=None, url=None))
        elif isinstance(event, ReplySeen):
            self._posts.add((platform, event.reply.id))
            event = event.with_(reply=event.reply.with_(author=nobody))
        self._store.erasable.rewrite(seq, event)
        self._mentions += 1

    def _texts_of(self) -> None:
        for platform, author in self._people:
            whose = f"{platform}:{author}"
            self._texts += self._store.erasable.drop_posts(whose)
            for number, body in self._store.erasable.rejected():
                if f'"{author}"' in body:
                    self._store.erasable.blank(number)

    # --- where their names stand ----------------------------------------------------------------------------------

    def _pages_of(self) -> None:
        for queued, _, _ in self._store.pages.all():
            if any((one.platform, one.id) in self._posts for one in queued.page.evidence):
                self._store.erasable.requeue(self._without(queued))
                self._pages += 1

    def _without(self, queued: QueuedPage) -> QueuedPage:
        """Return a page that shows neither texts nor names of theirs, worded anew."""
        page = queued.page
        evidence = tuple(self._nameless(one) for one in page.evidence)
        facts = dict(page.facts)
        for was, now in zip(page.evidence, evidence, strict=True):
            if facts.get("top_author") == was.author:
                facts["top_author"] = now.author
        page = page.with_(evidence=evidence, facts=facts, reasons=tuple(map(self._sentence, page.reasons)))
        quotes = {key: text for key, text in quotes_of(queued).items() if key not in self._posts}
        worded = word(page, quotes, queued.link)
        flat = {f"{platform} {post_id}": text for (platform, post_id), text in quotes.items()}
        return QueuedPage(page=page, title=worded.title, text=worded.text, link=queued.link, quotes=flat)

    def _nameless(self, one: Evidence) -> Evidence:
        if (one.platform, one.id) not in self._posts:
            return one
        whose = next(
            (p for p in self.people if p.platform == one.platform and one.author in (p.author, *p.names)), None
        )
        return one.with_(author=whose.nobody if whose else "erased", url=None)

    @property
    def people(self) -> list[Person]:
        """Everybody who is meant, with every name that was found."""
        return [Person(platform=p, author=a, names=tuple(sorted(n))) for (p, a), n in sorted(self._people.items())]

    def _sentence(self, text: str) -> str:
        for person in self.people:
            for name in (person.author, *person.names):
                if len(name) >= SHORTEST:
                    text = re.sub(rf"(?<!\w)@?{re.escape(name)}(?!\w)", person.nobody, text)
        return text

    def _sentences_of(self) -> None:
        for number, decision in self._store.erasable.decisions():
            told = decision.with_(text=self._sentence(decision.text))
            if told != decision:
                self._store.erasable.decide_again(number, told)

    def _memory_of(self) -> None:
        engine, reach = self._engine(), self._store.part(REACH)
        for person in self.people:
            engine.forget(person.platform, person.author, person.nobody)
            reach = reach and renamed(reach, person.platform, person.author, person.nobody)
        self._store.save(int(self._store.meta("folded_seq") or 0), engine.parts(only_dirty=False))
        if reach:
            self._store.keep_part(REACH, reach)
        self._store.count("forgotten", len(self._people))


def _written_by(event: Event) -> tuple[str, str, str | None]:
    match event:
        case MentionSeen(mention=seen):
            return seen.platform, seen.author, seen.handle
        case ReplySeen(reply=reply):
            return reply.platform, reply.author, None
    return "", "", None
