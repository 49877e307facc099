"""The people file: what it makes, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from alertd.core.incidents.oncall import on_call
from alertd.model.people import Channel, Layer, Override, Roster, Step
from alertd.rulefile.people import PeopleFile, is_phone, read_people
from alertd.yamlform.findings import Faults, Finding
from alertd.yamlform.secrets import Vault
from alertd.yamlform.source_file import SourceFile
from tests.unit.rulefile.written import ENVIRONMENT, PEOPLE


def read(text: str) -> tuple[PeopleFile, tuple[Finding, ...]]:
    """Read a people file; return it with what is found."""
    faults = Faults()
    people = read_people(SourceFile(Path("oncall.yaml"), "oncall.yaml", text, faults), Vault(ENVIRONMENT), "fr")
    return people, faults.sorted()


def roster(text: str) -> Roster:
    """Read a people file that has no faults."""
    people, found = read(text)
    assert [str(one) for one in found] == []
    assert people.roster is not None
    return people.roster


def test_defaults_are_what_the_reference_says() -> None:
    """What a key does not say, its default does."""
    made = roster(PEOPLE)

    assert made.policies["pr-oncall"].repeat == 0
    assert made.policies["pr-oncall"].ack_expires == timedelta(hours=1)
    assert made.policies["pr-oncall"].steps[1] == Step(notify=("everyone",), by=("slack",))
    assert made.schedules["pr-primary"].handover_at == time(9)
    assert made.hours["office"].days == (0, 1, 2, 3, 4)
    assert made.people["omar"].language == "fr"


def test_an_sms_channel_is_known_by_its_service_or_its_name() -> None:
    """Two segments are what people read; other channels are free."""
    made = roster(PEOPLE.replace("channels:", 'channels:\n  text: {url: "vonage://${TWILIO}/{to}", max_segments: 3}'))

    assert made.channels["sms"] == Channel(
        name="sms", scheme="twilio", max_segments=2, is_sms=True, max_segments_other=3
    )
    assert made.channels["text"] == Channel(name="text", scheme="vonage", max_segments=3, is_sms=True)
    assert made.channels["slack"] == Channel(name="slack", scheme="slack")


def test_a_channel_may_be_its_url_alone() -> None:
    """The short form means the same."""
    short = roster(PEOPLE.replace('{url: "slack://${SLACK_TOKEN}/{to}"}', '"slack://${SLACK_TOKEN}/{to}"'))

    assert short == roster(PEOPLE)


def test_urls_and_secrets_stay_out_of_the_model() -> None:
    """The roster is written to the log; a sender's setting prints without its secrets."""
    people, _ = read(
        PEOPLE.replace(
            "channels:", 'channels:\n  hook: {kind: webhook, url: "https://h.example.org/x", secret: "${HOOK_SECRET}"}'
        )
    )

    for value in ENVIRONMENT.values():
        assert value not in repr(people.roster)
        assert value not in repr(people.channels)
    assert people.channels["slack"].url == "slack://tok/en/x/{to}"
    assert people.channels["hook"].secret == "hush"


def test_layers_overrides_and_holidays_come_through() -> None:
    """Whole days become instants in the schedule's zone, the last one to its end."""
    schedule = (
        "{timezone: Europe/Istanbul, holidays: no, rotate: daily, handover: fri 08:30, people: [ayse],"
        " overrides: [{from: 2026-12-24, until: 2026-12-24, who: omar}],"
        ' layers: [{hours: 22:00-06:00, timezone: America/New_York, people: [omar], days: "sat,sun"}]}'
    )
    made = roster(PEOPLE.replace("{people: [ayse, omar], rotate: weekly}", schedule)).schedules["pr-primary"]

    day = datetime(2026, 12, 23, 21, tzinfo=UTC)
    assert made.overrides == (Override(begins_at=day, ends_at=day + timedelta(days=1), who="omar", is_days=True),)
    assert made.holidays == ("NO",)
    assert (made.handover_day, made.handover_at) == (4, time(8, 30))
    assert isinstance(made.layers[0], Layer)
    assert made.layers[0].days == (5, 6)
    assert made.layers[0].hours is not None
    assert made.layers[0].hours.begins == time(22)


@pytest.mark.parametrize("days", ["mon-fri", "weekdays", "[mon, tue, wed, thu, fri]", '"mon,tue,wed,thu,fri"'])
def test_days_may_be_written_in_many_ways(days: str) -> None:
    """YAML makes a list of [sat, sun]; both mean the same."""
    made = roster(PEOPLE.replace("office: {timezone: Europe/Istanbul}", f"office: {{days: {days}}}"))

    assert made.hours["office"].days == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("right", "wrong", "name"),
    [
        ("{people: [ayse, omar], rotate: weekly}", "{rotate: weekly}", "missing-key"),
        (
            "{people: [ayse, omar], rotate: weekly}",
            "{people: [ayse], overrides: [{from: 2026-12-27, until: 2026-12-24, who: omar}]}",
            "bad-value",
        ),
        ("  omar: {", "  everyone: {", "reserved-name"),
        ("  omar: {", "  pr-primary: {", "duplicate-name"),
        ('{url: "slack://${SLACK_TOKEN}/{to}"}', "{kind: apprise}", "missing-key"),
        ('{url: "slack://${SLACK_TOKEN}/{to}"}', '{url: "https://example.org/{to}"}', "bad-value"),
        ('{url: "slack://${SLACK_TOKEN}/{to}"}', '{kind: webhook, url: "http://example.org/"}', "bad-value"),
        ('{url: "slack://${SLACK_TOKEN}/{to}"}', '{url: "slack://${SLACK_TOKEN}/{who}"}', "bad-value"),
        ('{url: "slack://${SLACK_TOKEN}/{to}"}', '{kind: pigeon, url: "x://y"}', "unknown-kind"),
        ('{url: "slack://${SLACK_TOKEN}/{to}"}', '{url: "slack://${SLACK}/{to}"}', "unresolved"),
        (
            '{url: "slack://${SLACK_TOKEN}/{to}"}',
            '{url: "slack://${SLACK_TOKEN}/{to}", base_url: "http://10.0.0.9"}',
            "bad-value",
        ),
        ("escalate_after: 15m", "escalate_after: 0s", "bad-value"),
        ("steps:\n      - {notify: pr-primary", "steps: []\n    x:\n      - {notify: pr-primary", "empty-list"),
    ],
)
def test_what_cannot_work_is_refused(right: str, wrong: str, name: str) -> None:
    """A fault in the people file leaves no half roster."""
    assert right in PEOPLE

    people, found = read(PEOPLE.replace(right, wrong, 1))

    assert name in [one.name for one in found]
    assert people.roster is None


def test_a_fault_never_repeats_what_a_variable_holds() -> None:
    """Messages go to journals and chats."""
    _, found = read(
        PEOPLE.replace("rotate: weekly", 'rotate: weekly, timezone: "${SLACK_TOKEN}"').replace("slack://", "slak://")
    )

    assert len(found) == 2
    for one in found:
        assert ENVIRONMENT["SLACK_TOKEN"] not in f"{one}{one.advice}{one.shown}"


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [("+905550000001", True), ("+1 (555) 000-1111", True), ("05550000001", False), ("#pr", False)],
)
def test_a_phone_number_has_its_country(address: str, is_fine: bool) -> None:
    """A national number is somebody else's abroad."""
    assert is_phone(address) is is_fine


def test_starts_says_who_begins_and_when() -> None:
    """The first of the list stands in the week of that day, also if it is a Wednesday."""
    for starts in ("2026-11-30", "2026-12-02"):
        found = roster(
            "version: 1\nchannels: {c: {kind: console}}\npeople: {ann: {c: a}, ben: {c: b}, cem: {c: d}}\n"
            f"schedules: {{pr: {{people: [ann, ben, cem], rotate: weekly, starts: {starts}}}}}\n"
        )

        assert on_call(found, "pr", datetime(2026, 12, 2, 12, tzinfo=UTC)) == ("ann",)
        assert on_call(found, "pr", datetime(2026, 12, 7, 9, tzinfo=UTC)) == ("ben",)


def test_a_stand_in_for_one_person_and_days_without_clocks_come_through() -> None:
    """`for` names whose turns are taken; whole days are known as such."""
    found = roster(
        "version: 1\nchannels: {c: {kind: console}}\npeople: {ann: {c: a}, ben: {c: b}}\n"
        "schedules: {pr: {people: [ann], shadow: ben, overrides: [{from: 2026-12-24, until: 2026-12-27, who: ben, for: ann}]},"
        " back: {secondary_of: pr}}\n"
    )
    (override,) = found.schedules["pr"].overrides

    assert (override.instead_of, override.is_days) == ("ann", True)
    assert (found.schedules["pr"].shadow, found.schedules["back"].secondary_of) == (("ben",), "pr")


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("EST", "America/New_York"),
        ("MST", "America/Denver"),
        ("HST", "Pacific/Honolulu"),
        ("Etc/GMT+5", "UTC-5"),
        ("Etc/GMT-3", "UTC+3"),
    ],
)
def test_a_zone_that_is_one_offset_all_year_is_taken_and_warned_of(zone: str, meant: str) -> None:
    """Whoever writes EST means New York, whose clock goes forward in summer; and Etc/GMT+5 is not what it seems."""
    people, found = read(PEOPLE.replace("Europe/Istanbul", zone, 1))

    assert people.roster is not None
    assert [one.name for one in found] == ["fixed-zone"]
    assert meant in f"{found[0].text} {found[0].advice}"
    assert found[0].shown[found[0].column - 1 :].startswith(zone)


@pytest.mark.parametrize("zone", ["Europe/Istanbul", "UTC", "GMT", "CET", "America/New_York", "Asia/Kolkata"])
def test_a_zone_of_people_is_no_matter_for_a_warning(zone: str) -> None:
    """Also where no clock ever goes forward, and where a short name has a summer."""
    assert read(PEOPLE.replace("Europe/Istanbul", zone, 1))[1] == ()
