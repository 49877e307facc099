"""First contact: the demo as a newcomer starts it shows a page, takes an acknowledgement, and leaves nothing behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.acceptance.house import PATIENCE, ROOT, free_port, until


class Demo:
    """A running demo."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.kept = folder / "kept"
        self._out = folder / "out"
        kept = ("--data-dir", str(self.kept))
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [*f"{sys.executable} -u -m alertd demo --speed 10 --listen 127.0.0.1:{self.port}".split(), *kept],
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def out(self) -> str:
        """Return what the newcomer reads."""
        return self._out.read_text(encoding="utf-8", errors="replace")

    def find(self, pattern: str) -> str:
        """Wait for a text on the terminal; return what it names."""
        found: re.Match[str] = until(lambda: re.search(pattern, self.out()), f"{pattern} in {self.out()[-2000:]}")
        return found[1]

    def ask(self, method: str, url: str) -> tuple[int, str, str]:
        """Return status, address of the next page and body."""
        place = urlsplit(url)
        wire = HTTPConnection("127.0.0.1", self.port, timeout=30)
        wire.request(method, f"{place.path}?{place.query}" if place.query else place.path)
        answer = wire.getresponse()
        body = answer.read().decode()
        wire.close()
        return answer.status, answer.headers.get("Location", ""), body


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Return a demo, ended with the test."""
    made = Demo(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.wait()


def test_a_newcomer_sees_a_page_and_acknowledges_it(demo: Demo) -> None:
    """The sign-in link works, a crisis pages, its link shows a button and the button acknowledges; Ctrl-C ends it."""
    link = demo.find(r"look here +(http://\S+)")
    assert demo.ask("GET", link)[:2] == (303, "/")

    demo.find(r"(\[CRISIS\] kettlo: )")
    page = demo.find(r"Take it: (http://\S+)")
    status, _, body = demo.ask("GET", page)
    assert status == 200
    assert "<button" in body
    assert demo.ask("POST", page)[0] in (200, 303)
    done = subprocess.run(
        [sys.executable, "-m", "alertd", "incidents", "--format", "json", "-c", str(demo.kept / "alertd.yaml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"acknowledged"' in done.stdout

    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(PATIENCE) == 0
    assert "Traceback" not in demo.out()


def test_its_files_pass_check(demo: Demo) -> None:
    """What the demo writes is what a newcomer copies."""
    demo.find(r"(its files)")

    done = subprocess.run(
        [sys.executable, "-m", "alertd", "check", str(demo.kept / "alertd.yaml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert "error[" not in done.stderr
