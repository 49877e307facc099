"""A standstill is what the watchdog, /healthz and the heartbeat speak of: work that has begun and does not move."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from alertd.app.keys import api_token
from alertd.intake.enrich import Enriched
from alertd.model.house import House
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.runtime import intake as module
from alertd.runtime.intake import Intake

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


def _intake() -> Intake:
    clock = SimpleNamespace(now=lambda: NOW)
    return Intake(cast("Any", None), House(watches=(Watch(name="acme"),)), cast("Any", None), cast("Any", clock))


def _posts(number: int) -> list[Post]:
    return [Post(id=str(n), platform="x", created_at=NOW, author="a", text="") for n in range(number)]


class _Slow:
    """An enricher that waits to be let go, and notes when intake had moved last as each slice began."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.moved: list[float] = []
        self.sizes: list[int] = []
        self.may_go = threading.Event()

    def enrich(self, records: list[Post], **_: object) -> Enriched:
        """Take a slice."""
        assert self.may_go.wait(30)
        self.moved.append(self.intake.moved_at)
        self.sizes.append(len(records))
        self.intake.moved_at = 0.0
        return Enriched([], [], [])


def test_idle_hours_are_no_standstill() -> None:
    """The first batch after a quiet hour finds intake well: its clock begins with the work."""
    intake = _intake()
    slow = _Slow(intake)
    intake._enricher = cast("Any", slow)
    intake.moved_at = time.monotonic() - 3600.0

    async def scene() -> float:
        taking = asyncio.create_task(intake.take("zap", _posts(1)))
        await asyncio.sleep(0)
        age = time.monotonic() - intake.moved_at
        slow.may_go.set()
        await taking
        return age

    assert asyncio.run(scene()) < 60.0
    intake.stop()


def test_a_large_body_moves_slice_by_slice() -> None:
    """A body of very many posts is not one long standstill: each slice of it is a movement."""
    intake = _intake()
    slow = _Slow(intake)
    intake._enricher = cast("Any", slow)
    slow.may_go.set()

    asyncio.run(intake.take("zap", _posts(3 * module.SLICE)))

    assert slow.sizes == [module.SLICE] * 3
    assert all(moved > 0.0 for moved in slow.moved)
    intake.stop()


def test_an_empty_token_file_does_not_stop_every_start(tmp_path: Path) -> None:
    """What a power cut left of the token's file is replaced by a token; one that is there is kept."""
    (tmp_path / "api_token").touch()

    token = api_token(tmp_path)

    assert len(token) > 30
    assert api_token(tmp_path) == token
    assert (tmp_path / "api_token").stat().st_mode & 0o777 == 0o600
