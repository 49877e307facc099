"""What providers send to our hooks, signed as they sign."""

from __future__ import annotations

import itertools
import json
from typing import Any
from urllib.parse import urlencode

from alertd.web import signatures
from tests.unit.web.fake_backend import NOW
from tests.unit.web.house import Door

ID = "9f2c4e5a1b3d7f60"
PUBLIC = "https://alerts.example.org"
SETTINGS = {"public_url": PUBLIC, "twilio_token": "tw-secret", "slack_secret": "sl-secret"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

numbers = itertools.count()


async def sms(
    door: Door, body: str, sender: str = "+905550000001", token: str = "tw-secret", sid: str = ""
) -> tuple[int, str]:
    """Send a text as Twilio brings it."""
    fields = {"From": sender, "To": "+15550000000", "Body": body, "MessageSid": sid or f"SM{next(numbers)}"}
    signature = signatures.twilio(token, f"{PUBLIC}/hooks/sms", fields.items())
    headers = {**FORM, "X-Twilio-Signature": signature}
    async with door.stranger.post(f"{door.url}/hooks/sms", data=urlencode(fields), headers=headers) as answer:
        return answer.status, await answer.text()


async def slack(door: Door, body: bytes, kind: str, *, secret: str = "sl-secret", age: int = 0) -> tuple[int, Any]:
    """Send what Slack sends, signed as of `age` seconds ago."""
    stamp = str(int(NOW.timestamp()) - age)
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signatures.slack(secret, stamp, body),
    }
    async with door.stranger.post(f"{door.url}/hooks/slack", data=body, headers=headers) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text else None


async def key(
    door: Door, digits: str, called: str = "+905550000001", call: str = "", incident_id: str = ID
) -> tuple[int, str]:
    """Send what Twilio sends when a key was pressed in a call of ours."""
    fields = {"To": called, "From": "+15550000000", "Digits": digits, "CallSid": call or f"CA{next(numbers)}"}
    path = f"/hooks/voice?incident={incident_id}"
    signature = signatures.twilio("tw-secret", PUBLIC + path, fields.items())
    headers = {**FORM, "X-Twilio-Signature": signature}
    async with door.stranger.post(door.url + path, data=urlencode(fields), headers=headers) as answer:
        return answer.status, await answer.text()


async def telegram(door: Door, told: dict[str, object], secret: str | None = "tg-secret") -> tuple[int, Any]:
    """Send what Telegram sends, with its secret."""
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with door.stranger.post(f"{door.url}/hooks/telegram", json=told, headers=headers) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text else None


async def delivery(door: Door, status: str, *, page: str = "p1", token: str = "tw-secret", **fields: str) -> int:
    """Send what Twilio says of a message after it took it; return the answer's status."""
    told = {"MessageSid": "SM1", "MessageStatus": status, **fields}
    told = {name: value for name, value in told.items() if value}
    path = f"/hooks/delivery?page={page}"
    headers = {**FORM, "X-Twilio-Signature": signatures.twilio(token, PUBLIC + path, told.items())}
    async with door.stranger.post(door.url + path, data=urlencode(told), headers=headers) as answer:
        return answer.status


def message(text: str, **fields: object) -> bytes:
    """Return a message event."""
    event = {"type": "message", "user": "U1", "text": text, **fields}
    return json.dumps({"type": "event_callback", "event": event}).encode()


def press(name: str, address: str = "", **action: object) -> bytes:
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
        "actions": [{"action_id": name, "block_id": f"alertd:{ID}", "action_ts": str(next(numbers)), **action}],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def tap(name: str, account: int = 4242, press: str = "") -> dict[str, object]:
    """Return a press of a button of Telegram."""
    tap = {"id": press or str(next(numbers)), "from": {"id": account, "username": "ayse"}, "data": f"{name}:{ID}"}
    return {"update_id": next(numbers), "callback_query": tap}
