"""`check --online`: one sentence for each thing, at its place, whether it works or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli import check, check_online
from alertd.sources.kind import Limit
from tests.unit.rulefile.written import ENVIRONMENT, FILES, PEOPLE, SETTINGS, write

#: Apprise imports a module that Python 3.13 drops, and says so when it is loaded first.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
LOCAL = SETTINGS.replace('{kind: x, bearer_token: "${X_TOKEN}"}', "{kind: jsonl, path: feed.jsonl, follow: true}")
SLACK = "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TWILIO = "AC" + "a" * 32 + ":" + "b" * 32 + "@15550001111"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with files that have no faults and name no platform; all secrets have the right shape."""
    write(tmp_path, {**FILES, "alertd.yaml": LOCAL})
    monkeypatch.chdir(tmp_path)
    for name, value in {**ENVIRONMENT, "SLACK_TOKEN": SLACK, "TWILIO": TWILIO}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def run(*words: str) -> Result:
    """Call the command as a shell does."""
    return CliRunner().invoke(check.command, ["--online", *words])


@pytest.mark.usefixtures("folder")
def test_what_works_is_said_with_its_place() -> None:
    """Sources, channels and the direct route, a line each; nothing is sent."""
    result = run()
    places = [line.rpartition(": ")[0].partition(": ")[0] for line in result.stdout.splitlines()]

    assert (result.exit_code, result.stderr) == (0, "")
    assert places[:4] == ["alertd.yaml:9", "oncall.yaml:3", "oncall.yaml:4", "alertd.yaml:10"]
    assert "source jsonl: not tried" in result.stdout
    assert "channel slack: its URL is one that Apprise takes" in result.stdout


@pytest.mark.usefixtures("folder")
def test_a_url_that_apprise_does_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """The syntax is right and the service is known, yet the token cannot be one: told at the URL, without the token."""
    monkeypatch.setenv("TWILIO", "sid:hush-hush@+15550001111")
    result = run()

    assert result.exit_code == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("oncall.yaml:4:")]
    assert "error[online]" in line
    assert "hush-hush" not in result.output


@pytest.mark.usefixtures("folder")
def test_the_direct_route_is_loaded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is needed when all else is down, so it is the worst place for a wrong token."""
    monkeypatch.setenv("SLACK_TOKEN", "nonsense")
    result = run()

    assert result.exit_code == 1
    assert any(line.startswith("alertd.yaml:10:") and "error[online]" in line for line in result.stderr.splitlines())


def test_nothing_is_tried_where_the_files_are_wrong(folder: Path) -> None:
    """First things first: no credential is sent for settings that would not load."""
    write(folder, {"oncall.yaml": PEOPLE.replace("repeat", "repaet").replace("rotate: weekly", "rotat: weekly")})
    result = run()

    assert result.exit_code == 1
    assert "source jsonl" not in result.stdout


@pytest.mark.usefixtures("folder")
def test_programs_read_findings_alone_on_standard_output() -> None:
    """What works goes to standard error where a program reads JSON."""
    result = run("--format", "json")

    assert result.stdout.lstrip().startswith("{")
    assert "source jsonl" in result.stderr


@pytest.mark.usefixtures("folder")
def test_a_limit_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """All works, but somebody may expect more: exit 0, and the source is told of as one that works."""

    async def tried(*_: object) -> list[str]:
        return [Limit("no subreddits: comments are not read")]

    monkeypatch.setattr(check_online, "_tried", tried)
    result = run()

    assert result.exit_code == 0
    assert result.stderr.startswith("alertd.yaml:9:12: warning[online] jsonl: no subreddits: ")
    assert "alertd.yaml:9: source jsonl: " in result.stdout
