"""`alertd test`: the stories beside the rules."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alertd.cli import main
from alertd.cli.check import command as check
from alertd.cli.test import command
from alertd.errors import UsageError

SHIPPED = Path(__file__).resolve().parents[3] / "rules"
RULE = """version: 1
rules:
  - name: Loud
    id: loud
    severity: urgent
    when:
      influencer: {audience: 1k}
    page: pr
"""
GOOD = """- story: a loud voice
  given:
    - at 10:00, critic with 5k followers posts, mood angry
    - at 10:05, pr-1 acknowledges
  expect:
    - at 10:00, page pr step 1, rule loud
    - nothing else
"""
BAD = """- story: nobody is loud
  given:
    - at 10:00, critic with 5k followers posts, mood angry
    - at 10:05, pr-1 acknowledges
  expect:
    - nothing else
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder with one rule."""
    (tmp_path / "loud.yml").write_text(RULE, encoding="utf-8")
    return tmp_path


def run(*paths: Path) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    done = CliRunner().invoke(command, [str(path) for path in paths], obj={})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_a_story_that_ends_as_expected_passes(rules: Path) -> None:
    """Exit 0, one line a story, and the count."""
    (rules / "loud.test.yml").write_text(GOOD, encoding="utf-8")
    code, out = run(rules / "loud.test.yml")

    assert code == 0
    assert out == (f"ok   {rules / 'loud.test.yml'}:1: a loud voice\nno story reaches: pr step 2\n1 passed, 0 failed\n")


def test_a_story_that_does_not_fails_with_what_is_wrong(rules: Path) -> None:
    """Exit 1; the page that nobody expected is named, with its line."""
    (rules / "loud.test.yml").write_text(GOOD + BAD, encoding="utf-8")
    code, out = run(rules / "loud.test.yml")

    assert code == 1
    assert f"FAIL {rules / 'loud.test.yml'}:8: nobody is loud" in out
    assert "10:00:00  page pr step 1, rule loud, to pr-1   <- came, and nobody expected it" in out
    assert out.endswith("1 passed, 1 failed\n")


def test_a_folder_is_searched(rules: Path) -> None:
    """Every *.test.yml in it."""
    (rules / "loud.test.yml").write_text(GOOD, encoding="utf-8")

    assert run(rules)[0] == 0


@pytest.mark.parametrize(
    ("paths", "said"),
    [(("nowhere.test.yml",), "no such file"), (("empty",), r"no \*.test.yml"), (("alone.test.yml",), "no alone.yml")],
)
def test_wrong_use_is_a_sentence(rules: Path, paths: tuple[str, ...], said: str) -> None:
    """A path that is not there, a folder without stories, stories without rules."""
    (rules / "empty").mkdir()
    (rules / "alone.test.yml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        run(*(rules / path for path in paths))


def test_a_faulty_story_is_located(rules: Path) -> None:
    """With file, line and column, like every other fault."""
    from alertd.config import FaultyFilesError

    (rules / "loud.test.yml").write_text(GOOD.replace("page pr", "pagge pr"), encoding="utf-8")
    with pytest.raises(FaultyFilesError) as fault:
        run(rules / "loud.test.yml")

    assert [finding.line for finding in fault.value.findings] == [6]
    assert isinstance(command, click.Command)


def test_a_faulty_file_is_told_with_its_line_a_caret_and_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `check` tells it: whoever runs a story first has not run `check`."""
    (tmp_path / "a.yml").write_text("rules:\n  - {name: Loud, page: pr, when: {influencer: {audience: 1k}}}\n")
    (tmp_path / "a.test.yml").write_text(
        "- story: one\n  given:\n    - at 10:00, ann with 9 followers posts\n  expect:\n    - at 10:00, page prr, rule loud\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["alertd", "test", "a.test.yml"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 78
    assert capsys.readouterr().err.splitlines() == [
        'a.test.yml:5:22: error[unknown-policy] there is no policy "prr"; did you mean "pr"?',
        "      - at 10:00, page prr, rule loud",
        "                       ^",
        "  help: known: pr, promise",  # the second is what a broken promise of an incident tells
    ]


def test_the_shipped_rivals_need_not_be_in_ones_own_settings(tmp_path: Path) -> None:
    """A brand that only a story knows is made up for it, also where the rules are those of somebody's settings; `check` finds no fault."""
    for name in ("rival.yml", "rival.test.yml"):
        shutil.copy(SHIPPED / name, tmp_path)
    people = "version: 1\nchannels: {desk: {kind: console}}\npeople: {ann: {desk: ann}}\npolicies: {pr-oncall: {steps: [{notify: ann}]}}\n"
    (tmp_path / "oncall.yaml").write_text(people, encoding="utf-8")
    settings = "version: 1\nwatches: {kettlo: {terms: [kettlo], handles: {x: [kettlo_help]}}}\nops: {direct: 'json://127.0.0.1:1'}\n"
    (tmp_path / "alertd.yaml").write_text(settings, encoding="utf-8")

    code, out = run(tmp_path / "rival.test.yml")
    assert code == 0, out
    checked = CliRunner().invoke(check, ["-c", str(tmp_path / "alertd.yaml")])
    assert "unknown-watch" not in checked.output
    assert checked.exit_code == 0, checked.output
