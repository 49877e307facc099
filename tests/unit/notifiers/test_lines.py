"""Threads that nobody waits for."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from alertd.blocking.threads import Lines
from alertd.errors import DeliveryError

pytestmark = pytest.mark.asyncio


async def test_result_and_error_come_back() -> None:
    """What the work returns or raises is what the caller gets."""
    lines = Lines("t")

    assert await lines.call(lambda: 7, deadline=5) == 7
    with pytest.raises(KeyError):
        await lines.call(lambda: {"y": 1}["x"], deadline=5)
    assert lines.busy == 0


async def test_deadline_leaves_the_work_behind() -> None:
    """A call that hangs is unknown at its deadline, and holds its line until it ends."""
    lines, gate = Lines("t"), threading.Event()

    with pytest.raises(DeliveryError) as caught:
        await lines.call(gate.wait, deadline=0.01)
    assert caught.value.unknown
    assert lines.busy == 1

    gate.set()
    for _ in range(500):
        await asyncio.sleep(0.01 if lines.busy else 0)
    assert lines.busy == 0


async def test_full_lines_refuse() -> None:
    """When all lines hang the next call fails at once, and can be tried again: nothing was begun."""
    lines, gate = Lines("t", limit=1), threading.Event()
    with pytest.raises(DeliveryError):
        await lines.call(gate.wait, deadline=0.01)

    with pytest.raises(DeliveryError) as caught:
        await lines.call(lambda: 7, deadline=5)
    gate.set()

    assert not caught.value.unknown
    assert not caught.value.permanent


async def test_own_timeout_of_the_work_is_not_our_deadline() -> None:
    """A TimeoutError that the work raises itself comes through as it is."""

    def work() -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        await Lines("t").call(work, deadline=5)


async def test_process_ends_while_a_call_hangs() -> None:
    """A hanging call does not hold up the end of the process."""
    script = (
        "import asyncio, threading\n"
        "from alertd.blocking.threads import Lines\n"
        "from alertd.errors import DeliveryError\n"
        "async def main():\n"
        "    try: await Lines('t').call(threading.Event().wait, deadline=0.01)\n"
        "    except DeliveryError: print('left')\n"
        "asyncio.run(main())\n"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )

    assert done.stdout == "left\n"
