"""Fold: entries into the log, through the engine, commands into the store. The daemon and replay share it, line for line."""

from __future__ import annotations

from datetime import datetime

from alertd.core.engine import Engine
from alertd.core.topic.about import About, Told, about
from alertd.core.wording import Worded, word
from alertd.intake.fingerprint import token_of
from alertd.intake.normalise import folded
from alertd.model.commands import Burst, CancelPages, Command, KeepDecision, KeepIncident, KeepPage, SendPage
from alertd.model.events import (
    ClockSetBack,
    CountSeen,
    Event,
    MentionEdited,
    MentionGrew,
    MentionSeen,
    PageReported,
    ReplySeen,
    Ticked,
)
from alertd.model.mention import key_of
from alertd.model.page import Page, PageKind
from alertd.model.post import text_of
from alertd.ports import Appended, Entry, QueuedPage
from alertd.runtime.ack_links import Keys, address, short
from alertd.store_port import FoldStore

PAGE = "page."  # begins the name of a counter of what became of attempts to send


class Fold:
    """One engine over one store. The caller owns the transaction.

    link_key: makes acknowledge links; a replay has a fixed key that live daemons refuse. A daemon's own may be rotated.
    """

    def __init__(self, store: FoldStore, engine: Engine, *, link_key: bytes | Keys) -> None:
        self.store = store
        self.engine = engine
        self._link_keys = link_key if isinstance(link_key, Keys) else Keys.only(link_key)
        self.folded_seq = 0

    def take(self, entry: Entry, at: datetime) -> tuple[Appended, tuple[Command, ...]]:
        """Append one entry and fold it; a duplicate is harmless, an edit replaces the text and moves no signal."""
        became, seq = self.store.append(entry, at)
        self.store.count(_counter(entry.event, became))
        if became is Appended.NEW:
            return became, self.fold(seq, entry.event)
        news: Event | None = None
        if became is Appended.GREW:
            news = _growth(entry)
        elif became in _CHANGED:
            news = self._news(entry, seq, is_whole=became is Appended.TAKEN_OVER)
        return became, () if news is None else self.take(Entry(event=news), at)[1]

    def _news(self, entry: Entry, seq: int, *, is_whole: bool) -> MentionEdited | None:
        """Return what an edit brings that was not there before, None for what rules cannot see. is_whole: all of it is."""
        event = entry.event
        before = next((event for _, event in self.store.read(seq - 1, until=seq)), None)
        if not isinstance(event, MentionSeen) or not isinstance(before, MentionSeen) or event.mention.is_imported:
            return None
        now, was = event.mention, before.mention
        words = now.terms if is_whole else tuple(word for word in now.terms if word not in was.terms)
        needs_answer = now.needs_answer and (is_whole or not was.needs_answer)
        if not (is_whole or words or needs_answer):
            return None
        told = now.with_(posted_at=event.at, terms=words, needs_answer=needs_answer, is_undated=False)
        return MentionEdited(at=event.at, mention=told, source=event.source)

    def fold(self, seq: int, event: Event, *, posts_until: int | None = None) -> tuple[Command, ...]:
        """Fold an event that is in the log; do what the engine asks."""
        # What can fail comes first, so that an event that cannot be folded has done nothing.
        commands = self.engine.handle(event)
        told = [command for command in commands if isinstance(command, SendPage | KeepPage)]
        # Those who are told together, in one language, are told the same.
        topics: dict[tuple[Burst | None, str], About | None] = {}
        for one in told:
            if (one.burst, one.page.language) not in topics:
                topics[one.burst, one.page.language] = self._about(one.burst, one.page, posts_until)
        worded = [self.worded(one.page, posts_until, topics[one.burst, one.page.language]) for one in told]
        if isinstance(event, PageReported):
            self.store.pages.settle(event.receipt)
            self.store.count(f"{PAGE}{event.receipt.outcome}")
        if isinstance(event, ClockSetBack):
            self.store.pages.set_back(event.was, event.at)
        for command in commands:
            self._do(command, event.at, worded)
        self.folded_seq = seq
        return commands

    def tick_until(self, at: datetime) -> None:
        """Fire every deadline up to an instant, each at its own time (replay; the daemon ticks by its clock)."""
        while (deadline := self.engine.next_deadline()) is not None and deadline <= at:
            self.take(Entry(event=Ticked(at=deadline)), deadline)

    def _do(self, command: Command, at: datetime, worded: list[QueuedPage]) -> None:
        match command:
            case SendPage():
                self.store.pages.queue(worded.pop(0))
            case KeepPage(told_in=told_in):
                self.store.pages.queue(worded.pop(0), told_in=told_in)
            case CancelPages(incident=incident, reason=reason, keep=keep, only=only):
                self.store.pages.cancel(incident, reason, keep, at, only)
            case KeepIncident(incident=incident):
                self.store.read_model.keep_incident(incident)
            case KeepDecision():
                self.store.read_model.keep_decision(command)

    def _about(self, burst: Burst | None, page: Page, posts_until: int | None) -> About | None:
        """Return what a burst is about, by the texts as they stand now: the log knows only hashes of their words."""
        if burst is None:
            return None
        asked = [*burst.posts, *([burst.focus] if burst.focus is not None else [])]
        keys = {key_of(page.watch, one.platform, one.id): one for one in asked}
        bodies = self.store.posts(list(keys), until=posts_until)
        told = {
            one: Told(text_of(bodies[key]), one.language, f"{one.platform} {one.id}", one.is_loud, one.said_by)
            for key, one in keys.items()
            if key in bodies
        }

        def is_new(word: str) -> bool | None:
            token = token_of(folded(word))
            return True if token in burst.new else False if token in burst.usual else None

        focus = None if burst.focus is None else told.get(burst.focus)
        if focus is None and burst.focus is not None:
            return None
        posts = [told[one] for one in burst.posts if one in told]
        return about(posts, burst.own, is_new, focus=focus, reader=page.language, spoken=burst.spoken)

    def worded(self, page: Page, posts_until: int | None = None, topic: About | None = None) -> QueuedPage:
        """Return a page with its quotes, words and link, as they stand now. topic: what it is about."""
        keys = {key_of(page.watch, e.platform, e.id): (e.platform, e.id) for e in page.evidence}
        posts = self.store.posts(list(keys), until=posts_until)
        quotes = {keys[key]: text_of(body) for key, body in posts.items()}
        if page.listed:
            page = page.with_(listed=tuple(one.with_(link=self._link(one.at, one.page_id)) for one in page.listed))
        link = self._link(page.at, page.page_id) if page.incident is not None or page.kind is PageKind.LIST else ""
        if topic is not None:
            page = page.with_(facts={**page.facts, **_facts(topic)})
        worded = word(page, quotes, link)
        flat = {f"{platform} {post_id}": text for (platform, post_id), text in quotes.items()}
        return QueuedPage(page=page, title=worded.title, text=worded.text, link=link, quotes=flat)

    def _link(self, at: datetime, page_id: str) -> str:
        return address(self.engine.house.public_url, short(self._link_keys.signing(at), page_id))


#: Seconds for which a post's growth is news; what is older wakes nobody, and its page was told.
YOUNG = 86_400.0


def _growth(entry: Entry) -> MentionGrew | None:
    """Return what tells the core that a post has grown; None where it is history."""
    event = entry.event
    if not isinstance(event, MentionSeen) or event.mention.is_imported or event.mention.is_undated:
        return None
    if (event.at - event.mention.posted_at).total_seconds() > YOUNG:
        return None
    return MentionGrew(at=event.at, mention=event.mention, source=event.source)


_CHANGED = (Appended.EDITED, Appended.TAKEN_OVER)


def quotes_of(queued: QueuedPage) -> dict[tuple[str, str], str]:
    """Return the quotes of a page as its wording wants them."""
    return {(key.partition(" ")[0], key.partition(" ")[2]): text for key, text in queued.quotes.items()}


def words_of(queued: QueuedPage, *, is_repeat: bool) -> Worded:
    """Return what a page says: the words it was given when it was decided; only a repeat is worded anew, since it says so."""
    if is_repeat:
        return word(queued.page, quotes_of(queued), queued.link, is_repeat=True)
    return Worded(title=queued.title, text=queued.text)


def _facts(topic: About) -> dict[str, str | float | int | None]:
    facts: dict[str, str | float | int | None] = {}
    if topic.phrases:
        facts["terms"] = ", ".join(topic.phrases)
    if topic.quote is not None:
        facts["said"], facts["said_by"] = topic.quote, topic.quoted
    return facts


def _counter(event: Event, became: Appended) -> str:
    if became in (Appended.DUPLICATE, Appended.GREW):
        return "duplicates"
    if became in _CHANGED:
        return "edited"
    if became is Appended.FOREIGN:
        return "foreign"
    match event:
        case MentionSeen():
            return "mentions"
        case CountSeen():
            return "counts"
        case ReplySeen():
            return "replies"
        case _:
            return str(type(event).__struct_config__.tag)
