"""The reference names every condition, key, default and finding; what is not written there does not exist for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from alertd.notifiers.channel_keys import COMMON as CHANNEL_KEYS
from alertd.rulefile import (
    campaigns,
    channels,
    people,
    replies,
    schedules,
    scorers,
    second_place,
    settings_file,
    traces,
)
from alertd.rulefile.conditions.catalogue import ALL, GROUPS, SIMPLE
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.floors import ONLY
from alertd.rulefile.load import finish, load_paths
from alertd.rulefile.rules import DIGEST, FIELDS, PLAYBOOK, RULE
from alertd.sources import registry
from alertd.sources.form_keys import COMMON
from alertd.sources.x.form import BUDGET
from alertd.yamlform.forms import Form
from tests.docs import reference

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

FORMS: dict[str, Form] = {
    **SIMPLE,
    "rule": RULE,
    "only": ONLY,
    "digest": DIGEST,
    "playbook": PLAYBOOK,
    "channels": channels.FORMS["apprise"],
    "people": people.PERSON,
    "schedules": schedules.SCHEDULE,
    "overrides": schedules.OVERRIDE,
    "layers": schedules.LAYER,
    "hours": people.HOURS,
    "policies": people.POLICY,
    "steps": people.STEP,
    "alertd.yaml": settings_file.SETTINGS_FILE,
    "watches": settings_file.WATCH,
    "campaigns": campaigns.CAMPAIGN,
    "promises": settings_file.PROMISES,
    "retention": settings_file.RETENTION,
    "ops": settings_file.OPS,
    "heartbeat": settings_file.HEARTBEAT,
    "copy": second_place.COPY,
    "standby": second_place.STANDBY,
    "traces": traces.TRACES,
    "scorer": scorers.HTTP,
    "languages": settings_file.LANGUAGES,
    "replies": replies.REPLIES,
    "replies.sms": replies.SMS,
    "replies.slack": replies.SLACK,
    "replies.telegram": replies.TELEGRAM,
    "budget": BUDGET,
}


def section(name: str) -> str:
    """Return what stands under a heading, up to the next one; a name that brings its signs is of that rank only."""
    heading = re.escape(name) if name.startswith("#") else rf"#+ {re.escape(name)}"
    match = re.search(rf"^{heading}\n(.*?)(?=^#|\Z)", REFERENCE, re.DOTALL | re.MULTILINE)
    assert match, f"docs/rules.md has no heading for {name}"
    return match[1]


def keys() -> Iterator[tuple[str, str]]:
    """Yield every key with the heading it belongs under."""
    for name, form in FORMS.items():
        for key in form.keys:
            yield name, key
    common = {key.name for key in COMMON}
    for kind, form in registry.SOURCE_OPTIONS.items():
        for key in form.keys:
            yield ("sources" if key in common else f"#### {kind}"), key
    common = {"kind", *(key.name for key in CHANNEL_KEYS)}
    for kind, form in channels.FORMS.items():
        for key in form.keys:
            yield ("channels" if key in common else kind), key


@pytest.mark.parametrize(("heading", "key"), sorted(set(keys())))
def test_every_key_is_in_the_reference(heading: str, key: str) -> None:
    """Under its own heading, in the first column of its table."""
    assert re.search(rf"^\| `{re.escape(key)}` \|", section(heading), re.MULTILINE)


@pytest.mark.parametrize("heading", sorted(FORMS))
def test_the_reference_names_no_other_key(heading: str) -> None:
    """A key that was taken away must go from the reference too."""
    named = set(re.findall(r"^\| `([^`]+)` \|", section(heading), re.MULTILINE))

    assert named == set(FORMS[heading].keys)


@pytest.mark.parametrize(("heading", "key"), [(name, key) for name, form in sorted(FORMS.items()) for key in form.keys])
def test_every_default_is_in_the_reference(heading: str, key: str) -> None:
    """What a key does not say, its default does; so the default must be readable."""
    known = FORMS[heading].keys[key]
    row = re.search(rf"^\| `{re.escape(key)}` \|.*$", section(heading), re.MULTILINE)

    assert row
    assert ("**required**" if known.is_required else known.default or "none") in row[0]


@pytest.mark.parametrize("name", [*ALL, *GROUPS])
def test_every_condition_is_in_the_reference(name: str) -> None:
    """Groups too."""
    assert f"### {name}\n" in REFERENCE or f"`{name}`" in REFERENCE


def test_the_sections_of_conditions_are_those_of_their_forms() -> None:
    """What a form says of a condition is what readers find; `python -m tests.docs.reference` writes it anew."""
    assert reference.parted(REFERENCE)[1] == reference.written()


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_message_is_in_the_reference(field: str) -> None:
    """With its braces, as it is written."""
    assert f"`{{{field}}}`" in REFERENCE


@pytest.mark.parametrize("number", range(len(re.findall(r"^when:\n", REFERENCE, re.MULTILINE))))
def test_every_example_of_a_condition_passes_check(number: int, tmp_path: Path) -> None:
    """Readers copy examples."""
    examples = re.findall(r"```yaml\n(when:\n.*?)```", REFERENCE, re.DOTALL)
    indented = "".join(f"    {line}\n" for line in examples[number].splitlines())
    path = tmp_path / "rules.yml"
    path.write_text(f"rules:\n  - name: a\n    page: b\n{indented}", encoding="utf-8")
    files = FileSet()

    load_paths([path], files)

    assert [str(one) for one in finish(files)] == []


@pytest.mark.parametrize("number", range(len(re.findall(r"```yaml\n(?!when:)", REFERENCE))))
def test_every_other_example_passes_check(number: int, tmp_path: Path) -> None:
    """The rule file and the stories."""
    example = re.findall(r"```yaml\n(?!when:)(.*?)```", REFERENCE, re.DOTALL)[number]
    path = tmp_path / ("a.test.yml" if example.startswith("- story") else "a.yml")
    path.write_text(example, encoding="utf-8")
    files = FileSet()

    load_paths([path], files)

    assert [str(one) for one in finish(files)] == []


def told() -> set[str]:
    """Return the names of findings that the code can tell."""
    found = set()
    rooms = [ROOT / "alertd" / room for room in ("rulefile", "yamlform", "sources", "notifiers")]
    for path in sorted(
        [*(path for room in rooms for path in room.rglob("*.py")), *(ROOT / "alertd" / "cli").glob("check*.py")]
    ):
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:tell|warn)\((?:[^\"()]|\([^()]*\))*?,\s*\"([a-z]+(?:-[a-z]+)*)\",", source))
    return found | {
        f"unknown-{what}" for what in ("policy", "person", "watch", "hours", "channel", "source", "receiver", "rule")
    }


def test_every_finding_is_in_the_reference() -> None:
    """Somebody will search for the word in brackets."""
    names = told()

    assert len(names) >= 40
    assert {name for name in names if f"| `{name}` |" not in REFERENCE} == set()


def test_the_reference_names_no_other_finding() -> None:
    """Nor findings that were taken away."""
    named = set(re.findall(r"^\| `([a-z-]+)` \|", REFERENCE.partition("## What check says")[2], re.MULTILINE))

    assert named == told()
