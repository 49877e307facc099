"""Replies by SMS and Slack, against a real server, signed as the providers sign."""

from __future__ import annotations

import asyncio
import html
import itertools
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from alertd.model.incident import State
from alertd.web import signatures
from alertd.web.reply_words import say
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import Door, open_door
from tests.wire.notify.servers import Provider

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"
PUBLIC = "https://alerts.example.org"
SETTINGS = {"public_url": PUBLIC, "twilio_token": "tw-secret", "slack_secret": "sl-secret"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


_numbers = itertools.count()


async def _sms(
    door: Door, body: str, sender: str = "+905550000001", token: str = "tw-secret", sid: str = ""
) -> tuple[int, str]:
    fields = {"From": sender, "To": "+15550000000", "Body": body, "MessageSid": sid or f"SM{next(_numbers)}"}
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
        command = urlencode({"command": "/ack", "text": "K7Q2", "user_id": "U2", "user_name": "U1"}).encode()
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


async def test_a_message_acts_once() -> None:
    """A recorded request of a provider, signature and all, does nothing the second time."""
    async with open_door(**SETTINGS) as door:
        await _sms(door, "K7Q2", sid="SM0001")
        door.backend.kept[ID] = incident()
        status, said = await _sms(door, "K7Q2", sid="SM0001")

        assert (status, "acknowledged" in said) == (200, False)
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_ten_wrong_codes_rest_an_hour() -> None:
    """Who tries codes is refused, also with the right one; the next person is not, and an hour later nobody is."""
    async with open_door(**SETTINGS) as door:
        for number in range(10):
            assert (await _sms(door, f"X{number}"))[0] == 200
        assert (await _sms(door, "K7Q2"))[0] == 429
        assert door.backend.log == []
        assert (await _sms(door, "hello", "+905550000002"))[0] == 200
        door.clock.at += timedelta(hours=1)
        assert (await _sms(door, "K7Q2"))[0] == 200
        assert door.backend.log == [("ack", ID, "ayse", "sms")]


async def test_slow_wrong_codes_are_forgiven() -> None:
    """A wrong code a minute is a person with thick fingers."""
    async with open_door(**SETTINGS) as door:
        for number in range(30):
            assert (await _sms(door, f"X{number}"))[0] == 200
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
        status, said = await _slack(door, urlencode(told).encode(), FORM["Content-Type"])

        assert (status, "does not know you" in said["text"]) == (200, True)
        assert door.backend.log == []


async def test_an_event_of_another_workspace_does_nothing() -> None:
    """Ids of accounts are unique within a workspace only."""
    async with open_door(**SETTINGS, slack_team="T1") as door:
        body = json.loads(_message("K7Q2")) | {"team_id": "TEVIL"}
        assert (await _slack(door, json.dumps(body).encode(), "application/json"))[0] == 200
        assert door.backend.log == []


def _press(name: str, address: str = "", **action: object) -> bytes:
    """Return what Slack sends for a press of one of our buttons."""
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "username": "ayse", "team_id": "T1"},
        "response_url": address,
        "message": {
            "text": "[CRISIS] acme",
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "acme"}}, {"type": "actions"}],
        },
        "actions": [{"action_id": name, "block_id": f"alertd:{ID}", "action_ts": str(next(_numbers)), **action}],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


@pytest.mark.parametrize(
    ("name", "act", "says"),
    [
        ("ack", "ack", "acme: acknowledged by ayse."),
        ("plan", "plan", "acme: planned by ayse."),
        ("not_a_crisis", "close", "acme: closed as no crisis by ayse."),
    ],
)
async def test_a_button_acts_and_the_message_says_so(name: str, act: str, says: str) -> None:
    """The buttons give way to what was done, in the message that everybody sees."""
    async with open_door(**SETTINGS, slack_team="T1") as door, Provider().open() as slack:
        status, said = await _slack(door, _press(name, f"{slack.url}/actions/1"), FORM["Content-Type"])

        assert (status, said["text"]) == (200, says)
        assert door.backend.log == [(act, ID, "ayse", "slack")]
        (asked,) = slack.asked
        assert asked.json() == {
            "replace_original": True,
            "text": "[CRISIS] acme",
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": "acme"}},
                {"type": "context", "elements": [{"type": "mrkdwn", "text": says}]},
            ],
        }


async def test_assign_and_snooze() -> None:
    """The one who is chosen gets it; half an hour of silence for the watch."""
    async with open_door(**SETTINGS) as door:
        _, said = await _slack(door, _press("assign", selected_user="U2"), FORM["Content-Type"])
        assert said["text"] == "acme: omar has it now, given by ayse."
        assert door.backend.kept[ID].assignee == "omar"
        _, said = await _slack(door, _press("assign", selected_user="UEVIL"), FORM["Content-Type"])
        assert "UEVIL" in said["text"]
        _, said = await _slack(door, _press("snooze"), FORM["Content-Type"])
        assert said["text"].startswith("acme: no pages until ")
        (silence,) = door.backend.silences_kept.values()
        assert (silence.watch, silence.by, silence.ends_at - silence.begins_at) == (
            "acme",
            "ayse",
            timedelta(minutes=30),
        )


async def test_an_answer_goes_only_to_slack() -> None:
    """The address of a press is Slack's own: nothing else is called, and the act is done all the same."""
    async with open_door(**SETTINGS) as door, Provider().open() as other:
        evil = other.url.replace("127.0.0.1", "localhost")
        assert (await _slack(door, _press("ack", f"{evil}/x"), FORM["Content-Type"]))[0] == 200
        assert other.asked == []
        assert door.backend.log == [("ack", ID, "ayse", "slack")]


async def test_the_command_tells_who_has_it_and_who_is_on_call() -> None:
    """`/alertd`, `/alertd who`, `/alertd oncall`, `/alertd silence WATCH`."""
    async with open_door(**SETTINGS) as door:

        async def command(text: str) -> str:
            told = {
                "command": "/alertd",
                "text": text,
                "user_id": "U1",
                "team_id": "T1",
                "trigger_id": str(next(_numbers)),
            }
            return str((await _slack(door, urlencode(told).encode(), FORM["Content-Type"]))[1]["text"])

        assert await command("") == "acme (crisis, open): —\npr-primary: ayse\nweekend: —"
        assert await command("who") == "acme (crisis, open): —"
        assert await command("oncall") == "pr-primary: ayse\nweekend: —"
        assert "/alertd silence" in await command("help me")
        until = NOW + timedelta(minutes=30)
        assert await command("silence acme") == f"acme: no pages until {until:%H:%M} UTC."
        assert door.backend.silences_kept["s1"].by == "ayse"


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ru", "tr", "zh"])
async def test_a_reply_is_answered_in_the_persons_language(language: str) -> None:
    """Nobody is told in English who reads Turkish."""
    async with open_door(**SETTINGS) as door:
        people = door.backend.roster.people
        door.backend.roster = door.backend.roster.with_(
            people={**people, "ayse": people["ayse"].with_(language=language)}
        )
        said = (await _sms(door, "XXXX"))[1]

        assert say(language, "unknown_code", code="XXXX") in html.unescape(said)
        assert door.backend.log == []
