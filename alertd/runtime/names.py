"""Names: where an author's names stand in what is kept, and the same value without them.

Each function looks only into fields that hold people's names or prose that people wrote; a word of our own formats ("state",
"crisis", a year) that somebody chose for a name is no name anywhere else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from alertd.core.wording import word
from alertd.erasure_port import Saying
from alertd.intake.handles import OwnHandles
from alertd.model.commands import KeepDecision
from alertd.model.events import (
    ActTaken,
    AuthorNoted,
    Event,
    InboxActTaken,
    MentionEdited,
    MentionGrew,
    MentionSeen,
    ReplySeen,
    SilenceSet,
)
from alertd.model.incident import Incident
from alertd.model.page import Evidence, Page
from alertd.ports import QueuedPage
from alertd.runtime.fold import quotes_of

LONG = 8  # letters from which a name of one word is looked for in prose; a shorter one may be any word of it
_TELLING = re.compile(r"[\d_.\-\s]")  # what makes a short name one

PostId = tuple[str, str]  # platform and id


class Person:
    """One author of one platform, with every handle and display name that was seen.

    nobody: the word that stands for them from now on. It is drawn by lot, so that nobody who has a list of ids can find who it was.
    """

    def __init__(self, platform: str, author: str) -> None:
        self.platform = platform
        self.author = author
        self.nobody = f"erased-{secrets.token_hex(6)}"
        self.handles: dict[str, None] = {}
        self.display: dict[str, None] = {}

    def meet(self, *, handle: str | None = None, name: str | None = None) -> None:
        """Remember another name of theirs."""
        if handle:
            self.handles[handle] = None
        if name:
            self.display[name] = None

    def is_called(self, name: str | None) -> bool:
        """Whether this is their id or a handle of theirs, where an id or a handle is expected."""
        return name is not None and (
            name == self.author or OwnHandles.plain(name) in map(OwnHandles.plain, self.handles)
        )


class Erased:
    """Who and what is to go: people, their posts, and posts of others that only carry theirs on.

    notes: prose that people wrote here, as it was and as it is without the names.
    """

    def __init__(self) -> None:
        self.people: dict[tuple[str, str], Person] = {}
        self.posts: set[PostId] = set()
        self.notes: dict[str, str] = {}

    def person(self, platform: str, author: str) -> Person:
        """Return somebody who is to go; they are from now on."""
        key = (platform, author)
        if key not in self.people:
            self.people[key] = Person(platform, author)
        return self.people[key]

    # --- what came in ---------------------------------------------------------------------------------------------

    def event(self, event: Event) -> Event:
        """Return an event without their names; the same one where there are none."""
        match event:
            case MentionSeen(mention=seen) | MentionEdited(mention=seen) | MentionGrew(mention=seen):
                return event.with_(mention=self._mention(seen))
            case ReplySeen(reply=reply) if whose := self.people.get((reply.platform, reply.author)):
                return event.with_(reply=reply.with_(author=whose.nobody))
            case ActTaken(mention=about, note=note):
                return event.with_(note=self.note(note), mention=None if about is None else self._mention(about))
            case InboxActTaken(mention=about, note=note):
                return event.with_(note=self.note(note), mention=None if about is None else self._mention(about))
            case AuthorNoted(platform=platform, author=author, note=note):
                if whose := self.people.get((platform, author)):
                    return event.with_(author=whose.nobody, note="")
                return event.with_(note=self.note(note))
            case SilenceSet(silence=silence):
                return event.with_(silence=silence.with_(reason=self.note(silence.reason)))
        return event

    def _mention(self, seen: Any) -> Any:
        changes: dict[str, Any] = {}
        if whose := self.people.get((seen.platform, seen.author)):
            changes = {"author": whose.nobody, "handle": None, "url": None, "person": None}
        return seen.with_(**changes, **self._named(seen.platform, seen.repost_of_author, seen.mentions))

    def post(self, platform: str, body: bytes) -> bytes:
        """Return somebody else's post in which they are named only by what the author wrote."""
        post = msgspec.json.decode(body)
        changes = self._named(platform, post.get("repost_of_author"), post.get("mentions") or ())
        changed = {name: value for name, value in changes.items() if value != post.get(name, value)}
        return msgspec.json.encode({**post, **changed}) if changed else body

    def _named(self, platform: str, reposted: str | None, mentioned: Iterable[str]) -> dict[str, Any]:
        """Return the fields of a post that name other people."""
        return {
            "repost_of_author": None if reposted is None else self._other(platform, reposted),
            "mentions": tuple(self._other(platform, one) for one in mentioned),
        }

    def _other(self, platform: str, name: str) -> str:
        return next((p.nobody for p in self.people.values() if p.platform == platform and p.is_called(name)), name)

    def is_theirs(self, platform: str, post_id: str, post: Mapping[str, Any]) -> bool:
        """Whether the words of a post are theirs: written by them, or carried on by somebody else."""
        if (platform, post_id) in self.posts or (platform, post.get("repost_of")) in self.posts:
            return True
        return (platform, post.get("author")) in self.people or (platform, post.get("repost_of_author")) in self.people

    def is_in(self, body: str) -> bool:
        """Whether they are named in a record that was no mention, whatever it is."""
        words = {word for p in self.people.values() for word in (p.author, *p.handles, *p.display)}
        found = _values(body)
        if found is not None:
            return any(str(one) in words or OwnHandles.plain(str(one)) in map(OwnHandles.plain, words) for one in found)
        return any(_in_prose(one) and one in body for one in words)

    # --- what was said about it -----------------------------------------------------------------------------------

    def note(self, text: str) -> str:
        """Return prose that somebody wrote here without their names, and remember what it was."""
        told = text
        for whose in self.people.values():
            for name in sorted((whose.author, *whose.handles, *whose.display), key=len, reverse=True):
                at = "@?" if _in_prose(name) else "@"
                told = re.sub(rf"(?<!\w){at}{re.escape(name)}(?!\w)", whose.nobody, told)
        if told != text:
            self.notes[text] = told
        return told

    def reworded(self, text: str) -> str:
        """Return our own prose in which such a note may be quoted."""
        for was, now in self.notes.items():
            text = text.replace(was, now)
        return text

    def told(self, said: Saying) -> Saying:
        """Return what we said without their names and words; an equal one where there are none."""
        match said:
            case QueuedPage():
                return self.page(said)
            case KeepDecision(text=text):
                return said.with_(text=self.reworded(text))
            case Incident(notes=notes):
                return said.with_(notes=tuple(map(self.reworded, notes)))

    def page(self, queued: QueuedPage) -> QueuedPage:
        """Return a page that shows neither texts nor names of theirs, worded anew; the same one where there are none."""
        page = queued.page
        quotes = {key: text for key, text in quotes_of(queued).items() if key not in self.posts}
        told = self._page(page)
        if told == page and len(quotes) == len(queued.quotes):
            return queued
        worded = word(told, quotes, queued.link)
        flat = {f"{platform} {post_id}": text for (platform, post_id), text in quotes.items()}
        return QueuedPage(page=told, title=worded.title, text=worded.text, link=queued.link, quotes=flat)

    def _page(self, page: Page) -> Page:
        evidence = tuple(self._nameless(one) for one in page.evidence)
        facts = dict(page.facts)
        for was, now in zip(page.evidence, evidence, strict=True):
            if facts.get("top_author") == was.author:
                facts["top_author"] = now.author
                facts.pop("top_also", None)
        if any(self._is_named(line) for line in str(facts.get("top_also") or "").split("\n")):
            del facts["top_also"]
        if isinstance(facts.get("note"), str):
            facts["note"] = self.reworded(str(facts["note"]))
        platform, _, post_id = str(facts.get("said_by") or "").partition(" ")
        if (platform, post_id) in self.posts:  # what it is about was said in words of theirs
            del facts["said"], facts["said_by"]
        return page.with_(evidence=evidence, facts=facts, reasons=tuple(map(self.reworded, page.reasons)))

    def _is_named(self, account: str) -> bool:
        """Whether an account, "x jane" or "x id:123", is theirs."""
        platform, _, name = account.partition(" ")
        return any(p.platform == platform and p.is_called(name.removeprefix("id:")) for p in self.people.values())

    def _nameless(self, one: Evidence) -> Evidence:
        whose = next((p for p in self.people.values() if p.platform == one.platform and p.is_called(one.author)), None)
        if whose is None and (one.platform, one.id) not in self.posts:
            return one
        # Of a post that carries theirs on, the author is somebody else and the address leads to the words.
        return one.with_(author=one.author if whose is None else whose.nobody, url=None)


def _in_prose(name: str) -> bool:
    """Whether a name is looked for in prose without an @ before it: it is hardly a word that people write."""
    return len(name) >= LONG or (len(name) > 2 and _TELLING.search(name.strip()) is not None)


def _values(body: str) -> list[object] | None:
    """Return every text and number in a JSON body, None where it is no JSON or was cut off."""
    try:
        waiting: list[object] = [msgspec.json.decode(body)]
    except (msgspec.DecodeError, UnicodeError):
        return None
    found: list[object] = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        else:
            found.append(one)
    return found
