"""Stand-ins from a calendar at an address: who is paged, over a kill, and in a replay of the log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tests.acceptance.conftest import Build
from tests.acceptance.house import PEOPLE, House, loud, until
from tests.acceptance.receiver import Receiver
from tests.unit.rulefile.test_calendar_file import calendar, event

ROTA = PEOPLE.replace("notify: alice, by: [hook, pager]", "notify: duty, by: [hook]").replace(
    "policies:", 'schedules:\n  duty: {people: [alice, bob], overrides: {ical: "%(rota)s", every: 1m}}\npolicies:'
)


def standing(house: House) -> list[str]:
    """Return who is on call."""
    (schedule,) = json.loads(house.ask("GET", "/api/v1/oncall")[1])
    return list(schedule["people"])


def told(receiver: Receiver, watch: str) -> set[str]:
    """Return who was paged about a brand."""
    return {got.page["to"] for got in receiver.got if got.path == "/pages/hook" and got.page["watch"] == watch}


def test_whoever_stands_in_by_the_calendar_is_paged(build: Build, receiver: Receiver) -> None:
    """Bob stands in for everybody; a kill with the calendar's server gone changes nothing; the replay tells the same people."""
    now = datetime.now(UTC)
    begins, ends = now - timedelta(days=1), now + timedelta(days=1)
    receiver.gives["/rota.ics"] = calendar(
        event("bob", f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", f"DTEND:{ends:%Y%m%dT%H%M%SZ}")
    ).encode()
    house = build(people=ROTA.replace("%(rota)s", f"{receiver.url}/rota.ics"))
    house.start()
    until(lambda: standing(house) == ["bob"], "the calendar is read")
    assert house.post(loud("1")) == 202
    until(lambda: told(receiver, "acme") == {"bob"}, "bob is paged")

    receiver.gives.clear()
    house.kill()
    house.start()
    assert standing(house) == ["bob"]
    assert house.post(loud("2", watch="globex")) == 202
    until(lambda: told(receiver, "globex") == {"bob"}, "bob is paged again")
    assert "bob until" in house.run("oncall").stdout.decode().splitlines()[0]
    house.end()
    pages = house.run("replay", "--store", "--pages", "-").stdout
    assert {(page["watch"], page["to"]) for page in map(json.loads, pages.splitlines()) if page["kind"] == "page"} == {
        ("acme", "bob"),
        ("globex", "bob"),
    }
