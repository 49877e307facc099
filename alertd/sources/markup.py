r"""Markup: the tags and texts of HTML or XML that strangers wrote, in one pass, whatever they wrote.

The standard library's HTMLParser raises on `<![` and takes minutes for 160 kB of `<a b='`; a parser of XML gives up a whole
feed for one bad letter. This one never raises, never looks at a place more often than a fixed number of times, and takes
what it cannot read for text. It expands no entity but those of HTML, so there is no bomb and no way to a file.
"""

from __future__ import annotations

import enum
import html
import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_ATTRIBUTES = 8_192  #: characters of one tag in which attributes are looked for


class Kind(enum.Enum):
    """What a piece is."""

    TEXT = "text"  #: as it reads, entities replaced
    RAW = "raw"  #: the inside of a CDATA section
    START = "start"
    END = "end"


class Piece(NamedTuple):
    """One piece. text: of a tag its whole source. name: of a tag, lower case, with its prefix. is_closed: `<br/>`."""

    kind: Kind
    text: str
    name: str = ""
    is_closed: bool = False


_NAME = re.compile(r"/?([A-Za-z][^\s<>/\"'=]{0,63}+)")
_STOP = re.compile(r"[>\"'<]")
_ATTRIBUTE = re.compile(r"(?<![^\s\"'])([A-Za-z][\w:.-]{0,63}+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
#: What holds no tags until its own end tag (HTML Living Standard, 13.2.5.4): their end tags.
_SCRIPTS = {name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE | re.ASCII) for name in ("script", "style")}
# Python refuses to read an integer of more than 4,300 digits, and html.unescape asks it to.
_HUGE = re.compile(r"&#(?:[xX][0-9a-fA-F]{7,}+|[0-9]{8,}+);?")


def unescaped(text: str) -> str:
    """Replace HTML's entities; what stands for no character becomes U+FFFD.

    >>> unescaped("a &amp; b &#xD800; &#99999999999; &nosuch;")
    'a & b \ufffd \ufffd &nosuch;'
    """
    return html.unescape(_HUGE.sub("\ufffd", text)) if "&" in text else text


def pieces(text: str, *, is_xml: bool = False) -> Iterator[Piece]:
    """Yield the pieces of a text, in order. is_xml: a `<` ends an unclosed attribute, so that it costs its own tag only.

    >>> [(piece.kind.value, piece.text) for piece in pieces("a<b>&lt;</b><![CDATA[<i>]]><![ x")]
    [('text', 'a'), ('start', '<b>'), ('text', '<'), ('end', '</b>'), ('raw', '<i>'), ('text', '<![ x')]
    """
    last = {mark: text.rfind(mark) for mark in (">", '"', "'", "-->", "]]>")}
    closers: dict[str, int] = {}
    place = begin = 0
    while (place := text.find("<", place)) >= 0:
        piece, end = _at(text, place, last, is_xml=is_xml)
        if end < 0:  # no tag: the sign stands for itself
            place += 1
            continue
        if place > begin:
            yield Piece(Kind.TEXT, unescaped(text[begin:place]))
        if piece is not None:
            yield piece
        place = begin = end
        if piece is not None and piece.kind is Kind.START and piece.name in _SCRIPTS and not is_xml:
            # Trap: a quote inside a script is no attribute's, and must not swallow what stands behind the script.
            begin = place = _script_end(text, place, piece.name, closers)
            if begin > end:
                yield Piece(Kind.TEXT, text[end:begin])
    if begin < len(text):
        yield Piece(Kind.TEXT, unescaped(text[begin:]))


def _at(text: str, place: int, last: dict[str, int], *, is_xml: bool) -> tuple[Piece | None, int]:
    """Read what begins at a `<`; return it (None for a comment or declaration) and where it ends, -1 if it is none.

    last: where each closing mark stands for the last time, so that none is looked for in vain again and again.
    """
    if text.startswith("<!--", place):
        return (None, text.index("-->", place + 4) + 3) if last["-->"] >= place + 4 else (None, -1)
    if text.startswith("<![CDATA[", place):
        if last["]]>"] < place:
            return None, -1
        end = text.index("]]>", place)
        return Piece(Kind.RAW, text[place + 9 : end]), end + 3
    if last[">"] < place:
        return None, -1
    if text.startswith(("<!", "<?"), place):
        # Trap: "acme <![ wow" of one entry must not reach to the ">" of the next tag.
        end = _declared(text, place)
        return None, end
    name = _NAME.match(text, place + 1)
    if name is None:
        return None, -1
    end = _tag_end(text, name.end(), last, is_xml=is_xml)
    source = text[place:end]
    kind = Kind.END if text[place + 1] == "/" else Kind.START
    return Piece(kind, source, name[1].lower(), source.endswith("/>")), end


def _script_end(text: str, place: int, name: str, closers: dict[str, int]) -> int:
    """Return where the end tag of a script or style begins that opened before `place`; `place` itself where none follows.

    closers: by name, where the last end tag stands, so that none is looked for in vain again and again.
    """
    if name not in closers:
        closers[name] = max((found.start() for found in _SCRIPTS[name].finditer(text)), default=-1)
    if closers[name] < place:
        return place
    found = _SCRIPTS[name].search(text, place)
    return place if found is None else found.start()


def _declared(text: str, place: int) -> int:
    """Return where a declaration or instruction ends; -1 where another tag begins before."""
    limit = min(place + MOST_ATTRIBUTES, len(text))
    opened = text.find("<", place + 1, limit)
    return text.find(">", place, limit if opened < 0 else opened) + 1 or -1


def _tag_end(text: str, place: int, last: dict[str, int], *, is_xml: bool) -> int:
    """Return where a tag ends: at the first `>` outside quotes; in XML, at the latest before the next `<`."""
    while (stop := _STOP.search(text, place)) is not None:
        sign, place = stop[0], stop.end()
        if sign == ">":
            return place
        if sign == "<":
            if is_xml:
                return stop.start()
        elif last[sign] >= place:
            close = text.index(sign, place)
            opened = text.find("<", place, close) if is_xml else -1
            if opened >= 0:
                return opened
            place = close + 1
    return len(text)


def attributes(source: str) -> dict[str, str]:
    """Return the attributes of a tag; of two of one name the first counts.

    >>> attributes("<link rel='self' href=https://example.org/?a=1&amp;b=2 />")
    {'rel': 'self', 'href': 'https://example.org/?a=1&b=2'}
    """
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source[:MOST_ATTRIBUTES]):
        value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
        found.setdefault(match[1].lower(), unescaped(value))
    return found
