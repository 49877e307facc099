"""What the engine keeps of messages in our own words that nobody has confirmed yet: they belong to no incident."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.model.page import Page

KEPT = 200  # messages that nobody has confirmed; in a replay of files nobody ever does
KEPT_FOR = 24 * 3600.0
TAKEN_FOR = 4 * 3600.0  # a network gives a text message up within so long

#: The channels whose provider says after it took a message that it did not come.
TOLD_LATER = ("sms", "voice")


class Message(msgspec.Struct):
    """One message, to several people on several channels.

    under_way: pages that nobody has taken yet, by id. tried: person -> channels. reached: who has it for certain.
    step: of the policy, from 0. is_stuck: pages that have failed twice, beside which another was begun.
    is_refused: those of them whose channel takes no page of ours: nobody waits for it. is_unheard: nobody of its step has it, and the next step was told.
    """

    at: float
    step: int = 0
    under_way: dict[str, Page] = {}
    tried: dict[str, list[str]] = {}
    reached: dict[str, None] = {}
    is_stuck: dict[str, None] = {}
    is_refused: dict[str, None] = {}
    is_unheard: bool = False


class Taken(msgspec.Struct):
    """A page that its channel took. at: when, Unix time. tried: the channels on which its person was told the same by then.

    page: itself, where its provider may say of it later that it did not come; else None. step: of the policy, from 0.
    """

    at: float
    about: str
    to: str
    step: int
    tried: list[str]
    page: Page | None = None


class Messages:
    """The messages that are under way, by what they are about."""

    def __init__(self) -> None:
        self.by_subject: dict[str, Message] = {}
        self.taken: dict[str, Taken] = {}  #: by page id, the newest last
        self._subjects: dict[str, str] = {}

    def note(self, page: Page, *, about: str, step: int, now: float) -> None:
        """A page of the message about something goes out."""
        message = self.by_subject.get(about)
        if message is None:
            self._forget(now)
            message = self.by_subject[about] = Message(at=now)
        message.step = step
        # Quotes are of strangers, who may ask to be forgotten; what goes out in its place does without.
        facts = {name: value for name, value in page.facts.items() if name != "top_author"}
        message.under_way[page.page_id] = page.with_(evidence=(), facts=facts)
        message.tried.setdefault(page.to, []).append(page.channel)
        self._subjects[page.page_id] = about

    def about(self, page_id: str) -> str | None:
        """Return what a page under way is about; None for one of an incident, or one that is settled."""
        return self._subjects.get(page_id)

    def has_tried(self, about: str, person: str, channel: str) -> bool:
        """Whether a message went to somebody on a channel."""
        message = self.by_subject.get(about)
        return message is not None and channel in message.tried.get(person, ())

    def accepted(self, page_id: str, now: float, *, is_final: bool) -> None:
        """A channel took a page. is_final: it has come; else its provider may know better later."""
        about = self._subjects.get(page_id)
        if about is not None:
            message = self.by_subject[about]
            page = message.under_way[page_id]
            may_fail = not is_final and page.channel_kind in TOLD_LATER
            self.taken[page_id] = Taken(
                now, about, page.to, message.step, [*message.tried.get(page.to, ())], page if may_fail else None
            )
            newest = list(self.taken.items())[-KEPT:]
            self.taken = {known: one for known, one in newest if now - one.at < TAKEN_FOR}
        elif is_final and page_id in self.taken:
            self.taken[page_id].page = None
        self.settled(page_id, is_reached=True)

    def did_not_come(self, page_id: str, now: float) -> None:
        """A page that was taken is under way again, so that what becomes of it now is followed; nothing for any other."""
        taken = self.taken.get(page_id)
        if taken is None or taken.page is None:
            return
        del self.taken[page_id]
        message = self.by_subject.setdefault(taken.about, Message(at=now, step=taken.step))
        message.under_way[page_id] = taken.page
        message.reached.pop(taken.to, None)
        tried = message.tried.setdefault(taken.to, [])
        beside = [one for one in self.taken.values() if one.about == taken.about]
        for one in (taken, *(other for other in beside if other.to == taken.to)):
            tried += [channel for channel in one.tried if channel not in tried]
        message.reached |= dict.fromkeys(one.to for one in beside)
        self._subjects[page_id] = taken.about

    def settled(self, page_id: str, *, is_reached: bool) -> None:
        """A page is no longer under way: taken by its channel (is_reached), withdrawn, or dead."""
        about = self._subjects.pop(page_id, None)
        if about is None:
            return
        message = self.by_subject[about]
        page = message.under_way.pop(page_id)
        if is_reached:
            message.reached[page.to] = None
        if not message.under_way:
            self._drop(about)

    def _forget(self, now: float) -> None:
        for about in [about for about, one in self.by_subject.items() if now - one.at > KEPT_FOR]:
            self._drop(about)
        for about in list(self.by_subject)[: max(len(self.by_subject) - KEPT + 1, 0)]:
            self._drop(about)

    def _drop(self, about: str) -> None:
        for page_id in self.by_subject.pop(about).under_way:
            self._subjects.pop(page_id, None)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [msgspec.to_builtins(self.by_subject), msgspec.to_builtins(self.taken)]

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave; before pages that were taken were remembered it was the messages alone."""
        messages, taken = (state, {}) if isinstance(state, dict) else state
        self.by_subject = msgspec.convert(messages, dict[str, Message])
        self.taken = msgspec.convert(taken, dict[str, Taken])
        self._subjects = {page_id: about for about, one in self.by_subject.items() for page_id in one.under_way}
