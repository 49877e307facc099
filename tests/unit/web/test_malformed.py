"""What is no HTTP is counted and told in one line, a few times a minute; our own faults keep their traceback."""

from __future__ import annotations

import logging

import structlog
from aiohttp.http_exceptions import BadHttpMessage

from alertd.web.malformed import Malformed


def _record(fault: Exception) -> logging.LogRecord:
    return logging.LogRecord("aiohttp.server", logging.ERROR, __file__, 1, "Error", (), (type(fault), fault, None))


def test_a_flood_is_counted_and_told_seldom() -> None:
    """Three lines a minute; the next one says how many were not told. What was sent is never repeated: it may hold a token."""
    clock = [0.0]
    door = Malformed(lambda: clock[0])
    with structlog.testing.capture_logs() as lines:
        written = [door.filter(_record(BadHttpMessage("Authorization : Bearer secret"))) for _ in range(1000)]
        clock[0] = 61.0
        door.filter(_record(BadHttpMessage("again")))

    assert not any(written)
    assert door.count == 1001
    assert [line["untold"] for line in lines] == [0, 0, 0, 997]
    assert "secret" not in str(lines)
    assert {line["kind"] for line in lines} == {"BadHttpMessage"}


def test_our_own_faults_pass() -> None:
    """What is not the client's doing is written as aiohttp writes it."""
    door = Malformed()

    assert door.filter(_record(ZeroDivisionError()))
    assert door.count == 0
