"""What `alertd --help` says is said without the library that reads command lines, and is what that library would say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.commands import COMMANDS
from alertd.overview import overview


@pytest.mark.parametrize("columns", [20, 52, 60, 66, 79, 80, 200])
@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_is_what_the_library_says(word: str, columns: int) -> None:
    """To the letter, however wide the terminal is: who asks with another option beside it sees the same page."""
    said = CliRunner().invoke(cli, [word], prog_name="alertd", terminal_width=max(min(columns, 80) - 2, 50))
    assert overview([word], columns=columns) == said.output
    assert all(f"  {name} " in said.output for name in COMMANDS)


def test_version_is_what_the_library_says() -> None:
    """Release and commit, as scripts read them."""
    assert overview(["--version"]) == CliRunner().invoke(cli, ["--version"], prog_name="alertd").output


@pytest.mark.parametrize(
    "words", [[], ["check"], ["check", "--help"], ["--debug", "--help"], ["--help", "check"], ["-v"]]
)
def test_whatever_else_is_asked_needs_the_commands(words: list[str]) -> None:
    """A command's own help, a wrong word and no word at all are the library's to answer."""
    assert overview(words) is None


def test_the_terminal_says_how_wide_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """By COLUMNS, as other programs take it; what is no number of columns is not believed."""
    monkeypatch.setenv("COLUMNS", "60")
    assert overview(["--help"]) == overview(["--help"], columns=60)
    for odd in ("0", "-3", "wide", ""):
        monkeypatch.setenv("COLUMNS", odd)
        assert overview(["--help"]) is not None


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_nothing_is_loaded_to_say_it(word: str, tmp_path: Path) -> None:
    """Neither click nor any of our rooms: a few files beside Python itself."""
    program = (
        f"import sys; sys.argv = ['alertd', {word!r}]; from alertd.__main__ import main; main(); print(*sys.modules)"
    )
    folders = [folder for folder in sys.path if folder]
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {folders!r}; {program}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert {name for name in loaded if name.startswith("alertd")} == {
        "alertd",
        "alertd.__main__",
        "alertd.commands",
        "alertd.overview",
    }
    assert loaded.isdisjoint(("click", "inspect", "typing", "shutil", "msgspec"))


def test_a_reader_that_has_had_enough_is_no_fault(tmp_path: Path) -> None:
    """`alertd --help | head -1` says nothing on the other stream."""
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m alertd --help | true"],
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(folder for folder in sys.path if folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
