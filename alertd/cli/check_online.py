"""What only the network can tell: whether credentials, rules and channels work. For `alertd check --online`."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

from alertd.config import loaded_of
from alertd.errors import AlertdError, ConfigurationError
from alertd.rulefile.findings import Place
from alertd.rulefile.load import FileSet
from alertd.rulefile.nodes import Node, Row, inside

if TYPE_CHECKING:
    from alertd.config import Loaded, Settings
    from alertd.ports import Clock
    from alertd.rulefile.sources import SourceSetting

#: A platform that does not answer in that time is down, for a person who waits.
PATIENCE = 30.0


def check_online(files: FileSet) -> None:
    """Try every source and load every channel; tell what would not work, at its place in the files."""
    settings = files.settings
    loaded = loaded_of(settings.file.path, files, ()) if settings is not None else None
    if loaded is None or settings is None:
        return
    rows = inside(settings.root, "sources")
    nodes = rows.nodes if isinstance(rows, Row) else []
    for source, node in zip(loaded.settings.sources, nodes, strict=True):
        place = (inside(node, "kind") or node).place
        for sentence in asyncio.run(_tried(source, loaded)):
            settings.file.tell(place, "online", f"{source.name}: {sentence}", "")
    _channels(files, loaded.settings)


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
    from alertd.sources.build import OWN, plain

    if source.kind not in OWN:
        return None, None
    module = importlib.import_module(OWN[source.kind][0])
    package = importlib.import_module(f"alertd.sources.{source.kind}")
    check = getattr(package, "check_online", None) or getattr(module, "check_online", None)
    if check is None:
        return None, None
    where, _, name = OWN[source.kind][2].partition(":")
    return check, getattr(importlib.import_module(where), name)(**plain(source.options))


def _channels(files: FileSet, settings: Settings) -> None:
    """Load every channel as the sender does; Apprise then reads its URL."""
    from alertd.notifiers.build import build

    people = files.people
    if people is None:
        return
    for name, channel in settings.channels.items():
        node: Node | None = inside(people.root, "channels", name)
        try:
            build(channel)
        except ConfigurationError as error:
            place = (inside(node, "url") or node).place if node is not None else Place(1, 1)
            people.file.tell(place, "online", str(error), "")
