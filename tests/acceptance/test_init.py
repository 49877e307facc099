"""A guided start to its end: the files are written, and a test page arrives."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alertd.cli import init
from tests.acceptance.house import free_port


def begun(folder: Path) -> None:
    """Write the files of a guided start, with a port that is free."""
    done = CliRunner().invoke(
        init.command, [str(folder), "--brand", "acme", "--person", "ayse=console", "--yes"], obj={}
    )
    assert done.exit_code == 0, done.output
    settings = folder / "alertd.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\nlisten: 127.0.0.1:{free_port()}\n", encoding="utf-8")


def test_the_test_page_arrives_whoever_is_logged_in(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The people file need not know who sets it up: the page goes out in the name of the first person, and the daemon ends."""
    monkeypatch.setenv("USER", "root")
    begun(tmp_path)

    init._send_test(tmp_path, "ayse")

    said = capfd.readouterr()
    assert "ayse on console: accepted" in said.out
    assert "This is a test page" in said.out + said.err
    assert '"event": "daemon.stopped"' in said.out + said.err


def test_a_daemon_that_cannot_start_is_told_at_once(tmp_path: Path) -> None:
    """Nobody waits twenty seconds for what has ended."""
    begun(tmp_path)
    settings = tmp_path / "alertd.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("version: 1", "version: 7"), encoding="utf-8")
    with pytest.raises(click.ClickException, match="the daemon ended"):
        init._send_test(tmp_path, "ayse")
