"""`alertd oncall swap`: two people change their next turns, and the file still says who stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import pytest
import yaml

from alertd.cli.oncall import swapped
from alertd.core.incidents.oncall import on_call
from alertd.model.people import Override, Person, Roster, Schedule

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
