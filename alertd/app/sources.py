"""The sources of a daemon: begun, stopped, and how well each sees."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from alertd.config import Settings
from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.errors import ConfigurationError
from alertd.model.house import House
from alertd.rulefile.sources import SourceSetting
from alertd.runtime.clock import SystemClock
from alertd.runtime.handing_over import HandingOver
from alertd.runtime.intake import Intake
from alertd.runtime.spool import Spool
from alertd.runtime.supervise import Pushed, Supervised, kept_running
from alertd.runtime.writer import Writer
from alertd.sources.registry import KINDS, build_pushed, is_pushed, speaker_of
from alertd.sources.registry import build as build_source
from alertd.sources.relook import AFTER, LONGEST, Waiting, waiting
from alertd.sources.webhook.source import WebhookReader
from alertd.store_port import Store
from alertd.web.backend import SourceStanding

log = structlog.get_logger()


def spool_of(settings: Settings) -> Path | None:
    """Return the folder for what a store on servers does not take; None for a file: a disk that takes no store takes no spool."""
    return settings.data_dir / "spool" if settings.place.is_shared else None


class Sources:
    """What is supervised (pulled) and what is pushed (webhooks)."""

    def __init__(
        self,
        intake: Intake,
        writer: Writer,
        store: Store,
        clock: SystemClock,
        tell: Callable[[str, str], None],
    ) -> None:
        self.spool: Path | None = None  #: the folder for what the store does not take; None: it waits at its source
        self._intake = intake
        self._writer = writer
        self._store = store
        self._clock = clock
        self._tell = tell
        self.supervised: dict[str, Supervised] = {}
        self.webhooks: dict[str, WebhookReader] = {}
        self.pushed: dict[str, Pushed] = {}
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._waiting: dict[str, Waiting] = {}

    async def start(self, settings: Iterable[SourceSetting], house: House) -> None:
        """Begin every source where it stood. One that is misconfigured is told about; the others run."""
        settings = tuple(settings)
        cursors: dict[str, str] = await self._writer.call(self._store.cursors)
        if any(kind is not None and kind.asks_growing for kind in (KINDS.get(setting.kind) for setting in settings)):
            now = self._clock.now()
            newest = partial(self._store.history.newest_mentions, now - AFTER - LONGEST, now)
            self._waiting = await self._writer.call(lambda: waiting(newest()))
        wanted = self._intake.load(house)
        self.webhooks, self.pushed = {}, {}
        self._intake.speakers = {setting.name: speaker_of(setting) for setting in settings}
        for setting in settings:
            try:
                run = self._made(setting, house, wanted, cursors.get(setting.name))
            except ConfigurationError as error:
                log.error("source.misconfigured", source=setting.name, error=str(error))
                self._tell(f"source-{setting.name}", str(error))
            else:
                self._tasks[setting.name] = asyncio.create_task(run, name=f"source {setting.name}")

    def _made(
        self, setting: SourceSetting, house: House, wanted: Callable[[str], bool], cursor: str | None
    ) -> Coroutine[Any, Any, None]:
        """Make one source and return what runs it. Raises ConfigurationError."""
        if is_pushed(setting):
            self.webhooks[setting.name] = build_pushed(setting)
            pushed = self.pushed[setting.name] = Pushed(setting.name, self._writer, self._clock, cursor=cursor)
            return kept_running(f"source {setting.name}", pushed.run, self._tell)
        source = build_source(
            setting,
            watches=house.watches,
            clock=self._clock,
            wanted=wanted,
            firing=self._is_firing,
            growing=self._is_growth_needed,
            waiting=self._waiting.get(setting.name, ()),
        )
        spool = None if self.spool is None else Spool(self.spool, setting.name)
        over = HandingOver(setting.name, self._intake, self._clock, spool=spool, tell=self._tell)
        one = self.supervised[setting.name] = Supervised(source, self._intake, self._writer, self._clock, over=over)
        return one.run(cursor)

    def _is_firing(self) -> bool:
        return self._writer.fold.engine.is_firing

    def _is_growth_needed(self) -> bool:
        """Whether a rule looks at how posts grow, or an open incident shows it."""
        rules = self._writer.fold.engine.house.rules
        return self._is_firing() or any(
            known.sees_growth for rule in rules if rule.enabled for known, _ in specifications_of(rule.when)
        )

    async def stop(self) -> None:
        """Stop every source; none may hold the daemon up."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1.5)
        self._tasks, self.supervised = {}, {}

    def all(self) -> dict[str, Supervised | Pushed]:
        """Return every source, pulled or pushed."""
        return {**self.pushed, **self.supervised}

    def standing(self) -> dict[str, SourceStanding]:
        """Return how well each source sees."""
        now = self._clock.now()
        return {
            name: SourceStanding(
                state=one.state,
                last_event_at=one.last_event_at,
                lag_seconds=_ago(one.last_event_at, now),
                blind_seconds=one.blind_seconds,
                note=f"{one.spooled} posts wait on this machine's disk for the store" if one.spooled else one.note,
                spent=one.spent,
            )
            for name, one in self.all().items()
        }


def _ago(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else round(max(0.0, (now - at).total_seconds()), 1)
