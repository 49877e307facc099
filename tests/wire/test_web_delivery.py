"""What Twilio says of a page after it took it, against a real server, signed as it signs."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from alertd.model.page import Outcome
from alertd.web import signatures
from tests.unit.web.house import open_door
from tests.wire.hook_senders import FORM, PUBLIC, SETTINGS, delivery

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("status", "code", "became"),
    [
        ("delivered", "", (Outcome.DELIVERED, "")),
        ("read", "", (Outcome.DELIVERED, "")),
        (
            "undelivered",
            "30003",
            (Outcome.DEAD, "it did not come to the phone: the phone is off or out of reach (30003)"),
        ),
        ("failed", "30005", (Outcome.DEAD, "it did not come to the phone: there is no such number (30005)")),
        ("failed", "99999", (Outcome.DEAD, "it did not come to the phone: the network says failed (99999)")),
        ("undelivered", "", (Outcome.DEAD, "it did not come to the phone: the network says undelivered")),
    ],
)
async def test_the_last_word_of_a_message_is_taken(status: str, code: str, became: tuple[Outcome, str]) -> None:
    """On the phone, or not and why, in words."""
    async with open_door(**SETTINGS) as door:
        assert await delivery(door, status, ErrorCode=code) == 204
        assert door.backend.receipts == [became]


@pytest.mark.parametrize("status", ["accepted", "queued", "sending", "sent", "receiving", "", "DELIVEREDX"])
async def test_a_message_on_its_way_says_nothing(status: str) -> None:
    """Twilio speaks at every step; and of words that nobody knows nothing is concluded."""
    async with open_door(**SETTINGS) as door:
        assert await delivery(door, status) == 204
        assert door.backend.receipts == []


@pytest.mark.parametrize(
    ("status", "became"),
    [("completed", [Outcome.DELIVERED]), ("failed", [Outcome.DEAD]), ("no-answer", []), ("busy", []), ("ringing", [])],
)
async def test_a_call_that_was_taken_has_arrived(status: str, became: list[Outcome]) -> None:
    """One that nobody picks up has rung all the same: its step keeps its time."""
    async with open_door(**SETTINGS) as door:
        assert await delivery(door, "", MessageSid="", CallSid="CA1", CallStatus=status) == 204
        assert [outcome for outcome, _ in door.backend.receipts] == became


async def test_only_twilio_may_say_it() -> None:
    """Whoever could forge this could silence a page, or send a person's next channel off."""
    async with open_door(**SETTINGS) as door:
        assert await delivery(door, "delivered", token="another account") == 403
        bare = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        async with door.stranger.post(f"{door.url}/hooks/delivery?page=p1", data=bare) as answer:
            assert answer.status == 401
        assert door.backend.receipts == []


async def test_the_page_is_part_of_what_is_signed() -> None:
    """A word about one page, recorded and sent again for another, is refused."""
    async with open_door(**SETTINGS) as door:
        told = {"MessageSid": "SM1", "MessageStatus": "failed"}
        signature = signatures.twilio("tw-secret", f"{PUBLIC}/hooks/delivery?page=p0", told.items())
        async with door.stranger.post(
            f"{door.url}/hooks/delivery?page=p1",
            data=urlencode(told),
            headers={**FORM, "X-Twilio-Signature": signature},
        ) as answer:
            assert answer.status == 403
        assert door.backend.receipts == []


async def test_a_page_of_nobody_is_not_found() -> None:
    """An address that was made up, or a store that was restored to before."""
    async with open_door(**SETTINGS) as door:
        assert await delivery(door, "delivered", page="p9") == 404
        assert await delivery(door, "delivered", page="") == 404


async def test_where_replies_are_off_nothing_is_heard() -> None:
    """Without the token nothing can be proved."""
    async with open_door(public_url=PUBLIC) as door:
        assert await delivery(door, "delivered") == 404
