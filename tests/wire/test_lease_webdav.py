"""The lease on a real WebDAV server (Debian's lighttpd): two machines race for it, and one gets it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from alertd.errors import LeaseError
from alertd.runtime.lease import Lease, Record
from alertd.runtime.lease_object import ObjectPlace

CONFIG = """
server.modules = ("mod_webdav")
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{root}"
server.errorlog = "{root}/../log"
mimetype.assign = ("" => "application/octet-stream")
webdav.activate = "enable"
webdav.is-readonly = "disable"
"""


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return where an object may lie on a server that has just been started."""
    program = shutil.which("lighttpd", path="/usr/sbin:/usr/bin")
    assert program, "lighttpd is missing: apt-get install lighttpd lighttpd-mod-webdav, or run make test"
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "root").mkdir()
    (tmp_path / "conf").write_text(CONFIG.format(port=port, root=tmp_path / "root"))
    with subprocess.Popen([program, "-D", "-f", str(tmp_path / "conf")], stderr=subprocess.PIPE) as server:
        made = f"http://127.0.0.1:{port}/alertd.lease"
        end = time.monotonic() + 30.0
        while not _answers(made):
            assert server.poll() is None, server.stderr.read() if server.stderr else b""
            assert time.monotonic() < end
            time.sleep(0.02)
        yield made
        server.terminate()


def _answers(url: str) -> bool:
    try:
        ObjectPlace(url).read()
    except LeaseError:
        return False
    return True


def test_each_renewal_is_under_the_tag_of_the_one_before(url: str) -> None:
    """A hundred renewals one after the other, each with a tag of its own; whoever has an old tag is refused."""
    place = ObjectPlace(url)
    record = Record(epoch=1, holder="a", name="paris", beat=0, hold=10.0)
    tag = place.replace(record, "")
    tags = [tag]
    for beat in range(100):
        assert tag
        tag = place.replace(record.with_(beat=beat), tag)
        tags.append(tag)
    assert len(set(tags)) == len(tags)
    assert place.replace(record, str(tags[-2])) is None
    assert place.read() == (record.with_(beat=99), tag)


def test_of_many_who_race_one_gets_it(url: str) -> None:
    """Eight machines see the same free lease and reach for it at once, ten times over: one holds it each time."""
    gate = threading.Barrier(8)
    held: list[list[str]] = [[] for _ in range(10)]

    def reach(number: int) -> None:
        clock = [0.0]
        lease = Lease(
            ObjectPlace(url), holder=f"h{number}", name=f"n{number}", hold=10.0, clocks=lambda: (clock[0], clock[0])
        )
        for turn in held:
            gate.wait()
            lease.claim()  # sees whose it is
            clock[0] += 100.0
            gate.wait()
            if lease.claim() is None:
                turn.append(f"n{number}")
            gate.wait()

    threads = [threading.Thread(target=reach, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    known = ObjectPlace(url).read()[0]
    assert known is not None
    assert [len(turn) for turn in held] == [1] * len(held)
    assert known.name == held[-1][0]
