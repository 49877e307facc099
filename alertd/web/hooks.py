"""/hooks/sms and /hooks/slack: a reply of the short code acknowledges, as the person whose number or account it is."""

from __future__ import annotations

import hmac
import json
from xml.sax.saxutils import escape

import structlog
from aiohttp import web

from alertd.model.incident import Act
from alertd.web import request_fields, signatures, sms_replies
from alertd.web.gate import open_to_all
from alertd.web.refusals import Forbidden, Malformed, NotFound, Refused, Unauthorised
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND, CLOCK, SETTINGS

log = structlog.get_logger(__name__)

#: Slack's words for messages that nobody typed just now; our own pages come back as bot messages.
_NOT_TYPED = ("bot_id", "subtype", "app_id")


@open_to_all  # the provider's signature is checked
async def sms(request: web.Request) -> web.Response:
    """Take an SMS that Twilio, or a provider with its signature, brings; the answer is sent back as an SMS."""
    settings = request.app[SETTINGS]
    if settings.twilio_token is None:
        raise NotFound("Replies by SMS are not switched on.")
    given = _proof(request, "X-Twilio-Signature")
    fields = await request_fields.form(request)
    # Twilio signs the public address it was told, not the one behind our proxy.
    right = signatures.twilio(settings.twilio_token, settings.public_url.rstrip("/") + request.path_qs, fields)
    if not hmac.compare_digest(right, given):
        raise Forbidden("The signature is not the provider's.")
    told = dict(fields)
    person = sms_replies.person_at(request.app[BACKEND].house().roster, told.get("From", ""))
    if person is None:
        # No answer: an SMS to a stranger costs money and tells that somebody listens here.
        log.warning("hook.refused", hook="sms", why="the number is nobody's")
        raise Forbidden("This number is nobody's.")
    said = await _acknowledge(request, told.get("Body", ""), person, "sms")
    text = said or "Reply with the code of the page to acknowledge it."
    return web.Response(
        text=f'<?xml version="1.0" encoding="UTF-8"?><Response><Message>{escape(text)}</Message></Response>',
        content_type="text/xml",
    )


@open_to_all  # Slack's signature is checked
async def slack(request: web.Request) -> web.Response:
    """Take a message event, a slash command or a pressed button."""
    secret = request.app[SETTINGS].slack_secret
    if secret is None:
        raise NotFound("Replies by Slack are not switched on.")
    given, stamp = _proof(request, "X-Slack-Signature"), _proof(request, "X-Slack-Request-Timestamp")
    body = await request_fields.body(request)
    if not hmac.compare_digest(signatures.slack(secret, stamp, body), given):
        raise Forbidden("The signature is not Slack's.")
    if not signatures.is_fresh(stamp, request.app[CLOCK].now()):
        raise Forbidden("The request is older than five minutes.")
    if request.content_type == "application/x-www-form-urlencoded":
        return await _slack_form(request, dict(await request_fields.form(request)))
    return await _slack_event(request, _object(body))


async def _slack_event(request: web.Request, event: dict[str, object]) -> web.Response:
    if event.get("type") == "url_verification":
        return json_response({"challenge": str(event.get("challenge", ""))})
    message = event.get("event")
    # Our own pages come back as events, and each has its code in it.
    if isinstance(message, dict) and message.get("type") == "message" and not any(map(message.get, _NOT_TYPED)):
        person = sms_replies.person_at(request.app[BACKEND].house().roster, str(message.get("user", "")))
        if person is not None:
            await _acknowledge(request, str(message.get("text", "")), person, "slack")
    return web.Response()  # Slack repeats what is not answered with 200


async def _slack_form(request: web.Request, form: dict[str, str]) -> web.Response:
    """Answer a command or a button: a slash command has `text`; a pressed button has a `payload` whose action's value is the code."""
    user, name, text = form.get("user_id", ""), form.get("user_name", ""), form.get("text", "")
    if "payload" in form:
        payload = _object(form["payload"].encode())
        actions, by = payload.get("actions"), payload.get("user")
        if isinstance(by, dict):
            user, name = str(by.get("id", "")), str(by.get("username", ""))
        first = actions[0] if isinstance(actions, list) and actions else None
        text = str(first.get("value", "")) if isinstance(first, dict) else ""
    person = sms_replies.person_at(request.app[BACKEND].house().roster, user, name)
    if person is None:
        log.warning("hook.refused", hook="slack", why="the account is nobody's")
        said = f"alertd does not know you: your Slack id {user} is in nobody's entry of the people file."
    else:
        said = await _acknowledge(request, text, person, "slack") or "Give the code of the page to acknowledge it."
    return json_response({"response_type": "ephemeral", "text": _slack_escaped(said)})


async def _acknowledge(request: web.Request, text: str, person: str, via: str) -> str | None:
    """Acknowledge the incident whose code the text is; return what to tell the person, None if it is no code."""
    code = sms_replies.code_of(text)
    if code is None:
        return None
    backend = request.app[BACKEND]
    found = sms_replies.meant(code, await backend.incidents(None))
    if not found:
        return f"No incident has the code {code}."
    if len(found) > 1:
        return f"Two incidents have the code {code}: please use the link of the page."
    (incident,) = found
    try:
        await backend.act(incident.id, Act.ACK, by=person, note="", via=via, assignee=None)
    except Refused as refused:
        return f"{incident.watch}: {refused}"
    return f"{incident.watch}: acknowledged by {person}."


def _proof(request: web.Request, name: str) -> str:
    """Return a header that proves something. Raises Unauthorised where it is missing or not even letters."""
    given = request.headers.get(name, "")
    if not given or not given.isascii():
        raise Unauthorised(f"{name} is missing or broken.")
    return given


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON") from None
    if not isinstance(found, dict):
        raise Malformed("the body is no JSON object")
    return found


def _slack_escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
