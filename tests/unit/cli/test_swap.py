"""`alertd oncall swap`: two people change their next turns, and the file still says who stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.oncall import swapped
from alertd.config import load_settings
from alertd.core.incidents.oncall import on_call
from alertd.errors import UsageError
from alertd.model.people import Override, Person, Roster, Schedule
from alertd.report.swap_events import with_turns
from alertd.runtime import clock
from alertd.runtime.clock import SystemClock

AT = datetime(2026, 12, 2, 12, tzinfo=UTC)
PLAN = Schedule(name="pr", people=("ann", "ben", "cem"), rotate="weekly")


def roster(*overrides: Override) -> Roster:
    """Return three people who take turns."""
    return Roster(
        people={name: Person(name=name) for name in PLAN.people}, schedules={"pr": PLAN.with_(overrides=overrides)}
    )


def test_the_lines_of_a_swap_make_each_stand_in_the_turn_of_the_other() -> None:
    """Pasted below `overrides` they do what was meant, and leave the third alone."""
    before = [on_call(roster(), "pr", AT + timedelta(weeks=n))[0] for n in range(4)]
    first, second, third = before[:3]
    rows = yaml.safe_load("\n".join(swapped(roster(), "pr", first, second, AT)))
    overrides = [
        Override(
            begins_at=datetime.fromisoformat(row["from"]),
            ends_at=datetime.fromisoformat(row["until"]),
            who=row["who"],
            instead_of=row["for"],
        )
        for row in rows
    ]
    after = [on_call(roster(*overrides), "pr", AT + timedelta(weeks=n))[0] for n in range(4)]

    assert after == [second, first, third, before[3]]


def test_who_has_no_turn_and_a_schedule_that_is_not_there_are_told() -> None:
    """Wrong use, with what there is."""
    with pytest.raises(click.UsageError, match="gus has no turn"):
        swapped(roster(), "pr", "ann", "gus", AT)
    with pytest.raises(click.UsageError, match="there are: pr"):
        swapped(roster(), "legal", "ann", "ben", AT)


CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//team//EN\r\nBEGIN:VEVENT\r\nUID:1@team\r\nDTSTAMP:20261101T000000Z\r\n"
    "DTSTART;VALUE=DATE:20270301\r\nSUMMARY:ann away\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
FILES = {
    "alertd.yaml": "version: 1\noncall: people.yaml\nrules: []\nwatches: {acme: {terms: [acme]}}\n",
    "people.yaml": """version: 1
people: {ann: {c: a}, ben: {c: b}, cem: {c: c}}
channels: {c: {kind: webhook, url: "https://crm.example.org/{to}"}}
schedules:  # a comment that stays
  pr: {people: [ann, ben, cem], rotate: weekly, starts: 2026-11-30, overrides: {ical: swaps.ics}}
policies: {pr-oncall: {steps: [{notify: pr, by: [c]}]}}
""",
    "swaps.ics": CALENDAR,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with settings, people and a calendar of stand-ins, two days after ann's week began."""
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setattr(SystemClock, "now", lambda _: AT)
    monkeypatch.setattr(clock, "wall_now", lambda: AT)
    return tmp_path


def test_a_written_swap_is_what_the_next_reload_reads(folder: Path) -> None:
    """Each stands in the turn of the other; the file keeps its mode and all else, and people's own events."""
    (folder / "swaps.ics").chmod(0o640)
    before = (folder / "people.yaml").read_bytes()
    done = CliRunner().invoke(cli, ["oncall", "swap", "pr", "ben", "cem", "--write"])
    assert done.exit_code == 0, done.output
    assert "alertd reload takes it" in done.output

    after = load_settings(folder / "alertd.yaml").house.roster
    weeks = [on_call(after, "pr", AT + timedelta(weeks=n)) for n in range(4)]
    assert weeks == [("ann",), ("cem",), ("ben",), ("ann",)]
    assert len(after.schedules["pr"].overrides) == 3
    assert (folder / "swaps.ics").stat().st_mode & 0o777 == 0o640
    assert (folder / "swaps.ics").read_bytes().startswith(CALENDAR.encode()[:100])
    assert (folder / "people.yaml").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_a_schedule_without_a_calendar_says_where_the_lines_belong(folder: Path) -> None:
    """Nothing is written: the people file is the team's own."""
    people = (folder / "people.yaml").read_text(encoding="utf-8").replace(", overrides: {ical: swaps.ics}", "")
    (folder / "people.yaml").write_text(people, encoding="utf-8")
    done = CliRunner().invoke(cli, ["oncall", "swap", "pr", "ben", "cem", "--write"])

    assert done.exit_code == 2
    assert "ical: swaps.ics" in done.output
    assert "who: cem, for: ben" in done.output
    assert (folder / "people.yaml").read_text(encoding="utf-8") == people


def test_a_calendar_without_an_end_is_left_alone() -> None:
    """It was cut in the middle of a copy: nothing is put into it."""
    with pytest.raises(UsageError, match="no END:VCALENDAR"):
        with_turns(b"BEGIN:VCALENDAR\r\n", "pr", [], AT)
    assert with_turns(b"BEGIN:VCALENDAR\nEND:VCALENDAR", "pr", [], AT) == b"BEGIN:VCALENDAR\nEND:VCALENDAR"


def test_check_says_who_stands_now(folder: Path) -> None:
    """Until when, and who is next; a file with faults says only what is wrong."""
    fine = CliRunner().invoke(cli, ["check"])
    assert fine.exit_code == 0, fine.output
    assert "on call: pr (UTC): ann until Mon 2026-12-07 " in fine.stdout
    assert ", then ben" in fine.stdout

    (folder / "people.yaml").write_text(FILES["people.yaml"].replace("weekly", "yearly"), encoding="utf-8")
    assert "on call" not in CliRunner().invoke(cli, ["check"]).output
