"""The words of a page, from its event and never from live state.

`word` writes title and text for the page's channel, `payload` the page as contract JSON, `family` says which kind of channel
it is. Quotes are looked up by (platform, id) when a page is worded; one that is missing was erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from alertd.core.wording import contract, listing, long, sms, standing, weekly
from alertd.core.wording.clean import Family
from alertd.core.wording.parts import Parts
from alertd.model.page import Page, PageKind
from alertd.model.value import Value

__all__ = ["Family", "Worded", "family", "payload", "restated", "word"]

_SMS = ("sms", "twilio", "vonage", "nexmo", "sns", "messagebird", "clickatell")
_SLACK = ("slack",)
_MAIL = ("mail", "smtp", "ses", "sendgrid", "mailgun")


class Worded(Value, frozen=True, kw_only=True):
    """A page in words. title: a mail's subject or a preview, empty for SMS. text: whole by itself, ends with the page id."""

    title: str
    text: str


def family(page: Page) -> Family:
    """Return how a page's channel must be written to: by its kind, else by its name, else as plain text.

    A channel with a limit of segments is SMS whatever its name; a webhook and the console are always plain.
    """
    if page.channel_kind in ("console", "webhook"):
        return Family.PLAIN
    if page.max_segments is not None:
        return Family.SMS
    for name in (page.channel_kind.lower(), page.channel.lower()):
        for words, kind in ((_SMS, Family.SMS), (_SLACK, Family.SLACK), (_MAIL, Family.MAIL)):
            if any(word in name for word in words):
                return kind
    return Family.PLAIN


def word(page: Page, quotes: Mapping[tuple[str, str], str], link: str, *, is_repeat: bool = False) -> Worded:
    """Return title and text for the page's channel, in the responder's language and zone.

    link: signed acknowledge link, or empty. is_repeat: an earlier attempt may have arrived; the text says so.
    """
    kind = family(page)
    if page.kind is PageKind.LIST:
        if kind is Family.SMS:
            return Worded(title="", text=listing.sms(page, link, is_repeat=is_repeat))
        return Worded(
            title=listing.title(page, kind, is_repeat=is_repeat),
            text=listing.text(page, kind, link, is_repeat=is_repeat),
        )
    if weekly.is_weekly(page):
        parts = Parts(page, quotes, link, kind)
        if kind is Family.SMS:
            return Worded(title="", text=weekly.sms(parts))
        return Worded(title=weekly.title(parts), text=weekly.text(parts))
    if kind is Family.SMS:
        return Worded(title="", text=sms.text(page, quotes, link, is_repeat=is_repeat))
    parts = Parts(page, quotes, link, kind)
    return Worded(title=long.title(parts, is_repeat=is_repeat), text=long.text(parts, is_repeat=is_repeat))


def restated(first: Page, quotes: Mapping[tuple[str, str], str], now: Page, worded: Worded) -> Worded:
    """Return what the first message of an incident says once another one followed. worded: what it said; quotes: its own."""
    title, text = standing.restated(first, quotes, now, worded.title, worded.text, kinds=(family(first), family(now)))
    return Worded(title=title, text=text)


def payload(
    page: Page,
    quotes: Mapping[tuple[str, str], str],
    link: str,
    worded: Worded,
    *,
    is_repeat: bool = False,
    sent_at: datetime | None = None,
) -> bytes:
    """Return the page as contract JSON. sent_at: when this attempt begins, None while it has not (a replay never sends)."""
    return contract.payload(page, quotes, link, worded.title, worded.text, is_repeat=is_repeat, sent_at=sent_at)
