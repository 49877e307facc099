"""What brands have taught the scorer: read at the start, and again when `alertd calibrate` has written."""

from __future__ import annotations

from pathlib import Path

import structlog

from alertd.errors import ConfigurationError
from alertd.model.events import ScorerChanged
from alertd.ports import Entry, Scorer
from alertd.runtime.clock import SystemClock
from alertd.runtime.intake import Intake
from alertd.runtime.writer import Request, Writer
from alertd.scorers.brands import Brands
from alertd.scorers.calibrations import FOLDER

log = structlog.get_logger()
KNOWN = "calibrations"  # the store remembers which versions the log has been told of


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
