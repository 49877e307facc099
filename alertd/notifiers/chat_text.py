"""What chat services need: no mention of everybody by a stranger, and text as Slack escapes it."""

from __future__ import annotations

import re

from alertd.ports import Delivery

#: Not in "name@all.example" nor in "https://m.example/@all": a link that we break is a post that nobody can open.
_CALLS = re.compile(r"(?<![\w/])@(?=(?:everyone|here|channel|all|team|room)\b)", re.IGNORECASE)
_REFERENCE = re.compile(r"<(?=[@#!])")
_APART = "\u200b"  # a space without width: the eye sees "@everyone", the service does not

_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
_ANGLES = re.compile(r"<([^<>\s|]+)(?:\|[^<>]*)?>|[<>]")

#: Slack shows 4,000 characters well and cuts at 40,000 (2026).
_LONGEST = 39_000


def calmed(text: str) -> str:
    """Return text in which nobody is called by a stranger's words.

    >>> calmed("hi @everyone <@123>").replace(_APART, "~")
    'hi @~everyone <~@123>'
    """
    return _REFERENCE.sub("<" + _APART, _CALLS.sub("@" + _APART, text))


def slack_text(delivery: Delivery) -> str:
    """Return title and text in Slack's mrkdwn, escaped once, whether or not they have been escaped before.

    Only our own links may stand in angle brackets: `<!channel>` or `<https://bank.example|ours>` in a post is text.
    """
    ours = our_links(delivery)
    title, text = escaped(delivery.title, ours), escaped(delivery.text, ours)
    whole = text if not title or text.lstrip("*").startswith(title) else f"*{title}*\n{text}"
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 300] + "\n…\n" + whole[-200:]


def our_links(delivery: Delivery) -> set[str]:
    """Return the addresses that may be links: ours, those of the posts, the playbook's, a digest's report."""
    ours = {delivery.link, *(one.url for one in delivery.page.evidence if one.url)}
    ours |= {one.link for one in delivery.page.listed if one.link}
    report = delivery.page.facts.get("report")  # of a weekly digest
    if isinstance(report, str):
        ours.add(report)
    if delivery.page.playbook and delivery.page.playbook.url:
        ours.add(delivery.page.playbook.url)
    return ours


def escaped(text: str, ours: set[str]) -> str:
    """Return text in Slack's mrkdwn, escaped once, whether or not it has been before; only `ours` stay links."""

    def angle(found: re.Match[str]) -> str:
        target = found.group(1)
        if target and target.replace("&amp;", "&") in ours:
            return found.group(0)
        return found.group(0).replace("<", "&lt;").replace(">", "&gt;")

    return calmed(_ANGLES.sub(angle, _BARE_AMPERSAND.sub("&amp;", text)))
