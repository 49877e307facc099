"""What chats, text processors and phones leave in a file: each is told by its name, and the rest of the file is checked all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint import lint
from alertd.rulefile.load import finish, load_paths
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, RULES, SETTINGS, findings, of_one, placed, write

R, P, S = "rules.yml", "oncall.yaml", "alertd.yaml"
NAME = "name: Negative storm"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("    severity: crisis", "«\u00a0\u00a0\u00a0\u00a0severity: crisis", "no-break space indents this line"),
        ("    severity: crisis", "  «\u3000 severity: crisis", "wide space indents this line"),
        ("severity: crisis", "severity«:\u00a0crisis", "no-break space stands behind this colon"),
        ("severity: crisis", "severity«： crisis", "wide one, of another keyboard"),
        ("severity: crisis", "severity«：crisis", "wide one, of another keyboard"),
        ("version: 1", "«```yaml\nversion: 1", "a fence around a pasted text"),
    ],
)  # fmt: skip
def test_what_was_pasted_is_named_and_the_rest_is_read(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    """The eye sees nothing wrong in such a line, so the message must; and the policy below it is looked up in the same run."""
    text, place = placed(RULES.replace(right, wrong, 1).replace("page: pr-oncall", "page: prr"))
    found = findings(tmp_path, {**FILES, R: text + ("```\n" if "```" in wrong else "")})

    assert [one.name for one in found] == ["pasted", "unknown-policy"]
    assert said in found[0].text
    assert (found[0].line, found[0].column) == place


def test_a_no_break_space_in_braces_is_told_where_it_stands(tmp_path: Path) -> None:
    """There it makes one word of a key and its value."""
    found = of_one(tmp_path, RULES.replace("window: 10m", "window:\u00a010m"))

    assert [one.name for one in found] == ["no-value"]
    assert "a no-break space stands behind the colon; type the space anew: window: 10m" in found[0].advice


@pytest.mark.parametrize("raw", [b"PK\x03\x04\x14\x00garbage", b"%PDF-1.7\n", b"{\\rtf1\\ansi"])
def test_a_document_is_no_text(raw: bytes, tmp_path: Path) -> None:
    """Saved by another name it is a document still."""
    (tmp_path / R).write_bytes(raw)
    files = FileSet(ENVIRONMENT)
    load_paths([tmp_path / R], files)
    (found,) = finish(files)

    assert found.name == "no-text"
    assert "plain text" in found.advice


def warned(folder: Path, file: str, text: str) -> list[tuple[str, tuple[int, int], str]]:
    """Return what lint says of one changed file among good ones: name, place and what to write."""
    write(folder, {**FILES, file: text})
    files = FileSet(ENVIRONMENT)
    load_paths([folder / name for name in FILES], files)
    finish(files)
    found = lint(files, datetime(2026, 11, 23, tzinfo=UTC), ["acme"])
    return [(one.name, (one.line, one.column), one.advice) for one in found]


@pytest.mark.parametrize(
    ("wrong", "name", "advice"),
    [
        ("name: Bread «#1", "comment", '"Bread #1"'),
        ("name: Bread\n    message: Call ticket «#4711 now", "comment", '"Call ticket #4711 now"'),
        ("name: «“Bread”", "quotes", '"Bread"'),
        ("name: «„Brot“", "quotes", '"Brot"'),
    ],
)
def test_a_text_that_yaml_cuts_or_quotes_otherwise_is_warned_of(
    wrong: str, name: str, advice: str, tmp_path: Path
) -> None:
    """YAML objects to none of them, and the page would say half of it."""
    text, place = placed(RULES.replace(NAME, wrong))
    found = warned(tmp_path, R, text)

    assert [one[:2] for one in found] == [(name, place)]
    assert advice in found[0][2]


@pytest.mark.parametrize(
    "fine",
    ["name: Bread # the first", 'name: "Bread #1"', "name: Bread#1", "name: “Bread” and more", "name: Bread   #1"],
)
def test_a_comment_and_a_quoted_text_are_fine(fine: str, tmp_path: Path) -> None:
    """A warning at each comment is read by nobody."""
    assert warned(tmp_path, R, RULES.replace(NAME, fine)) == []


def test_faulty_values_hide_no_unknown_names(tmp_path: Path) -> None:
    """One run tells all faults of a rule, whatever else is wrong in it; and stories may name it."""
    text = RULES.replace("severity: crisis", "severity: high").replace("page: pr-oncall", "page: prr")
    story = "- story: a\n  given: [nothing]\n  expect: ['at 10:00 within 3m, page pr-oncall, rule negative-storm']\n"
    other = RULES.replace(NAME, "name: Other")
    found = findings(tmp_path, {**FILES, R: text + other[other.index("  - name") :], "rules.test.yml": story})

    assert [one.name for one in found if one.path.endswith(R)] == ["bad-value", "unknown-policy"]
    assert "unknown-rule" not in {one.name for one in found}


def test_a_faulty_story_hides_no_unknown_names(tmp_path: Path) -> None:
    """What is expected is looked up though what happens cannot be read."""
    story = "- story: a\n  given: [whatever]\n  expect: ['at 10:00 within 3m, page prr, rule nosuch, to nobody']\n"
    found = findings(tmp_path, {**FILES, "rules.test.yml": story})

    assert {one.name for one in found} == {"bad-value", "unknown-rule", "unknown-policy", "unknown-person"}


@pytest.mark.parametrize("rival", ["Pegasus", "PEGASUS", "pegasus-air", "Pégasus"])
def test_a_competitor_that_is_a_watch_by_another_spelling_is_told(rival: str, tmp_path: Path) -> None:
    """It would silently be a watch beside the first, and each of its posts counted twice."""
    text, place = placed(
        SETTINGS.replace("    hours: office", f"    hours: office\n    competitors: [«{rival}]").replace(
            "sources:", "  pegasus: {terms: [pegasus air]}\nsources:"
        )
    )
    found = warned(tmp_path, S, text)

    assert [one for one in found if one[0] == "watched-twice"] == [
        ("watched-twice", place, "write competitors: [pegasus]")
    ]


def test_hours_that_nobody_declared_say_how_they_are(tmp_path: Path) -> None:
    """Whoever writes the hours themselves is shown where they go."""
    people = PEOPLE.replace("hours:\n  office: {timezone: Europe/Istanbul}\n", "")
    (found,) = findings(tmp_path, {**FILES, S: SETTINGS.replace("hours: office", "hours: 9-17"), P: people})

    assert found.name == "unknown-hours"
    assert "in the people file: hours: {office: {open: 09:00-17:00}}" in found.advice


@pytest.mark.parametrize(
    ("url", "address", "said"),
    [
        ("mailtos://${SMTP}?to={to}", "«ayse@", ["name@example.org"]),
        ("mailtos://${SMTP}?to={to}", "ayse@example.org", []),
        ("mailtos://${SMTP}?to={to}", '"Ayse <ayse@example.org>"', []),
        ("mailtos://${SMTP}", "«ayse@example.org", ["?to={to}"]),
    ],
)
def test_a_mail_address_must_be_one_and_be_used(url: str, address: str, said: list[str], tmp_path: Path) -> None:
    """A page that goes to `ayse@`, or to whoever stands in the URL, reaches nobody and says nothing."""
    people = PEOPLE.replace("channels:", f'channels:\n  mail: {{url: "{url}"}}').replace(
        'slack: "#pr"', f'slack: "#pr", mail: {address}'
    )
    found = [one for one in warned(tmp_path, P, people.replace("«", "")) if one[0] == "no-address"]

    assert len(found) == len(said)
    assert all(part in one[2] for part, one in zip(said, found, strict=True))
    assert all(one[1] == placed(people)[1] for one in found)


@pytest.mark.parametrize(("sender", "is_told"), [("0555 123 45 67", True), ('"+905551234567"', False), ("ACME", False)])
def test_a_number_that_sends_has_its_country_code(sender: str, is_told: bool, tmp_path: Path) -> None:
    """A provider refuses all of its messages otherwise, in the night."""
    text = f'channels:\n  text: {{kind: sms, account: "${{X_TOKEN}}", token: "${{SMTP}}", from: «{sender}}}'
    people, place = placed(PEOPLE.replace("channels:", text, 1))

    assert [one[1] for one in warned(tmp_path, P, people) if one[0] == "phone"] == ([place] if is_told else [])
