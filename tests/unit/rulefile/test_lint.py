"""Lint: what is legal and will hurt at night is a warning, and what is fine is silent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.lint_rules import segments
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.findings import Finding, Level
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, placed, write

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPIKE = "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}"


def linted(folder: Path, files: dict[str, str], calibrated: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what lint finds in files that have no errors."""
    write(folder, {**FILES, **files})
    read = FileSet(ENVIRONMENT)
    load_paths([folder], read)
    assert [str(one) for one in finish(read)] == []
    return lint(read, NOW, calibrated)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "name"),
    [
        ("oncall.yaml", ', sms: "+905550000002"', ', sms: «"05550000002"', "phone"),
        ("oncall.yaml", "{notify: everyone, by: [slack]}", "{notify: «[ayse, omar], by: [mail]}", "unanswerable-step"),
        (
            "oncall.yaml",
            "{notify: pr-primary, by: [slack, sms], escalate_after: 15m}",
            "{notify: «pr-primary, by: [mail, pager]}",
            "no-contact",
        ),
        (
            "oncall.yaml",
            "pr-primary: {people: [ayse, omar], rotate: weekly}",
            "«pr-primary: {people: [ayse], holidays: US}",
            "schedule-gap",
        ),
        (
            "oncall.yaml",
            "pr-primary: {people: [ayse, omar], rotate: weekly}",
            "«pr-primary: {layers: [{people: [ayse], hours: 09:00-17:00}]}",
            "schedule-gap",
        ),
        (
            "alertd.yaml",
            'ops: {policy: pr-oncall, direct: "slack://${SLACK_TOKEN}"}',
            "«ops: {policy: pr-oncall}",
            "no-direct",
        ),
        ("alertd.yaml", "sources:", "  «globex: {terms: [globex]}\nsources:", "no-rule"),
        ("alertd.yaml", "terms: [acme]", "terms: «[acme, xoxb-1234567890-abcdef]", "secret-in-file"),
        ("rules.yml", SPIKE, "share: {negative: over 50%, at_least: {mentions: 30}}", "uncalibrated"),
        ("rules.yml", SPIKE, "compare: «{metric: volume, at_least: {mentions: 30}}", "no-rivals"),
        (
            "rules.yml",
            "page:",
            'message: «"{watch}: {count} negative posts where {usual} are usual. '
            + "Please look at once. " * 10
            + '"\n    page:',
            "sms-too-long",
        ),
    ],
)
def test_what_will_hurt_is_a_warning_in_its_place(file: str, right: str, wrong: str, name: str, tmp_path: Path) -> None:
    """Each points at the line to change."""
    more = {
        "oncall.yaml": PEOPLE.replace(
            "channels:",
            'channels:\n  mail: {url: "mailtos://${SMTP}?to={to}"}\n  pager: {url: "pover://${TWILIO}/{to}"}',
        )
    }
    if name == "no-contact":
        more["oncall.yaml"] = more["oncall.yaml"].replace("omar: {", "omar: {pager: o, ")
    source = {**FILES, **more}[file]
    assert right in source
    text = source.replace(right, wrong, 1)
    place = None
    if "«" in text:
        text, place = placed(text)

    found = linted(tmp_path, {**more, file: text})

    mine = [one for one in found if one.name == name]
    assert len(mine) == 1
    assert mine[0].level is Level.WARNING
    secret = name == "secret-in-file"  # it points at the text inside the list
    assert place is None or (mine[0].line, mine[0].column) == (place if not secret else (place[0], place[1] + 7))


def test_the_files_of_the_tests_are_fine(tmp_path: Path) -> None:
    """Lint is silent where nothing is doubtful."""
    assert linted(tmp_path, {}) == ()


def test_a_share_on_a_calibrated_watch_is_fine(tmp_path: Path) -> None:
    """Fifty labels make a level mean something."""
    rules = RULES.replace(SPIKE, "share: {negative: over 50%, at_least: {mentions: 30}}")

    assert linted(tmp_path, {"rules.yml": rules}, ["acme"]) == ()


def test_quiet_hours_of_everybody_at_once_are_told(tmp_path: Path) -> None:
    """Between 23:00 and 07:00 in Istanbul nobody would be woken by an urgent page."""
    people = PEOPLE.replace("ayse: {", 'ayse: {quiet: "23:00-07:00", ').replace(
        "omar: {", 'omar: {timezone: UTC, quiet: "20:00-04:00", '
    )

    found = linted(tmp_path, {"oncall.yaml": people})

    assert [one.name for one in found] == ["swallowed"]
    assert "8 h a day" in found[0].text


def test_quiet_hours_of_some_are_fine(tmp_path: Path) -> None:
    """Somebody is awake."""
    people = PEOPLE.replace("ayse: {", 'ayse: {quiet: "23:00-07:00", ')

    assert linted(tmp_path, {"oncall.yaml": people}) == ()


def test_quiet_hours_that_never_meet_are_fine(tmp_path: Path) -> None:
    """Two people who follow the sun cover each other."""
    people = PEOPLE.replace("ayse: {", 'ayse: {quiet: "23:00-07:00", ').replace(
        "omar: {", 'omar: {timezone: UTC, quiet: "06:00-18:00", '
    )

    assert linted(tmp_path, {"oncall.yaml": people}) == ()


def test_two_rules_alike_are_told_at_the_second(tmp_path: Path) -> None:
    """The same conditions spelled in another way page twice."""
    twin = (
        RULES.partition("rules:\n")[2].replace("Negative storm", "Storm again").replace("window: 10m", "window: 600s")
    )

    found = linted(tmp_path, {"rules.yml": RULES + twin})

    assert [(one.name, one.line) for one in found] == [("twin", 12)]
    assert linted(tmp_path, {"rules.yml": RULES + twin.replace("mentions: 40", "mentions: 50")}) == ()


@pytest.mark.parametrize("language", ["ko", "[en, ko]"])
def test_a_mood_that_nobody_scores_is_told(language: str, tmp_path: Path) -> None:
    """A negative spike in Korean would never fire, and look like a calm day."""
    settings = SETTINGS.replace("    hours: office", f"    languages: {language}")

    found = linted(tmp_path, {"alertd.yaml": settings})

    assert [one.name for one in found] == ["unscored-language"]
    assert "ko" in found[0].text
    assert linted(tmp_path, {"alertd.yaml": settings, "rules.yml": RULES.replace("of: negative", "of: all")}) == ()


def test_a_gap_is_told_once_with_its_first_hours(tmp_path: Path) -> None:
    """A schedule with a gap every night is one warning, not fourteen."""
    people = PEOPLE.replace(
        "{people: [ayse, omar], rotate: weekly}", "{layers: [{people: [ayse], hours: 09:00-17:00}]}"
    )

    found = linted(tmp_path, {"oncall.yaml": people})

    assert len(found) == 1
    assert "2026-11-23 17:00 to 2026-11-24 09:00" in found[0].text


@pytest.mark.parametrize(
    ("message", "number"), [("short", 1), ("a" * 96, 1), ("a" * 97, 2), ("я" * 10, 1), ("ш" * 71, 2), ("{link}" * 3, 2)]
)
def test_segments_count_the_link_and_the_alphabet(message: str, number: int) -> None:
    """160 characters in the Latin SMS alphabet, 70 beyond it."""
    if message[0] in "яш":
        assert segments(message) >= number
    else:
        assert segments(message) == number


def test_quiet_hours_by_nobodys_clock_are_told(tmp_path: Path) -> None:
    """Without a time zone they are hours of UTC, which is seldom meant."""
    people = PEOPLE.replace("omar: {", 'omar: {quiet: "22:00-07:00", ')
    found = linted(tmp_path, {"oncall.yaml": people})

    assert "no-timezone" in [one.name for one in found]


def test_a_schedule_that_no_policy_tells_is_told(tmp_path: Path) -> None:
    """Its people believe that they are on call."""
    people = (
        PEOPLE.replace("schedules:\n", "schedules:\n  forgotten: {people: [lea]}\n")
        .replace("people:\n", 'people:\n  lea: {slack: "@lea"}\n', 1)
        .replace("everyone", "omar")
    )
    found = linted(tmp_path, {"oncall.yaml": people})

    assert [one.name for one in found] == ["never-told"]


RSS = '  - {kind: rss, urls: ["https://example.org/feed"]}'
X = '  - {kind: x, bearer_token: "${X_TOKEN}"}'


@pytest.mark.parametrize(
    ("sources", "rule", "is_told"),
    [
        (RSS, SPIKE, True),  # five minutes of asking and fifteen of the feed's own
        (RSS, SPIKE.replace("10m", "20m"), False),
        (f"{X}\n{RSS}", SPIKE, False),  # X is live
        ('  - {kind: webhook, token: "${X_TOKEN}"}', SPIKE, False),  # comes by itself
        (RSS, "spike: {of: all, rarer_than: 7d}", False),  # its own windows: a late burst is judged up to 30 minutes
        (RSS.replace("]}", "], every: 1h}"), "spike: {of: all, rarer_than: 7d}", True),
        (RSS, "velocity: {rises_by: 20 points, within: 15m, at_least: {mentions: 30}}", True),
        (RSS, "influencer: {audience: 100k}", False),  # looks at no time
        ("  - {kind: hackernews}", SPIKE, False),  # six minutes
    ],
)
def test_a_rule_that_all_its_sources_are_too_slow_for_is_told(
    sources: str, rule: str, is_told: bool, tmp_path: Path
) -> None:
    """A burst older than its window when it is read is told late, or never."""
    found = linted(tmp_path, {"alertd.yaml": SETTINGS.replace(X, sources), "rules.yml": RULES.replace(SPIKE, rule)})

    assert [one.name for one in found if one.name == "slow-sources"] == ["slow-sources"] * is_told
    assert all("the fastest, rss, is up to" in one.text for one in found if one.name == "slow-sources")


def test_a_rule_that_takes_one_slow_platform_only_is_told_beside_a_live_one(tmp_path: Path) -> None:
    """X is live, and this rule does not see it."""
    rules = RULES.replace("    page:", "    only: {platforms: [rss]}\n    page:")

    found = linted(tmp_path, {"alertd.yaml": SETTINGS.replace(X, f"{X}\n{RSS}"), "rules.yml": rules})

    assert [(one.name, one.line) for one in found if one.name == "slow-sources"] == [("slow-sources", 7)]
