"""`alertd oncall`: who is on call, the hand-overs to come, and the gaps; as text, JSON or a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from alertd.model.people import Roster

#: The furthest that shifts are worked out ahead.
MOST_DAYS = 400


def table(roster: Roster, at: datetime, days: int) -> str:
    """Return for each schedule who stands now, the shifts of the next days and its gaps, in the schedule's own zone."""
    from alertd.core.incidents.oncall import gaps, on_call, shifts

    ends_at = at + timedelta(days=days)
    blocks: list[str] = []
    for name, schedule in roster.schedules.items():
        now = ", ".join(on_call(roster, name, at)) or "nobody"
        told = [(s.begins_at, s.ends_at, ", ".join(s.people), _mark(s.why)) for s in shifts(roster, name, at, ends_at)]
        told += [(g.begins_at, g.ends_at, "nobody", f" [{g.why}]") for g in gaps(roster, name, at, ends_at)]
        told.sort()
        lines = [f"{name} ({schedule.timezone}): {now}{_then(told, schedule.timezone)}"]
        for begins, ends, who, mark in told:
            zone = schedule.timezone
            lines.append(f"  {_local(begins, zone)} - {_local(ends, zone)}  {who}{mark}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "no schedules"


def rows(roster: Roster, at: datetime, days: int) -> list[dict[str, Any]]:
    """Return the same as JSON values: one object a schedule with `now`, `shifts` and `gaps`; instants in UTC."""
    from alertd.core.incidents.oncall import gaps, on_call, shifts
    from alertd.model.value import rfc3339

    ends_at = at + timedelta(days=days)
    return [
        {
            "schedule": name,
            "timezone": schedule.timezone,
            "now": list(on_call(roster, name, at)),
            "shifts": [
                {
                    "begins_at": rfc3339(s.begins_at),
                    "ends_at": rfc3339(s.ends_at),
                    "people": list(s.people),
                    "why": s.why,
                }
                for s in shifts(roster, name, at, ends_at)
            ],
            "gaps": [
                {"begins_at": rfc3339(g.begins_at), "ends_at": rfc3339(g.ends_at), "why": g.why}
                for g in gaps(roster, name, at, ends_at)
            ],
        }
        for name, schedule in roster.schedules.items()
    ]


def instant(text: str) -> datetime:
    """Read an instant: RFC 3339, with its zone. Raises click.BadParameter.

    >>> instant("2026-11-21T10:00:00Z").isoformat()
    '2026-11-21T10:00:00+00:00'
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no instant; write 2026-11-21T10:00:00Z", param_hint="--at") from None
    if at.tzinfo is None:
        raise click.BadParameter(f"{text!r} has no zone; add Z or an offset such as +03:00", param_hint="--at")
    return at


def _local(at: datetime, timezone: str) -> str:
    from alertd.core.calendar import wall, zone

    return wall(at, zone(timezone)).strftime("%a %Y-%m-%d %H:%M")


def _then(told: list[tuple[datetime, datetime, str, str]], timezone: str) -> str:
    """Say until when whoever stands does, and who is next; nothing where nobody takes over in that time."""
    return f" until {_local(told[1][0], timezone)}, then {told[1][2]}" if len(told) > 1 else ""


def _mark(why: str) -> str:
    return " [override]" if why == "override" else ""


def as_it_stands(config: Path | None, roster: Roster, at: datetime) -> Roster:
    """Return the roster of the files as the daemon would go on with it: whoever stands stays until the hand-over."""
    import msgspec

    from alertd.cli.client import store_folder
    from alertd.core.incidents.rotation import continued
    from alertd.errors import AlertdError
    from alertd.model.house import House
    from alertd.store.opening import open_store

    try:
        store = open_store(store_folder(config), read_only=True)
    except (AlertdError, OSError):
        return roster  # no daemon has ever run with these settings
    try:
        kept = store.part("globals")
    finally:
        store.close()
    if kept is None:
        return roster
    house = msgspec.convert(msgspec.msgpack.decode(kept)["desk"]["house"], House)
    return continued(house.roster, roster, at)


def swapped(roster: Roster, schedule: str, first: str, second: str, at: datetime) -> list[str]:
    """Return the two overrides by which two people swap their next turns, as lines for the people file.

    Raises click.UsageError where one of them has no turn in the time that is looked ahead.
    """
    from alertd.core.incidents.oncall import shifts

    if schedule not in roster.schedules:
        raise click.UsageError(f"there is no schedule {schedule}; there are: {', '.join(roster.schedules)}")
    ahead = shifts(roster, schedule, at, at + timedelta(days=MOST_DAYS))
    lines = []
    for of, stands_in in ((first, second), (second, first)):
        turn = next((shift for shift in ahead if of in shift.people), None)
        if turn is None:
            raise click.UsageError(f"{of} has no turn in {schedule} in the next {MOST_DAYS} days")
        begins, ends = (one.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for one in (turn.begins_at, turn.ends_at))
        lines.append(f'- {{from: "{begins}", until: "{ends}", who: {stands_in}, for: {of}}}')
    return lines


@click.group("oncall", invoke_without_command=True)
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file.")
@click.option("--at", "when", help="Look from this instant on instead of from now.")
@click.option("--days", type=click.IntRange(0, MOST_DAYS), default=14, show_default=True, help="Days to look ahead.")
@click.option("--ics", "as_calendar", is_flag=True, help="Print the shifts as an iCalendar file.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.pass_context
def command(
    ctx: click.Context, config: Path | None, when: str | None, days: int, *, as_calendar: bool, form: str
) -> None:
    """Say who is on call, who takes over when, and when nobody stands."""
    import json

    if ctx.invoked_subcommand is not None:
        return

    from alertd.config import load_settings
    from alertd.runtime.clock import SystemClock

    at = instant(when) if when else SystemClock().now().replace(microsecond=0)
    roster = as_it_stands(config, load_settings(config, needs_secrets=False).house.roster, at)
    if as_calendar:
        from alertd.report.rota import calendar

        click.echo(calendar(roster, at, days), nl=False)
    elif form == "json":
        click.echo(json.dumps(rows(roster, at, days), ensure_ascii=False, indent=2))
    else:
        click.echo(table(roster, at, days))


@command.command("swap")
@click.argument("schedule")
@click.argument("first")
@click.argument("second")
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file.")
@click.option("--at", "when", help="Swap the next turns from this instant on instead of from now.")
def swap(schedule: str, first: str, second: str, config: Path | None, when: str | None) -> None:
    """Write the lines by which FIRST and SECOND swap their next turns in SCHEDULE: they belong below its `overrides`."""
    from alertd.config import load_settings
    from alertd.runtime.clock import SystemClock

    at = instant(when) if when else SystemClock().now().replace(microsecond=0)
    roster = as_it_stands(config, load_settings(config, needs_secrets=False).house.roster, at)
    for line in swapped(roster, schedule, first, second, at):
        click.echo(line)


@command.command("link")
@click.argument("person")
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file.")
def link(person: str, config: Path | None) -> None:
    """Print the address at which PERSON's calendar subscribes to their shifts. It is a secret: who has it sees them."""
    from alertd.app.keys import read_link_keys
    from alertd.cli.client import store_folder
    from alertd.config import load_settings
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.rota_links import address

    house = load_settings(config, needs_secrets=False).house
    found = house.roster.people.get(person)
    if found is None:
        raise click.UsageError(f"there is no person {person}; there are: {', '.join(house.roster.people)}")
    if found.calendar == 0:
        raise click.UsageError(f"{person} has calendar: 0 in the people file, which gives no address")
    keys = read_link_keys(store_folder(config))
    if keys is None:
        raise click.UsageError("no daemon has run with these settings yet: it makes the key of the address")
    click.echo(address(house.public_url, keys.signing(SystemClock().now()), found))
