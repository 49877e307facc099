"""Replies by SMS and Slack, against a real server, signed as the providers sign."""

from __future__ import annotations

import asyncio
import html
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from alertd.model.incident import State
from alertd.web import signatures
from alertd.web.reply_words import say
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import open_door
from tests.wire.hook_senders import FORM, ID, PUBLIC, SETTINGS, message, slack, sms

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("text", ["K7Q2", " k7q2 ", "ack K7Q2", "K7Q2 ack", "Ok k7q2."])
async def test_a_reply_of_the_code_acknowledges(text: str) -> None:
    """Who has the number has acknowledged, and is told so."""
    async with open_door(**SETTINGS) as door:
        status, said = await sms(door, text)

        assert status == 200
        assert "<Message>acme: taken, you have it.</Message>" in said
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_who_took_it_reads_the_title_of_the_brand_and_you() -> None:
    """Not the key of the settings, and no name of a third person that is the reader's own."""
    async with open_door(**SETTINGS) as door:
        door.backend.watches = tuple(one.with_(title="Acme Foods") for one in door.backend.watches)
        assert "<Message>Acme Foods: taken, you have it.</Message>" in (await sms(door, "I have it K7Q2"))[1]
        assert "Acme Foods: ayse has it already." in (await sms(door, "K7Q2", "+905550000002"))[1]


async def test_other_replies_do_nothing_and_say_what_to_do() -> None:
    """An unknown code, no code, or a second acknowledgement."""
    async with open_door(**SETTINGS) as door:
        assert "No incident has the code X999" in (await sms(door, "X999"))[1]
        assert "Reply with the code" in (await sms(door, "who is this? <b>"))[1]
        await sms(door, "K7Q2")
        assert "acme: ayse has it already." in (await sms(door, "K7Q2", "+905550000002"))[1]
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_a_foreign_number_or_signature_is_refused() -> None:
    """Neither a stranger's phone nor another account's signature acknowledges."""
    async with open_door(**SETTINGS) as door:
        assert (await sms(door, "K7Q2", sender="+15559999999"))[0] == 403
        assert (await sms(door, "K7Q2", token="another account"))[0] == 403
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
        await sms(door, "K7Q2")
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_a_code_of_two_open_incidents_acknowledges_neither() -> None:
    """The wrong crisis must not fall silent: the person is sent to the link."""
    async with open_door(**SETTINGS) as door:
        door.backend.kept["other"] = incident("other", watch="globex")
        assert "use the link" in (await sms(door, "K7Q2"))[1]
        assert door.backend.log == []


async def test_slack_checks_the_address_with_a_challenge() -> None:
    """The challenge comes back."""
    async with open_door(**SETTINGS) as door:
        body = json.dumps({"type": "url_verification", "challenge": "c1"}).encode()
        assert await slack(door, body, "application/json") == (200, {"challenge": "c1"})


async def test_a_slack_message_of_the_code_acknowledges() -> None:
    """As the person who has that account."""
    async with open_door(**SETTINGS) as door:
        assert await slack(door, message("K7Q2"), "application/json") == (200, None)
        assert door.backend.log == [("ack", ID, "ayse", "slack")]


@pytest.mark.parametrize(
    "body",
    [
        message("K7Q2", bot_id="B1"),
        message("K7Q2", subtype="message_changed"),
        message("CRISIS acme: 412 mentions. Reply K7Q2 [p1]"),
        message("K7Q2", user="U9"),
        message("K7Q2", type="reaction_added"),
        b'{"type":"event_callback"}',
        b"{}",
    ],
)
async def test_other_slack_events_do_nothing(body: bytes) -> None:
    """Our own page, a bot, an edit, a quote and a stranger acknowledge nothing."""
    async with open_door(**SETTINGS) as door:
        assert (await slack(door, body, "application/json"))[0] == 200
        assert door.backend.log == []


async def test_old_and_forged_slack_requests_are_refused() -> None:
    """Five minutes, in both directions, and only with the right secret."""
    async with open_door(**SETTINGS) as door:
        for age, status in ((301, 403), (-301, 403), (300, 200)):
            assert (await slack(door, message("hello"), "application/json", age=age))[0] == status
        assert (await slack(door, message("K7Q2"), "application/json", secret="forged"))[0] == 403
        door.clock.at += timedelta(hours=1)
        assert (await slack(door, message("K7Q2"), "application/json"))[0] == 403
        assert door.backend.log == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
async def test_bodies_that_are_nothing_are_refused(body: bytes) -> None:
    """A signed body that is no JSON object is a 400."""
    async with open_door(**SETTINGS) as door:
        assert (await slack(door, body, "application/json"))[0] == 400


async def test_a_message_acts_once() -> None:
    """A recorded request of a provider, signature and all, does nothing the second time."""
    async with open_door(**SETTINGS) as door:
        await sms(door, "K7Q2", sid="SM0001")
        door.backend.kept[ID] = incident()
        status, said = await sms(door, "K7Q2", sid="SM0001")

        assert (status, "you have it" in said) == (200, False)
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_ten_wrong_codes_rest_an_hour() -> None:
    """Who tries codes is refused, also with the right one; the next person is not, and an hour later nobody is."""
    async with open_door(**SETTINGS) as door:
        for number in range(10):
            assert (await sms(door, f"X{number}"))[0] == 200
        assert (await sms(door, "K7Q2"))[0] == 429
        assert door.backend.log == []
        assert (await sms(door, "hello", "+905550000002"))[0] == 200
        door.clock.at += timedelta(hours=1)
        assert (await sms(door, "K7Q2"))[0] == 200
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_slow_wrong_codes_are_forgiven() -> None:
    """A wrong code a minute is a person with thick fingers."""
    async with open_door(**SETTINGS) as door:
        for number in range(30):
            assert (await sms(door, f"X{number}"))[0] == 200
            door.clock.at += timedelta(minutes=2)


@pytest.mark.parametrize(
    ("hook", "name"),
    [("slack", "X-Slack-Signature"), ("slack", "X-Slack-Request-Timestamp"), ("sms", "X-Twilio-Signature")],
)
async def test_a_broken_signature_is_no_fault_of_ours(hook: str, name: str) -> None:
    """Bytes that are no letters are a 401, not a 500."""
    async with open_door(**SETTINGS) as door:
        host, port = door.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            f"POST /hooks/{hook} HTTP/1.1\r\nHost: x\r\n".encode()
            + name.encode()
            + b": \xff\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        assert (await reader.readline()).split()[1] == b"401"
        writer.close()


async def test_a_signed_text_cannot_be_cut_into_other_fields() -> None:
    """Twilio signs names and values without a border; a name that hides a value is refused, signature or not."""
    async with open_door(**SETTINGS) as door:
        fields = {"Body": "K7Q2", " and more From": "+1", "From": "+905550000001"}
        signature = signatures.twilio("tw-secret", f"{PUBLIC}/hooks/sms", fields.items())
        headers = {**FORM, "X-Twilio-Signature": signature}
        async with door.stranger.post(f"{door.url}/hooks/sms", data=urlencode(fields), headers=headers) as answer:
            assert answer.status == 400
        assert door.backend.log == []


@pytest.mark.parametrize(
    "told",
    [
        {"user_id": "UEVIL", "user_name": "U1", "text": "K7Q2"},
        {"user_id": "UEVIL", "user_name": "+905550000001", "text": "K7Q2"},
        {"user_id": "+905550000001", "text": "K7Q2"},
        {"team_id": "TEVIL", "user_id": "U1", "text": "K7Q2"},
        {"payload": json.dumps({"user": {"id": "UEVIL", "username": "U1"}, "actions": [{"value": "K7Q2"}]})},
        {"payload": json.dumps({"team": {"id": "TEVIL"}, "user": {"id": "U1"}, "actions": [{"value": "K7Q2"}]})},
    ],
)
async def test_a_name_or_another_workspace_is_no_proof(told: dict[str, str]) -> None:
    """Only the account's id, of our workspace, on the channel that is Slack."""
    async with open_door(**SETTINGS, slack_team="T1") as door:
        status, said = await slack(door, urlencode(told).encode(), FORM["Content-Type"])

        assert (status, "does not know you" in said["text"]) == (200, True)
        assert door.backend.log == []


async def test_an_event_of_another_workspace_does_nothing() -> None:
    """Ids of accounts are unique within a workspace only."""
    async with open_door(**SETTINGS, slack_team="T1") as door:
        body = json.loads(message("K7Q2")) | {"team_id": "TEVIL"}
        assert (await slack(door, json.dumps(body).encode(), "application/json"))[0] == 200
        assert door.backend.log == []


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ru", "tr", "zh"])
async def test_a_reply_is_answered_in_the_persons_language(language: str) -> None:
    """Nobody is told in English who reads Turkish."""
    async with open_door(**SETTINGS) as door:
        people = door.backend.roster.people
        door.backend.roster = door.backend.roster.with_(
            people={**people, "ayse": people["ayse"].with_(language=language)}
        )
        said = (await sms(door, "X999"))[1]

        assert say(language, "unknown_code", code="X999") in html.unescape(said)
        assert door.backend.log == []
