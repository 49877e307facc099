"""A small daemon whose only page hangs at its provider; run by a test that ends it. Argument: the provider's URL."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime

from alertd.notifiers.apprise.notifier import AppriseNotifier
from alertd.notifiers.webhook.notifier import Webhook
from alertd.runtime.channel import Route
from alertd.runtime.sender import Sender
from tests.unit.runtime.outbox_fakes import MemoryOutbox, delivery


class PlainClock:
    """Real time."""

    def now(self) -> datetime:
        """Return now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


async def main(url: str) -> None:
    """Send until SIGTERM, then stop and say what was reported."""
    clock = PlainClock()
    outbox = MemoryOutbox(clock)
    sender = Sender(outbox=outbox, clock=clock)
    slack = AppriseNotifier("slack", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7/{to}", base_url=url)
    sender.use({"slack": Route(notifier=slack), "hook": Route(notifier=Webhook("hook", url))})
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    running = asyncio.create_task(sender.run())
    outbox.add(delivery("a"), delivery("b", channel="hook"))
    await told.wait()
    await sender.stop()
    await asyncio.gather(running, return_exceptions=True)
    print(*sorted(f"{receipt.page_id}:{receipt.outcome}" for receipt in outbox.receipts), flush=True)  # noqa: T201


asyncio.run(main(sys.argv[1]))
