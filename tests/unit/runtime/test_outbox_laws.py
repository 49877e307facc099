"""Laws of sending: never lost, repeated at most once for each time that nobody could know."""

from __future__ import annotations

import asyncio
from collections import Counter
from unittest.mock import patch

import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.errors import DeliveryError
from alertd.model.page import Outcome
from alertd.runtime import sender as sending
from tests.unit.runtime.outbox_fakes import MemoryOutbox, Obedient, TurnedClock, delivery, sender, settled

ANSWERS = st.sampled_from(
    [
        None,
        "id",
        30.0,
        DeliveryError("503"),
        DeliveryError("429", retry_after=7.0),
        DeliveryError("429", retry_after=0.0),
        DeliveryError("404", permanent=True),
        DeliveryError("cut", unknown=True),
        KeyError("poison"),
    ]
)
FINAL = {Outcome.ACCEPTED, Outcome.DEAD, Outcome.CANCELLED}


async def play(answers: list[object], targets: list[int], stops: list[float]) -> tuple[MemoryOutbox, Obedient]:
    """Send pages to these targets with these answers, stopping and starting anew at these times; then let all end."""
    clock = TurnedClock()
    outbox = MemoryOutbox(clock)
    notifier = Obedient(clock, *answers)  # type: ignore[arg-type]
    outbox.add(*(delivery(f"p{n}", address=f"#{target}") for n, target in enumerate(targets)))
    for span in [*stops, 24 * 3600.0]:
        made = sender(clock, outbox, slack=notifier)
        running = asyncio.create_task(made.run())
        await clock.advance(span)
        await made.stop(within_seconds=0.01)
        await asyncio.gather(running, return_exceptions=True)
        await settled()
    return outbox, notifier


@settings(max_examples=40, deadline=None)
@given(
    st.lists(ANSWERS, max_size=25),
    st.lists(st.integers(0, 2), min_size=1, max_size=5),
    st.lists(st.floats(0, 60), max_size=2),
)
def test_every_page_ends_and_repeats_are_marked(answers: list[object], targets: list[int], stops: list[float]) -> None:
    """Whatever providers answer and whenever we stop: each page ends once, and each repeat was told to be one."""
    # A day of looking every five seconds whether the outbox forgot to wake us would be all that this test does.
    # Its log lines would be most of the rest: structlog's coloured tracebacks take tens of milliseconds each.
    with patch.object(sending, "_IDLE", 7200.0), structlog.testing.capture_logs():
        outbox, notifier = asyncio.run(play(answers, targets, stops))
    ends = Counter(receipt.page_id for receipt in outbox.receipts if receipt.outcome in FINAL)

    assert ends == {f"p{n}": 1 for n in range(len(targets))}
    for n in range(len(targets)):
        mine = [receipt for receipt in outbox.receipts if receipt.page_id == f"p{n}" and receipt.sent_at]
        maybe = [r for r in mine if r.outcome in {Outcome.UNKNOWN, Outcome.ACCEPTED} or "no third time" in r.detail]
        assert len(maybe) <= 2 + len(stops)
        seen_unknown = False
        for receipt in mine:
            assert receipt.repeat == seen_unknown
            seen_unknown = seen_unknown or receipt.outcome is Outcome.UNKNOWN
    assert len(notifier.began) == sum(1 for receipt in outbox.receipts if receipt.sent_at)
