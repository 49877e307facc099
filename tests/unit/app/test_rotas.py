"""Calendars that are fetched: how often, what comes into force, and what operators hear."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from alertd import config
from alertd.app.rotas import Rotas, with_known
from alertd.model.house import House
from alertd.model.people import Override, Person, Roster, Schedule
from alertd.rulefile.rota_address import Rota
from alertd.yamlform.secrets import Secret
from tests.unit.rulefile.test_calendar_file import calendar, event
from tests.unit.runtime.made import NOON, StillClock
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

MINUTE = timedelta(minutes=1)
SOON = ("DTSTART:20261122T000000Z", "DTEND:20261123T000000Z")


def house(*overrides: Override) -> House:
    """Return a rotation of two, with these stand-ins."""
    people = {name: Person(name=name) for name in ("ayse", "omar")}
    schedule = Schedule(name="pr", people=("ayse", "omar"), rotate="weekly", overrides=overrides)
    return House(roster=Roster(people=people, schedules={"pr": schedule}))


class SetClock(StillClock):
    """A clock that stands; who waits does so in real time, for nothing here may time out."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class Desk:
    """What `Rotas` needs of a running daemon."""

    def __init__(self, url: str, every: timedelta = 15 * MINUTE) -> None:
        self.clock = SetClock(NOON)
        self.house = house()
        self.told: list[tuple[str, str]] = []
        self.adopted: list[tuple[datetime, int]] = []
        self.settings: Any = SimpleNamespace(rotas={"pr": Rota(url=Secret(url), every=every)})
        self.ops = SimpleNamespace(tell=lambda topic, text: self.told.append((topic, text)))
        self.rotas = Rotas(self, asyncio.Lock(), self.adopt)  # type: ignore[arg-type]

    async def adopt(self, _settings: object, house: House) -> None:
        """Write down that the log got a new house."""
        self.adopted.append((self.clock.at, len(house.roster.schedules["pr"].overrides)))

    async def after(self, *minutes: float) -> None:
        """Look after so many minutes each."""
        for one in minutes:
            self.clock.at += one * MINUTE
            await self.rotas.look()


async def test_a_calendar_is_read_at_its_pace_and_only_news_is_an_event() -> None:
    """At once, then every quarter of an hour; the log gets an event when somebody else stands in, and never for the same."""
    body = Answer(body=calendar(event("omar", *SOON)))
    other = Answer(body=calendar(event("omar", *SOON), event("ayse", *SOON)))
    async with Provider(body, body, other).open() as provider:
        desk = Desk(f"{provider.url}/r")
        await desk.after(0, 1, 13, 1)
        assert len(provider.asked) == 2
        await desk.after(15)

    assert desk.adopted == [(NOON, 1), (NOON + 30 * MINUTE, 2)]
    assert desk.told == []


async def test_what_was_read_last_stands_while_it_cannot_be_read() -> None:
    """A night without the calendar's server changes nobody's duty; operators hear of it after an hour, once, and of its end."""
    good = Answer(body=calendar(event("omar", *SOON)))
    async with Provider(good, *[Answer(status=503)] * 9, good).open() as provider:
        desk = Desk(f"{provider.url}/r")
        await desk.after(0, *[15] * 4)
        assert desk.told == []
        await desk.after(*[15] * 5)
        assert len(desk.house.roster.schedules["pr"].overrides) == 1
        ((topic, text),) = desk.told
        assert (topic, "answered 503" in text, "as it said before" in text) == ("rota-pr", True, True)
        await desk.after(15)

    assert [text for _, text in desk.told[1:]] == ["the calendar of pr can be read again"]
    assert len(desk.adopted) == 1


async def test_an_event_that_says_nothing_is_told_once() -> None:
    """A misspelt colleague stands nowhere, and somebody must hear of it; not every quarter of an hour."""
    wrong = Answer(body=calendar(event("see the wiki", *SOON), event("omar", *SOON)))
    mended = Answer(body=calendar(event("omar", *SOON)))
    async with Provider(wrong, wrong, mended, wrong).open() as provider:
        desk = Desk(f"{provider.url}/r")
        await desk.after(0, 15, 15, 15)

    assert [topic for topic, _ in desk.told] == ["rota-events-pr"] * 2
    assert "see the wiki" in desk.told[0][1]


async def test_a_colleague_whom_nobody_knows_is_told() -> None:
    """A misspelt name stands nowhere; whoever wrote it believes that somebody does."""
    body = Answer(body=calendar(event("lea for ayse", *SOON), event("omar", *SOON)))
    async with Provider(body).open() as provider:
        desk = Desk(f"{provider.url}/r")
        await desk.after(0, 15)

    assert desk.told == [
        ("rota-events-pr", "the calendar of pr has events that do not count: lea is no person of the people file")
    ]


async def test_a_new_address_is_read_at_once_and_a_schedule_that_is_gone_never() -> None:
    """As after a reload."""
    async with Provider(Answer(body=calendar(event("omar", *SOON)))).open() as provider:
        desk = Desk(f"{provider.url}/old")
        await desk.after(0)
        desk.settings.rotas = {"pr": Rota(url=Secret(f"{provider.url}/new")), "gone": Rota(url=Secret(provider.url))}
        await desk.after(1)

    assert [asked.path for asked in provider.asked] == ["/old", "/new"]


async def test_a_reload_keeps_what_was_fetched_and_only_that(tmp_path: Any) -> None:
    """The files know no stand-in of such a schedule; those of a schedule with stand-ins in the file are the file's."""
    override = Override(begins_at=NOON, ends_at=NOON + MINUTE, who="omar")
    settings = config.Settings(path=None, data_dir=tmp_path)
    fetched = settings.with_(rotas={"pr": Rota(url=Secret("https://calendar.example.org"))})

    after = with_known(config.Loaded(settings=fetched, house=house()), house(override).roster)
    assert after.house.roster.schedules["pr"].overrides == (override,)
    after = with_known(config.Loaded(settings=settings, house=house()), house(override).roster)
    assert after.house.roster.schedules["pr"].overrides == ()
