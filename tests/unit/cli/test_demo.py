"""Where the demo listens: the links on the terminal must lead to it."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

from alertd.cli import demo
from alertd.config import load_settings


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


def test_a_crisis_of_the_demo_goes_on_to_somebody_else_and_does_not_fall_silent(tmp_path: Path) -> None:
    """A newcomer sees what the tool is for: who is paged next, and that nobody is forgotten."""
    roster = load_settings(demo.furnish(tmp_path, "127.0.0.1:8321")).house.roster
    policy = roster.policies["pr-oncall"]

    assert [step.notify for step in policy.steps] == [("robin",), ("maria",)]
    assert policy.steps[0].escalate_after == timedelta(minutes=15)
    assert policy.crisis_every == timedelta(minutes=30)
