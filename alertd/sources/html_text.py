"""Plain: the readable text of a piece of HTML."""

from __future__ import annotations

from html.parser import HTMLParser

BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})
HIDDEN = frozenset({"script", "style"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in HIDDEN:
            self._hidden += 1
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain(text: str) -> str:
    r"""Return the text of HTML, one line a paragraph.

    >>> plain("<p>Fish &amp; chips</p><p>are <b>late</b></p><script>x()</script>")
    'Fish & chips\nare late'
    """
    if "<" not in text and "&" not in text:
        return text.strip()
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)
