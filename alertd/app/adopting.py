"""Adopt: new settings come into force while everything runs. With any fault in them nothing has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from alertd import config
from alertd.app.calibration import Calibrated
from alertd.app.keys import plant, revealed
from alertd.app.reloading import changed, in_force, needs_restart
from alertd.app.rotas import with_known
from alertd.app.routes import routes_of
from alertd.app.running import Running
from alertd.core.changes import changes
from alertd.model.house import House
from alertd.notifiers.direct import Direct
from alertd.ports import Scorer
from alertd.runtime.redaction import Redactor
from alertd.scorers.build import build as build_scorer


class TellHouse(Protocol):
    """Puts a house into the log, and so before the engine."""

    def __call__(self, settings: config.Settings, house: House) -> Awaitable[None]:
        """Return after the commit."""


class Adoption:
    """Adopts settings, one after the other.

    scorer: the one in use. begin_heartbeat: calls the URL that the settings name now, and no other.
    """

    def __init__(
        self,
        running: Running,
        calibrated: Calibrated,
        redactor: Redactor,
        *,
        scorer: Scorer,
        tell_house: TellHouse,
        begin_heartbeat: Callable[[], object],
    ) -> None:
        self._running = running
        self._calibrated = calibrated
        self._redactor = redactor
        self._began_with = running.settings
        self._scorer = scorer
        self._tell_house = tell_house
        self._begin_heartbeat = begin_heartbeat

    async def adopt(self, loaded: config.Loaded) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Bring settings into force; return what of them waits for a restart, by name, and what has changed, in words."""
        running = self._running
        loaded = with_known(loaded, running.house.roster)
        settings, house = loaded.settings, loaded.house
        routes = routes_of(settings)
        scorer = await self._scorer_of(settings)
        direct = self._direct_of(settings)
        told = (*changes(running.house, house), *changed(running.settings, settings))
        plant(self._redactor, settings)
        same_sources = (settings.sources_key, house.watches) == (running.settings.sources_key, running.house.watches)
        if not same_sources:
            await running.sources.stop()  # first: what it says at its end is of no source that is gone
        try:
            await self._tell_house(settings, house)
        except BaseException:
            if not same_sources:
                await running.sources.start(running.settings.sources, running.house)
            raise
        self._use(scorer)
        running.ops.use(direct)
        running.house = house
        heartbeat = running.settings.heartbeat
        running.settings = in_force(self._began_with, settings)
        running.sender.use(routes)
        if settings.heartbeat != heartbeat:
            self._begin_heartbeat()
        if same_sources:
            running.intake.load(house)
        else:
            await running.sources.start(settings.sources, house)
        await self._calibrated.tell_of_scorer(running.writer.store, house)
        return needs_restart(self._began_with, settings), told

    async def _scorer_of(self, settings: config.Settings) -> Scorer:
        """Return the scorer of new settings: the one in use where they mean the same, for it may be large."""
        if settings.scorer.is_same(self._running.settings.scorer):
            return self._scorer
        return await asyncio.get_running_loop().run_in_executor(None, build_scorer, settings.scorer)

    def _use(self, scorer: Scorer) -> None:
        if scorer is not self._scorer:
            self._scorer = scorer
            self._running.intake.use(scorer)
            self._calibrated.use(scorer)

    def _direct_of(self, settings: config.Settings) -> Direct:
        """Return the direct route of new settings: the one in use where it is the same, for it knows what it has told."""
        if settings.direct == self._running.settings.direct:
            return self._running.ops.direct
        self._redactor.plant_url(revealed(settings.direct))
        return Direct(revealed(settings.direct), mask=self._redactor.mask)
