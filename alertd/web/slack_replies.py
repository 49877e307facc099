"""What Slack brings: a message that is a code, the command /alertd, a pressed button.

Slack's documentation of 2026: events (https://api.slack.com/events-api), commands (…/interactivity/slash-commands) and
interaction payloads (…/reference/interaction-payloads/block-actions).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import structlog
from aiohttp import web

from alertd.web import reply_acts, sms_replies
from alertd.web.refusals import Malformed, NotFound
from alertd.web.reply_words import say
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND, CLOCK, SETTINGS

log = structlog.get_logger(__name__)

#: Slack's words for messages that nobody typed just now; our own pages come back as bot messages.
_NOT_TYPED = ("bot_id", "subtype", "app_id")

#: Where an answer may go: Slack's own host, and a stand-in of this machine. The end of the host counts: "127.0.0.1:80@evil.example".
_SLACKS_OWN = re.compile(r"https://hooks\.slack\.com/|http://127\.0\.0\.1:\d{1,5}/", re.ASCII)

#: What our messages write into the block of buttons, before the incident's id.
BLOCK = "alertd:"


async def event(request: web.Request, told: dict[str, object], signature: str) -> web.Response:
    """Take a message event: one that is a code acknowledges. Slack repeats what is not answered with 200."""
    message = told.get("event")
    # Our own pages come back as events, and each has its code in it.
    if isinstance(message, dict) and message.get("type") == "message" and not any(map(message.get, _NOT_TYPED)):
        teams = (told.get("team_id"), message.get("user_team"), message.get("source_team"))
        who = _sender(request, teams, str(message.get("user") or ""), str(told.get("event_id") or signature))
        if who is not None and sms_replies.code_of(str(message.get("text") or "")) is not None:
            await reply_acts.answer(request, who, str(message["text"]))
    return web.Response()


async def form(request: web.Request, told: dict[str, str], signature: str) -> web.Response:
    """Take a slash command (it has `text`) or a press of a button (it has a `payload`)."""
    if "payload" in told:
        return await _pressed(request, told["payload"], signature)
    account, text = told.get("user_id", ""), told.get("text", "").strip()
    who = _sender(request, (told.get("team_id"),), account, told.get("trigger_id") or signature)
    if who is None:
        return _only_to_them(say(_page_language(request), "stranger", account=account))
    if sms_replies.code_of(text) is not None and text.lower() not in ("who", "oncall"):
        return _only_to_them((await reply_acts.answer(request, who, text)).text)
    return _only_to_them(await _told(request, who, text))


async def _told(request: web.Request, who: reply_acts.Sender, text: str) -> str:
    """Answer `/alertd`, `/alertd who`, `/alertd oncall` and `/alertd silence WATCH`."""
    backend = request.app[BACKEND]
    word, _, rest = text.partition(" ")
    if word == "silence" and rest.strip():
        if not await backend.is_new_reply(who.message):
            return say(who.language, "before")
        try:
            silence = await backend.silence(
                rest.strip(), None, lasts=reply_acts.SILENCE, by=who.person, reason="silenced by /alertd"
            )
        except NotFound as unknown:
            return str(unknown)
        return say(who.language, "silence", watch=rest.strip(), time=f"{silence.ends_at:%H:%M} UTC")
    lines = []
    if word in ("", "who"):
        for one in await backend.incidents(None):
            if one.state.value not in ("solved", "closed"):
                has = one.assignee or one.by.get("plan") or one.by.get("ack")
                lines.append(f"{one.watch} ({one.severity.value}, {one.state.value}): {has or '—'}")
    if word in ("", "oncall"):
        lines += [
            f"{one.schedule}: {', '.join(one.people) or '—'}" for one in await backend.oncall(request.app[CLOCK].now())
        ]
    return "\n".join(lines) or "/alertd who · /alertd oncall · /alertd silence WATCH · /alertd CODE"


async def _pressed(request: web.Request, raw: str, signature: str) -> web.Response:
    try:
        payload = json.loads(raw)
        action, user = payload["actions"][0], payload["user"]
        block, name, account = str(action.get("block_id", "")), str(action.get("action_id", "")), str(user["id"])
        teams = ((payload.get("team") or {}).get("id"), user.get("team_id"))
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        raise Malformed("the payload is not one of Slack's") from None
    if name == "open":
        return web.Response()  # Slack tells of buttons that are links too; the browser opens it
    who = _sender(request, teams, account, f"{action.get('action_ts', '')}{signature}")
    if who is None:
        return _only_to_them(say(_page_language(request), "stranger", account=account))
    if not block.startswith(BLOCK):
        return _only_to_them((await reply_acts.answer(request, who, str(action.get("value", "")))).text)
    assignee = None
    if name == "assign":
        roster = request.app[BACKEND].house().roster
        assignee = sms_replies.person_at(roster, "slack", str(action.get("selected_user") or account))
        if assignee is None:
            return _only_to_them(say(who.language, "stranger", account=str(action.get("selected_user"))))
    said = await reply_acts.act(request, who, block.removeprefix(BLOCK), name, assignee)
    await _tell_by_address(str(payload.get("response_url") or ""), _after(payload, said))
    return _only_to_them(said.text)


def _after(payload: dict[str, Any], said: reply_acts.Said) -> dict[str, object]:
    """Return what Slack shows after a press: our message with what was done in place of its buttons, or a word to the user."""
    message = payload.get("message")
    blocks = message.get("blocks") if isinstance(message, dict) else None
    if not said.is_done or not isinstance(message, dict) or not isinstance(blocks, list):
        return {"response_type": "ephemeral", "replace_original": False, "text": _escaped(said.text)}
    done = {"type": "context", "elements": [{"type": "mrkdwn", "text": _escaped(said.text)}]}
    kept = [one for one in blocks if not (isinstance(one, dict) and one.get("type") == "actions")]
    return {"replace_original": True, "text": str(message.get("text", "")), "blocks": [*kept[:49], done]}


async def _tell_by_address(address: str, body: dict[str, object]) -> None:
    """Answer a press at the address that Slack gave with it: what a route answers is shown only for commands."""
    import aiohttp

    if _SLACKS_OWN.match(address) is None:
        return
    try:
        # Slack gives a press up after three seconds, and it is the act that counts.
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2.0), trust_env=True) as session:
            await session.post(address, json=body, allow_redirects=False)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("hook.unheard", hook="slack", error=type(error).__name__)


def _sender(request: web.Request, teams: Iterable[object], account: str, message: str) -> reply_acts.Sender | None:
    """Return who it is: an account of our own workspace. Ids of another workspace's accounts may be the same.

    teams: every workspace that was named. In a shared channel Slack names ours, where the app lives, and beside it the writer's own.
    """
    ours = request.app[SETTINGS].slack_team or request.app[BACKEND].reply_proofs().slack_team
    if ours and any(team and team != ours for team in teams):
        return None
    return (
        reply_acts.sender(request, "slack", account, message) if re.fullmatch(r"\w{2,40}", account, re.ASCII) else None
    )


def _page_language(request: web.Request) -> str:
    return request.app[BACKEND].house().page_language


def _only_to_them(text: str) -> web.Response:
    return json_response({"response_type": "ephemeral", "replace_original": False, "text": _escaped(text)})


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
