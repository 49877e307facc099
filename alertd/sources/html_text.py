"""Plain: the readable text of a piece of HTML, in a time that grows with its length and not faster."""

from __future__ import annotations

import re

from alertd.sources.markup import Kind, pieces

MOST = 100_000  #: characters of HTML that are read; ten times what is matched and scored of a text
BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\b[^>]*+>|\Z)", re.IGNORECASE | re.DOTALL)


def plain(text: str) -> str:
    r"""Return the text of HTML, one line a paragraph.

    >>> plain("<p>Fish &amp; chips</p><p>are <b>late</b></p><script>x()</script>")
    'Fish & chips\nare late'
    >>> plain("5 < 6 <![ and <3")
    '5 < 6 <![ and <3'
    """
    text = text[:MOST]
    if "<" not in text and "&" not in text:
        return text.strip()
    if "<s" in text or "<S" in text:
        text = _HIDDEN.sub(" ", text)
    parts = [
        "\n" if piece.kind is Kind.START else piece.text
        for piece in pieces(text)
        if piece.kind in (Kind.TEXT, Kind.RAW) or (piece.kind is Kind.START and piece.name in BREAKS)
    ]
    return "\n".join(line for line in (" ".join(line.split()) for line in "".join(parts).splitlines()) if line)
