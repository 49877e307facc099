"""Under way: a page that a channel has not taken yet, as those who follow it see it, whatever it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from alertd.core.incidents.context import Context
from alertd.model.people import Channel
from alertd.model.reason import Reason


class UnderWay(Protocol):
    """A page that a channel has not taken yet."""

    watch: str
    incident: str | None
    person: str
    channel: str
    is_stuck: bool
    is_refused: bool  #: its channel takes no page of ours, and another way was begun
    is_dead: bool  #: it is known already that its channel will never deliver it
    detail: str  #: what its channel said
    is_pressing: bool  #: worth a second one beside it, on another channel

    def unwanted(self) -> str:
        """Return why nobody need hear on another channel what it says, "" if somebody must."""

    def ways(self) -> list[tuple[Channel, str]]:
        """Return the channels, with addresses, on which its person has not been told the same and should be."""

    def again(self, channel: Channel, address: str, *, because: tuple[str, str]) -> None:
        """Say the same to the same person on another channel."""

    def mark_stuck(self) -> bool:
        """Remember that its channel has failed twice; return whether that is worth a word."""

    def mark_refused(self) -> None:
        """Remember that its channel takes no page of ours until somebody puts it right: nobody waits for it."""

    def mark_dead(self) -> None:
        """Remember that its channel will never deliver it."""

    def waits(self) -> None:
        """Tell operators if every channel of the person fails: it is tried again, and nobody has it yet."""

    def hurry(self) -> None:
        """Nobody that was told last has it, nor will in time: the next step comes now."""

    def tell_of_channel(self) -> None:
        """Tell operators that its channel takes no page of ours, unless it is a message to them."""

    def has_company(self) -> bool:
        """Whether another channel of the same person has it, or still may."""

    def lost(self, *, is_left: bool) -> None:
        """Tell operators; is_left: the person still has another way, or need not hear it."""


def where(page: UnderWay) -> str:
    """Return whose page it is, and on which channel."""
    return f"{page.person} on {page.channel}"


def decide(context: Context, page: UnderWay, reason: Reason, text: str, page_id: str | None = None) -> str:
    """Keep a decision about a page; return its reason."""
    return context.decide(reason, text, watch=page.watch, incident=page.incident, person=page.person, page_id=page_id)


def untried(context: Context, person: str, tried: Iterable[str]) -> list[tuple[Channel, str]]:
    """Return the channels, with addresses, on which somebody was not told yet."""
    roster, known = context.house.roster, frozenset(tried)
    who = roster.people.get(person)
    addresses = {} if who is None else who.addresses
    return [
        (roster.channels[name], address)
        for name, address in addresses.items()
        if name in roster.channels and name not in known
    ]


def refusing(context: Context, channel: str, detail: str) -> None:
    """Tell operators of a channel that takes no page of ours: one message for all whom it keeps from hearing."""
    text = f"channel {channel} takes no page of ours until somebody puts it right: {detail}; others are asked at once"
    context.worries.append((f"refused-{channel}", text))
