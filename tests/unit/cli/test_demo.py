"""Where the demo listens: the links on the terminal must lead to it."""

from __future__ import annotations

import socket

from alertd.cli import demo


def test_any_free_port_is_a_port_that_can_be_named() -> None:
    """Port 0 in a link leads nowhere."""
    host, _, port = demo._address((0,)).rpartition(":")

    assert host == "127.0.0.1"
    assert int(port) > 0


def test_a_port_that_is_taken_is_passed_over() -> None:
    """Somebody has a daemon running already, and tries the demo beside it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        other = int(demo._address((port, 0)).rpartition(":")[2])

    assert other not in (0, port)
