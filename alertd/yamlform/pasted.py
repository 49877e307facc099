"""Pasted: what chats and text processors leave in a file, told by its name; the rest of the file is read as it was meant."""

from __future__ import annotations

import re

from alertd.yamlform.findings import Place
from alertd.yamlform.hints import Trouble
from alertd.yamlform.lookalikes import SPACES

_ODD = "".join(SPACES)
_INDENT = re.compile(rf"[ {_ODD}]*[{_ODD}][ {_ODD}]*(?=[^\s#])")
_COLON = re.compile(rf"(?P<before>\s*(?:- +)?(?P<key>[\w-]+))(?::(?P<blanks>[{_ODD}]+)|(?P<wide>：)[ {_ODD}]*)(?=\S)")
_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*")


def mended(text: str) -> tuple[str, list[Trouble]]:
    r"""Return a text that YAML could not read as it was meant, line by line, with a trouble for each kind that was put right.

    >>> mended("a:\n\u00a0\u00a0b: 1\n")[0], mended("```yaml\na: 1\n```")[0], mended("a：1")[0]
    ('a:\n  b: 1\n', '\na: 1\n', 'a: 1')
    >>> mended("a: b\u00a0c")
    ('a: b\xa0c', [])
    """
    first: dict[str, Trouble] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        lines[number] = _line(line, number + 1, first)
    return "\n".join(lines), list(first.values())


def _line(line: str, number: int, first: dict[str, Trouble]) -> str:
    """Mend one line. first: takes the first trouble of each kind, for whoever pasted one pasted many."""
    if _FENCE.fullmatch(line):
        said = Trouble(
            Place(number, 1), "this line is a fence around a pasted text, and no YAML", "take away each line with ```"
        )
        first.setdefault("fence", said)
        return ""
    if found := _INDENT.match(line):
        odd = next(letter for letter in found[0] if letter in SPACES)
        text = f"{SPACES[odd]} indents this line; it looks like a space, and YAML takes it for text"
        advice = "type the spaces at the beginning of the line anew, here and on the lines below"
        first.setdefault("indent", Trouble(Place(number, found[0].index(odd) + 1), text, advice))
        line = " " * found.end() + line[found.end() :]
    if found := _COLON.match(line):
        at = Place(number, found.end("key") + 1)
        value = line[found.end() :][:50]
        if found["wide"]:
            trouble = Trouble(at, "this colon is a wide one, of another keyboard", f"write {found['key']}: {value}")
        else:
            text = f"{SPACES[found['blanks'][0]]} stands behind this colon, in place of a space"
            trouble = Trouble(at, text, f"type the space anew: {found['key']}: {value}")
        first.setdefault("colon", trouble)
        line = f"{found['before']}: {line[found.end() :]}"
    return line
