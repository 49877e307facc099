"""`check --online` against loopback servers: what does not work is told at its place in the files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alertd.cli import check
from tests.unit.rulefile.written import ENVIRONMENT, FILES, SETTINGS, write
from tests.wire.pond import QuickClock
from tests.wire.x_server import TOKEN, XServer

pytestmark = pytest.mark.asyncio


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with files that have no faults, the environment set."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def run() -> Result:
    """Call the command as a shell does; it has its own loop."""
    return CliRunner().invoke(check.command, ["--online"])


async def online(folder: Path, server: XServer) -> Result:
    """Check with an X source that speaks to the server."""
    settings = SETTINGS.replace('"${X_TOKEN}"}', f'"${{X_TOKEN}}", base_url: "{server.url}"}}')
    write(folder, {"alertd.yaml": settings})
    return await asyncio.to_thread(run)


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
async def test_what_works_is_silent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A right token, rules that X takes, channels that Apprise reads."""
    monkeypatch.setenv("X_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_TOKEN", "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ")
    monkeypatch.setenv("TWILIO", "AC" + "a" * 32 + ":" + "b" * 32 + "@15550001111")
    async with XServer(QuickClock()) as server:
        result = await online(folder, server)

    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
async def test_a_wrong_token_is_told_at_its_source(folder: Path) -> None:
    """One sentence, exit 1, and the token in none of it."""
    async with XServer(QuickClock()) as server:
        result = await online(folder, server)

    assert result.exit_code == 1
    line = next(line for line in result.stderr.splitlines() if line.startswith("alertd.yaml"))
    assert line.startswith("alertd.yaml:9:12: error[online] x: ")
    assert ENVIRONMENT["X_TOKEN"] not in result.stderr
