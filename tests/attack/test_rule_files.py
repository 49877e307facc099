"""A careless or hostile author of rules: no file ends the process, holds it up, or shows what its author may not read."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from alertd.rulefile.explain import explain
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths, load_settings_tree
from alertd.yamlform.findings import Finding
from alertd.yamlform.source_file import LARGEST

RULE = """\
version: 1
rules:
  - name: Loud
    severity: crisis
    when: {influencer: {audience: 100k}}
    page: pr
"""
SLOW = 5.0  # seconds of the processor: a file of these that takes so long was read in more than a straight line


def found(path: Path) -> tuple[Finding, ...]:
    """Return what check says of a file or folder; no file may take long."""
    files, begins = FileSet(), time.process_time()
    load_paths([path], files)
    findings = finish(files)
    assert time.process_time() - begins < SLOW
    return findings


def names(folder: Path, text: str) -> list[str]:
    """Return the names of the errors in a rule file with that text."""
    path = folder / "r.yml"
    path.write_text(text, encoding="utf-8")
    findings = found(path)
    assert all(len(one.text) < 500 for one in findings)
    return sorted({one.name for one in findings if one.level == "error"})


DEEP = {
    "brackets": "[" * 200_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000 + "x",
    "a staircase": "\n".join(" " * n + "a:" for n in range(1500)),
    "brackets in a rule": RULE.replace("100k", "[" * 50_000),
    "closed brackets": "a: " + "[" * 5_000 + "]" * 5_000,
    "question marks": "? " * 50_000 + "x",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_depth_is_told_and_not_walked(text: str, tmp_path: Path) -> None:
    """Thirty kilobytes of brackets ended the process, at a start and at a reload."""
    assert names(tmp_path, text)[0] in {"too-large", "syntax"}


NUMBERS = (
    "influencer: {audience: N}",
    "count: {over: N}",
    "influencer: {audience: 1.N}",
    "spike: {rarer_than: Nd}",
    "spike: {rarer_than: N}",
    "spike: {ratio: Nx}",
    "spike: {ratio: N times}",
    "spike: {window: Nm, at_least: {mentions: Nk, authors: Nm}}",
    "velocity: {rises_by: N points}",
    "velocity: {rises_by: Nx}",
    "velocity: {rises_by: 3x, confidence: N%}",
    "share: {negative: over N%, at_least: {mentions: 9}}",
    "influencer: {reach: top N%}",
    "going_viral: {rank: top N a day}",
    "going_viral: {exceeds: N reposts}",
    "drop: {below: N%}",
    "every: {bundle: N h}",
)


@pytest.mark.parametrize("digits", [310, 5_000, 200_000])
@pytest.mark.parametrize("when", NUMBERS)
def test_numbers_have_bounds(when: str, digits: int, tmp_path: Path) -> None:
    """A number of 310 digits is more than a float holds; it is a located error like every other."""
    found_names = names(tmp_path, RULE.replace("influencer: {audience: 100k}", when.replace("N", "1" * digits)))

    assert set(found_names) <= {"bad-value", "too-long"}
    assert found_names


@pytest.mark.parametrize(
    "raw", ["1e999", "nan", "inf", "-1", "0x10", "1_000_000_000_000_000_000", "999999999999m", "²"]
)
def test_what_is_no_plain_number_is_told(raw: str, tmp_path: Path) -> None:
    """Nothing that Python would take for a number by chance."""
    assert names(tmp_path, RULE.replace("100k", raw)) == ["bad-value"]


@pytest.mark.parametrize("escape", ["\\0", "\\e[2J", "\\a", "\\u009b31m", "\\x7f"])
@pytest.mark.parametrize("place", ["name: Loud", "page: pr"])
def test_a_control_character_behind_an_escape_is_told(escape: str, place: str, tmp_path: Path) -> None:
    """As one that stands there bare: a name is printed on terminals, and a NUL ends a text in some databases."""
    key, _, value = place.partition(": ")
    path = tmp_path / "r.yml"
    path.write_text(RULE.replace(place, f'{key}: "{value}{escape}"'), encoding="utf-8")
    told = [one for one in found(path) if "control character" in one.text]

    line = next(number for number, line in enumerate(RULE.splitlines(), 1) if place in line)
    assert [(one.line, one.name) for one in told] == [(line, "syntax")]
    assert told[0].text.isprintable()


def test_line_breaks_and_tabs_of_a_message_stay(tmp_path: Path) -> None:
    """They are no controls that do harm."""
    assert names(tmp_path, RULE + '    message: "one\\ntwo\\tthree"\n') == []


LONG = {
    "a message of braces": RULE + '    message: "' + "{" * 200_000 + '"\n',
    "a message of fields": RULE + '    message: "' + "{x}" * 6_000 + '"\n',
    "one word": "rules: " + "a" * 3_000_000,
    "a line without a colon": RULE + "x" * 1_000_000,
    "a long name": RULE.replace("Loud", "L" * 200_000),
    "a duration of digits": RULE.replace("influencer: {audience: 100k}", "spike: {rarer_than: " + "1" * 300_000 + "}"),
    "a long key": RULE + "    " + "k" * 200_000 + ": 1\n",
    "many keys": RULE + "".join(f"    k{n}: 1\n" for n in range(3_000)),
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts_cost_no_more_than_their_length(text: str, tmp_path: Path) -> None:
    """Also where every second character is a fault of its own."""
    assert names(tmp_path, text)


def test_a_rule_of_many_words_is_read_back_in_the_time_of_its_length(tmp_path: Path) -> None:
    """Looking through the sentence for each of 60,000 words took minutes; a word that the sentence leaves out is still named."""
    words = ", ".join(f"word{number}" for number in range(60_000))
    path, files = tmp_path / "r.yml", FileSet()
    path.write_text(RULE.replace("{influencer: {audience: 100k}}", f"{{terms: {{any: [{words}]}}}}"), encoding="utf-8")
    load_paths([path], files)
    begins = time.process_time()
    told = explain(files.rules[0])
    assert time.process_time() - begins < SLOW
    assert "word59999" in told


def test_a_file_larger_than_any_is_not_read(tmp_path: Path) -> None:
    """Not to its end either."""
    path = tmp_path / "r.yml"
    path.write_bytes(b"#" * (LARGEST + 1))

    assert [one.name for one in found(path)] == ["too-large"]


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A device without end, a pipe that nobody writes to."""
    os.mkfifo(tmp_path / "pipe.yml")
    (tmp_path / "zero").symlink_to("/dev/zero")

    assert [one.name for one in found(tmp_path / "pipe.yml")] == ["not-a-file"]
    assert [one.name for one in found(tmp_path / "zero")] == ["not-a-file"]


@pytest.mark.parametrize("pattern", ["rules/*.yml", "rules/**/*.yml", "rules/secret.yml"])
def test_a_link_out_of_the_folder_shows_nothing_of_its_target(pattern: str, tmp_path: Path) -> None:
    """Who may write rules may not read the settings of others through an error message."""
    (tmp_path / "secret.env").write_text("PASSWORD=hunter2hunter2\nAPI: tok-9f8e7d\n", encoding="utf-8")
    rules = tmp_path / "home" / "rules"
    rules.mkdir(parents=True)
    (rules / "secret.yml").symlink_to(tmp_path / "secret.env")
    settings = tmp_path / "home" / "alertd.yaml"
    settings.write_text(f"rules: ['{pattern}']\nwatches: {{acme: {{terms: [acme]}}}}\n", encoding="utf-8")
    files = FileSet()
    load_settings_tree(settings, files)
    findings = finish(files)

    assert "outside" in {one.name for one in findings}
    assert "hunter2" not in "".join(f"{one.text}{one.shown}{one.advice}" for one in findings)


def test_links_within_the_folder_are_files_like_others(tmp_path: Path) -> None:
    """That is how a configuration is mounted in some places: a link to a link to a folder of today."""
    (tmp_path / "..today").mkdir()
    (tmp_path / "..today" / "r.yml").write_text(RULE, encoding="utf-8")
    (tmp_path / "..data").symlink_to("..today")
    (tmp_path / "r.yml").symlink_to("..data/r.yml")

    assert [one.name for one in found(tmp_path)] == []


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    """The operator named it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "r.yml").write_text(RULE, encoding="utf-8")
    (tmp_path / "rules").symlink_to(tmp_path / "elsewhere")
    settings = tmp_path / "alertd.yaml"
    settings.write_text("rules: [rules/*.yml]\nwatches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    files = FileSet()
    load_settings_tree(settings, files)

    assert [rule.rule.name for rule in files.rules] == ["Loud"]


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("rules: [rules]", 9),
        ("rules: [rules/]", 9),
        ("rules: ['.']", 9),
        ("rules: ''", 8),
        ("oncall: rules", 9),
        ('oncall: "\\0"', 9),
        (f"oncall: {'o' * 5_000}", 9),
    ],
)
def test_a_name_that_is_no_file_is_told_where_it_is_written(key: str, column: int, tmp_path: Path) -> None:
    """A folder, a name that no file can have: neither ends check, a start or a reload."""
    (tmp_path / "rules").mkdir()
    settings = tmp_path / "alertd.yaml"
    settings.write_text(f"{key}\nwatches: {{acme: {{terms: [acme]}}}}\n", encoding="utf-8")
    files = FileSet()
    load_settings_tree(settings, files)
    told = [one for one in finish(files) if one.name == "no-file"]

    assert [(one.line, one.column, one.level) for one in told] == [(1, column, "error")]
    assert "cannot be read" in told[0].text or len(key) > 1_000


def test_a_pattern_takes_files_and_passes_folders(tmp_path: Path) -> None:
    """`rules/**` names the folders in it too."""
    (tmp_path / "rules" / "deep").mkdir(parents=True)
    (tmp_path / "rules" / "deep" / "r.yml").write_text(RULE, encoding="utf-8")
    settings = tmp_path / "alertd.yaml"
    settings.write_text("rules: ['rules/**']\nwatches: {acme: {terms: [acme]}}\n", encoding="utf-8")
    files = FileSet()
    load_settings_tree(settings, files)

    assert [rule.rule.name for rule in files.rules] == ["Loud"]
