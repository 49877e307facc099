"""Strangers' texts are hostile: what is left of them before they stand in a page, and how each channel is kept from acting on them.

A text that comes in is only ever a value: it is never a template, never a pattern, never a format string.
"""

from __future__ import annotations

import enum
import re
import unicodedata

_LONGEST = 4_000  # characters looked at: what follows is never shown, and never costs time
_MARKS = 3  # combining marks one after another; more is a tower that covers the lines above
_SPACES = ("Zs", "Zl", "Zp")
_UNSEEN = ("Cc", "Cf", "Cs", "Co")  # controls, bidi overrides and zero-width, lone surrogates, private use
# Blank letters that hide words or fake empty names, though Unicode calls them letters and marks.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)
# Code points that Unicode promises never to give a character.
_NO_CHARACTER = frozenset(map(chr, range(0xFDD0, 0xFDF0))) | frozenset(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
_LEFT_OUT = _BLANK | _NO_CHARACTER
# A dot that makes a domain: something before it, and at least two letters after it ("evil.example", not "3.5").
_DOT = re.compile(r"(?<=\w)[.\uff0e](?=[^\W\d_]{2})")
_SCHEME = re.compile(r"(?<=\w):(?=//)")
_URL = re.compile(r"https?://[\w.\-:\[\]]+(?:[/?#][!#$%&'()*+,\-./:;=?@\[\]~\w]*)?", re.ASCII)


class Family(enum.StrEnum):
    """Kinds of channel that need the same care."""

    SLACK = "slack"
    MAIL = "mail"
    SMS = "sms"
    PLAIN = "plain"


def clean(text: str, limit: int) -> str:
    r"""Return a text on one line without what cannot be seen, at most `limit` characters long.

    >>> clean("pay\u202eyb\u200b  now\n\x1b[31m", 40)
    'payyb now [31m'
    """
    text = text[:_LONGEST]
    if text.isascii() and text.isprintable():
        return clip(" ".join(text.split()), limit)
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category in _SPACES or char in "\t\n\r\v\f\x85":
            char = " "  # noqa: PLW2901
        elif category in _UNSEEN or char in _LEFT_OUT:
            continue
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MARKS:
            continue
        if char == " " and (not kept or kept[-1] == " "):
            continue
        kept.append(char)
    return clip("".join(kept).rstrip(" "), limit)


def clip(text: str, limit: int, ellipsis: str = "…") -> str:
    """Cut a text to `limit` characters, at a space if one is near, never inside a number, a parenthesis or between a letter and its marks.

    >>> clip("the product broke again", 18), clip("ann has it (04:48).", 16)
    ('the product broke…', 'ann has it…')
    """
    if len(text) <= limit:
        return text
    end = max(limit - len(ellipsis), 0)
    if end == 0:
        return ellipsis[:limit]
    space = text.rfind(" ", max(end - 15, 1), end + 1)
    if space > 0:
        end = space
    opened = text.rfind("(", max(end - 15, 1), end)
    if opened > 0 and ")" not in text[opened:end]:
        end = opened
    while end > 0 and (unicodedata.combining(text[end]) or _is_in_number(text, end)):
        end -= 1
    return text[:end].rstrip(" ,;:") + ellipsis


def _is_in_number(text: str, end: int) -> bool:
    """Whether a cut here would leave a smaller number than was written: "1,234" must never become "1,2"."""
    return text[end - 1].isdigit() and (
        text[end].isdigit() or (text[end] in ".,\u00a0" and text[end + 1 : end + 2].isdigit())
    )


def theirs(family: Family, text: str, limit: int) -> str:
    """Return a stranger's text as a channel may show it: no mention of people, no live link, no markup.

    >>> theirs(Family.SLACK, "<!channel> @here see https://evil.example/x", 80)
    '&lt;!channel&gt; ＠here see https[:]//evil[.]example/x'
    """
    text = clean(text, limit)
    if family is Family.SMS:
        return _SCHEME.sub("[:]", _DOT.sub("[.]", text))
    # The wide @ reads the same and calls nobody, on Slack, Discord, Telegram or any other service behind Apprise.
    text = text.replace("@", "＠").replace("`", "'").replace("*", "∗").replace("~", "∼")
    text = _SCHEME.sub("[:]", _DOT.sub("[.]", text))
    return _quiet_brackets(family, text)


def ours(family: Family, text: str, limit: int) -> str:
    """Return a text of the rule's or settings' author as a channel may show it: links live, no markup, nobody called.

    >>> ours(Family.SLACK, "R&D <!here>", 40)
    'R&amp;D &lt;!here&gt;'
    """
    return _quiet_brackets(family, clean(text, limit))


def address(family: Family, url: str | None) -> str | None:
    """Return the URL of a post if it is one and can be shown whole; None otherwise.

    >>> address(Family.PLAIN, "javascript:alert(1)"), address(Family.SLACK, "https://x.com/a?b=1&c=2")
    (None, 'https://x.com/a?b=1&amp;c=2')
    """
    if url is None or len(url) > 400 or _URL.fullmatch(url) is None:
        return None
    return _quiet_brackets(family, url)


def _quiet_brackets(family: Family, text: str) -> str:
    # The three that Slack's own guide asks for (docs.slack.dev, "Formatting message text", 2026).
    if family is Family.SLACK:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if family is Family.PLAIN:  # behind it may stand anything, also a service that reads HTML or Slack's <!channel>
        return text.replace("<", "‹").replace(">", "›")
    return text
