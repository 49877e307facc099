"""Whose fault a refusal is: one address's, or the provider's for everybody."""

from __future__ import annotations

import pytest

from alertd.errors import DeliveryError, Fault
from alertd.model.page import Outcome
from tests.unit.runtime.outbox_fakes import Obedient, Stage, delivery

pytestmark = pytest.mark.asyncio


@pytest.fixture
def stage() -> Stage:
    """Return an empty stage."""
    return Stage()


async def test_the_same_refusal_for_everybody_is_the_providers_and_is_tried_again(stage: Stage) -> None:
    """A bare 403 to one address is that address's; to the next one it is the provider's: nobody else's page is given up."""
    refused = [DeliveryError("the provider answered 403", permanent=True) for _ in range(3)]
    slack = Obedient(stage.clock, *refused)
    async with stage.running(slack=slack):
        for number in range(3):
            stage.outbox.add(delivery(f"p{number}", address=f"#room-{number}"))
            await stage.clock.advance(1)
        await stage.clock.advance(30)

    assert stage.outbox.outcomes("p0") == [Outcome.DEAD]
    assert stage.outbox.outcomes("p1") == stage.outbox.outcomes("p2") == [Outcome.RETRY, Outcome.ACCEPTED]


async def test_a_refusal_after_a_page_was_taken_is_the_addresss_again(stage: Stage) -> None:
    """What the provider takes in between says that it refuses not everybody."""
    wrong = DeliveryError("the provider answered 404", permanent=True)
    slack = Obedient(stage.clock, wrong, "taken", wrong)
    async with stage.running(slack=slack):
        for number in range(3):
            stage.outbox.add(delivery(f"p{number}", address=f"#room-{number}"))
            await stage.clock.advance(1)

    assert [stage.outbox.outcomes(f"p{n}") for n in range(3)] == [[Outcome.DEAD], [Outcome.ACCEPTED], [Outcome.DEAD]]


async def test_a_refusal_that_is_known_to_be_the_providers_is_tried_again(stage: Stage) -> None:
    """A revoked token is put right by somebody; the page is still wanted then."""
    slack = Obedient(stage.clock, DeliveryError("token revoked", permanent=True, fault=Fault.PROVIDER))
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(10)

    assert stage.outbox.outcomes() == [Outcome.RETRY, Outcome.ACCEPTED]
