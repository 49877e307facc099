"""Line: how the client comes to the servers, and how it is ended for good.

The client waits by asyncio.wait_for, which (in Python 3.11) forgets that it was told to end where its answer comes at that very step: it
goes on, connects again and begins tasks after all was ended. So what it leaves is told to end until nothing of it is left.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from nats.aio.client import Client

from alertd.blocking.waiting import is_ending
from alertd.store.nats.address import Address

Tasks = Iterable["asyncio.Future[Any] | None"]
CLOSING = 4.0  # seconds that a client may take to close: one that looks for a server waits a second for itself
ENDING = 1.0  # seconds that what it leaves behind may take
_STEPS = 20  # times that it is told to end meanwhile


async def connect(
    client: Client, address: Address, heard: Callable[[Exception | None], object] = lambda _error: None
) -> None:
    """Let a client in, and let it find another server by itself whenever its own is gone.

    heard: is told what goes wrong on the way. Whoever asks something meanwhile is told only that no answer came.
    """

    async def told(error: Exception | None = None) -> None:
        if is_ending():
            raise asyncio.CancelledError  # else one that forgot it would try for as long as no server is there
        heard(error)

    await client.connect(
        servers=random.sample(address.servers, len(address.servers)),  # each machine begins with another one
        dont_randomize=True,  # and goes on to the next, never back to the one that it has just left
        name="alertd",
        connect_timeout=2,
        reconnect_time_wait=1,
        max_reconnect_attempts=-1,
        ping_interval=1,  # a server that stands still closes no line: the next one is asked before a lease runs out
        max_outstanding_pings=2,
        error_cb=told,
        **address.login(),
    )


@asynccontextmanager
async def connected(client: Client, address: Address) -> AsyncIterator[None]:
    """Be connected inside; outside nothing of the client is left. Servers that are away are waited for."""
    try:
        await connect(client, address)
        if is_ending():
            raise asyncio.CancelledError
        yield
    finally:
        await let_go(client, patience=ENDING)


async def let_go(client: Client, others: Callable[[], Tasks] = tuple, *, patience: float = CLOSING) -> None:
    """End a client, and all that it has begun or begins meanwhile. others: what is to end with it.

    patience: seconds that it may take to close as it wishes.
    """
    client.options["allow_reconnect"] = False  # else a line that is closed makes it look for a server once more
    hearing = [one._wait_for_msgs_task for one in client._subs.values()]  # noqa: SLF001 - closing forgets them
    closing = asyncio.ensure_future(client.close())
    await asyncio.wait({closing}, timeout=patience)
    for _ in range(_STEPS):
        tasks = {one for one in (closing, *hearing, *_own(client), *others()) if one is not None}
        left = {one for one in tasks if not one.done() and one is not asyncio.current_task()}
        if not left:
            break
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=ENDING / _STEPS)
    if closing.done() and not closing.cancelled():
        closing.exception()  # read it, or asyncio complains at exit
    client._status = Client.CLOSED  # noqa: SLF001 - one that was let in once more says otherwise
    if (line := client._transport) is not None:  # noqa: SLF001 - one that did not close in its time leaves its line open
        line.close()  # type: ignore[no-untyped-call]
        await asyncio.sleep(0)


def _own(client: Client) -> Tasks:
    """Return the tasks that a client keeps: by which it looks for a server, reads, writes and asks whether its server lives."""
    return client._reconnection_task, client._reading_task, client._ping_interval_task, client._flusher_task  # noqa: SLF001
