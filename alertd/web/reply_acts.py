"""What a reply does: a code acknowledges, a button acts, as the person whose number or account it is.

Every provider's route asks here, after it has checked the provider's proof. A message is acted on once: the provider's id
of it is remembered, so that a recorded request takes nothing a second time.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web

from alertd.model.incident import Act, Incident
from alertd.model.value import Value
from alertd.web import sms_replies
from alertd.web.refusal_words import refusal_told
from alertd.web.refusals import NotFound, Refused
from alertd.web.reply_limits import WrongCodes
from alertd.web.reply_words import say
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.words import words

log = structlog.get_logger(__name__)

WRONG: web.AppKey[WrongCodes] = web.AppKey("wrong codes", WrongCodes)
_ALONE = ("sms", "voice")
SILENCE = timedelta(minutes=30)  # of `/alertd silence WATCH`

#: Buttons: what is pressed, and the act behind it.
ACTS = {
    "ack": Act.ACK,
    "plan": Act.PLAN,
    "assign": Act.ASSIGN,
    "snooze": Act.SNOOZE,
    "not_a_crisis": Act.CLOSE,
    "useful": Act.USEFUL,
    "noise": Act.NOISE,
}


class Sender(Value, frozen=True, kw_only=True):
    """Who replied. way: "sms", "slack" or "telegram". account: number or id. message: the provider's id of the reply."""

    way: str
    account: str
    message: str
    person: str
    language: str = "en"
    timezone: str = "UTC"


class Said(Value, frozen=True, kw_only=True):
    """What the sender is told. is_done: the act was taken. rests: seconds the sender must rest, 0.0: none."""

    text: str
    is_done: bool = False
    rests: float = 0.0


def sender(request: web.Request, way: str, account: str, message: str) -> Sender | None:
    """Return who an account is on that way; None for a stranger, who is told nothing."""
    roster = request.app[BACKEND].house().roster
    name = sms_replies.person_at(roster, way, account)
    if name is None:
        log.warning("hook.refused", hook=way, why="the sender is nobody of the people file")
        return None
    person = roster.people[name]
    return Sender(
        way=way,
        account=account,
        message=f"{way}:{message}",
        person=name,
        language=person.language,
        timezone=person.timezone,
    )


def rest(request: web.Request, who: Sender) -> Said | None:
    """Return what a sender of too many wrong codes is told, None if there were not."""
    wait = request.app[WRONG].wait(f"{who.way}:{who.account}", request.app[CLOCK].now())
    return Said(text=say(who.language, "rest"), rests=wait) if wait > 0 else None


async def answer(request: web.Request, who: Sender, text: str) -> Said:
    """Acknowledge the incident whose code the text is."""
    if (resting := rest(request, who)) is not None:
        return resting
    code = sms_replies.code_of(text)
    if code is None:
        return Said(text=say(who.language, "say_the_code"))
    found = sms_replies.meant(code, await request.app[BACKEND].incidents(None))
    if not found:
        request.app[WRONG].add(f"{who.way}:{who.account}", request.app[CLOCK].now())
        return Said(text=say(who.language, "unknown_code", code=code))
    if len(found) > 1:
        return Said(text=say(who.language, "two_incidents", code=code))
    return await act(request, who, found[0].id, "ack")


async def act(request: web.Request, who: Sender, incident: str, pressed: str, assignee: str | None = None) -> Said:
    """Do what a button or a code asks, once for each message."""
    backend = request.app[BACKEND]
    try:
        found = await backend.incident(incident)
    except NotFound:
        return Said(text=say(who.language, "nothing"))
    if not await backend.is_new_reply(who.message):
        log.warning("hook.repeated", hook=who.way)
        return Said(text=say(who.language, "before"))
    try:
        return await _done(request, who, found, pressed, assignee)
    except Refused as refused:
        stands = await backend.incident(incident)
        brand = backend.house().called(found.watch)
        return Said(text=f"{brand}: {refusal_told(refused, stands, words(who.language), reader=who.person)}")


async def _done(request: web.Request, who: Sender, found: Incident, pressed: str, assignee: str | None) -> Said:
    if pressed not in ACTS:
        return Said(text=say(who.language, "nothing"))
    note = "not a crisis" if pressed == "not_a_crisis" else ""
    done = await request.app[BACKEND].act(
        found.id, ACTS[pressed], by=who.person, note=note, via=who.way, assignee=assignee
    )
    # A text message and a call have one reader; what a chat answers, a room may read.
    name = "ack_you" if pressed == "ack" and who.way in _ALONE else ACTS[pressed].value
    until = (done.snoozed_until or request.app[CLOCK].now()).astimezone(ZoneInfo(who.timezone))
    words = {
        "watch": request.app[BACKEND].house().called(found.watch),
        "person": who.person,
        "who": assignee or who.person,
        "time": f"{until:%H:%M}",
    }
    return Said(text=say(who.language, name, **words), is_done=True)
