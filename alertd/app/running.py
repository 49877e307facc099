"""What the parts of one running daemon share: who writes, who brings, who sends, and whether all of them move."""

from __future__ import annotations

import time
from collections.abc import Callable

from alertd import config
from alertd.app.ops_alerts import OpsVoice
from alertd.app.sources import Sources
from alertd.model.house import House
from alertd.runtime.ack_links import Keys
from alertd.runtime.clock import SystemClock
from alertd.runtime.intake import Intake
from alertd.runtime.sender import Sender
from alertd.runtime.writer import Writer
from alertd.store_port import Store

STALL = 20.0  # seconds without movement of intake, engine or outbox after which nobody is told that all is well


class Running:
    """One daemon at work. settings, house: those in force; a reload replaces them.

    open_reader: opens the store for reading beside the writer. intake, sources and sender are there once it has started.
    counters: the store's, as of a few seconds ago. malformed: how many requests were no HTTP.
    """

    intake: Intake
    link_keys: Keys
    sources: Sources
    sender: Sender

    def __init__(
        self,
        settings: config.Settings,
        house: House,
        *,
        clock: SystemClock,
        writer: Writer,
        ops: OpsVoice,
        open_reader: Callable[[], Store],
    ) -> None:
        self.settings = settings
        self.house = house
        self.clock = clock
        self.writer = writer
        self.ops = ops
        self.open_reader = open_reader
        self.counters: dict[str, int] = {}
        self.is_ready = False
        self.malformed: Callable[[], int] = lambda: 0

    def stalled(self) -> str | None:
        """Return which of intake, engine and outbox stands still, None while all move."""
        now = time.monotonic()
        if now - self.writer.moved_at > STALL or self.writer.failure is not None:
            return "engine"
        if self.intake.busy and now - self.intake.moved_at > STALL and not self.writer.is_down:
            return "intake"
        if now - self.sender.last_moved_at > STALL:
            return "outbox"
        return None

    def status(self) -> str:
        """Return how it stands, in one line."""
        standing = self.sources.standing()
        seeing = sum(1 for one in standing.values() if one.state in ("ok", "catching_up", "starting"))
        return (
            f"{seeing} of {len(standing)} sources see, {len(self.house.watches)} watches, {len(self.house.rules)} rules"
        )
