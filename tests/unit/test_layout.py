"""The house rules that no linter knows: length of files and functions, words that say nothing, pages for each command.

Nothing is excepted.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from alertd.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for top in ("alertd", "tests", "benchmarks", "training") for path in (ROOT / top).rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
VAGUE = re.compile(r"(?:Manager|Handler|Helper|Util|Processor|Service|Data|Info|Item)s?(?![a-z])")
BEGINS = re.compile(r"( *)((?:async )?def\b|class\b|@)")
CLASS = re.compile(r"^ *class (\w+)", re.MULTILINE)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _may_be_long(text: str) -> bool:
    """Whether a function may be longer than is allowed: from its `def` to whatever begins as far to the left. To parse all takes seconds."""
    lines = text.splitlines()
    opened: list[tuple[int, int]] = []
    for number, line in enumerate([*lines, "class End:"]):
        if begins := BEGINS.match(line):
            indent = len(begins[1])
            if any(number - at > LONGEST_FUNCTION for left, at in opened if left >= indent):
                return True
            opened = [one for one in opened if one[0] < indent]
            if begins[2].endswith("def"):
                opened.append((indent, number))
    return False


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if _may_be_long(text) else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{_name(path)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_file_is_too_long() -> None:
    """One idea a file, 400 lines at most."""
    long = {_name(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE}

    assert long == set()


def test_no_function_is_too_long() -> None:
    """60 lines at most, docstring included."""
    long = {name for path in FILES for name, lines in _functions(path) if lines > LONGEST_FUNCTION}

    assert long == set()


def test_a_function_of_a_line_too_many_is_found() -> None:
    """Also where it holds others, or stands in a class; what looks first must leave none out."""
    body = "        def inner() -> None: ...\n" * (LONGEST_FUNCTION - 1)
    for begins in ("async def f() -> None:\n", "class A:\n    @final\n    def f(self) -> None:\n"):
        assert not _may_be_long(f"{begins}{body}")
        assert _may_be_long(f"{begins}{body}        x = 1\n")


def test_no_class_has_a_name_that_says_nothing() -> None:
    """A word that fits everything names nothing."""
    found = [
        f"{_name(path)}:{name}"
        for path in FILES
        for name in CLASS.findall(path.read_text(encoding="utf-8"))
        if VAGUE.search(name)
    ]

    assert found == []


def test_every_package_is_a_package() -> None:
    """Without `__init__.py` a folder is left out of what is installed, and its tests shadow others of the same name."""
    folders = {path.parent for path in FILES if path.is_relative_to(ROOT / "alertd")}

    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_its_file(command: str) -> None:
    """`alertd --help` lists nothing that is not there."""
    assert (ROOT / "alertd" / "cli" / f"{COMMANDS[command][0]}.py").is_file()


def test_nothing_of_a_machine_is_in_the_repository() -> None:
    """No path of somebody's home or workplace, no leftover of an environment."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git working copy: an unpacked release has only what was put into it")
    paths = [ROOT / name for name in listed.stdout.splitlines() if not name.endswith((".npz", ".png"))]
    pattern = re.compile(rb"/(?:home/[a-z]|Users/[A-Z]|work/(?:main|shared|wt|venv))")
    found = [_name(path) for path in paths if path.is_file() and pattern.search(path.read_bytes())]

    assert found == []
