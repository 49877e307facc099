"""Commands: what the engine asks of the world."""

from __future__ import annotations

from datetime import datetime

from alertd.model.incident import Incident
from alertd.model.page import Page, SignalShown
from alertd.model.rule import Condition
from alertd.model.value import Value


class Spoken(Value, frozen=True, kw_only=True):
    """One post whose words say what a burst is about. is_loud: many see it. said_by: people whose words they are, or who passed them on."""

    platform: str
    id: str
    language: str
    is_loud: bool = False
    said_by: int = 1


class Burst(Value, frozen=True, kw_only=True):
    """Where the words for what a page is about are found: the page's event has ids and hashes only, texts may be erased.

    posts: distinct voices, newest last. focus: the one post that the page is about, None for all of them.
    new, usual: hashes of words that several of the last hour say: more than history explains, and no more than that.
    own: names of the brand, which are no news. spoken: languages of all that was written since it began, and in how many posts, the most first.
    """

    posts: tuple[Spoken, ...] = ()
    focus: Spoken | None = None
    new: frozenset[int] = frozenset()
    usual: frozenset[int] = frozenset()
    own: tuple[str, ...] = ()
    spoken: tuple[tuple[str, int], ...] = ()


class SendPage(Value, frozen=True, kw_only=True):
    """Tell this person on this channel. burst: for a page that says what is written; it is not kept."""

    page: Page
    burst: Burst | None = None


class KeepPage(Value, frozen=True, kw_only=True):
    """This page is not sent by itself: the list with that id tells it. Its link must be known all the same."""

    page: Page
    told_in: str
    burst: Burst | None = None


class CancelPages(Value, frozen=True, kw_only=True):
    """Do not begin to send what is still unsent of this incident. keep: kinds that stay; only: ids, empty for all.

    incident: empty for pages that belong to none (lists); then `only` says which.
    """

    incident: str
    reason: str
    keep: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


class KeepIncident(Value, frozen=True, kw_only=True):
    """This is how the incident stands now."""

    incident: Incident


class Decided(Value, frozen=True, kw_only=True):
    """One condition as it was decided: whether it held, and what was measured, None where it measures nothing."""

    condition: Condition
    holds: bool
    shown: SignalShown | None = None


class KeepDecision(Value, frozen=True, kw_only=True):
    """Remember why something was decided, for `alertd why`. reason: its name; text: in English, for programs and authors of rules.

    conditions: of a rule that fired, each as it was then, so that every reader reads it in their own language; () for anything else,
    and in decisions of before this was kept.
    """

    at: datetime
    reason: str
    text: str
    watch: str = ""
    incident: str | None = None
    rule: str | None = None
    person: str | None = None
    page_id: str | None = None
    conditions: tuple[Decided, ...] = ()


Command = SendPage | KeepPage | CancelPages | KeepIncident | KeepDecision
