"""Absences and swaps from a calendar that people keep in their own programs."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alertd.core.incidents.oncall import on_call
from alertd.model.people import Override
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.rulefile.people import PeopleFile

PEOPLE = """\
version: 1
channels: {{slack: {{url: "slack://TokenA/TokenB/TokenC/{{to}}"}}}}
people:
  ayse: {{timezone: Europe/Istanbul, slack: "#a"}}
  omar: {{timezone: Europe/Istanbul, slack: "#b"}}
  lea: {{timezone: Europe/Paris, slack: "#c"}}
schedules:
  pr: {{timezone: Europe/Istanbul, people: [ayse, omar], rotate: weekly, starts: 2026-11-30, overrides: {overrides}}}
policies:
  night: {{steps: [{{notify: pr}}]}}
"""


def event(title: str, *lines: str) -> str:
    """Return one event as calendars write it."""
    inside = "".join(f"{line}\r\n" for line in (f"SUMMARY:{title}", *lines))
    return f"BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n{inside}END:VEVENT\r\n"


def calendar(*events: str) -> str:
    """Return a calendar of these events."""
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n"


def read(folder: Path, text: str | bytes | None, named: str = "{ical: rota.ics}") -> tuple[PeopleFile, list[str]]:
    """Read a people file beside a calendar; return it and what was said."""
    if text is not None:
        (folder / "rota.ics").write_bytes(text.encode() if isinstance(text, str) else text)
    path = folder / "oncall.yaml"
    path.write_text(PEOPLE.format(overrides=named), encoding="utf-8")
    files = FileSet()
    load_paths([path], files)
    said = [str(one) for one in finish(files) if "never" not in str(one)]
    assert files.people is not None
    return files.people, said


def overrides(people: PeopleFile) -> tuple[Override, ...]:
    """Return what the schedule has."""
    assert people.roster is not None
    return people.roster.schedules["pr"].overrides


DAY = ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261226")


@pytest.mark.parametrize(
    ("title", "who", "whose"),
    [
        ("omar", "omar", None),
        ("Omar", "omar", None),
        ("lea for ayse", "lea", "ayse"),
        ("Lea instead of Ayse", "Lea", "ayse"),
        ("ayse away", "omar", "ayse"),
        ("Ayse: vacation", "omar", "ayse"),
        ("omar izinli", "ayse", "omar"),
        ("omar – отпуск", "ayse", "omar"),
        ("ayse congés", "omar", "ayse"),
        ("ayse férias", "omar", "ayse"),
    ],
)
def test_the_title_of_an_event_says_who_stands(tmp_path: Path, title: str, who: str, whose: str | None) -> None:
    """A stand-in, a swap, an absence that the next of the rotation takes; in the languages that people write."""
    people, _ = read(tmp_path, calendar(event(title, *DAY)))
    (one,) = overrides(people)

    assert (one.who, one.instead_of, one.is_days) == (who, whose, True)


def test_whole_days_are_those_of_the_schedule_and_the_end_does_not_count(tmp_path: Path) -> None:
    """From the 24th to the 26th of a calendar are two days, in Istanbul."""
    people, said = read(tmp_path, calendar(event("omar", *DAY)))
    (one,) = overrides(people)

    assert said == []
    assert one.begins_at == datetime(2026, 12, 23, 21, tzinfo=UTC)
    assert one.ends_at - one.begins_at == timedelta(days=2)


@pytest.mark.parametrize(
    ("lines", "begins", "hours"),
    [
        (("DTSTART:20261224T180000Z", "DTEND:20261224T200000Z"), "2026-12-24T18:00", 2),
        (("DTSTART:20261224T180000", "DURATION:PT3H"), "2026-12-24T15:00", 3),
        (
            ("DTSTART;TZID=Europe/Paris:20261224T180000", "DTEND;TZID=Europe/Paris:20261225T060000"),
            "2026-12-24T17:00",
            12,
        ),
        (("DTSTART;VALUE=DATE:20261224",), "2026-12-23T21:00", 24),
    ],
)
def test_clocks_are_read_in_their_own_zone(tmp_path: Path, lines: tuple[str, ...], begins: str, hours: int) -> None:
    """UTC, a zone's name, none at all (then the schedule's), an end or a duration."""
    people, said = read(tmp_path, calendar(event("omar", *lines)))
    (one,) = overrides(people)

    assert said == []
    assert one.begins_at == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert (one.ends_at - one.begins_at) / timedelta(hours=1) == hours


def test_who_is_away_does_not_stand_and_the_next_does(tmp_path: Path) -> None:
    """The week of ayse, with three days of hers away: omar stands on those, and nobody moves on the others."""
    text = calendar(event("ayse away", "DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261205"))
    people, _ = read(tmp_path, text)
    assert people.roster is not None
    roster = people.roster

    stood = [on_call(roster, "pr", datetime(2026, 11, day, 12, tzinfo=UTC)) for day in (30,)]
    stood += [on_call(roster, "pr", datetime(2026, 12, day, 12, tzinfo=UTC)) for day in range(1, 7)]
    assert [names[0] for names in stood] == ["ayse", "ayse", "omar", "omar", "omar", "ayse", "ayse"]


def test_cancelled_events_do_not_count_and_long_titles_are_unfolded(tmp_path: Path) -> None:
    """As the standard has it."""
    gone = event("omar", *DAY, "STATUS:CANCELLED")
    long = event("lea for\r\n  ayse", *DAY)
    people, said = read(tmp_path, calendar(gone, long))

    assert said == []
    assert [(one.who, one.instead_of) for one in overrides(people)] == [("lea", "ayse")]


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (event("omar", *DAY, "RRULE:FREQ=WEEKLY"), "it repeats"),
        (event("omar", "DTEND;VALUE=DATE:20261226"), "no beginning"),
        (event("omar", "DTSTART:20261224T180000Z", "DTEND:20261224T170000Z"), "ends before"),
        (event("omar", "DTSTART:20261224T180000Z"), "ends before"),
        (event("omar", "DTSTART:99991231T235959", "DURATION:P99999W"), "cannot be read"),
        (event("omar", *DAY, "RECURRENCE-ID:00010101T000000").replace("20261226", "20261224"), "ends before"),
        (event("team lunch with all", *DAY), "nobody's name"),
        (event("", *DAY), "nobody's name"),
        (event("ayşe", *DAY), "no person of this file"),
        (event("nobody for ayse", *DAY), "no person of this file"),
    ],
)
def test_an_event_that_says_nothing_is_told_and_the_others_count(tmp_path: Path, made: str, word: str) -> None:
    """A warning at the name of the calendar, with what is wrong; a rota must not fall for a team lunch."""
    people, said = read(tmp_path, calendar(made, event("lea", *DAY)))

    assert [one.who for one in overrides(people) if one.who in ("ayse", "omar", "lea")][-1] == "lea"
    assert any("oncall.yaml:8:" in line and "warning[calendar-event]" in line and word in line for line in said), said


@pytest.mark.parametrize("title", ["x\x1b]0;own\x07", "lunch\x9b31m for ayse", "\u202evil\u2066 for ayse", "x" * 5_000])
def test_an_events_title_moves_no_terminal(title: str, tmp_path: Path) -> None:
    """Anybody may put an event into a shared calendar; `alertd check` tells of it where its author's terminal listens."""
    _, said = read(tmp_path, calendar(event(title, *DAY), event(title, "DTEND;VALUE=DATE:20261226")))

    assert len(said) >= 2
    assert all(line.isprintable() and len(line) < 400 for line in said)


@pytest.mark.parametrize(
    ("text", "named", "word"),
    [
        (b"hello", "{ical: rota.ics}", "bad-calendar"),
        (b"\xff\xfe\x00", "{ical: rota.ics}", "bad-calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "{ical: rota.ics}", "bad-calendar"),
        (None, "{ical: none.ics}", "no-file"),
        (None, "{ical: ../../etc/passwd}", "outside"),
        (None, "{ical: .}", "not-a-file"),
        (None, "{cal: rota.ics}", "unknown-key"),
        (None, "{}", "missing-key"),
        (None, "{ical: [rota.ics]}", "wrong-type"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_an_error_at_its_name(
    tmp_path: Path, text: bytes | None, named: str, word: str
) -> None:
    """Never a rota without its stand-ins in silence."""
    _, said = read(tmp_path, text, named)

    assert any("oncall.yaml:8:" in line and f"error[{word}]" in line for line in said), said


def test_a_pipe_does_not_hold_up_the_daemon(tmp_path: Path) -> None:
    """A reload reads files of others: one that never ends is told, not waited for."""
    os.mkfifo(tmp_path / "rota.ics")

    assert any("not-a-file" in line for line in read(tmp_path, None)[1])


def test_what_we_write_we_read(tmp_path: Path) -> None:
    """`alertd oncall --ics` and this file agree on the standard: titles that are sentences name nobody, and are told."""
    from alertd.report.rota import calendar as written

    people, _ = read(tmp_path, calendar(event("omar", *DAY)))
    assert people.roster is not None
    text = written(people.roster, datetime(2026, 12, 1, tzinfo=UTC), 60)
    _, said = read(tmp_path, text)

    assert said
    assert all("warning[calendar-event]" in line for line in said)
