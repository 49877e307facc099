"""Whose fault a refusal is: one address's, or the provider's for everybody."""

from __future__ import annotations

import smtplib

import pytest
from structlog.testing import capture_logs

from alertd.errors import DeliveryError, Fault
from alertd.model.page import Outcome
from alertd.notifiers import answers
from alertd.notifiers.apprise import verdicts
from alertd.runtime import retry
from tests.unit.notifiers.test_verdicts import heard
from tests.unit.runtime.outbox_fakes import NOON, Obedient, Stage, delivery


@pytest.fixture
def stage() -> Stage:
    """Return an empty stage."""
    return Stage()


@pytest.mark.asyncio
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


@pytest.mark.asyncio
async def test_a_refusal_after_a_page_was_taken_is_the_addresss_again(stage: Stage) -> None:
    """What the provider takes in between says that it refuses not everybody."""
    wrong = DeliveryError("the provider answered 404", permanent=True)
    slack = Obedient(stage.clock, wrong, "taken", wrong)
    async with stage.running(slack=slack):
        for number in range(3):
            stage.outbox.add(delivery(f"p{number}", address=f"#room-{number}"))
            await stage.clock.advance(1)

    assert [stage.outbox.outcomes(f"p{n}") for n in range(3)] == [[Outcome.DEAD], [Outcome.ACCEPTED], [Outcome.DEAD]]


@pytest.mark.asyncio
async def test_a_refusal_that_is_known_to_be_the_providers_is_tried_again(stage: Stage) -> None:
    """A revoked token is put right by somebody; the page is still wanted then."""
    slack = Obedient(stage.clock, DeliveryError("token revoked", permanent=True, fault=Fault.PROVIDER))
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(10)

    assert stage.outbox.outcomes() == [Outcome.RETRY, Outcome.ACCEPTED]
    assert [receipt.is_refused for receipt in stage.outbox.receipts] == [True, False]


@pytest.mark.asyncio
async def test_a_bad_minute_is_no_refusal(stage: Stage) -> None:
    """A 503 is the provider's fault too, and passes by itself: other ways are not taken at once for it."""
    slack = Obedient(stage.clock, DeliveryError("the provider answered 503", fault=Fault.PROVIDER))
    async with stage.running(slack=slack):
        stage.outbox.add(delivery())
        await stage.clock.advance(10)

    assert [receipt.is_refused for receipt in stage.outbox.receipts] == [False, False]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "level"),
    [
        (DeliveryError("token revoked", permanent=True, fault=Fault.PROVIDER), "error"),
        (DeliveryError("the provider answered 503", fault=Fault.PROVIDER), "warning"),
    ],
)
async def test_the_journal_shows_a_refusal_as_an_error(stage: Stage, error: DeliveryError, level: str) -> None:
    """`journalctl -p err` must show that nobody is told this way; a bad minute is a warning."""
    slack = Obedient(stage.clock, error)
    with capture_logs() as lines:
        async with stage.running(slack=slack):
            stage.outbox.add(delivery())
            await stage.clock.advance(10)

    assert [line["log_level"] for line in lines if line["event"] == "page.retry"] == [level]


OURS = {
    "Slack, no such token": answers.unconvinced("invalid_auth"),
    "Slack, revoked": answers.unconvinced("token_revoked"),
    "Slack, account gone": answers.unconvinced("account_inactive"),
    "a bare 401 (Telegram, Teams, webhook)": answers.refusal(401),
    "Twilio, wrong login": answers.refusal(401, words="Authenticate", code="20003"),
    "Twilio, account suspended": answers.refusal(403, words="Account not active", code="20005"),
    "payment required": answers.refusal(402),
    "the address has moved": answers.refusal(301),
    "mail, wrong password": verdicts.failure(heard(smtplib.SMTPAuthenticationError(535, b"no"))),
    "mail, wrong sender": verdicts.failure(heard(smtplib.SMTPSenderRefused(550, b"no", "a@example.org"))),
}
THEIRS = {
    "Slack, no such room": answers.unconvinced("channel_not_found"),
    "Twilio, no such number": answers.refusal(400, words="Invalid 'To' Phone Number", code="21211"),
    "Telegram, blocked": answers.refusal(403, words="Forbidden: bot was blocked by the user"),
    "gone": answers.refusal(410),
    "mail, no such person": verdicts.failure(heard(smtplib.SMTPRecipientsRefused({"a": (550, b"")}))),
    "a bare 403, of which nobody else is known": answers.refusal(403),
}
PASSING = {
    "too many": answers.refusal(429, retry_after="7"),
    "down": answers.refusal(503),
    "Slack, too many": answers.unconvinced("ratelimited"),
    "mail, later": verdicts.failure(heard(smtplib.SMTPAuthenticationError(454, b"later"))),
}


@pytest.mark.parametrize(
    ("error", "means"),
    [
        *(pytest.param(error, (Outcome.RETRY, True), id=name) for name, error in OURS.items()),
        *(pytest.param(error, (Outcome.DEAD, False), id=name) for name, error in THEIRS.items()),
        *(pytest.param(error, (Outcome.RETRY, False), id=name) for name, error in PASSING.items()),
    ],
)
def test_what_is_ours_is_tried_on_beside_other_ways_what_is_theirs_is_not(
    error: DeliveryError, means: tuple[Outcome, bool]
) -> None:
    """Ours and permanent: refused, others at once. Their address: dead. What passes: the second try first."""
    said = retry.verdict(error, page_id="p1", attempt=1, was_unanswered=False, now=NOON)

    assert (said.outcome, said.is_refused) == means


def test_a_bare_403_that_everybody_meets_is_ours() -> None:
    """The first address may be to blame; two are not."""
    said = retry.verdict(
        answers.refusal(403), page_id="p1", attempt=1, was_unanswered=False, now=NOON, is_everybodys=True
    )

    assert (said.outcome, said.is_refused) == (Outcome.RETRY, True)
