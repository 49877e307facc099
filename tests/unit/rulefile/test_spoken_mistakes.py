"""Mistakes of somebody who writes YAML once a month, as they would say it aloud and in their own language: each with what to write."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.findings import Finding
from alertd.yamlform.show import text as shown
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, of_one, placed, write

R, P, S = "rules.yml", "oncall.yaml", "alertd.yaml"
SOURCES = {R: RULES, P: PEOPLE, S: SETTINGS}
SPIKE = "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}"
PAGE = "page: pr-oncall"
TZ = "timezone: Europe/Istanbul, slack"
OFFICE = "{timezone: Europe/Istanbul}"
STEPS = """    steps:
      - {notify: pr-primary, by: [slack, sms], escalate_after: 15m}
      - {notify: everyone, by: [slack]}
"""
X = '  - {kind: x, bearer_token: "${X_TOKEN}"}'
CAMPAIGN = "campaigns: [{name: a, from: «%s, until: 2026-12-03, expect: 5x}]"
#: (file, what is right, what was written, with « where it is told; what must be said)
MISTAKES = (
    # Numbers and spans as they are said.
    (R, SPIKE, "count: {over: «ten}", '"10"'),
    (R, SPIKE, "count: {over: «on beş}", "counts are whole numbers"),
    (R, SPIKE, "count: {over: «üç}", '"3"'),
    (R, SPIKE, "count: {over: «50%}", "share: {negative: over 50%}"),
    (R, SPIKE, "count: {over: «100 per hour}", "over: 100, window: 1h"),
    (R, SPIKE, "count: {«more_than: 100}", '"over"'),
    (R, SPIKE, "count: {over: 100, window: «an hour}", '"1h"'),
    (R, SPIKE, "count: {over: 100, window: «last hour}", '"1h"'),
    (R, SPIKE, "spike: {rarer_than: «once a week}", '"1w"'),
    (R, SPIKE, "spike: {rarer_than: «monthly}", '"30d"'),
    (R, SPIKE, "spike: {rarer_than: «2 ay}", '"60d"'),
    (R, SPIKE, "spike: {ratio: «4 kat, at_least: {mentions: 4}}", '"4x"'),
    (R, SPIKE, "share: {negative: over «%50, at_least: {mentions: 50}}", '"50%"'),
    (R, SPIKE, "engagement: {«retweets: 100}", '"reposts"'),
    (R, SPIKE, "engagement: {«shares: 100}", '"reposts"'),
    (R, SPIKE, "engagement: {«comments: 100}", '"replies"'),
    (R, PAGE, PAGE + "\n    at_most: «three a day", '"3 a day"'),
    (S, "ops: {policy", "retention: {mentions: «3 months}\nops: {policy", '"90d"'),
    (S, "ops: {policy", "retention: {mentions: «1 year}\nops: {policy", '"365d"'),
    # Clocks, days and dates.
    (P, "rotate: weekly", "rotate: «haftalık", '"weekly"'),
    (P, "rotate: weekly", "rotate: weekly, handover: «Pazartesi 09:00", '"mon 09:00"'),
    (P, "rotate: weekly", "rotate: weekly, handover: «9:00 mon", '"mon 09:00"'),
    (P, "rotate: weekly", "rotate: weekly, handover: «lundi", '"mon 09:00"'),
    (P, OFFICE, "{timezone: Europe/Istanbul, days: «Mon to Fri}", '"mon-fri"'),
    (P, OFFICE, "{timezone: Europe/Istanbul, days: [mon, «среда]}", '"wed"'),
    (P, OFFICE, "{timezone: Europe/Istanbul, days: [«星期五]}", '"fri"'),
    (P, 'slack: "@omar"', 'quiet: «2300-0700, slack: "@omar"', '"23:00-07:00"'),
    (S, "hours: office", CAMPAIGN % "1 December 2026", '"2026-12-01"'),
    (S, "hours: office", CAMPAIGN % '"Dec 1st, 2026"', '"2026-12-01"'),
    (S, "hours: office", CAMPAIGN % "31 February 2026", "dates are written"),
    # Zones: a near spelling may be a thousand miles away.
    (P, TZ, "timezone: «Europe/Ankara, slack", '"Europe/Istanbul"'),
    (P, TZ, "timezone: «İstanbul, slack", '"Europe/Istanbul"'),
    (P, TZ, "timezone: «Москва, slack", '"Europe/Moscow"'),
    (P, TZ, "timezone: «Beijing, slack", '"Asia/Shanghai"'),
    (P, TZ, "timezone: «Rio, slack", '"America/Sao_Paulo"'),
    (P, TZ, "timezone: «San Francisco, slack", '"America/Los_Angeles"'),
    # Keys and words of the author's own language.
    (R, "severity: crisis", "«önem: kriz", '"severity"'),
    (R, "severity: crisis", "«серьёзность: кризис", '"severity"'),
    (R, "severity: crisis", "«gravité: crise", '"severity"'),
    (R, "severity: crisis", "severity: «acil", '"urgent"'),
    (R, "severity: crisis", "severity: «紧急", '"urgent"'),
    (R, "name: Negative storm", "«isim: Olumsuz", '"name"'),
    (R, "watch: acme", "«marka: acme", '"watch"'),
    (R, "watch: acme", "watch: «hepsi", '"all"'),
    (R, PAGE, "«nöbet: pr-oncall", '"page"'),
    (R, PAGE, PAGE + "\n    only: {languages: [en, «Türkçe]}", '"tr"'),
    (P, TZ, "«dil: tr, " + TZ, '"language"'),
    (S, "oncall: oncall.yaml", "«people: oncall.yaml", '"oncall"'),
    # A list where a map is meant, a map where a list is, and what stands on the wrong line.
    (R, "severity: crisis", "severity: «[crisis]", "write it without brackets: crisis"),
    (R, "severity: crisis", "«severity= crisis", "write severity: crisis"),
    (R, SPIKE, "count: {«over = 5}", "write over: 5"),
    (R, SPIKE, "count: {over: 5 «window: 10m}", "write 5, window: .."),
    (R, SPIKE, "any_of: «count: {over: 100}", "on a line of its own"),
    (P, STEPS, "    «- {notify: pr-primary, by: [slack]}\n", "write steps: on a line of its own"),
    (P, STEPS, "    steps: [«ayse]\n", "write {notify: ayse}"),
    (P, "by: [slack, sms]", "by: [«text]", '"sms"'),
    (S, X, '  - {«type: x, bearer_token: "${X_TOKEN}"}', "write kind: x in the place of type: x"),
    (S, X, "  - «rss: https://example.org/feed", "write {kind: rss, ..}"),
    (S, X, "  - «x", "write {kind: x} and its options"),
    (S, X, "  - {kind: «instagram}", '"meta"'),
    (S, "ops: {policy", "listen: «localhost\nops: {policy", '"127.0.0.1:8321"'),
    # Secrets as other tools refer to them.
    (S, '"${X_TOKEN}"', "«$X_TOKEN", "write ${X_TOKEN}"),
    (S, '"${X_TOKEN}"', '«"%X_TOKEN%"', "write ${X_TOKEN}"),
    (S, '"${X_TOKEN}"', '«"{{ X_TOKEN }}"', "write ${X_TOKEN}"),
    (S, '"${X_TOKEN}"', '«"${{ X_TOKEN }}"', "write ${X_TOKEN}"),
    # Terms.
    (S, "terms: [acme]", "terms: [«acme; acme corp]", "make two terms of it"),
    (S, "terms: [acme]", "terms: [«‘acme’]", "write acme"),
)  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "said"), MISTAKES, ids=lambda part: str(part)[-40:])
def test_it_is_told_once_where_it_stands_with_what_to_write(
    file: str, right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    """One finding of check, lint and all: what only follows from a mistake is no second one."""
    assert right in SOURCES[file]
    text, place = placed(SOURCES[file].replace(right, wrong, 1))
    found = checked(tmp_path, {**FILES, file: text})

    assert [(one.line, one.column) for one in found if one.name not in {"slow-sources", "uncalibrated"}] == [place], (
        found
    )
    first = next(one for one in found if (one.line, one.column) == place)
    assert said in f"{first.text} {first.advice}"
    assert len(shown(first)) < 400


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        (S, "hours: office", "hours: office\nacme: {}"),  # its line has slipped to the left; "traces" is no better
        (S, "hours: office", "colour: red\n    hours: office"),
        (R, "page: pr-oncall", "page: pr-oncall\n    country: TR"),
        (R, SPIKE, "engagement: {shouts: 5, likes: 9}"),
        (P, "rotate: weekly", "rotate: never"),
        (S, X, "  - {kind: tiktok}"),
    ],
)
def test_what_is_near_to_nothing_is_offered_nothing(file: str, right: str, wrong: str, tmp_path: Path) -> None:
    """A wrong guess sends people to the wrong page; the list of what may stand there is in the advice."""
    found = checked(tmp_path, {**FILES, file: SOURCES[file].replace(right, wrong, 1)})
    first = next(one for one in found if one.level == "error")

    assert "did you mean" not in first.text
    assert first.advice


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_an_editor_of_windows_saves_is_read_alike(encoding: str, ending: str, tmp_path: Path) -> None:
    """A mark at the beginning and other ends of lines move no column, and no letter comes into what is quoted."""
    text, place = placed(RULES.replace("severity: crisis", "severity: «crisi"))
    path = tmp_path / R
    path.write_bytes(text.replace("\n", ending).encode(encoding))
    read = FileSet(ENVIRONMENT)
    load_paths([path], read)
    found = [one for one in finish(read) if one.name == "bad-value"]

    assert [(one.line, one.column) for one in found] == [place]
    assert found[0].text == '"crisi" is not a severity; did you mean "crisis"?'
    assert found[0].shown == "    severity: crisi"


@pytest.mark.parametrize(
    ("encoding", "place"), [("utf-16", (1, 1)), ("utf-16-le", (3, 28)), ("cp1254", (3, 11)), ("iso-8859-9", (3, 11))]
)
def test_a_file_of_another_encoding_is_told_at_its_first_strange_letter(
    encoding: str, place: tuple[int, int], tmp_path: Path
) -> None:
    """Half of the letters would be read as others, and the terms of a brand be wrong for ever."""
    path = tmp_path / R
    path.write_bytes(RULES.replace("Negative storm", "Şikâyet fırtınası").encode(encoding))
    read = FileSet(ENVIRONMENT)
    load_paths([path], read)
    found = finish(read)

    assert [(one.name, one.line, one.column) for one in found] == [("encoding", *place)]
    assert found[0].advice == "save it as UTF-8"


@pytest.mark.parametrize("password", ["$ecret-Of-Ours", "$100%sure", "{curly}", "%percent%", "pa$$WORD"])
def test_a_password_with_odd_signs_is_a_password(password: str, tmp_path: Path) -> None:
    """It is warned of as any secret in a file, and never repeated."""
    found = checked(tmp_path, {**FILES, S: SETTINGS.replace('"${X_TOKEN}"', f"'{password}'")})

    assert [(one.name, one.text) for one in found] == [("secret-in-file", "a secret stands in this file")]


@pytest.mark.parametrize("alias", ["*base", "*defaults"])
def test_an_anchor_shares_what_rules_have_in_common(alias: str, tmp_path: Path) -> None:
    """Anchors of the same file are read; one that is not there is told with both ways out."""
    name = alias[1:]
    anchored = RULES.replace(
        "at_least: {mentions: 40, authors: 30}", f"at_least: &{name} {{mentions: 40, authors: 30}}"
    )
    second = (
        RULES.partition("rules:\n")[2]
        .replace("Negative storm", "Second")
        .replace("of: negative", "of: all")
        .replace("{mentions: 40, authors: 30}", alias)
    )

    assert checked(tmp_path / "right", {**FILES, R: anchored + second}) == []
    found = of_one(tmp_path, RULES.replace("{mentions: 40, authors: 30}", alias))
    assert [one.text for one in found] == [f'"{alias}" names an anchor that is not in this file']


def checked(folder: Path, files: dict[str, str]) -> list[Finding]:
    """Return all that check says of these files."""
    write(folder, files)
    read = FileSet(ENVIRONMENT)
    load_paths([folder / name for name in FILES], read)
    finish(read)
    return list(lint(read, datetime(2026, 11, 23, tzinfo=UTC), ["acme"]))
