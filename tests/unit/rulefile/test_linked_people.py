"""people: a person's accounts, as the settings link them: read as written, and every doubtful link is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.findings import Level
from tests.unit.rulefile.written import ENVIRONMENT, FILES, SETTINGS, findings, placed, write


def settings(people: str, more: str = "") -> str:
    """Return the settings with people in the only watch; people: the value of the key, as it is written."""
    return SETTINGS.replace("    hours: office\n", f"    hours: office\n{more}    people: {people}\n")


def test_people_are_read_by_name_and_platform(tmp_path: Path) -> None:
    """One account or several of a platform; @, u/ and upper case do not matter."""
    people = "{Jane Doe: {X: '@Jane_D', bluesky: [jane.example, 'id:did:plc:7'], reddit: u/JaneD}}"
    write(tmp_path, {**FILES, "alertd.yaml": settings(people)})
    read = FileSet(ENVIRONMENT)
    load_paths([tmp_path], read)

    assert finish(read) == ()
    assert read.settings is not None
    assert read.settings.values is not None
    assert read.settings.values["watches"]["acme"]["people"] == {
        "Jane Doe": {"x": ("jane_d",), "bluesky": ("jane.example", "id:did:plc:7"), "reddit": ("janed",)}
    }


@pytest.mark.parametrize(
    ("people", "name", "told"),
    [
        (
            "{jane: {x: jane, bluesky: jane.example}, june: {x: «'@Jane', reddit: june}}",
            "two-people",
            '"@Jane" on x is an account of "jane" already',
        ),
        ("{jane: «jane_d}", "wrong-type", "accounts by platform"),
        ("«[jane, june]", "wrong-type", "people by name"),
        ("«jane", "wrong-type", "people by name"),
        ("{jane: {x: «{name: jane}, bluesky: jane.example}}", "wrong-type", "a handle"),
        ("{jane: {x: «[], bluesky: jane.example}}", "empty-list", "is empty"),
    ],
)
def test_what_links_nobody_is_an_error_at_its_place(tmp_path: Path, people: str, name: str, told: str) -> None:
    """An account is one person's, and a person is a table of accounts; the rest of the file is read all the same."""
    text, place = placed(settings(people))
    (found,) = findings(tmp_path, {**FILES, "alertd.yaml": text})

    assert (found.level, found.name, (found.line, found.column)) == (Level.ERROR, name, place)
    assert told in found.text


@pytest.mark.parametrize(
    ("people", "more", "name", "told"),
    [
        ("{«jane: {x: jane}}", "", "nothing-linked", '"jane" has one account'),
        ("{jane: {«twitter: jane, bluesky: jane.example}}", "", "unmatched-handle", 'called "x"'),
        ("{jane: {x: «'783214', bluesky: jane.example}}", "", "unmatched-handle", "matches no handle"),
        (
            "{jane: {x: «'@Acme_Help', bluesky: jane.example}}",
            "    handles: {x: [acme_help]}\n",
            "no-mentions",
            "stands in handles too",
        ),
        (
            "{jane: {bluesky: jane.example, x: [j, «jane]}}",
            "    staff: {x: [jane]}\n",
            "no-mentions",
            "stands in staff too",
        ),
    ],
)
def test_what_will_never_show_is_a_warning_at_its_place(
    tmp_path: Path, people: str, more: str, name: str, told: str
) -> None:
    """Nothing is linked by it, and nothing breaks: the author is told before wondering."""
    text, place = placed(settings(people, more))
    (found,) = findings(tmp_path, {**FILES, "alertd.yaml": text})

    assert (found.level, found.name, (found.line, found.column)) == (Level.WARNING, name, place)
    assert told in found.text


def test_every_fault_of_people_is_told_in_one_run(tmp_path: Path) -> None:
    """Three people, three faults."""
    people = (
        "{a: {x: one, bluesky: one.example}, b: {x: one, reddit: b}, c: {bluesky: one.example, reddit: c}, d: {x: d}}"
    )
    found = findings(tmp_path, {**FILES, "alertd.yaml": settings(people)})
    assert [one.name for one in found] == ["two-people", "two-people", "nothing-linked"]
