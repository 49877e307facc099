"""What Twilio says of a message after it took it (https://www.twilio.com/docs/messaging/api/message-resource, 2026), in our words."""

from __future__ import annotations

from alertd.model.page import Outcome

#: The last words of a message and of a call. All others ("queued", "sent", "ringing") say that it is on its way; a call that nobody
#: picks up has rung: the next step comes at its own time.
_FINAL = {
    "delivered": Outcome.DELIVERED,
    "read": Outcome.DELIVERED,
    "completed": Outcome.DELIVERED,
    "undelivered": Outcome.DEAD,
    "failed": Outcome.DEAD,
}

#: https://www.twilio.com/docs/api/errors (2026): those that a responder or an operator can do something about.
_CODES = {
    "30003": "the phone is off or out of reach",
    "30004": "the number does not take messages from here",
    "30005": "there is no such number",
    "30006": "the number is a landline, or its network takes no messages",
    "30007": "the network took it for spam",
    "30034": "the sending number is not registered with the networks",
    "21610": "the person has unsubscribed",
}


def outcome_of(status: str) -> Outcome | None:
    """Return what became of a page, None while it is on its way.

    >>> outcome_of("delivered"), outcome_of("undelivered"), outcome_of("sent")
    (<Outcome.DELIVERED: 'delivered'>, <Outcome.DEAD: 'dead'>, None)
    """
    return _FINAL.get(status.lower())


def detail_of(status: str, code: str) -> str:
    """Return it as a sentence for people. code: Twilio's number of what went wrong, "" where it gave none.

    >>> detail_of("undelivered", "30003")
    'it did not come to the phone: the phone is off or out of reach (30003)'
    """
    if outcome_of(status) is Outcome.DELIVERED:
        return ""
    known = _CODES.get(code, "")
    why = f"{known} ({code})" if known else f"the network says {status.lower()}" + (f" ({code})" if code else "")
    return f"it did not come to the phone: {why}"
