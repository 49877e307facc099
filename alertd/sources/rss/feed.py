"""Feed: RSS 0.9 to 2.0, RDF and Atom, entry by entry, however broken: what is wrong with one entry stays in that entry.

Nothing here is quadratic, nothing raises for any bytes but for those that are no feed at all, and each entry has limits of
its own, so a stranger's entry of a megabyte costs its own tail and no neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alertd.errors import SourceError
from alertd.model.value import Value
from alertd.sources.markup import Kind, Piece, attributes, pieces

MOST_ENTRIES = 2_000
MOST_OF_AN_ENTRY = 400_000  #: characters
MOST_PIECES = 20_000  #: tags and texts of one entry
MOST_OF_A_FIELD = 200_000  #: characters
MOST_OF_A_NAME = 1_000  #: characters of an author, a date, a category
MOST_TAGS = 50  #: categories

#: What may stand in a feed; others are not asked for, some of their decoders take a minute for a megabyte.
_ENCODING = re.compile(
    r"(?i)(utf-?8|utf-?16(?:[bl]e)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-?125\d|cp-?125\d|koi8-[ru]|macintosh|"
    r"gb2312|gbk|gb18030|big5|euc-jp|euc-kr|shift[_-]jis|iso-2022-jp|windows-874|tis-620)\Z"
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"(?i)charset\s*=\s*[\"']?([\w.:-]{1,40})")
_ROOT = re.compile(r"<(?:[\w-]{1,20}:)?(rss|rdf|feed)\b", re.IGNORECASE)
#: Where entries begin and end, and what may hide such a word.
_BORDER = re.compile(r"<!\[CDATA\[|<!--|<(/?)(?:[A-Za-z][\w-]{0,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)

#: Where the fields of an entry stand: (what it is in, its local name) -> our field; "" is the entry itself.
_FIELDS = {
    ("", "title"): "title",
    ("", "link"): "link",
    ("", "guid"): "id",
    ("", "id"): "id",
    ("", "identifier"): "id",
    ("", "description"): "summary",
    ("", "summary"): "summary",
    ("", "subtitle"): "summary",
    ("", "encoded"): "content",
    ("", "content"): "content",
    ("", "author"): "author",
    ("", "creator"): "author",
    ("author", "name"): "author",
    ("", "source"): "source",
    ("", "pubdate"): "published",
    ("", "published"): "published",
    ("", "issued"): "published",
    ("", "date"): "published",
    ("", "updated"): "updated",
    ("", "modified"): "updated",
    ("", "lastbuilddate"): "updated",
    ("", "language"): "language",
    ("", "category"): "tags",
    ("", "subject"): "tags",
    ("group", "description"): "content",
    ("content", "description"): "content",
}
#: Prefixes whose words mean something else than the feed's own of the same name.
_FOREIGN = frozenset({"media", "itunes", "googleplay", "slash", "thr", "georss", "gml", "podcast", "image", "atom10"})
_LONG = frozenset({"title", "summary", "content"})


class Entry(Value, frozen=True, kw_only=True):
    """One entry as it stands there: texts may be HTML, dates are not read yet. is_text: its title says that it is no HTML."""

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    source: str = ""
    published: str = ""
    updated: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    is_text: bool = False


class Feed(Value, frozen=True, kw_only=True):
    """A feed: what it says of itself, and its entries in order. left_out: how many more there were."""

    head: Entry
    entries: tuple[Entry, ...]
    left_out: int = 0


def read_feed(body: bytes, content_type: str = "") -> Feed:
    """Read a feed. Raises SourceError for what is none."""
    text = decoded(body, content_type)
    root = _ROOT.search(text, 0, 20_000)
    if root is None:
        raise SourceError("this is not an RSS or Atom feed")
    entries: list[Entry] = []
    left_out = 0
    head_ends = len(text)
    for begin, end in _borders(text, root.end()):
        head_ends = min(head_ends, begin)
        if len(entries) < MOST_ENTRIES:
            entries.append(_entry(text[begin:end]))
        else:
            left_out += 1
    head = _entry(text[root.end() : min(head_ends, root.end() + MOST_OF_A_FIELD)], is_head=True)
    return Feed(head=head, entries=tuple(entries), left_out=left_out)


def decoded(body: bytes, content_type: str = "") -> str:
    """Return a feed's text: by its byte order mark, else its declaration, else the header; what cannot be read is U+FFFD."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    declared, header = _DECLARED.search(body[:1_000]), _CHARSET.search(content_type[:1_000])
    said = declared[1].decode("ascii", "replace") if declared else header[1] if header else "utf-8"
    if not _ENCODING.match(said):
        said = "utf-8"
    try:
        return body.decode(said)
    except UnicodeDecodeError:
        pass
    except LookupError:
        said = "utf-8"
    # Trap: half of the feeds that say UTF-8 and are not are Windows-1252; the other half has one broken letter.
    text = body.decode(said, "replace")
    return body.decode("cp1252", "replace") if text.count("\ufffd") > len(text) // 200 + 5 else text


def _borders(text: str, place: int) -> Iterator[tuple[int, int]]:
    """Yield where each entry begins (behind its tag) and ends; one that is not closed ends where the next begins."""
    last_comment, last_section = text.rfind("-->"), text.rfind("]]>")
    begin = -1
    while (border := _BORDER.search(text, place)) is not None:
        place = border.end()
        if border[0] == "<!--":
            place = text.index("-->", place) + 3 if last_comment >= place else place
        elif border[1] is None:
            place = text.index("]]>", place) + 3 if last_section >= place else place
        else:
            if begin >= 0:
                yield begin, border.start()
            begin = -1 if border[1] else place
    if begin >= 0:
        yield begin, len(text)


class _Fields:
    """Collects the fields of one entry from its pieces."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.tags: list[str] = []
        self.is_text = False
        self._inside: list[str] = []  # the elements around us that hold no field
        self._field = self._name = ""
        self._parts: list[str] = []
        self._room = 0

    def take(self, piece: Piece) -> None:
        """Take the next piece."""
        if not self._field and piece.kind in (Kind.TEXT, Kind.RAW):
            # A text in no field is the author of RSS.
            if self._inside and self._inside[-1] == "author" and piece.text.strip():
                self.found.setdefault("author", piece.text[:MOST_OF_A_NAME].strip())
        elif self._field:
            if piece.kind is Kind.END and piece.name == self._name:
                self.close()
            elif self._room > 0:
                self._parts.append(piece.text[: self._room])
                self._room -= len(piece.text)
        elif piece.kind is Kind.START:
            self._open(piece)
        elif piece.kind is Kind.END and self._inside and piece.name.rpartition(":")[2] == self._inside[-1]:
            self._inside.pop()

    def _open(self, piece: Piece) -> None:
        prefix, _, local = piece.name.rpartition(":")
        around = self._inside[-1] if self._inside else ""
        field = _FIELDS.get((around, local))
        if prefix in _FOREIGN and not (local == "description" and around in ("", "group", "content")):
            field = None
        elif prefix in _FOREIGN:
            field = "content"
        told = attributes(piece.text) if field in ("link", "tags", "title") or local == "content" else {}
        if field == "link" and told.get("href"):
            if told.get("rel", "alternate") == "alternate":
                self.found.setdefault("link", told["href"][:MOST_OF_A_NAME])
        elif field == "tags" and told.get("term"):
            self.tags.append((told.get("label") or told["term"])[:MOST_OF_A_NAME])
        elif field == "title":
            self.is_text = told.get("type") == "text"
        if piece.is_closed:
            return
        # Atom's author is a group of its own, RSS's is a text: which one shows only inside.
        if (field is None or local == "author") and len(self._inside) < 50:
            self._inside.append(local)
        if field is not None and local != "author":
            self._begin(field, piece.name)

    def _begin(self, field: str, name: str) -> None:
        self._field, self._name, self._parts = field, name, []
        self._room = MOST_OF_A_FIELD if field in _LONG else MOST_OF_A_NAME

    def close(self) -> None:
        """Keep the field that is open, if one is."""
        if not self._field:
            return
        value = "".join(self._parts).strip()
        field, self._field = self._field, ""
        if field == "tags":
            self.tags += [value] if value else []
        elif field == "content" and value not in self.found.get("content", ""):
            self.found["content"] = f"{self.found.get('content', '')}\n{value}".strip()
        elif value:
            self.found.setdefault(field, value)


def _entry(text: str, *, is_head: bool = False) -> Entry:
    fields = _Fields()
    for number, piece in enumerate(pieces(text[:MOST_OF_AN_ENTRY], is_xml=True)):
        if number >= MOST_PIECES:
            break
        if is_head and piece.name in ("channel", "rss", "rdf:rdf"):
            continue
        fields.take(piece)
    fields.close()
    tags = tuple(dict.fromkeys(tag for tag in fields.tags if tag))[:MOST_TAGS]
    return Entry(**fields.found, tags=tags, is_text=fields.is_text)
