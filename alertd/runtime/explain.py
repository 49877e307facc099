"""Explain: how a rule stood at an instant, from the log, as the engine that decided then saw it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from alertd.core.engine import Engine
from alertd.model.commands import Command, KeepDecision
from alertd.model.events import Event, HouseLoaded, MentionGrew, MentionSeen, Ticked
from alertd.model.house import House
from alertd.model.reason import Reason
from alertd.store_port import Store

#: People read instants to the millisecond, and ask with what they read; the log knows microseconds.
_PRINTED = timedelta(milliseconds=1)
#: What was imported was not seen in its time; where the log had not begun yet, it is the only thing that can be asked about.
AS_WRITTEN = "before the log began: imported history, as if each mention had been seen when it was written"


def explain(store: Store, rule: str, watch: str, at: datetime, *, language: str | None = None) -> list[str]:
    """Return each condition's value against its limit as it stood at an instant. rule: its id or name. language: as pages say it.

    An instant of whole milliseconds means all of that millisecond, so that the instant of a page explains that page; a mention
    of that millisecond is looked at as the one that had just come. Before the log began, imported history answers, and says so.
    [] where there was no such rule or watch then. Events that retention deleted are missing from what was usual.
    """
    until = at + _PRINTED - timedelta(microseconds=1) if at.microsecond % 1000 == 0 else at
    first = next((event for _, event in store.read(0)), None)
    if first is None:
        return []
    if until < first.at:
        lines = _stand(_as_written(store, until), (rule, watch), at, until, language)
        return [AS_WRITTEN, *lines] if lines else []
    # Not "until": history that was imported lies in the log behind younger events.
    return _stand((event for _, event in store.read(0) if event.at <= until), (rule, watch), at, until, language)


def house_at(store: Store, at: datetime) -> House | None:
    """Return what was watched by which rules at an instant: as loaded last until then, else as loaded first; None in an empty log."""
    found: House | None = None
    for _, event in store.read(0):
        if isinstance(event, HouseLoaded) and (found is None or event.at <= at + _PRINTED):
            found = event.house
    return found


def _stand(
    events: Iterable[Event], asked: tuple[str, str], at: datetime, until: datetime, language: str | None
) -> list[str]:
    (rule, watch), engine = asked, Engine()
    lines: list[str] = []
    for event in events:
        commands = engine.handle(event)
        if event.at < at or not isinstance(event, (MentionSeen, MentionGrew)) or event.mention.watch != watch:
            continue
        # Several may come within one millisecond: the one that fired it is meant, whatever came after it.
        is_grown = isinstance(event, MentionGrew)
        lines = engine.explain(rule, watch, event.mention, language=language, is_grown=is_grown)
        if any(_says_fired(command, engine, rule, watch) for command in commands):
            return lines
    if lines:
        return lines
    engine.handle(Ticked(at=until))
    return engine.explain(rule, watch, language=language)


def _says_fired(command: Command, engine: Engine, rule: str, watch: str) -> bool:
    """Whether a rule, by its id or name, began to fire for a watch."""
    if not isinstance(command, KeepDecision) or command.reason != Reason.ALERT_FIRING or command.watch != watch:
        return False
    known = next((one for one in engine.house.rules if one.id == command.rule), None)
    return command.rule == rule or (known is not None and rule in (known.name, *known.names.values()))


def _as_written(store: Store, until: datetime) -> list[Event]:
    """Return the first rules that were loaded, and what was imported, each mention at the instant it was written."""
    house: HouseLoaded | None = None
    history: list[MentionSeen] = []
    for _, event in store.read(0):
        if isinstance(event, HouseLoaded) and house is None:
            house = event
        elif isinstance(event, MentionSeen) and event.mention.is_imported and event.mention.posted_at <= until:
            at = event.mention.posted_at
            history.append(event.with_(at=at, mention=event.mention.with_(is_imported=False, seen_at=at)))
    if house is None or not history:
        return []
    history.sort(key=lambda one: one.at)
    return [house.with_(at=history[0].at), *history]
