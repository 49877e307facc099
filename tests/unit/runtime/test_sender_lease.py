"""The sender of a machine that may lose its store: pages in its hands when it freezes never leave it a second time."""

from __future__ import annotations

import pytest

from alertd.model.page import Outcome
from alertd.store.fence import Fence
from tests.unit.runtime.outbox_fakes import Obedient, Stage, delivery
from tests.unit.store.test_fence import HOLD, Hands

pytestmark = pytest.mark.asyncio


def _owned(clocks: Hands) -> Fence:
    fence = Fence(HOLD, clocks)
    fence.renewed(clocks())
    fence.committed(clocks())
    return fence


async def test_a_page_in_hand_does_not_leave_a_machine_that_froze() -> None:
    """Three pages to one room: the first is on its way, two wait behind it when the machine stands still. It wakes: they stay, uncounted."""
    stage, clocks = Stage(), Hands()
    fence = _owned(clocks)
    slack = Obedient(stage.clock, 0.9, 0.0)
    async with stage.running(slack=slack) as running:
        running._refusal = fence.refusal
        stage.outbox.add(delivery("p1"), delivery("p2"), delivery("p3"))
        await stage.clock.advance(0.1)
        assert [page_id for page_id, _, _ in slack.began] == ["p1"]
        clocks.go(60.0)  # for the process no time has passed
        await stage.clock.advance(2.0)
        assert [page_id for page_id, _, _ in slack.began] == ["p1"]
        receipts = [one for one in stage.outbox.receipts if one.page_id != "p1"]
        assert receipts
        assert {(one.outcome, one.sent_at) for one in receipts} == {(Outcome.RETRY, None)}
        assert any("this machine stood still" in one.detail for one in receipts)


async def test_it_goes_on_once_the_store_is_surely_its_own() -> None:
    """The servers were only slow: after a renewal and a commit the same pages go, each once, none marked."""
    stage, clocks = Stage(), Hands()
    fence = _owned(clocks)
    slack = Obedient(stage.clock)
    async with stage.running(slack=slack) as running:
        running._refusal = fence.refusal
        clocks.go(HOLD)
        stage.outbox.add(delivery("p1"), delivery("p2"))
        await stage.clock.advance(3.0)
        fence.renewed(clocks())
        await stage.clock.advance(3.0)
        assert slack.began == [], "another may have sent them in between"
        fence.committed(clocks())
        await stage.clock.advance(3.0)
    assert sorted(page_id for page_id, _, _ in slack.began) == ["p1", "p2"]
    assert not any(is_repeat for _, _, is_repeat in slack.began)
