"""What the engine keeps of messages in our own words that nobody has confirmed yet: they belong to no incident."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.model.page import Page

KEPT = 200  # messages that nobody has confirmed; in a replay of files nobody ever does
KEPT_FOR = 24 * 3600.0


class Message(msgspec.Struct):
    """One message, to several people on several channels.

    under_way: pages that nobody has taken yet, by id. tried: person -> channels. reached: who has it for certain.
    step: of the policy, from 0. is_stuck: pages that have failed twice, beside which another was begun.
    is_unheard: nobody of its step has it, and the next step was told.
    """

    at: float
    step: int = 0
    under_way: dict[str, Page] = {}
    tried: dict[str, list[str]] = {}
    reached: dict[str, None] = {}
    is_stuck: dict[str, None] = {}
    is_unheard: bool = False


class Messages:
    """The messages that are under way, by what they are about."""

    def __init__(self) -> None:
        self.by_subject: dict[str, Message] = {}
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
        return msgspec.to_builtins(self.by_subject)

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        self.by_subject = msgspec.convert(state, dict[str, Message])
        self._subjects = {page_id: about for about, one in self.by_subject.items() for page_id in one.under_way}
