"""`alertd oncall`: who is on call, the hand-overs to come, and the gaps; as text, JSON or a calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alertd.cli.instants import instant

if TYPE_CHECKING:
    from alertd.model.people import Roster
    from alertd.report.swap_events import Turn

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
    return "\n\n".join(blocks) or _without_schedules(roster, at)


def _without_schedules(roster: Roster, at: datetime) -> str:
    """Return whom each policy tells, in order: where nobody takes turns, they are on call all the time."""
    from alertd.core.incidents.oncall import on_call

    if not roster.policies:
        return "no schedules"
    lines = ["no schedules: the policies tell the same people at any time"]
    for name, policy in roster.policies.items():
        steps = (
            ", ".join(dict.fromkeys(who for target in step.notify for who in on_call(roster, target, at)))
            for step in policy.steps
        )
        lines.append(f"  {name}: {', then '.join(told or 'nobody' for told in steps)}")
    return "\n".join(lines)


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


def _local(at: datetime, timezone: str) -> str:
    from alertd.core.calendar import wall, zone

    return wall(at, zone(timezone)).strftime("%a %Y-%m-%d %H:%M")


def _then(told: list[tuple[datetime, datetime, str, str]], timezone: str) -> str:
    """Say until when whoever stands does, and who is next; nothing where nobody takes over in that time."""
    return f" until {_local(told[1][0], timezone)}, then {told[1][2]}" if len(told) > 1 else ""


def _mark(why: str) -> str:
    return " [override]" if why == "override" else ""


def as_it_stands(config: Path | None, roster: Roster, at: datetime, fetched: Collection[str] = ()) -> Roster:
    """Return the roster of the files as the daemon would go on with it.

    Whoever stands stays until the hand-over; `fetched`: schedules whose stand-ins the daemon fetches; they are those that it has.
    """
    from alertd.cli.client import has_store, store_place
    from alertd.errors import AlertdError

    try:
        if not has_store(config):
            return roster  # to open a store, and find none, costs more than all the rest of `check`
        import msgspec

        from alertd.core.incidents.rotation import continued
        from alertd.model.events import HouseLoaded
        from alertd.model.house import House
        from alertd.rulefile.rota_address import filled
        from alertd.store.opening import open_store

        store = open_store(store_place(config), read_only=True)
    except (AlertdError, OSError):
        return roster  # no daemon has ever run with these settings
    try:
        kept = store.part("globals")
        newest = store.history.newest(HouseLoaded) if fetched else None
    finally:
        store.close()
    if isinstance(newest, HouseLoaded):
        roster = filled(roster, fetched, newest.house.roster)
    if kept is None:
        return roster
    house = msgspec.convert(msgspec.msgpack.decode(kept)["desk"]["house"], House)
    return continued(house.roster, roster, at)


def turns_of(roster: Roster, schedule: str, first: str, second: str, at: datetime) -> list[Turn]:
    """Return the next turns of two people, each with the other in it.

    Raises click.UsageError where one of them has no turn in the time that is looked ahead.
    """
    from alertd.core.incidents.oncall import shifts
    from alertd.report.swap_events import Turn

    if schedule not in roster.schedules:
        raise click.UsageError(f"there is no schedule {schedule}; there are: {', '.join(roster.schedules)}")
    ahead = shifts(roster, schedule, at, at + timedelta(days=MOST_DAYS))
    turns = []
    for of, stands_in in ((first, second), (second, first)):
        turn = next((shift for shift in ahead if of in shift.people), None)
        if turn is None:
            raise click.UsageError(f"{of} has no turn in {schedule} in the next {MOST_DAYS} days")
        turns.append(Turn(turn.begins_at.astimezone(UTC), turn.ends_at.astimezone(UTC), stands_in, of))
    return turns


def swapped(roster: Roster, schedule: str, first: str, second: str, at: datetime) -> list[str]:
    """Return the two overrides by which two people swap their next turns, as lines for the people file."""
    return [
        f'- {{from: "{turn.begins_at:%Y-%m-%dT%H:%M:%SZ}", until: "{turn.ends_at:%Y-%m-%dT%H:%M:%SZ}", '
        f"who: {turn.who}, for: {turn.whose}}}"
        for turn in turns_of(roster, schedule, first, second, at)
    ]


def standing(roster: Roster, at: datetime) -> list[str]:
    """Return a line a schedule: who stands now, until when, and who is next."""
    return [block.split("\n", maxsplit=1)[0] for block in table(roster, at, 14).split("\n\n") if roster.schedules]


def calendar_of(config: Path | None, schedule: str) -> Path | None:
    """Return the calendar from which a schedule takes its overrides; None where it has none."""
    from alertd.cli.checking import check
    from alertd.rulefile.rota_address import is_address
    from alertd.yamlform.nodes import Text, inside

    files, _ = check((), config)
    if files.people is None:
        return None
    named = inside(files.people.root, "schedules", schedule, "overrides", "ical")
    if isinstance(named, Text) and is_address(named):
        raise click.UsageError(
            f"the calendar of {schedule} is fetched from an address: write the swap there, and alertd reads it"
        )
    return Path(files.people.file.path).parent / named.raw if isinstance(named, Text) else None


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

    at = instant("--at", when) or SystemClock().now().replace(microsecond=0)
    loaded = load_settings(config, needs_secrets=False)
    roster = as_it_stands(config, loaded.house.roster, at, loaded.settings.rotas)
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
@click.option("--write", "is_written", is_flag=True, help="Put the swap into the schedule's calendar of overrides.")
def swap(schedule: str, first: str, second: str, config: Path | None, when: str | None, *, is_written: bool) -> None:
    """Let FIRST and SECOND swap their next turns in SCHEDULE.

    It prints the two lines that belong below `overrides` of the schedule: the people file is yours, with your comments, and no
    command rewrites it. With --write the swap goes into the calendar of `overrides: {ical: FILE}`; `alertd reload` takes it.
    """
    from alertd.cli.files import write_whole
    from alertd.config import load_settings
    from alertd.report.swap_events import with_turns
    from alertd.runtime.clock import SystemClock

    now = SystemClock().now().replace(microsecond=0)
    at = instant("--at", when) or now
    loaded = load_settings(config, needs_secrets=False)
    roster = as_it_stands(config, loaded.house.roster, at, loaded.settings.rotas)
    lines = swapped(roster, schedule, first, second, at)
    if not is_written:
        for line in lines:
            click.echo(line)
        return
    path = calendar_of(config, schedule)
    if path is None:
        raise click.UsageError(
            f"{schedule} has no calendar to write to: put `overrides: {{ical: swaps.ics}}` into its schedule, "
            f"or these lines below its `overrides`:\n" + "\n".join(lines)
        )
    write_whole(path, with_turns(path.read_bytes(), schedule, turns_of(roster, schedule, first, second, at), now))
    click.echo(f"the swap is in {path}; alertd reload takes it")
