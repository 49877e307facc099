"""Stand-ins from calendars at an address: fetched now and then, and in force as a new house, which is an event of the log.

So a replay has the same people on call as the daemon had. What was read last stays in force while a calendar cannot be read,
over a reload and a restart too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from alertd import config
from alertd.app.running import Running
from alertd.errors import SourceError
from alertd.model.house import House
from alertd.model.people import Override, Roster
from alertd.ports import Clock
from alertd.rulefile import calendar_file
from alertd.rulefile.repeats import Window
from alertd.rulefile.rota_address import Rota, filled, with_stand_ins
from alertd.sources.inward import hosts_of
from alertd.sources.wire import fetch, host_of, open_session

log = structlog.get_logger()

PAST, AHEAD = timedelta(days=31), timedelta(days=400)  # of repeating events; `alertd oncall` looks no further
LATE = timedelta(hours=1)  # a calendar that could not be read for so long is told to operators
LOOK = 5.0  # seconds between two looks at which calendars are due
_REDIRECTS = 3


class UnreadableRotaError(Exception):
    """A calendar that could not be fetched or is none; says why, without its address."""


async def read(
    rota: Rota, people: tuple[str, ...], zone: str, clock: Clock
) -> tuple[tuple[Override, ...], tuple[str, ...]]:
    """Fetch a calendar; return its stand-ins, and a sentence for each event that says nothing. Raises UnreadableRotaError."""
    url, now = rota.url.reveal(), clock.now()
    try:
        async with open_session(url) as session:
            answer = await fetch(
                session,
                clock,
                url,
                limit=calendar_file.LARGEST,
                redirects=_REDIRECTS,
                headers={"Accept": "text/calendar"},
                allowed=hosts_of((url,)),
            )
        if answer.status != 200:
            raise UnreadableRotaError(f"{host_of(url)} answered {answer.status}")
        window = Window(since=now - PAST, until=now + AHEAD)
        # In a thread: two megabytes of a calendar take a second, and everything else waits for this loop.
        return await asyncio.to_thread(calendar_file.stand_ins, answer.body, people, zone, window)
    except (SourceError, calendar_file.UnreadError) as fault:
        raise UnreadableRotaError(str(fault)) from None


def with_known(loaded: config.Loaded, known: Roster) -> config.Loaded:
    """Return what was loaded, with the stand-ins that fetched calendars had last. known: the roster of before."""
    roster = filled(loaded.house.roster, loaded.settings.rotas, known)
    return loaded.with_(house=loaded.house.with_(roster=roster))


class _Looked:
    """When a calendar was looked at last, and since when it cannot be read."""

    def __init__(self, rota: Rota) -> None:
        self.rota = rota
        self.at: datetime | None = None
        self.failing_since: datetime | None = None
        self.is_told = False
        self.faults: tuple[str, ...] = ()


class Rotas:
    """Looks at each calendar at its pace. reloading: held while the house changes; tell_house: writes a new one into the log."""

    def __init__(
        self,
        running: Running,
        reloading: asyncio.Lock,
        tell_house: Callable[[config.Settings, House], Awaitable[None]],
    ) -> None:
        self._running = running
        self._reloading = reloading
        self._tell_house = tell_house
        self._looked: dict[str, _Looked] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await self._running.clock.sleep(LOOK)

    async def look(self) -> None:
        """Look at the calendars that are due."""
        rotas, now = self._running.settings.rotas, self._running.clock.now()
        self._looked = {name: one for name, one in self._looked.items() if rotas.get(name) == one.rota}
        for name, rota in rotas.items():
            looked = self._looked.setdefault(name, _Looked(rota))
            if looked.at is None or now - looked.at >= rota.every or looked.at > now:
                looked.at = now
                await self._read(name, looked)

    async def _read(self, name: str, looked: _Looked) -> None:
        schedule = self._running.house.roster.schedules.get(name)
        if schedule is None:
            return
        try:
            found, faults = await read(looked.rota, schedule.people, schedule.timezone, self._running.clock)
        except UnreadableRotaError as fault:
            self._failed(name, looked, str(fault))
            return
        if looked.is_told:
            self._running.ops.tell(f"rota-{name}", f"the calendar of {name} can be read again")
        looked.failing_since, looked.is_told = None, False
        people = self._running.house.roster.people
        named = dict.fromkeys(name for one in found for name in (one.who, one.instead_of) if name is not None)
        faults += tuple(f"{name} is no person of the people file" for name in named if name not in people)
        if faults and faults != looked.faults:
            text = f"the calendar of {name} has events that do not count: {'; '.join(faults[:5])}"
            self._running.ops.tell(f"rota-events-{name}", text)
        looked.faults = faults
        if found != schedule.overrides:
            log.info("rota.changed", schedule=name, stand_ins=len(found))
            await self._stand_in(name, found)

    async def _stand_in(self, schedule: str, overrides: tuple[Override, ...]) -> None:
        """Take it into force: a new house, as by a reload."""
        async with self._reloading:
            running = self._running
            house = running.house.with_(roster=with_stand_ins(running.house.roster, schedule, overrides))
            await self._tell_house(running.settings, house)
            running.house = house

    def _failed(self, name: str, looked: _Looked, why: str) -> None:
        log.warning("rota.unread", schedule=name, error=why)
        now = self._running.clock.now()
        looked.failing_since = looked.failing_since or now
        if now - looked.failing_since >= LATE and not looked.is_told:
            looked.is_told = True
            text = f"the calendar of {name} could not be read for {LATE // timedelta(minutes=1)} min ({why}); who stands is as it said before"
            self._running.ops.tell(f"rota-{name}", text)
