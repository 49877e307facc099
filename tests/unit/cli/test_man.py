"""Manual pages and completion: made of the commands themselves, so each command and option is in them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.completion import SHELLS
from alertd.cli.man import pages
from alertd.commands import COMMANDS

PAGES = dict(pages())


def test_every_command_has_a_page() -> None:
    """And one for the program, which names them all."""
    assert set(PAGES) == {"alertd", *(f"alertd-{name}" for name in COMMANDS)}
    assert all(f"alertd\\-{name.replace('-', chr(92) + '-')}" in PAGES["alertd"] for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_told(name: str) -> None:
    """With its help; nothing begins a line that roff would take for a request of its own."""
    context = click.Context(cli, info_name="alertd", **cli.context_settings)
    command = cli.get_command(context, name)
    assert command is not None
    page = PAGES[f"alertd-{name}"]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert all(option.replace("-", "\\-") in page for option in parameter.opts), parameter.opts
    requests = {line.split()[0] for line in page.splitlines() if line.startswith(".")}
    assert requests <= {".TH", ".SH", ".TP", ".PP", ".B", ".I", ".BR"}


def test_the_command_writes_them(tmp_path: Path) -> None:
    """One file a page."""
    done = CliRunner().invoke(cli, ["man", "--into", str(tmp_path / "man1")])

    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "man1").glob("alertd*.1"))) == len(COMMANDS) + 1


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_printed(shell: str) -> None:
    """For each shell, without asking for that shell on this machine."""
    done = CliRunner().invoke(cli, ["completion", shell])

    assert done.exit_code == 0
    assert "_ALERTD_COMPLETE" in done.output


def test_bash_completes_commands_and_options() -> None:
    """As the shell asks: with the words so far in the environment."""
    bash = shutil.which("bash")
    assert bash is not None
    script = CliRunner().invoke(cli, ["completion", "bash"]).output
    assert subprocess.run([bash, "-n"], input=script, text=True, check=False).returncode == 0
    for words, place, wanted in (("alertd rep", "1", "plain,report"), ("alertd backup --k", "2", "plain,--keep")):
        environment = {"_ALERTD_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": place}
        done = CliRunner().invoke(cli, [], prog_name="alertd", env=environment)
        assert wanted in done.output
