"""What keeps a source from seeing is said in the reader's words, by its kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

import alertd.sources
from alertd.sources.wire import RedirectedError, refusal, sentence
from alertd.web.source_faults import KINDS, kind_of
from alertd.web.words import WORDS

_HOST = "https://api.example"


def sentences() -> Iterator[tuple[str, str]]:
    """Yield every sentence that a source raises, with its file; what is put into it as "…"."""
    for path in sorted(Path(alertd.sources.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SourceError":
                for said in node.args[:1]:
                    if isinstance(said, ast.Constant):
                        yield path.name, str(said.value)
                    elif isinstance(said, ast.JoinedStr):
                        parts = (str(one.value) if isinstance(one, ast.Constant) else "…" for one in said.values)
                        yield path.name, "".join(parts)


#: Our own program's faults: nobody but who makes alertd can say more of them.
_OURS = ("was cancelled from outside", "failed: unexpected")


def test_every_sentence_of_a_source_is_of_a_kind() -> None:
    """One that is not would leave who reads Turkish with English alone. A sentence that only carries another's is of that one's kind."""
    found = list(sentences())
    assert len(found) > 40

    own = [(name, said) for name, said in found if said.strip("….:() ") and not any(part in said for part in _OURS)]
    assert [one for one in own if not kind_of(one[1])] == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "network"),
        (RedirectedError(_HOST), "network"),
        (aiohttp.ServerDisconnectedError(), "network"),
        (ConnectionResetError(), "network"),
        (aiohttp.ClientResponseError(aiohttp.RequestInfo(URL(_HOST), "GET", {}, URL(_HOST)), ()), "theirs"),  # type: ignore[arg-type]
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else one,
)  # fmt: skip
def test_what_the_wire_says_is_of_a_kind(error: BaseException, kind: str) -> None:
    """However the connection ends."""
    assert kind_of(sentence(error, _HOST)) == kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "sign_in"), (403, "sign_in"), (404, "not_found"), (418, "theirs"), (500, "theirs"), (503, "theirs")],
)
def test_what_a_status_means_is_of_a_kind(status: int, kind: str) -> None:
    """Who can act differs: the operator for a refused sign-in, nobody for a platform that is down."""
    assert kind_of(str(refusal(status, "api.example", credential="bearer_token"))) == kind


@pytest.mark.parametrize("note", ["", "feed.jsonl has been read to its end", "standard input has ended", "ok"])
def test_what_is_no_fault_is_of_none(note: str) -> None:
    """The state says all that there is to say."""
    assert kind_of(note) == ""


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_kind_has_its_sentence_in_every_language(code: str) -> None:
    """Each its own; in another language none is the English one."""
    said = [WORDS[code][f"sf_{kind}"] for kind in KINDS]

    assert len(set(said)) == len(KINDS)
    assert code == "en" or not set(said) & set(WORDS["en"].values())
