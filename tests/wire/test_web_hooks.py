"""Replies by SMS and Slack, against a real server, signed as the providers sign."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from alertd.model.incident import State
from alertd.web import signatures
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import Door, open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"
PUBLIC = "https://alerts.example.org"
SETTINGS = {"public_url": PUBLIC, "twilio_token": "tw-secret", "slack_secret": "sl-secret"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def _sms(door: Door, body: str, sender: str = "+905550000001", token: str = "tw-secret") -> tuple[int, str]:
    fields = {"From": sender, "To": "+15550000000", "Body": body, "MessageSid": "SM1"}
    signature = signatures.twilio(token, f"{PUBLIC}/hooks/sms", fields.items())
    headers = {**FORM, "X-Twilio-Signature": signature}
    async with door.stranger.post(f"{door.url}/hooks/sms", data=urlencode(fields), headers=headers) as answer:
        return answer.status, await answer.text()


async def _slack(door: Door, body: bytes, kind: str, *, secret: str = "sl-secret", age: int = 0) -> tuple[int, Any]:
    stamp = str(int(NOW.timestamp()) - age)
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signatures.slack(secret, stamp, body),
    }
    async with door.stranger.post(f"{door.url}/hooks/slack", data=body, headers=headers) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text else None


def _message(text: str, **fields: object) -> bytes:
    event = {"type": "message", "user": "U1", "text": text, **fields}
    return json.dumps({"type": "event_callback", "event": event}).encode()


@pytest.mark.parametrize("text", ["K7Q2", " k7q2 ", "ack K7Q2", "K7Q2 ack", "Ok k7q2."])
async def test_a_reply_of_the_code_acknowledges(text: str) -> None:
    """Who has the number has acknowledged, and is told so."""
    async with open_door(**SETTINGS) as door:
        status, said = await _sms(door, text)

        assert status == 200
        assert "<Message>acme: acknowledged by ayse.</Message>" in said
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_other_replies_do_nothing_and_say_what_to_do() -> None:
    """An unknown code, no code, or a second acknowledgement."""
    async with open_door(**SETTINGS) as door:
        assert "No incident has the code XXXX" in (await _sms(door, "XXXX"))[1]
        assert "Reply with the code" in (await _sms(door, "who is this? <b>"))[1]
        await _sms(door, "K7Q2")
        assert "acme: It is already acknowledged." in (await _sms(door, "K7Q2", "+905550000002"))[1]
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_a_foreign_number_or_signature_is_refused() -> None:
    """Neither a stranger's phone nor another account's signature acknowledges."""
    async with open_door(**SETTINGS) as door:
        assert (await _sms(door, "K7Q2", sender="+15559999999"))[0] == 403
        assert (await _sms(door, "K7Q2", token="another account"))[0] == 403
        assert (
            await door.stranger.post(f"{door.url}/hooks/sms", data={"From": "+905550000001", "Body": "K7Q2"})
        ).status == 401
        assert door.backend.log == []


async def test_a_hook_without_its_secret_does_not_exist() -> None:
    """Nothing is taken that cannot be checked."""
    async with open_door() as door:
        assert (await door.stranger.post(f"{door.url}/hooks/sms", data={})).status == 404
        assert (await door.stranger.post(f"{door.url}/hooks/slack", data={})).status == 404


async def test_the_code_means_the_incident_that_still_waits() -> None:
    """A code that was given twice means the open incident, not the closed one."""
    async with open_door(**SETTINGS) as door:
        door.backend.kept["old"] = incident("old", state=State.CLOSED, opened_at=NOW)
        await _sms(door, "K7Q2")
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_a_code_of_two_open_incidents_acknowledges_neither() -> None:
    """The wrong crisis must not fall silent: the person is sent to the link."""
    async with open_door(**SETTINGS) as door:
        door.backend.kept["other"] = incident("other", watch="globex")
        assert "use the link" in (await _sms(door, "K7Q2"))[1]
        assert door.backend.log == []


async def test_slack_checks_the_address_with_a_challenge() -> None:
    """The challenge comes back."""
    async with open_door(**SETTINGS) as door:
        body = json.dumps({"type": "url_verification", "challenge": "c1"}).encode()
        assert await _slack(door, body, "application/json") == (200, {"challenge": "c1"})


async def test_a_slack_message_of_the_code_acknowledges() -> None:
    """As the person who has that account."""
    async with open_door(**SETTINGS) as door:
        assert await _slack(door, _message("K7Q2"), "application/json") == (200, None)
        assert door.backend.log == [("ack", ID, "ayse", "slack")]


@pytest.mark.parametrize(
    "body",
    [
        _message("K7Q2", bot_id="B1"),
        _message("K7Q2", subtype="message_changed"),
        _message("CRISIS acme: 412 mentions. Reply K7Q2 [p1]"),
        _message("K7Q2", user="U9"),
        _message("K7Q2", type="reaction_added"),
        b'{"type":"event_callback"}',
        b"{}",
    ],
)
async def test_other_slack_events_do_nothing(body: bytes) -> None:
    """Our own page, a bot, an edit, a quote and a stranger acknowledge nothing."""
    async with open_door(**SETTINGS) as door:
        assert (await _slack(door, body, "application/json"))[0] == 200
        assert door.backend.log == []


async def test_a_slash_command_and_a_button_answer_their_user() -> None:
    """Only the user sees what became of it."""
    kind = "application/x-www-form-urlencoded"
    async with open_door(**SETTINGS) as door:
        command = urlencode({"command": "/ack", "text": "K7Q2", "user_id": "U404", "user_name": "U2"}).encode()
        status, said = await _slack(door, command, kind)
        assert (status, said["text"]) == (200, "acme: acknowledged by omar.")
        pressed = {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"value": "K7Q2"}]}
        status, said = await _slack(door, urlencode({"payload": json.dumps(pressed)}).encode(), kind)
        assert (said["response_type"], said["text"]) == ("ephemeral", "acme: It is already acknowledged.")
        stranger = urlencode({"text": "K7Q2", "user_id": "<!channel>"}).encode()
        assert "&lt;!channel&gt;" in (await _slack(door, stranger, kind))[1]["text"]
        assert door.backend.log == [("ack", ID, "omar", "slack")]


async def test_old_and_forged_slack_requests_are_refused() -> None:
    """Five minutes, in both directions, and only with the right secret."""
    async with open_door(**SETTINGS) as door:
        for age, status in ((301, 403), (-301, 403), (300, 200)):
            assert (await _slack(door, _message("hello"), "application/json", age=age))[0] == status
        assert (await _slack(door, _message("K7Q2"), "application/json", secret="forged"))[0] == 403
        door.clock.at += timedelta(hours=1)
        assert (await _slack(door, _message("K7Q2"), "application/json"))[0] == 403
        assert door.backend.log == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
async def test_bodies_that_are_nothing_are_refused(body: bytes) -> None:
    """A signed body that is no JSON object is a 400."""
    async with open_door(**SETTINGS) as door:
        assert (await _slack(door, body, "application/json"))[0] == 400
