"""YAML's traps: each does what the author meant, or is told; none silently differs."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.load import finish, load_paths
from alertd.yamlform.findings import Faults
from alertd.yamlform.nodes import Table, Text, inside
from alertd.yamlform.source_file import SourceFile, read_file
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, findings, of_one, placed, write


def composed(text: str) -> tuple[SourceFile, Faults]:
    """Compose a text; return the file and its faults."""
    faults = Faults()
    return SourceFile(Path("a.yml"), "a.yml", text, faults), faults


@pytest.mark.parametrize(
    "raw",
    [
        "22:00",
        "12:30",
        "+15551234567",
        "0123",
        "010",
        "no",
        "on",
        "1e3",
        "0x1F",
        "2026-12-24",
        "~",
        "yes",
        "0o17",
        "1_000",
        ".5",
    ],
)
def test_a_scalar_stays_what_was_written(raw: str) -> None:
    """YAML 1.1 would make 1320 of 22:00, false of no and 83 of 0123."""
    file, faults = composed(f"on: {raw}\n")

    node = inside(file.root, "on")

    assert faults.sorted() == ()
    assert isinstance(node, Text)
    assert node.raw == raw


def test_words_that_yaml_would_type_mean_what_they_say(tmp_path: Path) -> None:
    """Norwegian, a clock, a phone number and a leading zero come through to the model."""
    people = PEOPLE.replace("ayse: {", "ayse: {language: no, quiet: 22:00-07:00, ").replace(
        'sms: "+905550000001"', "sms: +15551234567"
    )
    write(tmp_path, {**FILES, "oncall.yaml": people})
    files = FileSet(ENVIRONMENT)
    load_paths([tmp_path], files)

    assert [str(one) for one in finish(files)] == []
    assert files.people is not None
    assert files.people.roster is not None
    ayse = files.people.roster.people["ayse"]
    assert (ayse.language, ayse.addresses["sms"]) == ("no", "+15551234567")
    assert ayse.quiet is not None
    assert (ayse.quiet.begins, ayse.quiet.ends) == (time(22), time(7))


class Trap(NamedTuple):
    """What stands in the rule file instead of `page: pr-oncall`, with « where it must be told."""

    wrong: str
    name: str
    says: str


TRAPS = (
    Trap("«page: #crisis", "no-value", "quotes"),
    Trap("page: «@pr", "syntax", '"@pr"'),
    Trap("page: «>0.5", "syntax", '">0.5"'),
    Trap("page: «`pr`", "syntax", '"`pr`"'),
    Trap("page: «%pr", "syntax", '"%pr"'),
    Trap("page: «*pr", "syntax", '"*pr"'),
    Trap("page: pr-oncall\n    «page: other", "duplicate-key", "line 8"),
    Trap('message: «"{count} angry', "syntax", "never closed"),
    Trap("message: «{count} angry: why", "syntax", "quotes"),
    Trap("message: «now: {count}", "syntax", "quotes"),
    Trap("page: pr-oncall\n«\tseverity: urgent", "syntax", "spaces"),
    Trap("page: pr-oncall\n     «severity: urgent", "syntax", "spaces"),
    Trap("page: pr-oncall\n   «severity: urgent", "syntax", "spaces"),
    Trap("digest: {to: omar, days: sat,«sun}", "no-value", '"sat,sun"'),
    Trap("labels: «{team: pr", "syntax", "never closed"),
    Trap("page: «'it's'", "syntax", "apostrophe"),
    Trap("labels: {team: [pr, «#crisis]}", "syntax", "comment"),
    Trap("<<: *none", "syntax", ""),
)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.wrong[:30])
def test_a_trap_is_told_where_it_stands(trap: Trap, tmp_path: Path) -> None:
    """What YAML would take for something else, or refuse in its own words, is told in the author's."""
    text = RULES.replace("page: pr-oncall", trap.wrong)
    place = None
    if "«" in text:
        text, place = placed(text)

    found = of_one(tmp_path, text)

    first = next(one for one in found if one.name == trap.name)
    assert trap.says in f"{first.text} {first.advice}"
    assert place is None or (first.line, first.column) == place


def test_a_key_that_is_a_list_is_told() -> None:
    """YAML allows it, nothing here could name it."""
    _, faults = composed("? [a, b]\n: c\n")

    assert [(one.name, one.line, one.column) for one in faults.sorted()] == [("syntax", 1, 3)]


def test_a_merge_key_is_an_unknown_key_with_a_way_out(tmp_path: Path) -> None:
    """Keys are shared by defaults; a merge that is not read must not pass for one."""
    text = "base: &base\n  severity: crisis\n" + RULES.replace("severity: crisis", "<<: *base")

    found = of_one(tmp_path, text)

    assert [one.name for one in found] == ["unknown-key", "unknown-key"]
    assert "defaults" in found[1].advice


def test_a_column_counts_characters_not_bytes(tmp_path: Path) -> None:
    """Turkish and Chinese before a fault must not push its column away."""
    found = of_one(
        tmp_path, RULES.replace("Negative storm\n", "İş güç 召回\n").replace("watch: acme", 'labels: {"召回 ğ": x, y}')
    )

    assert [(one.line, one.column, one.name) for one in found] == [(5, 25, "no-value")]


def test_windows_line_ends_and_a_byte_order_mark_move_nothing(tmp_path: Path) -> None:
    """Files saved by Notepad have both."""
    path = tmp_path / "rules.yml"
    path.write_bytes(b"\xef\xbb\xbf" + RULES.replace("severity", "severty").replace("\n", "\r\n").encode())
    files = FileSet()
    load_paths([path], files)

    assert [(one.line, one.column) for one in finish(files)] == [(4, 5)]


def test_a_file_in_another_encoding_is_told_at_its_first_odd_byte(tmp_path: Path) -> None:
    """Latin-1 comes from old editors; the place helps to find the letter."""
    path = tmp_path / "rules.yml"
    path.write_bytes(b"rules:\n  - name: caf\xe9\n")
    faults = Faults()
    file = read_file(path, "rules.yml", faults)

    assert file.root is None
    assert [(one.name, one.line, one.column) for one in faults.sorted()] == [("encoding", 2, 14)]


def test_an_alias_bomb_is_refused_quickly() -> None:
    """Nine lines that stand for a billion words must not fill the memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    file, faults = composed("\n".join(lines) + "\n")

    assert file.root is None
    assert [one.name for one in faults.sorted()] == ["aliases"]


def test_an_alias_of_itself_is_refused() -> None:
    """A loop has no end to walk to."""
    _, faults = composed("a: &a [*a]\n")

    assert [one.name for one in faults.sorted()] == ["aliases"]


def test_a_small_alias_is_read() -> None:
    """People who know anchors may use them."""
    file, faults = composed("a: &a {b: 1}\nc: *a\n")

    assert faults.sorted() == ()
    assert isinstance(inside(file.root, "c", "b"), Text)


def test_python_tags_make_nothing() -> None:
    """A tag that would run code in an unsafe loader is only a text."""
    file, faults = composed("a: !!python/object/apply:os.system [echo]\n")

    assert faults.sorted() == ()
    assert isinstance(file.root, Table)


def test_a_second_document_is_told(tmp_path: Path) -> None:
    """Only the first would be read."""
    found = of_one(tmp_path, RULES + "---\nrules: []\n")

    assert [(one.name, one.line) for one in found] == [("syntax", 9)]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    """An empty rule file pages nobody, and looks fine from outside."""
    assert [one.name for one in of_one(tmp_path, "# nothing yet\n")] == ["empty-file"]


def test_a_slipped_table_is_told_once(tmp_path: Path) -> None:
    """`spike:` with its keys beside it instead of below is one mistake, not three."""
    text = RULES.replace(
        "spike: {of: negative, ratio: 4x, window: 10m, at_least: {mentions: 40, authors: 30}}",
        "spike:\n      of: negative",
    )

    found = of_one(tmp_path, text)

    assert [(one.name, one.line, one.column) for one in found] == [("no-value", 7, 7)]
    assert "indent" in found[0].advice


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    """Whatever stands in a file, reading it ends in nodes or in findings with a place inside it."""
    file, faults = composed(text)

    for one in faults.sorted():
        assert one.line >= 1
        assert one.column >= 1
    assert file.lines


@given(
    st.lists(
        st.sampled_from(
            ["a", ":", " ", "\n", "-", "{", "}", "[", "]", "'", '"', "#", "&x", "*x", "!", "|", ">", "\t", ","]
        ),
        max_size=40,
    )
)
def test_no_yaml_like_text_raises(parts: list[str]) -> None:
    """The same for what YAML's own signs make."""
    composed("".join(parts))


def test_findings_of_a_set_survive_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A syntax fault in the people file must not blame the rules for people that nobody could read."""
    found = findings(tmp_path, {**FILES, "oncall.yaml": PEOPLE + "  bad: [\n"})

    assert [one.name for one in found] == ["syntax"]
