"""Hints: what YAML's parser complains of, said in words of the author, at the place where they can act."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from alertd.yamlform.findings import Place


class Trouble(NamedTuple):
    """A syntax fault: where, what, and what to write instead."""

    place: Place
    text: str
    advice: str


#: Characters that cannot begin a plain text, with what the author probably wanted.
_STARTS = {
    "@": "a name with @",
    "`": "a text with `",
    "%": "a text with %",
}


def trouble_of(error: Any, text: str) -> Trouble:
    """Word a YAMLError."""
    lines = [*text.split("\n"), ""]  # the end of a file may be told as the line after it
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _unreadable(error, text)
    bullet = _bullet(lines, mark.line)
    if bullet is not None:
        return bullet
    problem = str(getattr(error, "problem", "") or "")
    place = Place(mark.line + 1, mark.column + 1)
    line = lines[mark.line] if mark.line < len(lines) else ""
    for known, word in _KNOWN:
        if known in problem:
            opened = getattr(error, "context_mark", None)
            begun = Place(opened.line + 1, opened.column + 1) if opened else place
            return word(place, line, begun, lines)
    return Trouble(place, f"YAML cannot read this: {problem}", "")


def _bullet(lines: list[str], number: int) -> Trouble | None:
    """Word a list with the dots of a text processor, at the fault or on the line above it."""
    for at in (number, number - 1):
        dotted = re.match(r"(\s*)([•·◦▪*–—]) +(.*)", lines[at]) if 0 <= at < len(lines) else None
        if dotted:
            text = f'"{dotted[2]}" begins no entry of a list'
            return Trouble(Place(at + 1, len(dotted[1]) + 1), text, f'write "- {dotted[3][:50]}"')
    return None


def _no_colon(_place: Place, _line: str, begun: Place, lines: list[str]) -> Trouble:
    """A key without its colon, or a colon without its space."""
    own = lines[begun.line - 1]
    tight = re.match(r"(\s*(?:- )?)([\w-]+):(\S.*)", own)
    if tight:
        place = Place(begun.line, len(tight[1]) + 1)
        return Trouble(place, "a space is missing behind the colon", f"write {tight[2]}: {tight[3][:50]}")
    equals = re.match(r"(\s*(?:- )?)([\w-]+)\s*=\s*(\S.*)", own)
    if equals:
        place = Place(begun.line, len(equals[1]) + 1)
        return Trouble(
            place, 'a key and its value are joined by ": ", not by "="', f"write {equals[2]}: {equals[3][:50]}"
        )
    word = own.strip()[:40]
    return Trouble(begun, f'"{word}" is a key without a colon', f"write {word}: and its value")


def _unreadable(error: Any, text: str) -> Trouble:
    """Word a character that YAML forbids."""
    at = getattr(error, "position", 0) or 0
    before = text[:at]
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Trouble(place, "there is an invisible control character here", "delete it; it came in by copy and paste")


def _cannot_start(place: Place, line: str, _begun: Place, _lines: list[str]) -> Trouble:
    char = line[place.column - 1 : place.column]
    if char == "\t":
        return Trouble(place, "a tab indents this line", "YAML knows only spaces; use two of them a level")
    word = re.split(r"[,\]}\s]", line[place.column - 1 :], maxsplit=1)[0] or char
    if char in "><=" or word in (">=", "<="):  # a comparison goes on behind its space
        word = re.split(r"[,\]}#]", line[place.column - 1 :], maxsplit=1)[0].strip() or word
    what = _STARTS.get(char, "this text")
    return Trouble(place, f"{what} must stand in quotes", f'write "{word}"')


def _no_mapping(place: Place, line: str, _begun: Place, lines: list[str]) -> Trouble:
    """Two causes share this message: a second colon in a text, or a line indented deeper than its neighbours."""
    before = line[: place.column - 1]
    value = re.match(r"\s*(?:- )*[^\s:'\"]+:\s+(?=\S)", before)
    if value:
        rest = line[value.end() :].strip()
        if re.match(r"[a-z_]+: ?\{\s*[a-z_]+:", rest):  # a key and its table: any_of: count: {...}
            at, text = Place(place.line, value.end() + 1), "a key cannot stand on the line of another"
            return Trouble(at, text, f"put {rest[:50]} on a line of its own, two spaces deeper; in a list with a dash")
        return Trouble(
            Place(place.line, value.end() + 1),
            "a text with a colon must stand in quotes",
            f'write "{rest[:60]}"',
        )
    start = len(line) - len(line.lstrip(" -")) + 1
    above = lines[place.line - 2].strip() if place.line > 1 else ""
    return Trouble(
        Place(place.line, start),
        "this line is indented deeper than the lines it belongs to",
        f'give it the same number of spaces as "{above[:40]}"' if above else "",
    )


def _not_closed(place: Place, line: str, begun: Place, lines: list[str]) -> Trouble:
    first = lines[begun.line - 1]
    opened = first[begun.column - 1 : begun.column]
    comment = re.search(r"[\s,\[{](#[^\s,\]}]*)", first[begun.column - 1 :])
    if place.line != begun.line and comment:
        at = Place(begun.line, begun.column + comment.start(1))
        return Trouble(
            at, f'YAML reads all from "{comment[1][:30]}" on as a comment', f'put it in quotes: "{comment[1][:30]}"'
        )
    if place.line != begun.line:
        return Trouble(begun, f'this "{opened}" is never closed', f'close it with "{"]" if opened == "[" else "}"}"')
    word = line[place.column - 1 : place.column]
    joined = re.search(r"(\S+) ([a-z_]+)$", line[: place.column - 1]) if word == ":" else None
    if joined:  # {over: 5 window: 10m}
        at = Place(place.line, joined.start(2) + 1)
        return Trouble(at, f'a comma is missing in front of "{joined[2]}"', f"write {joined[1]}, {joined[2]}: ..")
    return Trouble(
        place, f'"{word}" must not stand here', "put the whole text in quotes, or add a comma between two keys"
    )


def _no_value(place: Place, line: str, _begun: Place, lines: list[str]) -> Trouble:
    """Word a value that is missing in brackets: most often because a # made the rest of them a comment."""
    opened: list[Place] = []
    for number, above in enumerate(lines[: place.line], 1):
        end = place.column - 1 if number == place.line else len(above)
        for column, char in enumerate(re.sub(r"(?:^|(?<=[\s,\[{]))#.*", "", above[:end]), 1):
            if char in "[{":
                opened.append(Place(number, column))
            elif char in "]}" and opened:
                opened.pop()
    if opened and opened[-1].line != place.line:
        return _not_closed(place, line, opened[-1], lines)
    return Trouble(place, "a value is missing here", "give it one, or put the whole text in quotes")


def _no_end(_place: Place, _line: str, begun: Place, _lines: list[str]) -> Trouble:
    return Trouble(begun, "this quotation mark is never closed", "close it on the same line")


def _no_key(place: Place, line: str, begun: Place, lines: list[str]) -> Trouble:
    """Indented less than the table it is in, or something after the end of a value."""
    before = line[: place.column - 1]
    value = re.match(r"\s*(?:- )*[^\s:'\"]+:\s+(?=['\"{\[])", before)
    if value:
        start = Place(place.line, value.end() + 1)
        rest = line[value.end() :].strip()
        if rest[0] in "{[":
            return Trouble(start, f'a text that begins with "{rest[0]}" must stand in quotes', f'write "{rest[:60]}"')
        text = "the text in quotes ends before the line does"
        return Trouble(start, text, "inside '...' write '' for an apostrophe, or use \"...\"")
    spaces = begun.column - 1
    return Trouble(
        place,
        "this line is indented differently from the lines it belongs to",
        f'"{lines[begun.line - 1].strip()[:40]}" on line {begun.line} begins after {spaces} spaces; so must this',
    )


def _no_dash(place: Place, line: str, _begun: Place, lines: list[str]) -> Trouble:
    """Less indented than its neighbours but deeper than the list, or an entry without its dash."""
    above = next((lines[number] for number in range(place.line - 2, -1, -1) if lines[number].strip()), "")
    own, its = len(line) - len(line.lstrip()), len(above) - len(above.lstrip(" -"))
    return Trouble(
        place,
        "this line is indented differently from the lines it belongs to",
        f'it has {own} spaces, "{above.strip(" -")[:40]}" above it {its}; an entry of a list begins with "- "',
    )


def _folded(_place: Place, line: str, begun: Place, _lines: list[str]) -> Trouble:
    rest = line[begun.column - 1 :].strip()
    return Trouble(begun, f'"{rest[:1]}" begins a long text in YAML', f'put it in quotes: "{rest[:40]}"')


def _dash(place: Place, line: str, _begun: Place, _lines: list[str]) -> Trouble:
    rest = line[place.column - 1 :].strip()
    return Trouble(place, "a list cannot begin here", f'put it on its own line, or in quotes: "{rest[:40]}"')


def _alias(place: Place, line: str, _begun: Place, _lines: list[str]) -> Trouble:
    word = re.split(r"[,\]}\s]", line[place.column - 1 :], maxsplit=1)[0]
    return Trouble(
        place, f'"{word}" names an anchor that is not in this file', f'if it is a text, put it in quotes: "{word}"'
    )


def _documents(_place: Place, _line: str, _begun: Place, _lines: list[str]) -> Trouble:
    return Trouble(_place, "a second document begins here", "take away the line with ---")


def _sign_alone(place: Place, line: str, _begun: Place, _lines: list[str]) -> Trouble:
    char = line[place.column - 2 : place.column - 1] or "*"
    at = Place(place.line, max(place.column - 1, 1))
    return Trouble(at, f'"{char}" begins a reference in YAML', "for every one write all; as a text put it in quotes")


_KNOWN = (
    ("did not find expected alphabetic or numeric character", _sign_alone),
    ("could not find expected ':'", _no_colon),
    ("cannot start any token", _cannot_start),
    ("mapping values are not allowed", _no_mapping),
    ("did not find expected ',' or", _not_closed),
    ("unexpected end of stream", _no_end),
    ("unexpected document indicator", _no_end),
    ("did not find expected key", _no_key),
    ("did not find expected '-' indicator", _no_dash),
    ("an indentation indicator", _folded),
    ("did not find expected comment or line break", _folded),
    ("block sequence entries are not allowed", _dash),
    ("found undefined alias", _alias),
    ("but found another document", _documents),
    ("found a tab character", _cannot_start),
    ("did not find expected node content", _no_value),
)
