"""From what was heard on the wire to an error that says what to do, or to the provider's id of the page."""

from __future__ import annotations

import re
import smtplib
from typing import TYPE_CHECKING, Any

from alertd.errors import DeliveryError, Fault
from alertd.notifiers import answers, reach
from alertd.notifiers.apprise.wire import Heard, Unsent

if TYPE_CHECKING:
    import requests

#: Apprise's words for an address that it dropped: nothing was sent, and nothing will be.
_BAD_ADDRESS = re.compile(r"(?i)\b(invalid|no valid|no one|not? .{0,20}(targets?|recipients?)|dropped)\b")

#: Where providers put the id of a message (Twilio, Slack, Vonage, others).
_ID_KEYS = ("sid", "ts", "message_uuid", "message-id", "messageId", "message_id", "id")


def provider_id(heard: Heard) -> str | None:
    """Return the provider's id of what it took, if it gave one."""
    for key in _ID_KEYS:
        found = _body(heard.last).get(key)
        if isinstance(found, (str, int)) and not isinstance(found, bool) and 0 < len(str(found)) <= 200:
            return str(found)
    return None


def failure(heard: Heard) -> DeliveryError:
    """Return why a page was not taken. Messages hold no address, URL or body: they go into the log and to people."""
    import requests

    last = heard.last
    if isinstance(last, requests.Response):
        return _of_answer(last)
    if isinstance(last, requests.RequestException):
        return _of_request(last)
    if isinstance(last, (smtplib.SMTPException, OSError, dict)):
        return _of_mail(last)
    if any(_BAD_ADDRESS.search(word) for word in heard.words):
        return DeliveryError("this address is not valid for this service", permanent=True, fault=Fault.ADDRESS)
    return DeliveryError("the service did not take the page and gave no reason")


def _of_answer(answer: requests.Response) -> DeliveryError:
    body = _body(answer)
    names = ("error", "description", "message", "code")  # Slack, Telegram, Twilio and many others
    word = next((str(body[key]) for key in names if isinstance(body.get(key), str)), str(body.get("code", "")))
    if not word and len(answer.content) <= 40 and re.fullmatch(r"[a-z]+(_[a-z]+)+", answer.text):
        word = answer.text  # Slack's incoming webhooks answer with the bare name of the error
    if 200 <= answer.status_code < 300:
        return answers.unconvinced(word)
    headers = answer.headers
    return answers.refusal(
        answer.status_code,
        retry_after=headers.get("Retry-After"),
        date=headers.get("Date"),
        words=word,
        code=str(body.get("code", "")),
    )


def _of_request(error: requests.RequestException) -> DeliveryError:
    import requests
    from urllib3.exceptions import MaxRetryError

    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema)):
        return DeliveryError("the URL of this channel is not valid", permanent=True)
    # Certain: a connection that never stood carried nothing. requests calls a broken one ConnectionError as well.
    never_stood = (
        requests.exceptions.ConnectTimeout,
        requests.exceptions.ProxyError,
        requests.exceptions.SSLError,
    )
    cause = error.args[0] if error.args else None
    if isinstance(error, never_stood) or isinstance(cause, MaxRetryError):
        return reach.unreached(error)
    if isinstance(error, requests.exceptions.Timeout):
        return DeliveryError("the provider took the page and gave no answer in time", unknown=True)
    return DeliveryError("the connection broke before an answer came", unknown=True)


def _of_mail(last: smtplib.SMTPException | OSError | dict[str, tuple[int, bytes]]) -> DeliveryError:
    if isinstance(last, Unsent):
        return reach.unreached(last, "the mail server")
    codes = _codes(last)
    if codes:
        # 4yz passes, 5yz does not (RFC 5321, 2008, section 4.2.1).
        return DeliveryError(
            f"the mail server answered {codes[0]}{_whereto(last)}",
            permanent=all(code >= 500 for code in codes),
            fault=Fault.ADDRESS if isinstance(last, (smtplib.SMTPRecipientsRefused, dict)) else Fault.PROVIDER,
        )
    if isinstance(last, smtplib.SMTPNotSupportedError):
        return DeliveryError("the mail server does not speak what this letter needs", permanent=True)
    # To Python each SMTPException is an OSError too; only some of them are broken connections.
    if isinstance(last, smtplib.SMTPServerDisconnected) or not isinstance(last, smtplib.SMTPException):
        return DeliveryError("the connection to the mail server broke before an answer came", unknown=True)
    return DeliveryError(f"the mail server did not take it ({type(last).__name__})")


def _whereto(last: object) -> str:
    """Return to what a mail server said no; an operator must not search in the wrong place."""
    if isinstance(last, smtplib.SMTPAuthenticationError):
        return " to the user and password"
    if isinstance(last, smtplib.SMTPSenderRefused):
        return " to the sender's address"
    return " to the recipient" if isinstance(last, (smtplib.SMTPRecipientsRefused, dict)) else ""


def _codes(last: smtplib.SMTPException | OSError | dict[str, tuple[int, bytes]]) -> list[int]:
    if isinstance(last, smtplib.SMTPResponseException):
        return [int(last.smtp_code)]
    refused = last.recipients if isinstance(last, smtplib.SMTPRecipientsRefused) else last
    return [int(code) for code, _ in refused.values()] if isinstance(refused, dict) else []


def _body(answer: object) -> dict[str, Any]:
    """Return the JSON object that an answer holds, empty if it holds none."""
    import requests

    if not isinstance(answer, requests.Response) or len(answer.content) > 100_000:
        return {}
    try:
        body = answer.json()
    except ValueError:
        return {}
    if isinstance(body, dict) and isinstance(body.get("messages"), list) and body["messages"]:
        body = body["messages"][0]  # Vonage answers per message
    return body if isinstance(body, dict) else {}
