"""Whoever reaches the port may be silent or unfinished as much as they like: pages go out, and people get in."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from collections.abc import Iterator
from functools import partial

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import loud, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

#: A body that never ends, from somebody who says they will sign it.
UNFINISHED = (
    b"POST /ingest/zap HTTP/1.1\r\nHost: x\r\nX-Alertd-Signature: sha256=00\r\nContent-Length: 4000000\r\n\r\n{"
)
PAGES, IDLE, BODIES = 12, 2000, 200


@contextlib.contextmanager
def held(port: int, count: int, first: bytes = b"") -> Iterator[None]:
    """Hold so many connections open, each after these bytes."""
    sockets = []
    try:
        for _ in range(count):
            sock = socket.socket()
            sock.settimeout(0.5)
            sockets.append(sock)
            with contextlib.suppress(OSError):  # the daemon lets some go, and the line is full at times
                sock.connect(("127.0.0.1", port))
                sock.sendall(first)
        yield
    finally:
        for sock in sockets:
            sock.close()


def _has_more(receiver: Receiver, seen: int) -> bool:
    return len(receiver.pages("page")) > seen


def test_silence_and_unfinished_bodies_hold_no_page_up(build: Build, receiver: Receiver) -> None:
    """Two thousand silent connections and two hundred endless bodies, under a limit of 512 descriptors; every page arrives."""
    house = build(watches=[f"w{number}" for number in range(PAGES)])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    house.start(
        program=(
            "-c",
            "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (512, 512)); from alertd.cli import main; main()",
        )
    )
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 6000), hard))
    try:
        with held(house.port, IDLE), held(house.port, BODIES, UNFINISHED):
            waits = []
            for number in range(PAGES):
                before, seen = time.monotonic(), len(receiver.pages("page"))
                assert house.post(loud(f"p{number}", watch=f"w{number}")) == 202
                until(partial(_has_more, receiver, seen), lambda: f"pages: {house.log()[-500:]}")
                waits.append(time.monotonic() - before)
            assert house.ask("GET", "/healthz")[0] == 200
        assert sorted(waits)[PAGES // 2] < 5.0  # a second on an idle machine; this one may be a loaded one
        assert house.log().count("connections.spent") <= 1
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
