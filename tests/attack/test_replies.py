"""Replies that were recorded, and accounts of other workspaces: a provider's signature proves the provider, not the person."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from tests.unit.web.house import open_door
from tests.wire.hook_senders import FORM, SETTINGS, slack

pytestmark = pytest.mark.asyncio

CODE = "K7Q2"


async def test_a_recorded_command_silences_nothing_a_second_time() -> None:
    """The same signed request within the five minutes in which its stamp is fresh: the silence was ended, and stays so."""
    async with open_door(**SETTINGS) as door:
        told = {"command": "/alertd", "text": "silence acme", "user_id": "U1", "team_id": "T1", "trigger_id": "13.37"}
        body = urlencode(told).encode()
        assert "no pages until" in (await slack(door, body, FORM["Content-Type"]))[1]["text"]
        await door.backend.unsilence("s1", by="omar")

        again = (await slack(door, body, FORM["Content-Type"]))[1]["text"]
        assert "taken before" in again
        assert door.backend.silences_kept == {}
        # What only looks may be asked again.
        told |= {"text": "who"}
        for _ in range(2):
            assert "acme" in (await slack(door, urlencode(told).encode(), FORM["Content-Type"]))[1]["text"]


@pytest.mark.parametrize(
    "account", [{"id": "U1", "team_id": "TEVIL"}, {"id": "U1", "team_id": "TEVIL", "username": "ayse"}]
)
async def test_a_press_in_a_shared_channel_is_of_the_writers_own_workspace(account: dict[str, str]) -> None:
    """Slack names our workspace, where the app lives; the account beside it is another one's with the same id."""
    async with open_door(**SETTINGS, slack_team="T1") as door:
        payload = {"team": {"id": "T1"}, "user": account, "actions": [{"value": CODE}]}
        status, said = await slack(door, urlencode({"payload": json.dumps(payload)}).encode(), FORM["Content-Type"])
        assert (status, "does not know you" in said["text"]) == (200, True)
        assert door.backend.log == []

        payload["user"] = {"id": "U1", "team_id": "T1"}
        await slack(door, urlencode({"payload": json.dumps(payload)}).encode(), FORM["Content-Type"])
        assert [entry[0] for entry in door.backend.log] == ["ack"]


@pytest.mark.parametrize("name", ["user_team", "source_team"])
async def test_a_message_in_a_shared_channel_is_of_the_writers_own_workspace(name: str) -> None:
    """The event comes by our workspace and says beside it whose member wrote."""
    async with open_door(**SETTINGS, slack_team="T1") as door:
        for team in ("TEVIL", "T1"):
            written = {"type": "message", "user": "U1", "text": CODE, name: team}
            event = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{team}", "event": written}
            assert (await slack(door, json.dumps(event).encode(), "application/json"))[0] == 200
            assert len(door.backend.log) == (team == "T1")


@pytest.mark.parametrize(
    "payload",
    [
        {"team": [], "user": {"id": "U1"}, "actions": [{}]},
        {"team": {"id": {"x": 1}}, "user": {"id": "U1"}, "actions": [{"value": CODE}]},
        {"user": {"id": ["U1"]}, "actions": [{"value": CODE}]},
        {"user": {"id": "U1"}, "actions": []},
        {"user": {"id": "U1"}, "actions": ["x"]},
        {"user": "U1", "actions": [{"value": CODE}]},
        {"user": {"id": "U1"}, "actions": [{"block_id": "alertd:" + "x" * 5000, "action_id": "ack"}]},
        {"user": {"id": "U1"}, "actions": [{"block_id": "alertd:../../etc", "action_id": "../close"}]},
        [],
        None,
        7,
    ],
)
async def test_odd_presses_are_no_fault_of_ours(payload: object) -> None:
    """A no or a word to the user; nothing was done."""
    async with open_door(**SETTINGS, slack_team="T1") as door:
        status, _ = await slack(door, urlencode({"payload": json.dumps(payload)}).encode(), FORM["Content-Type"])
        assert status in (200, 400)
        assert door.backend.log == []
