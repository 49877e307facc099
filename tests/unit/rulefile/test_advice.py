"""What is suggested is right: whoever writes what they are told to write has no mistake left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alertd.yamlform.findings import Finding
from tests.unit.rulefile import test_foreign_mistakes as foreign
from tests.unit.rulefile import test_mistakes as known
from tests.unit.rulefile import test_spoken_mistakes as spoken
from tests.unit.rulefile.written import FILES, findings

#: Mistakes of all three tables, as (file, right, wrong).
MISTAKES = (
    *((one.file, one.right, one.wrong) for one in (*known.MISTAKES, *known.MORE)),
    *(row[:3] for row in (*foreign.MISTAKES, *spoken.MISTAKES)),
)
#: As `check` says it: what stands there, and what was meant.
OFFER = re.compile(r'^"(.+?)".*; did you mean "(.+?)"\?$')
#: Of these a part of a text is wrong, and stands without quotes of its own.
PLAIN = {"unknown-key", "unknown-condition", "unknown-field", "unknown-scheme"}
MOST_STEPS = 3  # a key in another language may have a value in it
#: What else these need is the author's to write: the options of another kind, a condition's other keys.
BY_HAND = ("kind: «redit", "{kind: «instagram}", "«keyword: [fire]")


@pytest.mark.parametrize(("file", "fewest"), [("rules.yml", 75), ("oncall.yaml", 30), ("alertd.yaml", 15)])
def test_who_follows_the_suggestions_has_no_mistake_left(file: str, fewest: int, tmp_path: Path) -> None:
    """Word by word, as somebody does who understands nothing of YAML. fewest: mistakes of which something is suggested."""
    left, mended = [], 0
    for number, (where, right, wrong) in enumerate(MISTAKES):
        if where != file or any(part in wrong for part in BY_HAND):
            continue
        text = spoken.SOURCES[file].replace(right, wrong, 1).replace("«", "")
        steps, found = _followed(tmp_path / str(number), file, text)
        mended += steps > 0
        left += [str(one) for one in found if steps]

    assert left == []
    assert mended >= fewest


def _followed(folder: Path, file: str, text: str) -> tuple[int, tuple[Finding, ...]]:
    """Write what is suggested until nothing is; return how often, and what is found then."""
    for step in range(MOST_STEPS + 1):
        found = findings(folder / str(step), {**FILES, file: text})
        offers = [(one, offer) for one in found if one.path.endswith(file) and (offer := OFFER.match(one.text))]
        if not offers:
            break
        text = _written(text, offers[0][0], *offers[0][1].groups())
    return step, found


def _written(text: str, one: Finding, wrong: str, better: str) -> str:
    """Return the text with what was meant in the place of what stands there: as a key, inside a text, or as a value in quotes."""
    lines = text.split("\n")
    before, rest = lines[one.line - 1][: one.column - 1], lines[one.line - 1][one.column - 1 :]
    written = re.compile(r"\s+".join(re.escape(word) for word in wrong.split()) + "\u00a0?")
    is_plain = one.name in PLAIN or before.rstrip()[-1:] not in tuple(":[{,-")
    opened = "" if is_plain else rest[: len(rest) - len(rest.lstrip("'\""))]
    found = written.search(rest)
    assert found is not None, (rest, wrong)
    assert found.start() <= 1, (rest, wrong)
    begin, end = found.start() - len(opened), found.end() + len(opened)
    lines[one.line - 1] = f"{before}{rest[:begin]}{better if is_plain else chr(34) + better + chr(34)}{rest[end:]}"
    return "\n".join(lines)
