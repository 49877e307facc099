"""A file that is no file of stories: what it is, and what to give in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli.story_pair import rules_beside
from alertd.cli.test import command
from alertd.errors import UsageError
from tests.unit.cli.test_test import GOOD, RULE

SETTINGS = "version: 1\nwatches:\n  acme: {terms: [acme]}\n"
PEOPLE = "version: 1\nchannels: {console: {kind: console}}\npeople:\n  me: {console: me}\n"
LIST = RULE.partition("rules:\n")[2]
FILES = {
    "loud.yml": RULE,
    "loud.test.yml": GOOD,
    "alone.yml": RULE,
    "brand.yaml": SETTINGS,
    "oncall.yaml": PEOPLE,
    "list.yml": LIST,
    "blank.yml": "",
    "row.yml": "[]\n",
    "words.yml": "hello\n",
    "stray.yml": GOOD,
    "settled.yaml": SETTINGS,
    "settled.test.yaml": GOOD,
    "manned.yml": PEOPLE,
    "manned.test.yml": GOOD,
    "listed.yml": LIST,
    "listed.test.yml": GOOD,
    "told.yml": GOOD,
    "told.test.yml": GOOD,
    "hollow.yml": "version: 1\nrules: []\n",
    "hollow.test.yml": GOOD,
    "mute.yml": RULE,
    "mute.test.yml": "[]\n",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with one good pair and one of each mistake."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def refused(name: str) -> str:
    """Return what `alertd test NAME` says before it leaves with 2."""
    done = CliRunner().invoke(command, [name], obj={})
    assert isinstance(done.exception, UsageError), (done.exception, done.output)
    return str(done.exception)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("loud.yml", "loud.yml: rules stand in it, and no stories: give loud.test.yml"),
        ("alone.yml", "alone.yml: rules stand in it, and no stories: write them to alone.test.yml"),
        ("list.yml", "without rules: above them, and no stories: write them to list.test.yml"),
        ("brand.yaml", "settings have no stories: alertd test -c brand.yaml plays those beside its rules"),
        ("oncall.yaml", "a people file has no stories: give those beside your rules"),
        ("blank.yml", "it is empty, so there are no stories: give a file named NAME.test.yml"),
        ("row.yml", "it is empty, so there are no stories"),
        ("words.yml", 'a file of stories is named NAME.test.yml and begins with "- story: ..."'),
        ("stray.yml", "stories stand beside their rules: name it NAME.test.yml, beside NAME.yml"),
    ],
)
def test_what_is_given_in_place_of_stories(name: str, said: str) -> None:
    """Each kind of file is named, with what to give; never an internal fault."""
    told = refused(name)

    assert told.startswith(f"{name}: ")
    assert said in told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("settled.test.yaml", "settled.yaml: settings stand in it, and the stories of settled.test.yaml need rules"),
        ("manned.test.yml", "manned.yml: people stand in it, and the stories of manned.test.yml need rules"),
        ("listed.test.yml", "listed.yml: rules without rules: above them stand in it"),
        ("told.test.yml", "told.yml: stories stand in it, and the stories of told.test.yml need rules"),
        ("hollow.test.yml", "hollow.yml: there is no rule in it, so the stories of hollow.test.yml show nothing"),
        ("mute.test.yml", 'mute.test.yml: there is no story in it: begin with "- story: what it shows"'),
    ],
)
def test_what_lies_beside_the_stories_in_place_of_rules(name: str, said: str) -> None:
    """The pair is named by the half that is wrong: a story must not pass because nothing is there to page."""
    assert said in refused(name)


def test_one_file_under_two_names() -> None:
    """A link to the rules holds no stories, whatever it is called."""
    Path("link.yml").write_text(RULE, encoding="utf-8")
    Path("link.test.yml").symlink_to("link.yml")

    assert "it is the same file as link.yml" in refused("link.test.yml")


def test_a_faulty_file_is_located_and_not_guessed_at() -> None:
    """What YAML cannot read is told with its line, by the reader of the file and not by this one."""
    from alertd.config import FaultyFilesError

    Path("broken.yml").write_text("rules: [\n", encoding="utf-8")
    Path("broken.test.yml").write_text(GOOD, encoding="utf-8")
    done = CliRunner().invoke(command, ["broken.test.yml"], obj={})

    assert isinstance(done.exception, FaultyFilesError)
    assert {finding.path for finding in done.exception.findings} == {"broken.yml"}


@pytest.mark.parametrize(
    ("stories", "rules"),
    [("a.test.yml", "a.yml"), ("b.test.yaml", "b.yml"), ("c.test.yml", "c.yaml"), ("d.yaml", "d.yml")],
)
def test_both_endings_make_a_pair(stories: str, rules: str) -> None:
    """.yml and .yaml are one; a list of stories needs no .test in its name where the rules have another ending."""
    Path(stories).write_text(GOOD, encoding="utf-8")
    Path(rules).write_text(RULE, encoding="utf-8")

    assert rules_beside(Path(stories)) == Path(rules)


def test_a_good_pair_is_played() -> None:
    """None of these questions stands in the way of what was right before."""
    done = CliRunner().invoke(command, ["loud.test.yml"], obj={})

    assert (done.exit_code, "1 passed, 0 failed" in done.output) == (0, True)
