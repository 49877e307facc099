"""When a page is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.errors import DeliveryError, Fault
from alertd.model.page import Outcome
from alertd.runtime import retry
from tests.unit.runtime.outbox_fakes import NOON


@pytest.mark.parametrize(
    ("error", "attempt", "was_unanswered", "outcome"),
    [
        (DeliveryError("x"), 1, False, Outcome.RETRY),
        (DeliveryError("x"), 9, True, Outcome.RETRY),
        (DeliveryError("x"), 10, False, Outcome.DEAD),
        (DeliveryError("x", permanent=True), 1, False, Outcome.DEAD),
        (DeliveryError("x", permanent=True, fault=Fault.ADDRESS), 1, False, Outcome.DEAD),
        (DeliveryError("x", permanent=True, fault=Fault.PROVIDER), 1, False, Outcome.RETRY),
        (DeliveryError("x", permanent=True, fault=Fault.PROVIDER), 10, False, Outcome.DEAD),
        (DeliveryError("x", unknown=True), 1, False, Outcome.UNKNOWN),
        (DeliveryError("x", unknown=True), 2, True, Outcome.DEAD),
        (DeliveryError("x", may_have_arrived=True), 2, False, Outcome.RETRY),
        (DeliveryError("x", may_have_arrived=True), 2, True, Outcome.RETRY),
        (DeliveryError("x", may_have_arrived=True), 10, False, Outcome.DEAD),
    ],
)
def test_verdict(error: DeliveryError, attempt: int, *, was_unanswered: bool, outcome: Outcome) -> None:
    """Each kind of error at each point leads to one outcome, and only DEAD has no next time."""
    said = retry.verdict(error, page_id="p", attempt=attempt, was_unanswered=was_unanswered, now=NOON)

    assert said.outcome is outcome
    assert (said.next_at is None) == (outcome is Outcome.DEAD)


@pytest.mark.parametrize(
    ("error", "is_told"),
    [
        (DeliveryError("x"), False),
        (DeliveryError("x", retry_after=7.0), False),
        (DeliveryError("x", may_have_arrived=True), True),
        (DeliveryError("x", unknown=True), True),
    ],
)
def test_a_page_that_may_have_arrived_says_so(error: DeliveryError, *, is_told: bool) -> None:
    """Whatever leaves open whether it was taken is carried to the outbox; what certainly failed is not."""
    said = retry.verdict(error, page_id="p", attempt=1, was_unanswered=False, now=NOON)

    assert said.may_have_arrived is is_told


def test_patience_is_bounded() -> None:
    """A provider cannot put the person on call off for more than an hour."""
    said = retry.verdict(DeliveryError("x", retry_after=86400), page_id="p", attempt=1, was_unanswered=False, now=NOON)

    assert said.next_at is not None
    assert said.next_at - NOON <= timedelta(hours=1, seconds=1)


def test_eager_provider_does_not_use_up_the_tries() -> None:
    """A provider that always says "again in no time" still gets half an hour of tries."""
    waits = [retry.delay("p", attempt, retry_after=0.0) for attempt in range(1, retry.MAX_TRIES)]

    assert all(wait >= 1 for wait in waits)
    assert sum(waits) > 25 * 60


def test_jitter_is_of_the_page() -> None:
    """The same page waits the same on every machine; pages of one outage do not come back together."""
    assert retry.delay("p", 1) == retry.delay("p", 1)
    assert len({retry.delay(f"p{n}", 1) for n in range(50)}) > 40
