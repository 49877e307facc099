"""A sign-in link on its way to a person: sent at once by the channel's own notifier, kept nowhere, never tried again."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language
from alertd.core.wording.numbers import span
from alertd.errors import DeliveryError
from alertd.model.house import House
from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from alertd.ports import Delivery, Notifier
from alertd.web.words import words

log = structlog.get_logger()

_PATIENCE = 20.0


async def send(
    notifier: Notifier | None, house: House, person: str, link: str, *, lives: timedelta, now: datetime, channel: str
) -> None:
    """Send it. A person who has no address there, or a channel that fails, is logged: whoever asked must not learn of it."""
    reader = house.roster.people.get(person)
    address = reader.addresses.get(channel) if reader is not None else None
    if notifier is None or reader is None or address is None:
        log.warning("sign_in.unsent", person=person, channel=channel, why="no such channel, or no address on it")
        return
    t = words(reader.language)
    text = fill(t["mail_text"], {"span": span(language(reader.language), lives.total_seconds())})
    page = Page(
        page_id=f"sign-in-{now:%Y%m%dT%H%M%SZ}",
        kind=PageKind.TEST,
        at=now,
        watch="",
        severity=Severity.NOTICE,
        to=person,
        channel=channel,
        to_address=address,
        language=reader.language,
    )
    delivery = Delivery(page=page, title=f"alertd: {t['sign_in']}", text=f"{text}\n{link}", link=link, payload=b"{}")
    try:
        async with asyncio.timeout(_PATIENCE):
            await notifier.send(delivery)
    except (DeliveryError, TimeoutError) as fault:
        log.warning("sign_in.unsent", person=person, channel=channel, why=type(fault).__name__)
    else:
        log.info("sign_in.sent", person=person, channel=channel)
