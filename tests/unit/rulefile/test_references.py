"""Names that one file uses and another declares are looked up across all files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.rulefile.written import FILES, PEOPLE, RULES, SETTINGS, findings, of_one, placed

SPIKE = "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "name"),
    [
        ("rules.yml", "severity: crisis", "severity: notice\n    digest: {to: «marketing}", "unknown-receiver"),
        (
            "rules.yml",
            SPIKE,
            "compare: {metric: volume, with: [acme, «globex], at_least: {mentions: 40}}",
            "unknown-watch",
        ),
        ("rules.yml", SPIKE, "quiet: {source: «reddit}", "unknown-source"),
        ("rules.yml", SPIKE, "unanswered: {business_hours: «day}", "unknown-hours"),
        ("rules.yml", SPIKE, "any_of:\n        - not: {quiet: {source: «reddit}}", "unknown-source"),
        ("rules.yml", "of: negative, ", "of: «matching, ", "nothing-matching"),
        ("alertd.yaml", "hours: office", "hours: «night", "unknown-hours"),
        (
            "oncall.yaml",
            "rotate: weekly",
            "overrides: [{from: 2026-12-24, until: 2026-12-27, who: «lea}]",
            "unknown-person",
        ),
        ("oncall.yaml", "rotate: weekly", "layers: [{people: [«lea]}]", "unknown-person"),
    ],
)
def test_a_name_that_nobody_declared_is_told(file: str, right: str, wrong: str, name: str, tmp_path: Path) -> None:
    """At the name itself, also deep inside nested conditions."""
    assert right in FILES[file]
    text, place = placed(FILES[file].replace(right, wrong, 1))

    found = findings(tmp_path, {**FILES, file: text})

    assert [(one.name, (one.line, one.column)) for one in found] == [(name, place)]


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("rules.yml", "severity: crisis", "severity: notice\n    digest: {to: ayse}"),
        ("rules.yml", "watch: acme", "watch: all"),
        ("rules.yml", SPIKE, "quiet: {source: each}"),
        ("rules.yml", SPIKE, f"all_of: [{{terms: {{any: [recall]}}}}, {{{SPIKE.replace('negative', 'matching')}}}]"),
        ("alertd.yaml", "    hours: office", "    hours: office\n    competitors: [globex]"),
        ("alertd.yaml", "kind: x,", "kind: x, name: main,"),
        ("oncall.yaml", "{notify: everyone", "{notify: [ayse, pr-primary]"),
    ],
)
def test_a_name_that_is_declared_is_fine(file: str, right: str, wrong: str, tmp_path: Path) -> None:
    """People, schedules and policies for a digest; competitors are watches."""
    assert right in FILES[file]

    assert findings(tmp_path, {**FILES, file: FILES[file].replace(right, wrong, 1)}) == ()


def test_a_competitor_can_be_compared_with(tmp_path: Path) -> None:
    """It has no watch of its own in the file, and is one all the same."""
    settings = SETTINGS.replace("    hours: office", "    competitors: [globex]")
    rules = RULES.replace(SPIKE, "compare: {metric: volume, with: globex, at_least: {mentions: 40}}")

    assert findings(tmp_path, {**FILES, "alertd.yaml": settings, "rules.yml": rules}) == ()


def test_a_rule_file_alone_is_not_blamed_for_what_it_cannot_see(tmp_path: Path) -> None:
    """Policies and watches stand elsewhere."""
    assert of_one(tmp_path, RULES) == ()


def test_a_faulty_policy_still_has_its_name(tmp_path: Path) -> None:
    """One mistake in the people file must not make every rule look wrong."""
    found = findings(tmp_path, {**FILES, "oncall.yaml": PEOPLE.replace("escalate_after: 15m", "escalate_after: 15")})

    assert [one.name for one in found] == ["bad-value"]


def test_settings_without_people_say_so_at_the_rule(tmp_path: Path) -> None:
    """A rule that pages a policy needs a people file."""
    files = {
        "alertd.yaml": SETTINGS.replace("oncall: oncall.yaml\n", "").replace("    hours: office\n", ""),
        "rules.yml": RULES,
    }

    found = findings(tmp_path, files)

    assert {one.name for one in found} == {"unknown-policy"}
    assert "no policy is declared anywhere" in found[0].advice


def test_two_rules_of_two_files_cannot_share_an_id(tmp_path: Path) -> None:
    """Incidents go by it."""
    settings = SETTINGS.replace("[rules.yml]", '["*.yml"]')

    found = findings(tmp_path, {**FILES, "alertd.yaml": settings, "second.yml": RULES.replace("40", "50")})

    assert [(one.name, one.path.rpartition("/")[2]) for one in found] == [("duplicate-id", "second.yml")]
    assert "line 3 of" in found[0].text


@pytest.mark.parametrize(
    "schedules",
    [
        "  back: {secondary_of: back}\n",
        "  back: {secondary_of: third}\n  third: {secondary_of: back}\n",
        "  back: {secondary_of: third}\n  third: {secondary_of: pr-primary}\n",
    ],
)
def test_nobody_comes_next_where_nobody_takes_turns(schedules: str, tmp_path: Path) -> None:
    """A schedule behind itself, and two behind each other, end no command and no reload: they are told where they are written."""
    people = PEOPLE.replace("schedules:\n", f"schedules:\n{schedules}", 1)
    found = [one for one in findings(tmp_path, {**FILES, "oncall.yaml": people}) if one.name == "bad-value"]

    line = next(number for number, line in enumerate(people.splitlines(), 1) if "back: {secondary_of" in line)
    assert (found[0].line, found[0].column) == (line, 24)
    assert "nobody comes next" in found[0].text
