"""Buttons, commands and keys: what is pressed in a chat or a call, against a real server."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from alertd.model.incident import State
from alertd.web import signatures
from alertd.web.backend import ReplyProofs
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import Door, open_door
from tests.wire.hook_senders import FORM, ID, PUBLIC, SETTINGS, key, numbers, press, slack, tap, telegram
from tests.wire.notify.servers import Provider

pytestmark = pytest.mark.asyncio


def with_telegram(door: Door) -> None:
    """Give ayse an account there, and switch it on."""
    people = door.backend.roster.people
    ayse = people["ayse"].with_(addresses={**people["ayse"].addresses, "tg": "4242"})
    door.backend.roster = door.backend.roster.with_(people={**people, "ayse": ayse})
    door.backend.proofs = ReplyProofs(telegram_secret="tg-secret")


async def test_a_slash_command_and_a_button_answer_their_user() -> None:
    """Only the user sees what became of it."""
    kind = "application/x-www-form-urlencoded"
    async with open_door(**SETTINGS) as door:
        command = urlencode({"command": "/ack", "text": "K7Q2", "user_id": "U2", "user_name": "U1"}).encode()
        status, said = await slack(door, command, kind)
        assert (status, said["text"]) == (200, "acme: taken by omar.")
        pressed = {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"value": "K7Q2"}]}
        status, said = await slack(door, urlencode({"payload": json.dumps(pressed)}).encode(), kind)
        assert (said["response_type"], said["text"]) == ("ephemeral", "acme: omar has it already.")
        stranger = urlencode({"text": "K7Q2", "user_id": "<!channel>"}).encode()
        assert "&lt;!channel&gt;" in (await slack(door, stranger, kind))[1]["text"]
        assert door.backend.log == [("ack", ID, "omar", "slack")]


@pytest.mark.parametrize(
    ("name", "act", "says"),
    [
        ("ack", "ack", "acme: taken by ayse."),
        ("plan", "plan", "acme: planned by ayse."),
        ("not_a_crisis", "close", "acme: closed as no crisis by ayse."),
    ],
)
async def test_a_button_acts_and_the_message_says_so(name: str, act: str, says: str) -> None:
    """The buttons give way to what was done, in the message that everybody sees."""
    async with open_door(**SETTINGS, slack_team="T1") as door, Provider().open() as server:
        status, said = await slack(door, press(name, f"{server.url}/actions/1"), FORM["Content-Type"])

        assert (status, said["text"]) == (200, says)
        assert door.backend.log == [(act, ID, "ayse", "slack")]
        (asked,) = server.asked
        assert asked.json() == {
            "replace_original": True,
            "text": "[CRISIS] acme",
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": "acme"}},
                {"type": "context", "elements": [{"type": "mrkdwn", "text": says}]},
            ],
        }


async def test_assign_and_snooze() -> None:
    """The one who is chosen gets it; who puts it off is asked again in half an hour, and its watch is not silenced."""
    async with open_door(**SETTINGS) as door:
        _, said = await slack(door, press("assign", selected_user="U2"), FORM["Content-Type"])
        assert said["text"] == "acme: omar has it now, given by ayse."
        assert door.backend.kept[ID].assignee == "omar"
        _, said = await slack(door, press("assign", selected_user="UEVIL"), FORM["Content-Type"])
        assert "UEVIL" in said["text"]
        _, said = await slack(door, press("snooze"), FORM["Content-Type"])
        assert said["text"].startswith("acme: put off by ayse until ")
        assert door.backend.log[-1] == ("snooze", ID, "ayse", "slack")
        assert door.backend.kept[ID].snoozed_until == door.clock.now() + timedelta(minutes=30)
        assert door.backend.silences_kept == {}


@pytest.mark.parametrize("word", ["useful", "noise"])
async def test_one_tap_says_what_it_was_worth(word: str) -> None:
    """Also of an incident that is over; everybody's last word stands."""
    async with open_door(**SETTINGS) as door:
        door.backend.kept[ID] = door.backend.kept[ID].with_(state=State.CLOSED)
        _, said = await slack(door, press(word), FORM["Content-Type"])

        assert said["text"] == f"acme: ayse says it was {word}. Thank you."
        assert door.backend.kept[ID].judgements == {"ayse": word}


async def test_an_answer_goes_only_to_slack() -> None:
    """The address of a press is Slack's own: nothing else is called, and the act is done all the same."""
    async with open_door(**SETTINGS) as door, Provider().open() as other:
        evil = other.url.replace("127.0.0.1", "localhost")
        assert (await slack(door, press("ack", f"{evil}/x"), FORM["Content-Type"]))[0] == 200
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
                "trigger_id": str(next(numbers)),
            }
            return str((await slack(door, urlencode(told).encode(), FORM["Content-Type"]))[1]["text"])

        assert await command("") == "acme (crisis, open): —\npr-primary: ayse\nweekend: —"
        assert await command("who") == "acme (crisis, open): —"
        assert await command("oncall") == "pr-primary: ayse\nweekend: —"
        assert "/alertd silence" in await command("help me")
        until = NOW + timedelta(minutes=30)
        assert await command("silence acme") == f"acme: no pages until {until:%H:%M} UTC."
        assert door.backend.silences_kept["s1"].by == "ayse"


async def test_a_key_acknowledges_as_who_was_called() -> None:
    """1 takes it and is confirmed aloud; another key, and the same call again, do nothing."""
    async with open_door(**SETTINGS) as door:
        assert "Nothing was done" in (await key(door, "7"))[1]
        assert door.backend.log == []
        status, said = await key(door, "1", call="CA77")
        assert status == 200
        assert '<Say language="en-US" voice="Polly.Joanna">acme: taken, you have it.</Say>' in said
        door.backend.kept[ID] = incident()
        assert "taken before" in (await key(door, "1", call="CA77"))[1]
        assert door.backend.log == [("ack", ID, "ayse", "voice")]


async def test_a_key_of_a_stranger_or_for_nothing_does_nothing() -> None:
    """A number that is nobody's, an incident that is not there, a signature for another incident."""
    async with open_door(**SETTINGS) as door:
        assert (await key(door, "1", called="+15559999999"))[0] == 403
        assert "Nothing was done" in (await key(door, "1", incident_id="unknown"))[1]
        fields = {"To": "+905550000001", "Digits": "1", "CallSid": "CA1"}
        signature = signatures.twilio("tw-secret", f"{PUBLIC}/hooks/voice?incident=other", fields.items())
        headers = {**FORM, "X-Twilio-Signature": signature}
        path = f"{door.url}/hooks/voice?incident={ID}"
        async with door.stranger.post(path, data=urlencode(fields), headers=headers) as answer:
            assert answer.status == 403
        assert door.backend.log == []


async def test_telegram_buttons_and_codes_act() -> None:
    """A tap is answered with a word that waits for a tap; a code as a message acknowledges too."""
    async with open_door() as door:
        with_telegram(door)
        status, said = await telegram(door, tap("ack", press="77"))
        assert (status, said["method"], said["callback_query_id"]) == (200, "answerCallbackQuery", "77")
        assert said["text"] == "acme: taken by ayse."
        door.backend.kept[ID] = incident()
        assert "taken before" in (await telegram(door, tap("ack", press="77")))[1]["text"]
        message = {"update_id": 5, "message": {"from": {"id": 4242}, "chat": {"id": 4242}, "text": "K7Q2"}}
        assert (await telegram(door, message))[1] == {
            "method": "sendMessage",
            "chat_id": "4242",
            "text": "acme: taken by ayse.",
        }
        assert door.backend.log == [("ack", ID, "ayse", "telegram")] * 2


async def test_telegram_knows_accounts_by_number_and_itself_by_its_secret() -> None:
    """A stranger with a friend's name, no secret, a wrong one, a way that is off."""
    async with open_door() as door:
        assert (await telegram(door, tap("ack")))[0] == 404
        with_telegram(door)
        assert "does not know you" in (await telegram(door, tap("ack", account=1)))[1]["text"]
        assert (await telegram(door, tap("ack"), secret="wrong"))[0] == 403
        assert (await telegram(door, tap("ack"), secret=None))[0] == 401
        odds: tuple[dict[str, object], ...] = (
            {"callback_query": {"data": 1}},
            {"message": []},
            {"callback_query": {"from": {"id": True}}},
            {},
        )
        for odd in odds:
            assert (await telegram(door, odd))[0] == 200
        assert door.backend.log == []
