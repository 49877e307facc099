"""Calendars of stand-ins that are fetched, against a server on loopback."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alertd.app.rotas import UnreadableRotaError, read
from alertd.cli.check_online import check_online
from alertd.model.people import Override
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_settings_tree
from alertd.rulefile.rota_address import Rota
from alertd.yamlform.secrets import Secret
from tests.unit.app.test_rotas import SetClock
from tests.unit.rulefile.test_calendar_file import DAY, calendar, event
from tests.wire.notify.servers import Answer, Provider

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 12, 20, tzinfo=UTC)
PEOPLE = ("ayse", "omar")
SECRET = "s3cret-path"


async def stand_ins(provider: Provider, path: str = SECRET) -> tuple[tuple[Override, ...], tuple[str, ...]]:
    """Fetch and read."""
    return await read(Rota(url=Secret(f"{provider.url}/{path}")), PEOPLE, "Europe/Istanbul", SetClock(NOW))


async def refusal(*answers: Answer) -> str:
    """Return why nothing could be read."""
    async with Provider(*answers).open() as provider:
        with pytest.raises(UnreadableRotaError) as caught:
            await stand_ins(provider)
    return str(caught.value)


async def test_it_reads_who_stands_in_and_who_cannot_be_read() -> None:
    """The events of a month ago to a year ahead; a title that names nobody is told, and the others count."""
    body = calendar(
        event("omar", *DAY),
        event("ayse away", "DTSTART;VALUE=DATE:20261228", "RRULE:FREQ=WEEKLY"),
        event("omar", "DTSTART;VALUE=DATE:20250101"),
        event("who knows", *DAY),
    )
    async with Provider(Answer(body=body)).open() as provider:
        found, faults = await stand_ins(provider)

    assert (provider.asked[0].method, provider.asked[0].headers["accept"]) == ("GET", "text/calendar")
    assert found[0].begins_at == datetime(2026, 12, 23, 21, tzinfo=UTC)
    assert [one.instead_of for one in found[:2]] == [None, "ayse"]
    assert len(found) == 1 + 57  # Mondays until 400 days from now
    assert max(one.begins_at for one in found) < NOW + timedelta(days=400)
    assert len(faults) == 1
    assert "who knows" in faults[0]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer(status=404), "answered 404"),
        (Answer(status=500), "answered 500"),
        (Answer(body="<html>Sign in</html>"), "it is no calendar"),
        (Answer(body=""), "it is no calendar"),
        (Answer(body="x" * 2_100_000), "sent more than"),
        (Answer(cut=True), "broke"),
        (Answer(status=302, headers={"Location": "http://10.0.0.1/rota.ics"}), "redirect"),
        (Answer(status=302, headers={"Location": "http://169.254.169.254/latest"}), "redirect"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "redirect"),
        (Answer(status=302, headers={"Location": "/again"}), "redirects too often"),
    ],
)
async def test_what_is_no_calendar_says_why_and_never_where(answer: Answer, why: str) -> None:
    """Its address often holds a key; and no redirect leads into the machine's own network."""
    said = await refusal(answer)

    assert why in said
    assert SECRET not in said


async def test_one_redirect_is_followed() -> None:
    """Calendars of large services move."""
    async with Provider(Answer(body=calendar(event("omar", *DAY)))).open() as there:
        moved = Answer(status=301, headers={"Location": f"/{SECRET}/new"})
        there.by_path = {f"/{SECRET}": moved}
        found, _ = await stand_ins(there)

    assert [one.who for one in found] == ["omar"]


async def test_check_online_fetches_it_and_tells_at_its_place(tmp_path: Path) -> None:
    """What works is said with how many stand in; what does not is an error at the line of the address."""
    (tmp_path / "rules").mkdir()
    async with Provider(Answer(body=calendar(event("omar", *DAY)))).open() as provider:
        provider.by_path = {"/broken": Answer(status=403)}
        (tmp_path / "oncall.yaml").write_text(
            "version: 1\nchannels: {console: {kind: console}}\n"
            "people: {ayse: {console: a}, omar: {console: o}}\nschedules:\n"
            f'  pr: {{people: [ayse, omar], overrides: {{ical: "{provider.url}/fine"}}}}\n'
            f'  legal: {{people: [ayse, omar], overrides: {{ical: "{provider.url}/broken", every: 5m}}}}\n'
            "policies: {pr: {steps: [{notify: pr}, {notify: legal}]}}\n"
        )
        path = tmp_path / "alertd.yaml"
        path.write_text("version: 1\ndata_dir: store\nrules: []\nwatches: {acme: {terms: [acme]}}\n")
        files = FileSet({})
        load_settings_tree(path, files)
        assert not files.faults.errors
        worked = await asyncio.to_thread(check_online, files)
        told = [str(one) for one in finish(files)]

    assert any("oncall.yaml:5" in line and "calendar of pr: 1 stand-ins in sight" in line for line in worked), worked
    assert any("oncall.yaml:6:" in line and "the calendar of legal: 127.0.0.1" in line for line in told), told
