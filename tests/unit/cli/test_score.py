"""`alertd score`."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alertd.cli.files import mention
from alertd.cli.score import batches, command


def run(given: bytes | str, *arguments: str) -> tuple[list[dict[str, Any]], str]:
    """Run the command; return its answers and what it said on standard error."""
    result = CliRunner().invoke(command, list(arguments), input=given)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_each_mention_is_answered_in_order() -> None:
    """Id and text are enough; the answer has what the contract names."""
    lines = [
        json.dumps({"id": f"m{at}", "text": text}) for at, text in enumerate(["I love it so much", "", "Ужасно, бесит"])
    ]

    found, said = run("\n".join(lines))

    assert [answer["id"] for answer in found] == ["m0", "m1", "m2"]
    assert list(found[0]) == ["id", "lang", "label", "probs", "quality", "scorer", "counts_as"]
    assert [found[0]["label"], found[2]["label"]] == ["positive", "negative"]
    assert [answer["quality"] for answer in found] == ["trained", "unknown", "lexicon"]
    for answer in found:
        assert pytest.approx(sum(answer["probs"])) == 1.0
    assert said == ""


def test_bad_lines_are_named_and_do_not_stop_the_stream() -> None:
    """Each has its number and its reason; the good ones around it are answered."""
    given = b'{"id": "1", "text": "good"}\n{\n[1]\n{"id": "2"}\n{"text": "x"}\n\n{"id": true, "text": "x"}\n{"id": 7, "text": "bad"}'

    found, said = run(given)

    assert [answer["id"] for answer in found] == ["1", 7]
    for start in (
        "stdin:2: not JSON",
        "stdin:3: not a JSON object",
        'stdin:4: no "text"',
        'stdin:5: no "id"',
        "stdin:7:",
    ):
        assert start in said
    assert "5 lines were no mentions" in said


def test_broken_text_is_scored() -> None:
    """Lone surrogates, NUL, bytes that are no UTF-8 and deep nesting end nothing."""
    given = b'{"id": "1", "text": "\\ud800 great \\u0000"}\n{"id": "2", "text": "\xff\xfe"}\n' + b"[" * 100_000 + b"\n"

    found, said = run(given)

    assert [answer["id"] for answer in found] == ["1", "2"]
    assert "stdin:3" in said


def test_a_line_without_end_is_cut() -> None:
    """Thirty million bytes in one line cost one fault, and the next line is answered."""
    given = b'{"id": "1", "text": "' + b"x" * 30_000_000 + b'"}\n{"id": "2", "text": "good"}'

    found, said = run(given)

    assert [answer["id"] for answer in found] == ["2"]
    assert "stdin:1: longer than 5,000,000 bytes" in said


def test_lines_are_answered_when_the_input_pauses() -> None:
    """A batch is what the input has ready: a slow source is not waited for."""

    class Slow(io.RawIOBase):
        def __init__(self) -> None:
            self.parts = [
                b'{"id": "1", "te',
                b'xt": "a"}\n',
                b'{"id": "2", "text": "b"}\n{"id": "3",',
                b' "text": "c"}',
            ]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            part = self.parts.pop(0) if self.parts else b""
            buffer[: len(part)] = part
            return len(part)

    faults: list[str] = []
    found = [
        [one["id"] for one in batch]
        for batch in batches(io.BufferedReader(Slow()), lambda *told: faults.append(str(told)))
    ]

    assert found == [["1"], ["2"], ["3"]]
    assert faults == []


def test_compressed_files_are_read(tmp_path: Path) -> None:
    """By their name, and on standard input by their first bytes."""
    packed = gzip.compress(b'{"id": "1", "text": "good"}\n')
    path = tmp_path / "mentions.jsonl.gz"
    path.write_bytes(packed)

    assert run(packed) == run(b"", str(path))


def test_nothing_in_nothing_out() -> None:
    """An empty stream is fine."""
    assert run(b"") == ([], "")


def test_the_tag_of_the_platform_is_used() -> None:
    """A short text under a tag is scored in its language; a tag that is no text is ignored."""
    found, _ = run(b'{"id": "1", "text": "rezalet", "lang": "tr"}\n{"id": "2", "text": "rezalet", "lang": 5}')

    assert [answer["lang"] for answer in found] == ["tr", "und"]
    assert found[0]["label"] == "negative"


def test_surrogates_become_the_replacement_character() -> None:
    """As everywhere at intake."""
    assert mention(b'{"id": "1", "text": "a\\ud800\\u0000b"}')["text"] == "a\ufffd\ufffdb"
