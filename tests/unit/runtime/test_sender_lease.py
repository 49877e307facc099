"""The sender of a machine that may lose its lease: it asks at the last moment."""

from __future__ import annotations

import pytest

from alertd.model.page import Outcome
from tests.unit.runtime.outbox_fakes import Obedient, Stage, delivery

pytestmark = pytest.mark.asyncio


async def test_a_machine_that_may_not_page_sends_nothing_until_it_may() -> None:
    """Another machine may hold the lease: each page is asked for at its last moment, waits uncounted, and goes when it may."""
    stage = Stage()
    refusal: list[str | None] = ["another machine holds the lease"]
    slack = Obedient(stage.clock)
    async with stage.running(slack=slack) as running:
        running._refusal = lambda: refusal[0]
        stage.outbox.add(delivery())
        await stage.clock.advance(5.0)
        assert slack.seconds() == []
        refusal[0] = None
        await stage.clock.advance(3.0)

    assert len(slack.seconds()) == 1
    waited, sent = stage.outbox.receipts[0], stage.outbox.receipts[-1]
    assert (waited.outcome, waited.sent_at, waited.detail) == (Outcome.RETRY, None, "another machine holds the lease")
    assert (sent.outcome, sent.attempt, sent.repeat) == (Outcome.ACCEPTED, 1, False)
