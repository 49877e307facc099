"""What only the network can tell: whether credentials, rules and channels work. For `alertd check --online`."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

from alertd.config import loaded_of
from alertd.errors import AlertdError, ConfigurationError
from alertd.rulefile.file_set import FileSet, shown
from alertd.yamlform.findings import Place
from alertd.yamlform.nodes import Node, Row, inside

if TYPE_CHECKING:
    from alertd.config import Loaded, Settings
    from alertd.ports import Clock
    from alertd.rulefile.sources import SourceSetting

#: A platform that does not answer in that time is down, for a person who waits.
PATIENCE = 30.0
#: What an empty list of faults has proved, by kind of source.
PROVED = {
    "x": "the bearer token works, and X takes the rules of the watches",
    "reddit": "the credentials work, and all that is asked answers",
    "bluesky": "every instance sends events",
    "mastodon": "the server answers for every hashtag",
    "rss": "every feed can be read",
    "hackernews": "the search answers",
    "youtube": "the key works",
    "webhook": "not tried: others send to it",
    "jsonl": "not tried: it needs no network",
}
#: How sentences begin that tell of a limit: all works, but somebody may expect more.
LIMITS = ("no subreddits:", "counts of ")


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
        faults = [sentence for sentence in found if not sentence.startswith(LIMITS)]
        for sentence in found:
            say = settings.file.tell if sentence in faults else settings.file.warn
            say(place, "online", f"{source.name}: {sentence}", "")
        if not faults:
            proved = PROVED.get(source.kind, "not tried: its plug-in has no check")
            worked.append(f"{shown(settings.file.path)}:{place.line}: source {source.name}: {proved}")
    return worked + _channels(files, loaded.settings) + _direct(files, loaded.settings)


async def _all_tried(loaded: Loaded) -> list[list[str]]:
    """Try all sources at once: who waits for five platforms waits for the slowest."""
    return await asyncio.gather(*(_tried(source, loaded) for source in loaded.settings.sources))


async def _tried(source: SourceSetting, loaded: Loaded) -> list[str]:
    """Return a sentence for each thing of a source that would not work."""
    from alertd.runtime.clock import SystemClock

    try:
        check, options = _check_of(source)
        if check is None:
            return []
        clock: Clock = SystemClock()
        async with asyncio.timeout(PATIENCE):
            found: list[str] = await check(options, loaded.settings.watches, clock=clock)
    except TimeoutError:
        return [f"no answer within {PATIENCE:g} s"]
    except (AlertdError, TypeError, ValueError) as error:
        return [str(error)]
    return found


def _check_of(source: SourceSetting) -> tuple[Any, Any]:
    """Return the check of a kind of source with its options; (None, None) for kinds that need no network."""
    from alertd.sources.registry import OWN, plain

    if source.kind not in OWN:
        return None, None
    module = importlib.import_module(OWN[source.kind][0])
    own = f"{module.__package__}.check"
    found = importlib.import_module(own) if importlib.util.find_spec(own) else module
    check = getattr(found, "check_online", None)
    if check is None:
        return None, None
    where, _, name = OWN[source.kind][2].partition(":")
    return check, getattr(importlib.import_module(where), name)(**plain(source.options))


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
        except ConfigurationError as error:
            people.file.tell(place, "online", str(error), "")
            continue
        path, proved = shown(people.file.path), kind_of(channel.kind).proved
        worked.append(f"{path}:{place.line}: channel {name}: {proved}; alertd send-test proves the way to a person")
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
