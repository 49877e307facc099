"""What an answer of a provider means for a page: taken, again later, or never this way."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from alertd.errors import DeliveryError, Fault

#: 408 request time-out, 425 too early and 429 too many requests pass by themselves (RFC 9110, RFC 8470, RFC 6585).
_PASSING = frozenset({408, 425, 429})

#: Words of chat services that answer 200 and say in the body that they failed; these pass by themselves (Slack, 2026).
_PASSING_WORDS = frozenset(
    {
        "accesslimited",
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "rollup_error",
        "service_unavailable",
        "team_added_to_org",
    }
)

#: Server errors by which a provider says that it did not do it: 501 not implemented, 505 version, 507 no room, 508 loop,
#: 511 sign in to this network first (RFC 9110, 2022; RFC 4918, 2007; RFC 5842, 2010; RFC 6585, 2012).
_REFUSING = frozenset({501, 505, 507, 508, 511})

#: "It's possible some aspect of the operation succeeded before the error was raised" (https://docs.slack.dev, chat.postMessage, 2026).
_HALF_DONE_WORDS = frozenset({"fatal_error", "internal_error"})

#: Words and codes of services that say that the address is wrong, closed or not to be written to.
_ADDRESS_WORDS = frozenset(
    {
        # Slack
        "cannot_dm_bot",
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        # Twilio (https://www.twilio.com/docs/api/errors, 2026): no number, unsubscribed, no mobile, country, unverified
        "21211",
        "21214",
        "21217",
        "21408",
        "21610",
        "21612",
        "21614",
        "21219",
        "13224",
    }
)
#: Slack and Twilio: our token, our account, our own number. Everybody on the channel meets these.
_OUR_WORDS = frozenset(
    {
        "account_inactive",
        "action_prohibited",
        "ekm_access_denied",
        "invalid_auth",
        "invalid_token",
        "missing_scope",
        "no_service",
        "no_team",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "20003",
        "20005",
        "21606",
        "21608",
        "21659",
    }
)
#: Telegram speaks in sentences.
_ADDRESS_SAID = ("chat not found", "bot was blocked", "user is deactivated", "bot was kicked", "group chat was")


def fault_of(status: int, word: str) -> Fault:
    """Return whose fault an answer is. word: the provider's own name or sentence for it.

    >>> fault_of(404, "channel_not_found").value, fault_of(401, "").value, fault_of(404, "").value
    ('address', 'provider', 'unsure')
    """
    if status == 410:  # gone: somebody's place was there and is no more (RFC 9110, 15.5.11)
        return Fault.ADDRESS
    if word in _ADDRESS_WORDS or any(said in word.lower() for said in _ADDRESS_SAID):
        return Fault.ADDRESS
    if word in _OUR_WORDS or status >= 500 or status in _PASSING | {401, 402, 407} or 300 <= status < 400:
        return Fault.PROVIDER
    return Fault.UNSURE


def may_have_arrived(status: int, word: str = "", *, retry_after: str | None = None) -> bool:
    """Whether a provider that had all of a page and answered this may have taken it all the same.

    A redirect, 4xx, a name for what was wrong, "not now, later" (503 with Retry-After), 501, 505, 507, 508 and 511 refuse.
    A bare 500, 502, 503, 504 or 520 to 527 does not: the server broke, or a gateway lost sight of the one behind it. Nor does
    2xx without a yes: what a provider answers in that way, it has begun.

    >>> may_have_arrived(500), may_have_arrived(503, retry_after="7"), may_have_arrived(429), may_have_arrived(500, "ratelimited")
    (True, False, False, False)
    """
    if word in _HALF_DONE_WORDS:
        return True
    if word in _PASSING_WORDS or fault_of(200, word) is not Fault.UNSURE or status in _REFUSING:
        return False
    if 200 <= status < 300:
        return not word
    return status >= 500 and not (status == 503 and retry_after)


def refusal(
    status: int, *, retry_after: str | None = None, date: str | None = None, words: str = "", code: str = ""
) -> DeliveryError:
    """Return the error that an HTTP status other than 2xx stands for.

    retry_after, date: the headers as they came. words: the provider's own error name, shown to people.
    code: its number of the error, where it has both (Twilio).

    >>> refusal(503).permanent, refusal(404).permanent, refusal(429, retry_after="7").retry_after
    (False, True, 7.0)
    """
    passing = status >= 500 or status in _PASSING
    said = f"the provider answered {status}" + (f" ({words[:80]})" if words else "")
    if 300 <= status < 400:
        # A POST that follows a 301 or 302 becomes a GET: it would be answered 200 and nobody would be told.
        said += ": the address has moved, and pages do not follow"
    by_code = fault_of(status, code)
    return DeliveryError(
        said,
        permanent=not passing,
        retry_after=seconds(retry_after, date) if passing else None,
        fault=by_code if by_code is not Fault.UNSURE else fault_of(status, words),
        may_have_arrived=may_have_arrived(status, words, retry_after=retry_after)
        and may_have_arrived(status, code, retry_after=retry_after),
    )


def unconvinced(word: str) -> DeliveryError:
    """Return the error of a provider that answers 2xx and yet says no. word: its error name, "" if it gave none.

    >>> unconvinced("channel_not_found").permanent, unconvinced("ratelimited").permanent, unconvinced("").permanent
    (True, False, False)
    """
    said = f"the provider answered 200 and said no ({word[:80] or 'without a reason'})"
    passing = not word or word in _PASSING_WORDS
    return DeliveryError(
        said,
        permanent=not passing,
        fault=Fault.PROVIDER if passing else fault_of(200, word),
        may_have_arrived=may_have_arrived(200, word),
    )


def seconds(retry_after: str | None, date: str | None = None) -> float | None:
    """Return Retry-After in seconds: a number, or an instant measured against the provider's own clock (Date).

    >>> seconds("7"), seconds("soon"), seconds(None)
    (7.0, None, None)
    >>> seconds("Sat, 21 Nov 2026 10:00:30 GMT", "Sat, 21 Nov 2026 10:00:00 GMT")
    30.0
    """
    if not retry_after:
        return None
    try:
        wanted = float(retry_after)
    except ValueError:
        until, since = _instant(retry_after), _instant(date)
        return max(0.0, (until - since).total_seconds()) if until and since else None
    # "inf" and "nan" are floats to Python; neither is a time to wait.
    return wanted if 0 <= wanted < float("inf") else None


def _instant(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
