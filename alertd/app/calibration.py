"""Who scores, and what brands have taught the scorer: read at the start, and again when `alertd calibrate` has written."""

from __future__ import annotations

from pathlib import Path

import structlog

from alertd.errors import ConfigurationError
from alertd.model.events import ScorerChanged
from alertd.model.house import House
from alertd.ports import Entry, Scorer
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import Request
from alertd.runtime.intake import Intake
from alertd.runtime.writer import Writer
from alertd.scorers.brands import Brands
from alertd.scorers.calibrations import FOLDER
from alertd.store_port import Store

log = structlog.get_logger()
# What the store remembers: which versions of calibrations the log has been told of, and which scorer.
KNOWN = "calibrations"
SCORER = "scorer"


class Calibrated:
    """The calibrations of a daemon."""

    def __init__(self, folder: Path, scorer: Scorer, intake: Intake, writer: Writer, clock: SystemClock) -> None:
        self._folder = folder
        self._scorer = scorer
        self._intake = intake
        self._writer = writer
        self._clock = clock
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._versions: dict[str, int] = {}

    def use(self, scorer: Scorer) -> None:
        """Speak for another scorer from now on."""
        self._scorer = scorer
        self._seen = None

    async def tell_of_scorer(self, store: Store, house: House) -> None:
        """Tell the log if another scorer scores than before: what is usual of one says nothing about the other's numbers."""
        name = self._scorer.name
        was = await self._writer.call(lambda: store.meta(SCORER))
        if was == name:
            return
        if was is not None and house.watches:
            at, known = self._clock.now(), self._versions
            names = {watch.name: _name(self._scorer, known.get(watch.name)) for watch in house.watches}
            await self._writer.take(
                Request([Entry(event=ScorerChanged(at=at, watch=watch, scorer=told)) for watch, told in names.items()])
            )
            log.info("scorer.changed", scorer=name, was=was)
        await self._writer.call(lambda: store.set_meta(SCORER, name))

    async def look(self, known: dict[str, int] | None = None) -> dict[str, int] | None:
        """Take what is new; return the versions in use if they changed. known: what the log was told before a restart."""
        if known is not None:
            self._versions = known
        kinds = getattr(self._scorer, "kinds", None)
        seen = _stamps(self._folder / FOLDER)
        if kinds is None or seen == self._seen:
            return None
        self._seen = seen
        try:
            brands = Brands.read(self._folder, kinds)
        except ConfigurationError as error:
            log.error("calibration.unreadable", error=str(error))
            return None
        versions = brands.versions()
        changed = {watch for watch in {*versions, *self._versions} if versions.get(watch) != self._versions.get(watch)}
        events = [
            Entry(
                event=ScorerChanged(at=self._clock.now(), watch=watch, scorer=_name(self._scorer, versions.get(watch)))
            )
            for watch in sorted(changed)
        ]
        self._intake.fit(brands)
        self._versions = versions
        if not events:
            return None
        await self._writer.take(Request(events))
        log.info("calibration.loaded", watches=sorted(changed))
        return versions


def _name(scorer: Scorer, version: int | None) -> str:
    return scorer.name if version is None else f"{scorer.name}, calibration {version}"


def _stamps(folder: Path) -> tuple[tuple[str, int], ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.json")))
