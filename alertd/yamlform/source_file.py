"""SourceFile: one file as nodes, and how to speak of a place in it. What is no file, or larger than any file of these, is not read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from alertd.yamlform.composer import SURMISED, Composer, TooMuchError
from alertd.yamlform.findings import LONGEST, Faults, Finding, Level, Place, masked, still
from alertd.yamlform.hints import trouble_of
from alertd.yamlform.nodes import Node

#: Bytes of the largest file that is read; 5,000 rules are about 1 MB.
LARGEST = 4_000_000
LONGEST_LINE = 5_000  # characters of a line that is shown beneath its fault


#: How files begin that are no text, and what they are.
_NO_TEXT = (
    (b"PK\x03\x04", "a document of a text processor, a table or an archive"),
    (b"\xd0\xcf\x11\xe0", "a document of a text processor"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a document of a text processor (RTF)"),
)


class SourceFile:
    """One file: its text, its nodes, and how to speak of a place in it.

    shown: the path as people see it, relative to the current folder. root: None where the syntax failed.
    """

    def __init__(self, path: Path, shown: str, text: str, faults: Faults) -> None:
        self.path = path
        self.shown = shown
        self.faults = faults
        self.lines = text.split("\n")
        self.root: Node | None = None
        self.root = _composed(text, self)

    def tell(self, place: Place, name: str, text: str, advice: str = "", *, level: Level = Level.ERROR) -> None:
        """Add a finding at a place of this file."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        if len(line) > LONGEST_LINE:
            line = ""  # nobody reads it, and to look for secrets in megabytes takes seconds
        self.faults.add(
            Finding(
                path=self.shown,
                line=place.line,
                column=place.column,
                level=level,
                name=name,
                text=still(masked(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")),
                advice=still(masked(advice)),
                shown=still(masked(line.rstrip("\r"))),
            )
        )

    def warn(self, place: Place, name: str, text: str, advice: str = "") -> None:
        """Add a warning at a place of this file."""
        self.tell(place, name, text, advice, level=Level.WARNING)


def read_file(path: Path, shown: str, faults: Faults, *, within: Path | None = None) -> SourceFile:
    """Read a file to nodes; what cannot be read is a finding, and its root None. Raises OSError where there is no file.

    within: the folder that a link must not lead out of; None where a person named this very file.
    """
    file = SourceFile(path, shown, "", faults)
    if within is not None and not path.resolve().is_relative_to(within.resolve()):
        # Its text is not shown: who may write rules here may not read there.
        text = f"this is a link to a file outside of {within.name or within}"
        file.tell(Place(1, 1), "outside", text, "put the file itself here, or name its folder in the settings")
        return file
    raw = _bytes_of(path, file)
    if raw is None:
        return file
    if what := no_text(raw):
        file.lines = [""]
        advice = "copy its text into an editor for plain text (Notepad, TextEdit, nano), and save that"
        file.tell(Place(1, 1), "no-text", f"this is {what}, and no text file, whatever its name says", advice)
        return file
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        file.lines = good.split("\n")
        place = Place(good.count("\n") + 1, len(good) - good.rfind("\n"))
        file.tell(place, "encoding", "this file is not UTF-8 here", "save it as UTF-8")
        return file
    return SourceFile(path, shown, text.replace("\r\n", "\n"), faults)


def no_text(raw: bytes) -> str | None:
    r"""Name what a file is that is no text at all.

    >>> no_text(b"PK\x03\x04\x14"), no_text(b"version: 1")
    ('a document of a text processor, a table or an archive', None)
    """
    return next((what for begin, what in _NO_TEXT if raw.startswith(begin)), None)


def _bytes_of(path: Path, file: SourceFile) -> bytes | None:
    """Return what a regular file holds; None, and told, for what may never end, and for what is too large."""
    # A pipe that nobody writes to must not hold us up.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as opened:
        mode = os.fstat(opened.fileno()).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(21, "Is a directory", str(path))
        if not stat.S_ISREG(mode):
            file.tell(Place(1, 1), "not-a-file", "this is a device or a pipe, and no file", "put a file here")
            return None
        raw = opened.read(LARGEST + 1)
    if len(raw) > LARGEST:
        file.tell(Place(1, 1), "too-large", f"this file is larger than {LARGEST // 1_000_000} MB", "split it")
        return None
    return raw


def _composed(text: str, file: SourceFile) -> Node | None:
    import yaml

    if not text.strip():
        return None
    # The C loader is ten times faster, both are safe.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def tell(place: Place, name: str, said: str, advice: str) -> None:
        file.tell(place, name, said, advice, level=Level.WARNING if name in SURMISED else Level.ERROR)

    def compose(written: str) -> Node | None:
        return Composer(tell, file.lines).compose(yaml.parse(written, Loader=loader))

    try:
        try:
            return compose(text)
        except yaml.YAMLError:
            from alertd.yamlform.pasted import mended  # only a faulty file pays for it

            meant, troubles = mended(text)
            if not troubles:
                raise
            for one in troubles:
                file.tell(one.place, "pasted", one.text, one.advice)
            text = meant
            return compose(text)
    except yaml.YAMLError as error:
        trouble = trouble_of(error, text)
        file.tell(trouble.place, "syntax", trouble.text, trouble.advice)
    except TooMuchError as error:
        found = error.trouble
        if error.is_bomb:
            file.tell(found.place, "aliases", found.text, found.advice)
        else:
            file.tell(found.place, "too-large", found.text, found.advice)
    return None
