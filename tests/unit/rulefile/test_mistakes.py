"""Forty mistakes that people make: each is told once, at its place, with what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from alertd.yamlform.show import text as shown
from tests.unit.rulefile.written import FILES, PEOPLE, RULES, SETTINGS, findings, placed


class Mistake(NamedTuple):
    """In `file`, `right` becomes `wrong`; « stands where it must be told. meant: what must be suggested, if anything."""

    file: str
    right: str
    wrong: str
    name: str
    meant: str = ""


R, P, S = "rules.yml", "oncall.yaml", "alertd.yaml"
MISTAKES = (
    Mistake(R, "severity: crisis", "«severty: crisis", "unknown-key", '"severity"'),
    Mistake(R, "ratio: 4x", "«ratoi: 4x", "unknown-key", '"ratio"'),
    Mistake(R, "window: 10m", "«windw: 10m", "unknown-key", '"window"'),
    Mistake(R, "at_least: {", "«atleast: {", "unknown-key", '"at_least"'),
    Mistake(R, "authors: 30", "«author: 30", "unknown-key", '"authors"'),
    Mistake(R, "page: pr-oncall", "«pages: pr-oncall", "unknown-key", '"page"'),
    Mistake(R, "name: Negative storm", "«nam: Negative storm", "unknown-key", '"name"'),
    Mistake(R, "when:", "«whn:", "unknown-key", '"when"'),
    Mistake(R, "rules:", "«ruels:", "unknown-key", '"rules"'),
    Mistake(R, "spike: {", "«spik: {", "unknown-condition", '"spike"'),
    Mistake(R, "severity: crisis", "severity: «critical", "bad-value", '"crisis"'),
    Mistake(R, "of: negative", "of: «negativ", "bad-value", '"negative"'),
    Mistake(R, "window: 10m", "window: «10 minutes", "bad-value", '"10m"'),
    Mistake(R, "window: 10m", 'window: «"10"', "bad-value", '"10m"'),
    Mistake(R, "ratio: 4x", "ratio: «4", "bad-value", '"4x"'),
    Mistake(R, "ratio: 4x", "ratio: «400%", "bad-value", '"4x"'),
    Mistake(R, "mentions: 40", 'mentions: «"1,000"', "bad-value", '"1000"'),
    Mistake(R, "page: pr-oncall", "page: «pr-onkall", "unknown-policy", '"pr-oncall"'),
    Mistake(R, "watch: acme", "watch: «acmee", "unknown-watch", '"acme"'),
    Mistake(R, "watch: acme", "watch: acme\n    «watch: all", "duplicate-key"),
    Mistake(R, "page: pr-oncall", "«page: #crisis", "no-value", '"#crisis"'),
    Mistake(R, "severity: crisis", "severity: crisis\n     «hours: office", "syntax"),
    Mistake(R, "ratio: 4x", "ratio: 4x, «rarer_than: 7d", "too-many"),
    Mistake(R, "ratio: 4x, ", "«versus: last_24h, ", "missing-key", "ratio: 3x"),
    Mistake(
        R,
        "ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}",
        "«ratio: 4x, versus: last_24h",
        "no-floor",
        "at_least",
    ),
    Mistake(
        R,
        ", ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}",
        ", ratio: 4x, versus: last_24h, «at_least: {mentions: 0}",
        "no-floor",
        "at_least",
    ),
    Mistake(R, "page: pr-oncall", 'message: "«{brnd}: {count}"\n    page: pr-oncall', "unknown-field", "watch"),
    Mistake(R, "page: pr-oncall", "hours: «ofice\n    page: pr-oncall", "unknown-hours", '"office"'),
    Mistake(R, "page: pr-oncall", "group_by: «brand\n    page: pr-oncall", "bad-value"),
    Mistake(P, "timezone: Europe/Istanbul, slack", "timezone: «Istanbul, slack", "bad-value", '"Europe/Istanbul"'),
    Mistake(P, "rotate: weekly", "rotate: «weekley", "bad-value", '"weekly"'),
    Mistake(P, "people: [ayse, omar]", "people: [ayse, «omer]", "unknown-person", '"omar"'),
    Mistake(P, "by: [slack, sms]", "by: [«slak, sms]", "unknown-channel", '"slack"'),
    Mistake(P, "escalate_after: 15m", "«escalate_in: 15m", "unknown-key", '"escalate_after"'),
    Mistake(P, 'sms: "+905550000002"', '«smss: "+905550000002"', "unknown-key", '"sms"'),
    Mistake(P, 'url: "slack://', 'url: «"slak://', "unknown-scheme", '"slack"'),
    Mistake(P, "{notify: everyone", "{notify: «pr-primry", "unknown-person", '"pr-primary"'),
    Mistake(P, "rotate: weekly", 'rotate: weekly, handover: «"Monday 9am"', "bad-value", '"Monday 09:00"'),
    Mistake(P, "{timezone: Europe/Istanbul}", "{days: sat,«sun}", "no-value", '"sat,sun"'),
    Mistake(S, "kind: x", "kind: «redit", "unknown-kind", '"reddit"'),
    Mistake(S, "bearer_token:", "«bearer:", "unknown-key", '"bearer_token"'),
    Mistake(S, "${X_TOKEN}", "", "unresolved"),
    Mistake(S, "terms: [acme]", "terms: «acme, Acme", "wrong-type", "[acme, Acme]"),
    Mistake(S, "policy: pr-oncall", "policy: «pr_oncal", "unknown-policy", '"pr-oncall"'),
    Mistake(S, "hours: office", "«handels: {x: [acme]}", "unknown-key", '"handles"'),
)
SOURCES = {R: RULES, P: PEOPLE, S: SETTINGS}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.name}-{mistake.wrong[:24]}")
def test_a_mistake_is_told_once_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    """One finding, with line and column of the wrong key or value, what was meant, and under 400 characters."""
    source = SOURCES[mistake.file]
    assert mistake.right in source
    if mistake.name == "unresolved":
        text, place = placed(source.replace('"${X_TOKEN}"', '«"${X_TOKN}"'))
    else:
        text, place = placed(source.replace(mistake.right, mistake.wrong, 1))

    found = findings(tmp_path, {**FILES, mistake.file: text})

    assert [(one.name, one.path.rpartition("/")[2]) for one in found] == [(mistake.name, mistake.file)]
    assert (found[0].line, found[0].column) == place
    assert mistake.meant in f"{found[0].text} {found[0].advice}"
    assert len(shown(found[0])) < 400


def test_the_files_without_mistakes_are_fine(tmp_path: Path) -> None:
    """What the mistakes are made in has none itself."""
    assert findings(tmp_path, FILES) == ()


def test_all_mistakes_of_a_file_are_told_in_one_run(tmp_path: Path) -> None:
    """Nobody runs a check ten times to find ten faults."""
    text = (
        RULES.replace("severity: crisis", "severty: crisis").replace("ratio: 4x", "ratio: 4").replace("acme", "acmee")
    )

    found = findings(tmp_path, {**FILES, "rules.yml": text})

    assert [one.name for one in found] == ["unknown-key", "bad-value"]


def test_all_mistakes_of_all_files_are_told_in_order(tmp_path: Path) -> None:
    """Findings of three files come by file, then line, then column."""
    files = {
        "rules.yml": RULES.replace("of: negative", "of: bad").replace("window: 10m", "window: ten"),
        "oncall.yaml": PEOPLE.replace("weekly", "yearly"),
        "alertd.yaml": SETTINGS.replace("terms:", "term:"),
    }

    found = findings(tmp_path, files)

    assert [one.path.rpartition("/")[2] for one in found] == ["alertd.yaml", "oncall.yaml", "rules.yml", "rules.yml"]
    assert [one.order for one in found] == sorted(one.order for one in found)
