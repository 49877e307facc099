"""What only the network can tell: whether credentials, rules and channels work. For `alertd check --online`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from alertd.config import loaded_of
from alertd.errors import AlertdError, ConfigurationError
from alertd.rulefile.file_set import FileSet, shown
from alertd.sources.kind import Limit, imported
from alertd.sources.registry import KINDS, options_of
from alertd.yamlform.findings import Place
from alertd.yamlform.nodes import Node, Row, inside

if TYPE_CHECKING:
    from alertd.config import Loaded, Settings
    from alertd.ports import Clock
    from alertd.rulefile.sources import SourceSetting

#: A platform that does not answer in that time is down, for a person who waits.
PATIENCE = 30.0


def check_online(files: FileSet) -> list[str]:
    """Try every source and load every channel; tell what would not work, at its place in the files.

    Return a sentence for each that works, with its place. Nothing is sent to anybody.
    """
    settings = files.settings
    loaded = loaded_of(settings.file.path, files, ()) if settings is not None else None
    if loaded is None or settings is None:
        return []
    rows = inside(settings.root, "sources")
    nodes = rows.nodes if isinstance(rows, Row) else []
    worked = []
    for source, node, found in zip(loaded.settings.sources, nodes, asyncio.run(_all_tried(loaded)), strict=True):
        place = (inside(node, "kind") or node).place
        faults = [sentence for sentence in found if not isinstance(sentence, Limit)]
        for sentence in found:
            say = settings.file.tell if sentence in faults else settings.file.warn
            say(place, "online", f"{source.name}: {sentence}", "")
        if not faults:
            kind = KINDS.get(source.kind)
            proved = kind.proves if kind is not None else "not tried: its plug-in has no check"
            worked.append(f"{shown(settings.file.path)}:{place.line}: source {source.name}: {proved}")
    worked += _store(files, loaded.settings) + _rotas(files, loaded)
    return worked + _channels(files, loaded.settings) + _direct(files, loaded.settings)


async def _all_tried(loaded: Loaded) -> list[list[str]]:
    """Try all sources at once: who waits for five platforms waits for the slowest."""
    return await asyncio.gather(*(_tried(source, loaded) for source in loaded.settings.sources))


async def _tried(source: SourceSetting, house: Loaded) -> list[str]:
    """Return a sentence for each thing of a source that would not work."""
    from alertd.runtime.clock import SystemClock

    try:
        kind = KINDS.get(source.kind)
        if kind is None or not kind.check:
            return []
        clock: Clock = SystemClock()
        async with asyncio.timeout(PATIENCE):
            found: list[str] = await imported(kind.check)(options_of(source), house.settings.watches, clock=clock)
    except TimeoutError:
        return [f"no answer within {PATIENCE:g} s"]
    except (AlertdError, TypeError, ValueError) as error:
        return [str(error)]
    return found


def _store(files: FileSet, settings: Settings) -> list[str]:
    """Ask the server that keeps the store; nothing is claimed and nothing is made."""
    from alertd.store.opening import cluster_of

    if settings.store is None or files.settings is None:
        return []
    node: Node | None = inside(files.settings.root, "store")
    place = node.place if node is not None else Place(1, 1)
    try:
        found = cluster_of(settings.place)
    except AlertdError as error:
        files.settings.file.tell(place, "online", f"store: {error}", "")
        return []
    working = next((one.name for one in found.machines if one.is_working), "nobody")
    said = f"{found.place} answers; {working} works over it" + (f"; {found.doubt}" if found.doubt else "")
    return [f"{shown(files.settings.file.path)}:{place.line}: store: {said}"]


def _rotas(files: FileSet, loaded: Loaded) -> list[str]:
    """Fetch each calendar of stand-ins as the daemon does. Return a sentence for each that can be read."""
    from alertd.app.rotas import UnreadableRotaError, read
    from alertd.runtime.clock import SystemClock

    people = files.people
    if people is None:
        return []
    worked = []
    for name, rota in loaded.settings.rotas.items():
        schedule = loaded.house.roster.schedules[name]
        node = inside(people.root, "schedules", name, "overrides", "ical")
        place = node.place if node is not None else Place(1, 1)
        try:
            found, faults = asyncio.run(read(rota, schedule.people, schedule.timezone, SystemClock()))
        except UnreadableRotaError as error:
            people.file.tell(place, "online", f"the calendar of {name}: {error}", "")
            continue
        for text in faults:
            people.file.warn(place, "calendar-event", text, "the other events count")
        worked.append(f"{shown(people.file.path)}:{place.line}: calendar of {name}: {len(found)} stand-ins in sight")
    return worked


def _channels(files: FileSet, settings: Settings) -> list[str]:
    """Load every channel as the sender does; Apprise then reads its URL. Return a sentence for each that loads."""
    from alertd.notifiers.registry import build, kind_of

    people = files.people
    if people is None:
        return []
    worked = []
    for name, channel in settings.channels.items():
        node: Node | None = inside(people.root, "channels", name)
        place = ((inside(node, "url") or node).place) if node is not None else Place(1, 1)
        try:
            notifier = build(channel)
            verify = getattr(notifier, "verify", None)
            if verify is not None:
                verify()
            sign_in = getattr(notifier, "sign_in", None)
            proved = (sign_in() if sign_in is not None else "") or kind_of(channel.kind).proved
        except ConfigurationError as error:
            people.file.tell(place, "online", str(error), "")
            continue
        worked.append(
            f"{shown(people.file.path)}:{place.line}: channel {name}: {proved}; alertd send-test proves the way to a person"
        )
    return worked


def _direct(files: FileSet, settings: Settings) -> list[str]:
    """Load the direct route to operators: the one that is needed when all else is down."""
    from alertd.notifiers.apprise.notifier import AppriseNotifier

    if settings.direct is None or files.settings is None:
        return []
    file = files.settings.file
    node: Node | None = inside(files.settings.root, "ops", "direct")
    place = node.place if node is not None else Place(1, 1)
    try:
        AppriseNotifier("ops.direct", settings.direct.reveal()).verify()
    except ConfigurationError as error:
        file.tell(place, "online", str(error), "")
        return []
    return [f"{shown(file.path)}:{place.line}: ops: direct: its URL is one that Apprise takes"]
