"""What the parts of one running daemon share: who writes, who brings, who sends, and whether all of them move."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from alertd import config
from alertd.app.all_readers import all_readers
from alertd.app.movements import Movements
from alertd.app.ops_alerts import OpsVoice
from alertd.app.sources import Sources
from alertd.model.house import House
from alertd.model.incident import Incident
from alertd.model.value import Value, count_of
from alertd.runtime.ack_links import Keys
from alertd.runtime.clock import SystemClock
from alertd.runtime.heartbeat import Heartbeat
from alertd.runtime.intake import Intake
from alertd.runtime.lease import Lease, free
from alertd.runtime.sender import Sender
from alertd.runtime.writer import Writer
from alertd.store.following import Copier
from alertd.store_port import Store

STALL = 20.0  # seconds without movement of intake, engine or outbox after which nobody is told that all is well


#: The counter of events that were put aside, and where the store keeps up to which number operators have heard of it.
SET_ASIDE, TOLD = "poisoned", "poisoned_told"


class Tally(Value, frozen=True, kw_only=True):
    """What the store counts at an instant.

    due: pages that should have gone and that no provider has taken. overdue: for how many seconds the one that waits longest has
    waited. bytes: of its files. untold: events that were put aside, of which operators have not heard yet.
    """

    counters: dict[str, int] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    due: int = 0
    overdue: float = 0.0
    standing: tuple[Incident, ...] = ()
    bytes: int = 0
    untold: int = 0

    @classmethod
    def of(cls, store: Store, now: datetime) -> Tally:
        """Count; on the writer's thread."""
        due, since = store.pages.due(now)
        counters = store.counters()
        return cls(
            counters=counters,
            due=due,
            overdue=0.0 if since is None else max(0.0, (now - since).total_seconds()),
            standing=tuple(store.read_model.standing()),
            bytes=store.aging.size(),
            untold=counters.get(SET_ASIDE, 0) - int(store.meta(TOLD) or 0),
        )


class Running:
    """One daemon at work. settings, house: those in force; a reload replaces them.

    open_reader: opens the store for reading beside the writer. intake, sources and sender are there once it has started.
    tally: what the store counts, as of a few seconds ago. malformed: how many requests were no HTTP. beat: the heartbeat, if any.
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
        self.tally = Tally()
        self.is_ready = False
        self.fault = ""  # what was wrong with the last reload, in a line
        self.needs_restart: tuple[str, ...] = ()  # settings that are new in the file and not in force
        self.movements = Movements()
        self.malformed: Callable[[], int] = lambda: 0
        self.beat: Heartbeat | None = None
        self.readers = all_readers(settings)  # of posts, beside the daemon and on other machines
        self.copier: Copier | None = None  # of the store to a second place, if any
        self.lease: Lease | None = None  # by which this machine pages and no other, if there are two

    def refusal(self) -> str | None:
        """Return why this machine may not page now, None while it may. Any thread."""
        why = free() if self.lease is None else self.lease.refusal()
        return why or self.writer.store.refusal()

    def is_well(self) -> bool:
        """Whether somebody outside may be told that all is well."""
        return self.stalled() is None and self.refusal() is None

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
        said = [
            f"{seeing} of {len(standing)} sources see, {count_of(len(self.house.watches), 'watch', 'watches')}, {count_of(len(self.house.rules), 'rule')}"
        ]
        if (why := self.refusal()) is not None:
            said.insert(0, f"does not page: {why}")
        if self.needs_restart:
            said.append(f"needs a restart: {', '.join(self.needs_restart)}")
        if self.fault:
            said.append(f"the last reload failed: {self.fault}")
        return "; ".join(said)
