"""/hooks/sms, /voice, /slack and /telegram: a reply acknowledges, as the person whose number or account it is.

/hooks/delivery: what became of a message or a call that its provider took.
"""

from __future__ import annotations

import hmac
import re
from xml.sax.saxutils import escape

from aiohttp import web

from alertd.notifiers.voice import speech
from alertd.web import reply_acts, request_fields, signatures, slack_replies, telegram_replies
from alertd.web.delivery_words import detail_of, outcome_of
from alertd.web.gate import open_to_all
from alertd.web.refusals import Forbidden, Malformed, NotFound, TooBusy, Unauthorised
from alertd.web.reply_words import say
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND, CLOCK, SETTINGS

_FIELD = re.compile(r"\w{1,60}", re.ASCII)


@open_to_all  # the provider's signature is checked
async def sms(request: web.Request) -> web.Response:
    """Take an SMS that Twilio, or a provider with its signature, brings; the answer is sent back as an SMS."""
    told = await twilio_form(request)
    message = told.get("MessageSid") or told.get("SmsMessageSid") or _proof(request, "X-Twilio-Signature")
    who = reply_acts.sender(request, "sms", told.get("From", ""), message)
    if who is None:
        # No answer: an SMS to a stranger costs money and tells that somebody listens here.
        raise Forbidden("This number is nobody's.")
    said = await reply_acts.answer(request, who, told.get("Body", ""))
    if said.rests:
        raise TooBusy(said.rests, said.text)
    return twiml(f"<Message>{escape(said.text)}</Message>")


@open_to_all  # the provider's signature is checked
async def voice(request: web.Request) -> web.Response:
    """Take the key that was pressed in a call of ours: 1 acknowledges, as the person whose number was called."""
    told = await twilio_form(request)
    who = reply_acts.sender(request, "sms", told.get("To", ""), f"call {told.get('CallSid', '')}")
    if who is None:
        raise Forbidden("This number is nobody's.")
    text = say(who.language, "nothing")
    if told.get("Digits") == "1":
        text = (await reply_acts.act(request, who.with_(way="voice"), request.query.get("incident", ""), "ack")).text
    return twiml(f"{speech.say(text, who.language)}{speech.say(say(who.language, 'bye'), who.language)}<Hangup/>")


@open_to_all  # the provider's signature is checked
async def delivery(request: web.Request) -> web.Response:
    """Take what Twilio says of a page after it took it: on the phone, or not. What is on its way says nothing new."""
    told = await twilio_form(request)
    status = told.get("MessageStatus") or told.get("CallStatus", "")
    outcome = outcome_of(status)
    if outcome is not None:
        detail = detail_of(status, told.get("ErrorCode", ""))
        await request.app[BACKEND].delivery_told(request.query.get("page", ""), outcome, detail)
    return web.Response(status=204)


@open_to_all  # Telegram's secret is checked
async def telegram(request: web.Request) -> web.Response:
    """Take a pressed button or a message that is a code."""
    secret = request.app[BACKEND].reply_proofs().telegram_secret
    if secret is None:
        raise NotFound("Replies by Telegram are not switched on.")
    if not hmac.compare_digest(secret.encode(), _proof(request, "X-Telegram-Bot-Api-Secret-Token").encode()):
        raise Forbidden("The secret is not Telegram's.")
    return await telegram_replies.update(request, await request_fields.fields(request))


@open_to_all  # Slack's signature is checked
async def slack(request: web.Request) -> web.Response:
    """Take a message event, a slash command or a pressed button."""
    secret = request.app[SETTINGS].slack_secret or request.app[BACKEND].reply_proofs().slack_secret
    if secret is None:
        raise NotFound("Replies by Slack are not switched on.")
    given, stamp = _proof(request, "X-Slack-Signature"), _proof(request, "X-Slack-Request-Timestamp")
    body = await request_fields.body(request)
    if not hmac.compare_digest(signatures.slack(secret, stamp, body), given):
        raise Forbidden("The signature is not Slack's.")
    if not signatures.is_fresh(stamp, request.app[CLOCK].now()):
        raise Forbidden("The request is older than five minutes.")
    if request.content_type == "application/x-www-form-urlencoded":
        return await slack_replies.form(request, dict(await request_fields.form(request)), given)
    event = await request_fields.fields(request)
    if event.get("type") == "url_verification":
        return json_response({"challenge": str(event.get("challenge", ""))})
    return await slack_replies.event(request, event, given)


async def twilio_form(request: web.Request) -> dict[str, str]:
    """Return the fields that Twilio signed.

    Raises NotFound where replies are off, Unauthorised without a proof, Forbidden for a wrong one.
    """
    settings = request.app[SETTINGS]
    token = settings.twilio_token or request.app[BACKEND].reply_proofs().twilio_token
    if token is None:
        raise NotFound("Replies by SMS are not switched on.")
    given = _proof(request, "X-Twilio-Signature")
    fields = await request_fields.form(request)
    # Names and values are signed without a border between them: odd names could hide a value that was cut in two.
    if any(not _FIELD.fullmatch(name) for name, _ in fields) or len({name for name, _ in fields}) < len(fields):
        raise Malformed("a field of the form has a name that Twilio does not use")
    # Twilio signs the public address it was told, not the one behind our proxy.
    right = signatures.twilio(token, settings.public_url.rstrip("/") + request.path_qs, fields)
    if not hmac.compare_digest(right, given):
        raise Forbidden("The signature is not the provider's.")
    return dict(fields)


def twiml(verbs: str) -> web.Response:
    """Answer Twilio in its own markup."""
    return web.Response(
        text=f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>', content_type="text/xml"
    )


def _proof(request: web.Request, name: str) -> str:
    """Return a header that proves something. Raises Unauthorised where it is missing or not even letters."""
    given = request.headers.get(name, "")
    if not given or not given.isascii():
        raise Unauthorised(f"{name} is missing or broken.")
    return given
