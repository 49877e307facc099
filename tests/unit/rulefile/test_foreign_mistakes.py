"""Mistakes that come from other tools, other units and other languages: each at its place, with what was meant, and never a wrong guess."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.findings import Finding
from alertd.yamlform.show import text as shown
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, findings, placed, write

R, P, S = "rules.yml", "oncall.yaml", "alertd.yaml"
SOURCES = {R: RULES, P: PEOPLE, S: SETTINGS}
SPIKE = "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}"
PAGE = "page: pr-oncall"
#: (file, what is right, what was written, with « where it is told; what must be said)
MISTAKES = (
    (R, "ratio: 4x", "ratio: «x4", '"4x"'),
    (R, "ratio: 4x", "ratio: «4 times", '"4x"'),
    (R, "ratio: 4x", "ratio: «>4x", '">4x"'),
    (R, "window: 10m", "window: «600", "10m if seconds were meant, 10h if minutes"),
    (R, "window: 10m", "window: «PT10M", '"10m"'),
    (R, "window: 10m", "window: «P1DT2H", '"1d2h"'),
    (R, "window: 10m", "window: «10мин", '"10m"'),
    (R, "window: 10m", "window: «2 saat", '"2h"'),
    (R, "window: 10m", "window: «half an hour", '"30m"'),
    (R, "window: 10m", "window: «1/4 h", '"15m"'),
    (R, "mentions: 40", "mentions: «40+", '"40"'),
    (R, "mentions: 40", "mentions: «>= 40", '">= 40"'),
    (R, "mentions: 40", "mentions: «at least 40", '"40"'),
    (R, "mentions: 40", "mentions: «1e3", '"1000"'),
    (R, "mentions: 40", "mentions: «2 тыс", '"2k"'),
    (R, SPIKE, "influencer: {audience: «1mio}", '"1m"'),
    (R, SPIKE, "influencer: {reach: «100k}", "a number of people is audience: 100k"),
    (R, SPIKE, "influencer: {reach: «over 10000 followers}", "a number of people is audience: 100k"),
    (R, SPIKE, "influencer: {«followers: 100k}", '"audience"'),
    (R, SPIKE, "influencer: {audience: 1k, sentiment: «негатив}", '"negative"'),
    (R, SPIKE, "«sentiment: negative", "a key of influencer, going_viral, every, engagement"),
    (R, SPIKE, "«rarer_than: 30d", "write spike: {rarer_than: ..}"),
    (R, SPIKE, "«keyword: [fire]", '"terms"'),
    (R, SPIKE, "«none_of:\n        - quiet: {}", "write not: and one condition"),
    (R, SPIKE, "terms: «[fire, smoke]", "write terms: {any: [fire, smoke]}"),
    (R, SPIKE, "drop: «20%", "write drop: {below: 20%}"),
    (R, SPIKE, "promise: {met: «0.95}", '"95%"'),
    (R, SPIKE, "compare: {metric: volume, «against: [acme], at_least: {mentions: 5}}", '"with"'),
    (R, SPIKE, "compare: {metric: «sentiment, with: [acme], at_least: {mentions: 5}}", '"negative_share"'),
    (R, SPIKE, "spending: {«over: 80%}", '"spent"'),
    (R, "severity: crisis", "severity: «Krise", '"crisis"'),
    (R, "watch: acme", "watch: «*", "write all"),
    (R, PAGE, PAGE + "\n    at_most: «3/day", '"3 a day"'),
    (R, PAGE, PAGE + "\n    enabled: «ja", '"true"'),
    (R, PAGE, PAGE + "\n    enabled: «Off", '"false"'),
    (R, PAGE, PAGE + "\n    until: «resolved", '"calm"'),
    (R, PAGE, PAGE + "\n    only: {countries: [«UK]}", '"GB"'),
    (R, PAGE, PAGE + "\n    only: {countries: [TR, «Germany]}", '"DE"'),
    (R, PAGE, PAGE + "\n    only: {platforms: [«Twitter]}", '"x"'),
    (R, PAGE, PAGE + "\n    only: {platforms: [reddit, «X]}", '"x"'),
    (R, PAGE, PAGE + '\n    message: "«{{ count }} posts"', '"{count}"'),
    (R, PAGE, PAGE + '\n    message: "more: «${brand}"', "as another tool does"),
    (R, PAGE, PAGE + "\n    playbook: «https://wiki.example.org/x", "playbook: {url: https://wiki.example.org/x}"),
    (R, PAGE, PAGE + "\n    playbook: {replies: «We look into it}", "{en: We look into it}"),
    (P, "rotate: weekly", "rotate: «every week", '"weekly"'),
    (P, "rotate: weekly", "rotate: weekly, handover: «monday", '"mon 09:00"'),
    (P, "rotate: weekly", 'rotate: weekly, handover: «"mon 9:00 CET"', '"mon 9:00"'),
    (P, "people: [ayse, omar]", "«members: [ayse, omar]", '"people"'),
    (P, "timezone: Europe/Istanbul, slack", "timezone: «CET+1, slack", "write the city"),
    (S, "terms: [acme]", "terms: [acme]\n    handles: «[acme]", "{x: [..]}"),
    (S, "hours: office", "campaigns: [{name: a, from: «12/01/2026, until: 2026-12-03, expect: 5x}]", "2026-01-12, or 2026-12-01"),
    (S, '"${X_TOKEN}"}', '"${X_TOKEN}", budget: «20 USD}', "budget: {per_day: 20 USD}"),
)  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "said"), MISTAKES, ids=lambda part: str(part)[-40:])
def test_it_is_told_once_where_it_stands_with_what_was_meant(
    file: str, right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    """One finding, in under 400 characters."""
    assert right in SOURCES[file]
    text, place = placed(SOURCES[file].replace(right, wrong, 1))
    found = findings(tmp_path, {**FILES, file: text})

    assert len(found) == 1, found
    assert (found[0].line, found[0].column) == place
    assert said in f"{found[0].text} {found[0].advice}"
    assert len(shown(found[0])) < 400


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("acme near/5 fire", "NEAR/5"),
        ("acme w/5 fire", "NEAR/5"),
        ("acme NEAR5 fire", "NEAR/5"),
        ("from:acme fire", "author:"),
        ("hashtag:acme", "#"),
        ("domain:acme.example", "site:"),
        ("title:acme", "the word alone"),
        ("#acme -is:retweet", "only: .."),
        ("acme min_faves:100", "only: .."),
        ("acme | acne", "write OR"),
        ("acme || acne", "write OR"),
        ("acme && fire", "write AND"),
        ("acme or acne", "write OR"),
        ("acme !theatre", "acme NOT theatre"),
        ("+acme +fire", "write AND"),
        ("*acme", "acme*"),
        ("/acm[ei]/", "regular expressions"),
        ("acme.*fire", "regular expressions"),
        ("acme, fire", "two terms"),
        ("(acme | acne) AND fire", "write OR"),
    ],
)
def test_a_search_of_another_tool_is_named(term: str, said: str, tmp_path: Path) -> None:
    """It would be read as a name that nobody ever writes, and find nothing for ever."""
    found = linted(tmp_path, term)

    assert [one.name for one in found] == ["search-term"]
    assert said in f"{found[0].text} {found[0].advice}"
    assert (found[0].line, found[0].column) == (6, 13)


@pytest.mark.parametrize(
    "term",
    [
        "Johnson & Johnson", "AT&T", "T-Mobile", "Yahoo!", "Marks and Spencer", "C++", "a/b testing", "Nike: just do it", "7-Eleven",
        "Toys R Us", "24/7", "Disney+", "O'Reilly", "acme NOT theatre", "acme AND (fire OR smoke)", "acme NEAR/5 fire",         "https://acme.example/path", "volta*", "organi?ation", "#acme", "@acme", "Coca-Cola", "H&M", "Ben & Jerry's",
    ],
)  # fmt: skip
def test_a_name_is_no_search_of_another_tool(term: str, tmp_path: Path) -> None:
    """A warning that cries at each brand is read by nobody."""
    assert linted(tmp_path, term) == []


def linted(folder: Path, term: str) -> list[Finding]:
    """Return what lint says of one term."""
    written = "'" + term.replace("'", "''") + "'"
    write(folder, {**FILES, S: SETTINGS.replace("terms: [acme]", f"terms: [{written}]")})
    files = FileSet(ENVIRONMENT)
    load_paths([folder / name for name in FILES], files)
    finish(files)
    lint(files, datetime(2026, 11, 23, tzinfo=UTC), ["acme"])
    return list(files.faults.sorted())
