"""Commands: what the engine asks of the world."""

from __future__ import annotations

from datetime import datetime

from alertd.model.incident import Incident
from alertd.model.page import Page
from alertd.model.value import Value


class SendPage(Value, frozen=True, kw_only=True):
    """Tell this person on this channel."""

    page: Page


class KeepPage(Value, frozen=True, kw_only=True):
    """This page is not sent by itself: the list with that id tells it. Its link must be known all the same."""

    page: Page
    told_in: str


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


class KeepDecision(Value, frozen=True, kw_only=True):
    """Remember why something was decided, for `alertd why`. reason: its name; numbers: each condition against its limit."""

    at: datetime
    reason: str
    text: str
    watch: str = ""
    incident: str | None = None
    rule: str | None = None
    person: str | None = None
    page_id: str | None = None


Command = SendPage | KeepPage | CancelPages | KeepIncident | KeepDecision
