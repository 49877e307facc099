"""Config: one settings file and all it names become one value, or one error with every fault."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from alertd import config
from alertd.config import (
    FaultyFilesError,
    console_house,
    default_settings,
    find_settings,
    load_settings,
    rules_of,
    shipped_rules,
)
from alertd.errors import ConfigurationError
from alertd.model.drill import DrillPlan
from alertd.model.house import House, Promises
from alertd.model.watch import Campaign, Occasion, Watch
from alertd.model.weekly import WeeklyPlan
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import load_settings_tree
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a settings, a people and a rule file, without faults."""
    write(tmp_path, FILES)
    return tmp_path


def load(folder: Path, settings: str = SETTINGS, **more: str) -> config.Loaded:
    """Load the settings of a folder."""
    write(folder, {"alertd.yaml": settings})
    return load_settings(folder / "alertd.yaml", environment={**ENVIRONMENT, **more})


def test_a_watch_has_a_title_of_its_own_or_its_name(folder: Path) -> None:
    """Pages and reports say the one, files and programs the other; a watch that nobody knows is called as it is named."""
    house = load(folder, SETTINGS.replace("  acme:\n", "  acme:\n    title: Acme Kettles & Söhne\n", 1)).house

    assert (house.watches[0].name, house.called("acme")) == ("acme", "Acme Kettles & Söhne")
    assert house.called("globex") == "globex"
    assert load(folder).house.called("acme") == "acme"


def test_all_of_it_becomes_one_value(folder: Path) -> None:
    """Watches, rules, people and sources are there, paths are absolute."""
    loaded = load(folder)

    assert [watch.name for watch in loaded.house.watches] == ["acme"]
    assert [rule.id for rule in loaded.house.rules] == ["negative-storm"]
    assert loaded.house.ops_policy == "pr-oncall"
    assert [(source.kind, source.at.rpartition(":")[2]) for source in loaded.settings.sources] == [("x", "9")]
    assert loaded.settings.rules == (folder / "rules.yml",)
    assert loaded.settings.data_dir == folder / "alertd-data"
    assert loaded.settings.listen == (("127.0.0.1", 8321),)
    assert loaded.settings.public_url == "http://127.0.0.1:8321"


def test_the_house_can_be_written_to_the_log_and_holds_no_secret(folder: Path) -> None:
    """It is an event; whoever reads the log must not find a token."""
    loaded = load(folder)

    body = msgspec.json.encode(loaded.house)

    assert msgspec.json.decode(body, type=House) == loaded.house
    for value in ENVIRONMENT.values():
        assert value.encode() not in body
        assert value not in repr(loaded)


def test_the_state_directory_is_the_default_place(folder: Path) -> None:
    """Under systemd the unit says where state lives; a data_dir in the file is meant and wins."""
    assert load(folder, STATE_DIRECTORY="/var/lib/alertd").settings.data_dir == Path("/var/lib/alertd")
    given = load(folder, SETTINGS + "data_dir: ./here\n", STATE_DIRECTORY="/var/lib/alertd")
    assert given.settings.data_dir == folder / "here"


def test_an_unknown_competitor_becomes_a_watch_with_its_name(folder: Path) -> None:
    """A known one stays as it is; none is made twice."""
    settings = SETTINGS.replace(
        "    hours: office", "    competitors: [globex, initech, globex]\n  initech: {terms: [initech]}"
    )

    watches = load(folder, settings).house.watches

    assert watches[1:] == (
        Watch(name="initech", terms=("initech",)),
        Watch(name="globex", terms=("globex",), is_implied=True),
    )


def test_handles_are_folded_and_campaigns_are_days_of_the_watchs_zone(folder: Path) -> None:
    """@Acme is acme; the first of December begins at 21:00 UTC in Istanbul."""
    extra = 'hours: office\n    handles: {X: ["@Acme"], reddit: u/Acme}\n    campaigns: [{name: launch, from: 2026-12-01, until: 2026-12-03, expect: 5x}]'

    watch = load(folder, SETTINGS.replace("hours: office", extra)).house.watches[0]

    assert watch.handles == {"x": ("acme",), "reddit": ("acme",)}
    begin = datetime(2026, 11, 30, 21, tzinfo=UTC)
    assert watch.campaigns == (Campaign(name="launch", begins_at=begin, ends_at=begin + timedelta(days=3), expect=5.0),)


def test_planned_events_come_again_on_days_of_the_watchs_own_zone(folder: Path) -> None:
    """`on` names a day of each year or month; `timezone` says whose days; without it that of the business hours does."""
    extra = (
        "hours: office\n    campaigns: [{name: sale, on: Black  Friday, days: 4, expect: 4x}, {name: bayram, on: holidays of TR, expect: 0.5x},"
        " {name: launch, from: 2026-12-01, until: 2026-12-03, expect: 5x}]"
    )

    watch = load(folder, SETTINGS.replace("hours: office", extra)).house.watches[0]

    assert watch.timezone == "Europe/Istanbul"
    assert watch.occasions == (
        Occasion(name="sale", on="black friday", days=4, expect=4.0),
        Occasion(name="bayram", on="holidays of TR", expect=0.5),
    )
    assert [one.name for one in watch.campaigns] == ["launch"]
    own = load(
        folder, SETTINGS.replace("hours: office", "hours: office\n    timezone: America/New_York")
    ).house.watches[0]
    assert own.timezone == "America/New_York"


def test_promises_retention_and_languages_have_units(folder: Path) -> None:
    """A first reply may be one duration or one for each platform."""
    extra = "promises: {plan: 30m, first_reply: 2h}\nretention: {text: 7d, max_size: 20 GB}\nlanguages: {page: tr}\nlisten: 0.0.0.0:80\n"

    loaded = load(folder, SETTINGS + extra)

    assert loaded.house.promises == Promises(plan=timedelta(minutes=30), first_reply={"default": timedelta(hours=2)})
    assert (loaded.settings.retention.text, loaded.settings.retention.max_size) == (timedelta(days=7), 20_000_000_000)
    assert loaded.house.page_language == "tr"
    assert loaded.house.roster.people["omar"].language == "tr"
    assert loaded.settings.public_url == "http://127.0.0.1:80"


def test_a_drill_is_for_a_policy_on_a_day_of_the_month(folder: Path) -> None:
    """What is left out is a Tuesday at ten, UTC; without the key there is none."""
    whole = 'drill: {policy: pr-oncall, weekday: fri, at: "14:30", timezone: Europe/Istanbul}\n'

    assert load(folder).house.drill is None
    assert load(folder, SETTINGS + "drill: {policy: pr-oncall}\n").house.drill == DrillPlan(policy="pr-oncall")
    assert load(folder, SETTINGS + whole).house.drill == DrillPlan(
        policy="pr-oncall", weekday=4, at=time(14, 30), timezone="Europe/Istanbul"
    )


def test_a_weekly_digest_is_for_somebody_known(folder: Path) -> None:
    """What is left out is Monday at nine, for all watches; without the key there is none."""
    whole = 'weekly: {to: omar, weekday: fri, at: "16:00", timezone: Europe/Istanbul, watch: acme}\n'

    assert load(folder).house.weekly is None
    assert load(folder, SETTINGS + "weekly: {to: pr-oncall}\n").house.weekly == WeeklyPlan(to="pr-oncall")
    assert load(folder, SETTINGS + whole).house.weekly == WeeklyPlan(
        to="omar", weekday=4, at=time(16), timezone="Europe/Istanbul", watches=("acme",)
    )


@pytest.mark.parametrize(
    ("right", "wrong", "name", "place"),
    [
        ("rules: [rules.yml]", "rules: [none.yml]", "no-file", (2, 9)),
        ("oncall: oncall.yaml", "oncall: none.yaml", "no-file", (3, 9)),
        ("ops:", "data_dir: rules.yml\nops:", "no-folder", (10, 11)),
        ("ops:", "data_dir: rules.yml/deep/in\nops:", "no-folder", (10, 11)),
        ("ops:", 'heartbeat: {url: "http://example.org/beat"}\nops:', "bad-value", (10, 18)),
        ("ops:", 'public_url: "http://example.org"\nops:', "bad-value", (10, 13)),
        ("ops:", "listen: 8321\nops:", "bad-value", (10, 9)),
        ("ops:", "weekly: {to: nobody}\nops:", "unknown-receiver", (10, 14)),
        ("ops:", "weekly: {weekday: mon}\nops:", "missing-key", (10, 10)),
        ("ops:", "weekly: {to: omar, watch: acmee}\nops:", "unknown-watch", (10, 27)),
        ("ops:", "drill: {policy: nobody}\nops:", "unknown-policy", (10, 17)),
        ("ops:", "drill: {weekday: tue}\nops:", "missing-key", (10, 9)),
        ("ops:", "drill: {policy: pr-oncall, weekday: tusday}\nops:", "bad-value", (10, 37)),
        ("ops:", 'drill: {policy: pr-oncall, at: "25:00"}\nops:', "bad-value", (10, 32)),
        ("ops:", "drill: {policy: pr-oncall, timezone: Mars}\nops:", "bad-value", (10, 38)),
        ("ops:", "retention: {max_size: 20}\nops:", "bad-value", (10, 23)),
        ("ops:", "  - {kind: x, bearer_token: '${X_TOKEN}'}\nops:", "duplicate-name", (10, 12)),
        (
            "    hours: office",
            "    campaigns: [{name: a, from: 2026-12-03, until: 2026-12-01, expect: 5x}]",
            "bad-value",
            (7, 52),
        ),
        ("    hours: office", "    campaigns: [{name: a, on: some day, expect: 5x}]", "bad-value", (7, 31)),
        ("    hours: office", "    campaigns: [{name: a, on: easter, days: 40, expect: 5x}]", "bad-value", (7, 45)),
        (
            "    hours: office",
            "    campaigns: [{name: a, on: easter, until: 2026-12-01, expect: 5x}]",
            "bad-value",
            (7, 46),
        ),
        ("    hours: office", "    campaigns: [{name: a, from: 2026-12-01, expect: 5x}]", "missing-key", (7, 17)),
        (
            "    hours: office",
            "    campaigns: [{name: a, days: 2, from: 2026-12-01, until: 2026-12-01, expect: 5x}]",
            "bad-value",
            (7, 33),
        ),
        ("    hours: office", "    timezone: Mars", "bad-value", (7, 15)),
        ("version: 1", "version: 2", "bad-value", (1, 10)),
        ("watches:", "watchs:", "unknown-key", (4, 1)),
    ],
)
def test_a_fault_of_the_settings_has_its_place(
    right: str, wrong: str, name: str, place: tuple[int, int], folder: Path
) -> None:
    """The error holds every finding, and its text is one line for each."""
    with pytest.raises(FaultyFilesError) as caught:
        load(folder, SETTINGS.replace(right, wrong, 1))

    first = next(one for one in caught.value.findings if one.level == "error")
    assert (first.name, (first.line, first.column)) == (name, place)
    assert f":{place[0]}:{place[1]}: error[{name}]" in str(caught.value)


def test_faults_of_every_file_come_together(folder: Path) -> None:
    """A reload tells all of it at once."""
    write(folder, {"oncall.yaml": PEOPLE.replace("weekly", "yearly"), "rules.yml": RULES.replace("4x", "4")})

    with pytest.raises(FaultyFilesError) as caught:
        load(folder, SETTINGS.replace("terms", "term"))

    assert len(str(caught.value).splitlines()) == 3


def test_a_warning_does_not_keep_the_settings_from_loading(folder: Path) -> None:
    """Warnings are for check; the daemon starts."""
    write(folder, {"rules.yml": RULES.replace("watch: acme", "watch: all")})
    loaded = load_settings(folder / "alertd.yaml", environment=ENVIRONMENT, now=datetime(2026, 11, 21, tzinfo=UTC))

    assert loaded.findings == ()
    direct = SETTINGS.replace(', direct: "slack://${SLACK_TOKEN}"', "")
    write(folder, {"alertd.yaml": direct})
    again = load_settings(folder / "alertd.yaml", environment=ENVIRONMENT, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert [one.name for one in again.findings] == ["no-direct"]


def test_tests_beside_rules_are_no_rules(folder: Path) -> None:
    """rules/*.yml matches rules/storm.test.yml too."""
    write(folder, {"rules.test.yml": "- story: a\n  given: [1d of 5 mentions an hour]\n  expect: [nothing else]\n"})

    loaded = load(folder, SETTINGS.replace("rules.yml", '"*.yml"'))

    assert [rule.id for rule in loaded.house.rules] == ["negative-storm"]


def test_a_faulty_test_of_a_rule_keeps_nothing_from_starting(folder: Path) -> None:
    """It is told by `check`, which reads the tests too; a daemon plays none of them."""
    write(folder, {"rules.test.yml": "- stroy: a\n  given: [nonsense]\n"})
    settings = SETTINGS.replace("rules.yml", '"*.yml"')

    assert [rule.id for rule in load(folder, settings).house.rules] == ["negative-storm"]
    files = FileSet(ENVIRONMENT)
    load_settings_tree(folder / "alertd.yaml", files)
    assert files.faults.errors > 0


def test_without_a_file_the_error_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder first, then /etc."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(config, "SYSTEM_SETTINGS", tmp_path / "etc.yaml")

    with pytest.raises(ConfigurationError, match="name one with -c"):
        find_settings()
    (tmp_path / "etc.yaml").touch()
    assert find_settings() == tmp_path / "etc.yaml"
    (tmp_path / "alertd.yaml").touch()
    assert find_settings() == Path("alertd.yaml")


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """It is not replaced by another one."""
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(tmp_path / "none.yaml")


def test_defaults_need_no_credentials() -> None:
    """`run --watch TERM` starts with sources that are open to all, shipped rules, and the console."""
    loaded = default_settings(["acme", "acme"], environment={"STATE_DIRECTORY": "/tmp/a"})

    assert [source.kind for source in loaded.settings.sources] == ["bluesky", "hackernews"]
    assert [watch.terms for watch in loaded.house.watches] == [("acme",)]
    assert loaded.house.console
    assert loaded.house.rules == shipped_rules()
    assert loaded.settings.channels["console"].url == ""


def test_a_console_house_tells_one_responder() -> None:
    """Whoever replays without settings gets every page in one place."""
    house = console_house([Watch(name="acme")], [])

    assert list(house.roster.people) == ["console"]
    assert house.roster.policies["console"].steps[0].notify == ("console",)
    assert house.rules == ()


def test_rules_for_the_console_need_no_policy(tmp_path: Path) -> None:
    """`replay --rules` works on rules that name no page, and on a folder of them."""
    write(tmp_path, {"a.yml": RULES.replace("    page: pr-oncall\n", ""), "b.yml": RULES.replace("Negative", "Second")})

    assert [rule.page for rule in rules_of([tmp_path])] == [None, "pr-oncall"]
    write(tmp_path, {"b.yml": RULES.replace("4x", "4")})
    with pytest.raises(FaultyFilesError):
        rules_of([tmp_path])
    with pytest.raises(FileNotFoundError):
        rules_of([tmp_path / "none"])


def test_a_second_place_and_a_standby_are_read_with_their_folders(folder: Path) -> None:
    """Relative to the settings; the other's copy is looked for where our own goes, the name is the host's."""
    more = "copy: {to: ../second}\nstandby: {lease: third, hold: 8s}\n"
    read = load(folder, SETTINGS + more).settings
    assert read.copy is not None
    assert read.standby is not None
    assert Path(read.copy.to).resolve() == folder.parent / "second"
    assert (read.standby.lease, read.standby.restore_from) == (str(folder / "third"), read.copy.to)
    assert (read.standby.hold, bool(read.standby.name)) == (timedelta(seconds=8), True)

    more = "copy: {to: a}\nstandby: {lease: 'https://kv.example.org/lease', name: paris, from: b, token: '${KV}'}\n"
    read = load(folder, SETTINGS + more, KV="s3cret").settings
    assert read.standby is not None
    assert (read.standby.lease, read.standby.name) == ("https://kv.example.org/lease", "paris")
    assert read.standby.restore_from == str(folder / "b")
    assert "s3cret" not in repr(read)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("standby: {lease: third}\n", "error[standby-without-copy]"),
        ("copy: {to: a}\nstore: postgresql://127.0.0.1/alertd\n", "error[copy-of-a-server]"),
        ("copy: {}\n", "error[missing-key]"),
        ("copy: {to: a}\nstandby: {lease: 'http://kv.example.org/lease'}\n", "is not https"),
        ("copy: {to: a}\nstandby: {lease: third, hold: 1m}\n", "is not how long a lease holds"),
        ("copy: {to: a}\nstandby: {lease: third, holds: 9s}\n", "hold"),
    ],
)
def test_a_second_place_that_cannot_be_is_a_located_error(folder: Path, more: str, said: str) -> None:
    """A standby without a copy would begin with nothing; a lease that holds for minutes would keep everybody silent."""
    with pytest.raises(FaultyFilesError) as told:
        load(folder, SETTINGS + more)
    assert said in str(told.value)
    assert "alertd.yaml:" in str(told.value)
