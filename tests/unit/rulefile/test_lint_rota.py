"""What a rota says and does not do: an override that changes nothing, a holiday weeks ahead on which nobody stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.yamlform.findings import Finding
from tests.unit.rulefile.test_lint import linted
from tests.unit.rulefile.written import PEOPLE

WEEKLY = "pr-primary: {people: [ayse, omar], rotate: weekly}"


def told(folder: Path, more: str, name: str) -> list[Finding]:
    """Return the findings of a name, where the rota has this besides: on 23 November 2026 it is read."""
    assert WEEKLY in PEOPLE
    text = PEOPLE.replace(WEEKLY, f"{WEEKLY[:-1]}, {more}}}")
    return [one for one in linted(folder, {"oncall.yaml": text}) if one.name == name]


def override(who: str, begins: str, ends: str, whose: str = "") -> str:
    """Return a list of one override. whose: instead of whom."""
    instead = f", for: {whose}" if whose else ""
    return f"overrides: [{{from: {begins}, until: {ends}, who: {who}{instead}}}]"


def whose_week(folder: Path) -> tuple[str, str]:
    """Return who stands on Wednesday the 2nd of December, and who does not, by what the lint finds idle."""
    idle = told(folder, override("ayse", "2026-12-02", "2026-12-02", "omar"), "override-idle")
    return ("ayse", "omar") if idle else ("omar", "ayse")


def test_who_stands_in_for_somebody_whose_turn_it_is_not_changes_nothing(tmp_path: Path) -> None:
    """Lea, for claire, in lea's own week: both believe that it is arranged."""
    stands, other = whose_week(tmp_path)
    (found,) = told(tmp_path, override(stands, "2026-12-02", "2026-12-03", other), "override-idle")

    assert f"{stands} for {other} from 2026-12-02 00:00 to 2026-12-04 00:00" in found.text
    assert "changes nothing in pr-primary" in found.text


def test_who_stands_in_for_whoever_stands_is_silent(tmp_path: Path) -> None:
    """That is what overrides are for; so is one that takes only a part of somebody's week."""
    stands, other = whose_week(tmp_path)

    assert told(tmp_path, override(other, "2026-12-02", "2026-12-03", stands), "override-idle") == []
    assert told(tmp_path, override(other, "2026-12-02", "2026-12-03"), "override-idle") == []


def test_who_is_to_stand_whoever_has_the_turn_is_silent(tmp_path: Path) -> None:
    """Without `for` it says who stands, and that is so: it may be their week already."""
    found = [told(tmp_path, override(who, "2026-12-02", "2026-12-03"), "override-idle") for who in ("ayse", "omar")]

    assert found == [[], []]


@pytest.mark.parametrize("day", ["2026-11-02", "2027-06-02"])
def test_what_is_over_or_far_off_is_silent(day: str, tmp_path: Path) -> None:
    """An old line of the file harms nobody, and in June the rota may have been written anew."""
    pairs = (("ayse", "omar"), ("omar", "ayse"))
    found = [told(tmp_path, override(who, day, day, whose), "override-idle") for who, whose in pairs]

    assert found == [[], []]


def test_a_holiday_without_anybody_is_told_weeks_ahead(tmp_path: Path) -> None:
    """Christmas is arranged in November; a fortnight before it is late."""
    (found,) = told(tmp_path, "holidays: [FR]", "schedule-gap")

    assert "from 2026-12-25" in found.text
    assert "a holiday" in found.text
    assert "1 more time in 60 days" in found.text  # the first of January


def test_a_holiday_on_which_somebody_stands_in_is_silent(tmp_path: Path) -> None:
    """The override is what fills it, and is not idle."""
    days = "2026-12-25, until: 2026-12-25, who: ayse}, {from: 2027-01-01, until: 2027-01-01, who: omar"
    more = f"holidays: [FR], overrides: [{{from: {days}}}]"

    assert told(tmp_path, more, "schedule-gap") == []
    assert told(tmp_path, more, "override-idle") == []
