"""Ninety mistakes that people make: each is told once, at its place, with what was meant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.show import text as shown
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, findings, of_one, placed, write


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
SPIKE = "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}"
TZ = "timezone: Europe/Istanbul, slack"
#: What other tools, other keyboards and speech put into the files.
MORE = (
    Mistake(R, "severity: crisis", "«severity:crisis", "syntax", "write severity: crisis"),
    Mistake(
        R, "severity: crisis", "severity: «“crisis”", "bad-value", 'quotes of a text processor; did you mean "crisis"'
    ),
    Mistake(R, "severity: crisis", "severity: «cri\u200bsis", "bad-value", 'an invisible space; did you mean "crisis"'),
    Mistake(R, "severity: crisis", "severity: «сrisis", "bad-value", 'Cyrillic letter; did you mean "crisis"'),
    Mistake(R, "severity: crisis", "«sev\u0435rity: crisis", "unknown-key", 'Cyrillic letter; did you mean "severity"'),
    Mistake(
        R, "severity: crisis", "«severity\u00a0: crisis", "unknown-key", 'a no-break space; did you mean "severity"'
    ),
    Mistake(R, "severity: crisis", "severity: «crisis\u00a0", "bad-value", "a no-break space"),
    Mistake(R, "window: 10m", "window: «10\u00a0m", "bad-value", 'a no-break space; did you mean "10m"'),
    Mistake(R, "severity: crisis", "severity: «CRISIS", "bad-value", '"crisis"'),
    Mistake(R, "severity: crisis", "severity: «P1", "bad-value", '"crisis"'),
    Mistake(R, "severity: crisis", "severity: «high", "bad-value", "one of: crisis, urgent, notice"),
    Mistake(R, "mentions: 40", "mentions: «100.000", "bad-value", "write 100000, or 100"),
    Mistake(R, "mentions: 40", "mentions: 1,«000", "no-value", "thousands: 1000; a fraction has a point: 1.000"),
    Mistake(R, "ratio: 4x", "ratio: 1,«5x", "no-value", "write 1.5x"),
    Mistake(R, "ratio: 4x", 'ratio: «"1,5x"', "bad-value", '"1.5x"'),
    Mistake(R, "window: 10m", "window: 1,«5h", "no-value", "write 1.5h"),
    Mistake(R, "window: 10m", "window: «10min", "bad-value", '"10m"'),
    Mistake(R, "of: negative", "of: «angry", "bad-value", '"negative"'),
    Mistake(R, "of: negative", "«of:negative", "no-value", "write of: negative"),
    Mistake(R, SPIKE, "influencer: {audience: 100k, sentiment: «angry}", "bad-value", '"negative"'),
    Mistake(R, SPIKE, "influencer: {reach: «0.1%}", "bad-value", '"top 0.1%"'),
    Mistake(R, SPIKE, "influencer: {audience: «100 k}", "bad-value", '"100k"'),
    Mistake(R, SPIKE, "influencer: {audience: «100.000}", "bad-value", "write 100000, or 100"),
    Mistake(R, SPIKE, "velocity: {rises_by: «20}", "bad-value", '"20 points"'),
    Mistake(R, SPIKE, "velocity: {rises_by: «20%}", "bad-value", '"20 points"'),
    Mistake(R, SPIKE, "velocity: {rises_by: «3}", "bad-value", "20 points or 3x"),
    Mistake(R, SPIKE, "share: {negative: «under 50%, at_least: {mentions: 50}}", "bad-value", "over 50%; for far less"),
    Mistake(R, SPIKE, "share: {negative: «50%, at_least: {mentions: 50}}", "bad-value", '"over 50%"'),
    Mistake(R, "at_least: {mentions: 40, authors: 30}", "at_least: «40", "wrong-type", "at_least: {mentions: 40}"),
    Mistake(R, "when:", "«if:", "unknown-key", '"when"'),
    Mistake(R, "watch: acme", "«brand: acme", "unknown-key", '"watch"'),
    Mistake(R, "watch: acme", "watch: «Acme", "unknown-watch", '"acme"'),
    Mistake(R, "  - name: Negative", "  «• name: Negative", "syntax", '"- name: Negative storm"'),
    Mistake(R, "  - name: Negative", "  «* name: Negative", "syntax", '"- name: Negative storm"'),
    Mistake(R, "page: pr-oncall", "page: «[pr-oncall, b]", "wrong-type", "stand in its steps"),
    Mistake(R, "page: pr-oncall", "page: «ayse", "unknown-policy", "notify: ayse"),
    Mistake(R, "page: pr-oncall", "page: «pr-primary", "unknown-policy", "notify: pr-primary"),
    Mistake(P, TZ, "timezone: «GMT+3, slack", "bad-value", '"Europe/Istanbul"'),
    Mistake(P, TZ, "timezone: «UTC+03:00, slack", "bad-value", '"Europe/Istanbul"'),
    Mistake(P, TZ, "timezone: «MSK, slack", "bad-value", '"Europe/Moscow"'),
    Mistake(P, "{timezone: Europe/Istanbul}", "{timezone: Europe/Istanbul, open: «9-17}", "bad-value", '"09:00-17:00"'),
    Mistake(P, "{timezone: Europe/Istanbul}", "{timezone: Europe/Istanbul, holidays: [«Turkey]}", "bad-value", '"TR"'),
    Mistake(P, "rotate: weekly", "rotate: «7d", "bad-value", '"weekly"'),
    Mistake(P, "people: [ayse, omar]", "people: ayse, «omar", "no-value", "[ayse, omar]"),
    Mistake(P, 'sms: "+905550000002"', '«phone: "+905550000002"', "unknown-key", '"sms"'),
    Mistake(S, "kind: x", "kind: «slack", "unknown-kind", "people file: channels: {slack"),
    Mistake(S, "kind: x", "kind: «twitter", "unknown-kind", '"x"'),
    Mistake(S, "terms: [acme]", "terms: [acme]\n    languages: [«us]", "bad-value", '"en"'),
    Mistake(S, "terms: [acme]", "terms: [acme]\n    languages: [«jp]", "bad-value", '"ja"'),
    Mistake(S, "terms: [acme]", "terms: [{«Gap}]", "no-value", '"{Gap}"'),
    Mistake(S, "terms: [acme]", 'terms: ["acme AND «(fire"]', "bad-term", 'add a ")"'),
    Mistake(S, "terms: [acme]", "terms: [acme]\n    needs: [x]\n    near: «10", "bad-value", '"10 words"'),
)
SOURCES = {R: RULES, P: PEOPLE, S: SETTINGS}


@pytest.mark.parametrize("mistake", [*MISTAKES, *MORE], ids=lambda mistake: f"{mistake.name}-{mistake.wrong[:24]}")
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


def test_nearly_all_of_them_are_told_with_what_to_write() -> None:
    """Sixty kinds at the least, and for nine of ten what was meant."""
    known = (*MISTAKES, *MORE)
    assert len(known) >= 60
    assert sum(bool(one.meant) for one in known) >= 0.93 * len(known)


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("angry", "any"),
        ("GMT+3", "Etc/GMT+3"),
        ("20", "20x"),
        ("under 50%", "over 50%"),
        ("high", "crisis"),
        ("MSK", "MST"),
    ],
)
def test_a_suggestion_never_means_something_else(word: str, wrong: str, tmp_path: Path) -> None:
    """What is spelt alike may be the opposite: rather nothing than that."""
    wheres = (
        (R, "severity: crisis", f"severity: {word}"),
        (P, TZ, f"timezone: {word}, slack"),
        (R, SPIKE, f"velocity: {{rises_by: {word}}}"),
        (R, SPIKE, f"share: {{negative: {word}, at_least: {{mentions: 50}}}}"),
        (R, SPIKE, f"influencer: {{audience: 100k, sentiment: {word}}}"),
    )
    for number, (file, right, mistaken) in enumerate(wheres):
        found = findings(tmp_path / str(number), {**FILES, file: SOURCES[file].replace(right, mistaken, 1)})
        assert found
        assert all(f'did you mean "{wrong}"' not in one.text for one in found), (file, mistaken)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "name", "meant"),
    [
        (S, "terms: [acme]", "terms: [acme]\n    exclude: [«Acme]", "excluded-term", "longer phrase"),
        (R, SPIKE, "unanswered: «{longer_than: 1h}", "no-handles", "handles: {x: [acme_help]}"),
        (R, "page: pr-oncall", "page: pr-oncall\n    «digest: {to: ayse}", "no-notice", "severity: notice"),
        (S, "terms: [acme]", "terms: [acme, «ACME OR X]", "search-term", "(ACME) OR (X)"),
    ],
)
def test_what_is_legal_and_will_not_do_what_was_meant(
    tmp_path: Path, *, file: str, right: str, wrong: str, name: str, meant: str
) -> None:
    """A warning, in its place, with what to write."""
    text, place = placed(SOURCES[file].replace(right, wrong, 1))
    write(tmp_path, {**FILES, file: text})
    files = FileSet(ENVIRONMENT)
    load_paths([tmp_path], files)
    finish(files)
    found = [one for one in lint(files, datetime(2026, 11, 23, tzinfo=UTC)) if one.name == name]

    assert [(one.line, one.column, one.level) for one in found] == [(*place, "warning")]
    assert meant in found[0].advice


def test_a_rule_file_may_be_without_rules(tmp_path: Path) -> None:
    """Somebody has taken the last one out; it is still a rule file."""
    assert of_one(tmp_path, "version: 1\nrules: []\n") == ()


def test_the_files_without_mistakes_are_fine(tmp_path: Path) -> None:
    """What the mistakes are made in has none itself."""
    assert findings(tmp_path, FILES) == ()


def test_all_mistakes_of_a_file_are_told_in_one_run(tmp_path: Path) -> None:
    """Nobody runs a check ten times to find ten faults."""
    text = (
        RULES.replace("severity: crisis", "severty: crisis").replace("ratio: 4x", "ratio: 4").replace("acme", "acmee")
    )

    found = findings(tmp_path, {**FILES, "rules.yml": text})

    assert [one.name for one in found] == ["unknown-key", "unknown-watch", "bad-value"]


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
