"""Overview: what `alertd --help` and `alertd --version` say, word for word, without what any command needs.

The library that reads the words of a command line takes longer to load than Python itself; who only asks what there is need not wait for
it. A test holds this to what the library says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from alertd import __version__, commit
from alertd.commands import COMMANDS

_ABOUT = "Watch what is said about your brands, and page the responder on call until somebody takes it."
_OPTIONS = {
    "--version": "Show the version and exit.",
    "--debug": "Show tracebacks and log at DEBUG (secrets stay masked).",
    "-h, --help": "Show this message and exit.",
}
#: Characters of a line: as wide as the terminal, within these.
_NARROWEST, _WIDEST, _USUAL = 50, 78, 80


def overview(words: Sequence[str], *, columns: int | None = None) -> str | None:
    """Return what is said to these words behind `alertd`; None where a command is needed to know. columns: of the terminal, None looks."""
    match words:
        case ["--version"]:
            return f"alertd, version {__version__} ({commit()[:12]})\n"
        case ["-h" | "--help"]:
            width = max(min(_columns() if columns is None else columns, _USUAL) - 2, _NARROWEST)
            return "\n".join(_lines(width)) + "\n"
        case _:
            return None


def _columns() -> int:
    """Return how wide the terminal is, by what it is told to be or by what it says."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(1).columns or _USUAL
    except OSError:  # no terminal: a file or a pipe
        return _USUAL


def _lines(width: int) -> Iterator[str]:
    yield "Usage: alertd [OPTIONS] COMMAND [ARGS]..."
    yield ""
    yield from (f"  {line}" for line in _wrapped(_ABOUT, width - 2))
    yield from _section("Options", _OPTIONS.items(), width)
    yield from _section("Commands", ((name, says) for name, (_, _, says) in COMMANDS.items()), width)


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield a heading and two columns below it."""
    told = list(rows)
    first = max(len(name) for name, _ in told) + 2
    yield ""
    yield f"{title}:"
    for name, says in told:
        begin, *more = _wrapped(says, max(width - first - 2, 10))
        yield f"  {name:{first}}{begin}"
        yield from (" " * (first + 2) + line for line in more)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text whose words are all shorter than a line."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line
