"""What Telegram brings: a pressed button, or a message that is a code (https://core.telegram.org/bots/api#update, 2026)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from alertd.web import reply_acts, sms_replies
from alertd.web.reply_words import say
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND


async def update(request: web.Request, told: dict[str, Any]) -> web.Response:
    """Answer with the one call that Telegram takes in an answer. It repeats what is not answered with 200."""
    press, message = told.get("callback_query"), told.get("message")
    if isinstance(press, dict):
        return json_response(await _pressed(request, press))
    if isinstance(message, dict) and (said := await _message(request, message, told)) is not None:
        return json_response({"method": "sendMessage", "chat_id": _account(message.get("chat")), "text": said})
    return web.Response()


async def _pressed(request: web.Request, press: dict[str, Any]) -> dict[str, object]:
    account = _account(press.get("from"))
    who = reply_acts.sender(request, "telegram", account, f"press {press.get('id', '')}")
    if who is None:
        text = say(request.app[BACKEND].house().page_language, "stranger", account=account)
    else:
        name, _, incident = str(press.get("data", "")).partition(":")
        text = (await reply_acts.act(request, who, incident, name)).text
    # An alert waits for a tap: a toast is gone before a sleepy eye has read it.
    return {
        "method": "answerCallbackQuery",
        "callback_query_id": str(press.get("id", "")),
        "text": text[:200],
        "show_alert": True,
    }


async def _message(request: web.Request, message: dict[str, Any], told: dict[str, Any]) -> str | None:
    text = str(message.get("text", ""))
    if sms_replies.code_of(text) is None:
        return None
    who = reply_acts.sender(request, "telegram", _account(message.get("from")), f"update {told.get('update_id', '')}")
    return None if who is None else (await reply_acts.answer(request, who, text)).text


def _account(of: object) -> str:
    found = of.get("id") if isinstance(of, dict) else None
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""
