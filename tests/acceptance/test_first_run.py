"""The first run on a terminal: what somebody reads who has never seen alertd, and how they get in."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from alertd import __version__, commit
from tests.acceptance.house import PATIENCE, free_port, until


def test_a_terminal_is_shown_the_way_in_and_it_opens_once(tmp_path: Path) -> None:
    """`alertd run --watch` prints a link that signs in one browser; a second one is not let in by it."""
    ours, theirs = pty.openpty()
    port = free_port()
    daemon = subprocess.Popen(
        [sys.executable, "-m", "alertd", "run", "--watch", "acme", "--listen", f"127.0.0.1:{port}"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    said = bytearray()
    try:
        link = until(lambda: _link(ours, said), f"a link in {said.decode(errors='replace')[-2000:]}")

        assert link.startswith(f"http://127.0.0.1:{port}/")
        preview, first, again = (_follow(port, link, method) for method in ("GET", "POST", "POST"))
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(PATIENCE)
        os.close(ours)
    assert preview == (200, "")  # what looks at links for others does not use this one up
    assert first[0] == 303
    assert "alertd" in first[1]  # the cookie of a session
    assert again[0] >= 400
    assert not again[1]


def test_a_journal_is_not_shown_the_way_in(tmp_path: Path) -> None:
    """What is no terminal is kept and read by others. They read which version runs, and of which commit."""
    port = free_port()
    with (tmp_path / "out").open("wb") as out:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "alertd", "run", "--watch", "acme", "--listen", f"127.0.0.1:{port}"],
            cwd=tmp_path,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: "daemon.ready" in (tmp_path / "out").read_text(), "a daemon that is ready")
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(PATIENCE)
    told = (tmp_path / "out").read_text()
    assert "signin" not in told
    ready = next(json.loads(line) for line in told.splitlines() if '"daemon.ready"' in line)
    assert (ready["version"], ready["commit"]) == (__version__, commit())


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("run", 78, "begin with alertd init"),
        ("oncall", 78, "begin with alertd init"),
        ("incidents", 78, "alertd init writes the first"),
        ("report response", 1, "alertd run makes it"),
        ("checkk", 2, "Did you mean 'check'?"),
        ("onncall", 2, "Did you mean 'oncall'?"),
        ("zebra", 2, "No such command 'zebra'.\n"),
    ],
)
def test_in_an_empty_folder_each_command_says_what_to_do(words: str, code: int, says: str, tmp_path: Path) -> None:
    """Nobody who stands in the wrong folder, or has nothing yet, is left without the next step."""
    done = subprocess.run(
        [sys.executable, "-m", "alertd", *words.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == code
    assert says in done.stderr
    assert done.stderr.startswith("Usage: " if code == 2 else "alertd: ")  # one voice, whatever has failed
    assert not list(tmp_path.iterdir())


def _link(terminal: int, said: bytearray) -> str | None:
    """Read what has come to the terminal; return the link to sign in, once it is there."""
    with contextlib.suppress(BlockingIOError):
        said += os.read(terminal, 65536)
    found = re.search(rb"sign in \(once[^)]*\): (\S+)", said)
    return found[1].decode() if found else None


def _follow(port: int, link: str, method: str) -> tuple[int, str]:
    """Return the status and the cookie of who follows a link."""
    wire = HTTPConnection("127.0.0.1", port, timeout=30)
    wire.request(method, link.partition(f":{port}")[2])
    answer = wire.getresponse()
    wire.close()
    return answer.status, answer.headers.get("Set-Cookie", "")
