"""/readyz says yes only of a machine that pages: a proxy and a monitor must not be led to one that may not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from alertd.app.backend import DaemonBackend
from alertd.app.running import Running
from alertd.runtime.lease import Lease
from alertd.store_port import Place

if TYPE_CHECKING:
    from alertd import config
    from alertd.app.metrics import Metrics
    from alertd.app.ops_alerts import OpsVoice
    from alertd.app.sources import Sources
    from alertd.model.house import House
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.sender import Sender
    from alertd.runtime.writer import Writer


class Owned:
    """A store and a lease that say what they are told to."""

    why: str | None = None

    def refusal(self) -> str | None:
        """See store_port.Ownership."""
        return self.why


@pytest.fixture
def store() -> Owned:
    """Return a store that is shared."""
    return Owned()


@pytest.fixture
def running(store: Owned, tmp_path: Path) -> Running:
    """Return a daemon that has started, over that store."""
    writer = SimpleNamespace(store=store, is_down=False, failure=None, moved_at=float("inf"))
    house = SimpleNamespace(watches=(), rules=())
    made = Running(
        cast("config.Settings", SimpleNamespace(place=Place(folder=tmp_path), data_dir=tmp_path, workers=0)),
        cast("House", house),
        clock=cast("SystemClock", None),
        writer=cast("Writer", writer),
        ops=cast("OpsVoice", None),
        open_reader=lambda: pytest.fail("nobody reads"),
    )
    made.sources = cast("Sources", SimpleNamespace(standing=dict))
    made.intake = SimpleNamespace(busy=False)  # type: ignore[assignment]
    made.sender = cast("Sender", SimpleNamespace(last_moved_at=float("inf")))
    made.is_ready = True
    return made


def _ready(running: Running) -> tuple[bool, str]:
    said = DaemonBackend(running, cast("Metrics", None)).readiness()
    return said.is_ready, said.note


def test_it_is_not_ready_while_another_may_own_the_store(running: Running, store: Owned) -> None:
    """It says why, the heartbeat stops and the status line says it first; with the store it is all well again."""
    assert _ready(running) == (True, "")
    assert running.is_well()
    store.why = "30 s ago the store was ours for the last time"
    assert _ready(running) == (False, "30 s ago the store was ours for the last time")
    assert not running.is_well()
    assert running.status().startswith("does not page: 30 s ago the store was ours")
    store.why = None
    assert _ready(running) == (True, "")
    assert running.is_well()


def test_nor_without_the_lease_of_two_machines(running: Running, store: Owned) -> None:
    """The lease at a third place is asked first; both have to say yes."""
    lease = Owned()
    running.lease = cast("Lease", lease)
    lease.why, store.why = "another machine holds the lease", "the store is away"
    assert _ready(running) == (False, "another machine holds the lease")
    lease.why = None
    assert _ready(running) == (False, "the store is away")
    store.why = None
    assert _ready(running) == (True, "")


def test_nor_before_it_has_started(running: Running, store: Owned) -> None:
    """A start that is not over says so, whoever owns the store."""
    store.why = "this machine does not own the store yet"
    running.is_ready = False
    assert _ready(running) == (False, "starting")
