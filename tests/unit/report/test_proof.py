"""Signed figures: anybody can check them, and nobody can change one."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from alertd.report.proof import (
    NoProofError,
    canonical,
    checked,
    document_in,
    public_key,
    sentence,
    signed,
    snippet,
    statement,
)
from alertd.report.response import response
from alertd.report.threads import Answer, Said
from tests.unit.report.posts import A_WEEK_LATER, answer, at, said

KEY = bytes(range(32))
#: The public half of KEY: it never changes.
PUBLIC = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


def document(brand: str = "acme") -> dict[str, Any]:
    """Return a signed week: three conversations, two answered, one of two promises kept."""
    posts: list[Said | Answer] = [
        said("1", 0, needs_answer=True), answer("11", 30, "1"),
        said("2", 0, needs_answer=True), answer("12", 90, "2"),
        said("3", 0),
    ]  # fmt: skip
    figures = response(posts, now=A_WEEK_LATER, promise={"default": timedelta(hours=1)})
    return signed(statement(figures, brand=brand, since=at(0), until=A_WEEK_LATER, made_at=A_WEEK_LATER), KEY)


def test_what_was_signed_is_proved_by_the_published_key() -> None:
    """Also after a way through a file; the figures are those of the report."""
    told = checked(json.loads(json.dumps(document())), PUBLIC)

    assert public_key(KEY) == PUBLIC
    assert (told["conversations"], told["answered"], told["median_s"]) == (3, 2, 3600.0)
    assert told["promise"] == {"kept": 1, "missed": 1, "share": 0.5}
    assert told["within"]["1h"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("statement", "answered"), 3),
        (("statement", "brand"), "globex"),
        (("statement", "within", "1h"), 0.99),
        (("statement", "until"), "2027-01-01T00:00:00.000Z"),
        (("statement", "extra"), 1),
        (("signature",), "A" * 88),
        (("signature",), "no base64"),
        (("signature",), None),
        (("algorithm",), "none"),
        (("statement",), "text"),
    ],
)
def test_whatever_is_changed_proves_nothing(path: tuple[str, ...], value: object) -> None:
    """Each figure, the name, the time, the signature itself; and no fault but the one that says so."""
    forged = copy.deepcopy(document())
    place: Any = forged
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value

    with pytest.raises(NoProofError):
        checked(forged, PUBLIC)


@pytest.mark.parametrize("key", [public_key(bytes(32)), "", "short", PUBLIC[:-4]])
def test_another_key_proves_nothing(key: str) -> None:
    """Whoever forges a document signs it with a key of their own, and writes that into it."""
    forged = signed(document()["statement"], bytes(32))

    assert forged["key"] == public_key(bytes(32))
    with pytest.raises(NoProofError):
        checked(document(), key)
    with pytest.raises(NoProofError):
        checked(forged, PUBLIC)


@pytest.mark.parametrize("other", [None, [], "x", 7, {}, {"statement": {}}])
def test_what_is_no_document_is_no_fault(other: object) -> None:
    """Anything may be in a file."""
    with pytest.raises(NoProofError):
        checked(other, PUBLIC)


def test_equal_statements_are_equal_bytes() -> None:
    """Whatever order somebody's language writes its keys in."""
    told = document()["statement"]

    assert canonical(dict(reversed(told.items()))) == canonical(told)


class _Found(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith(("on", "src", "href")) for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        if self.tags[-1] == "script":
            self.script += data


def test_the_piece_for_a_page_carries_the_proof_and_is_harmless() -> None:
    """A brand's name may be anything; the document inside checks, and nothing is loaded or run."""
    found = _Found()
    found.feed(snippet(document("</script><img onerror=x>")))

    assert found.tags == ["section", "p", "strong", "p", "small", "code", "script"]
    assert checked(json.loads(found.script), PUBLIC)["brand"] == "</script><img onerror=x>"


def test_nothing_to_tell_is_told_as_that() -> None:
    """No conversation, no promise: no figure is made up."""
    figures = response([], now=A_WEEK_LATER)
    empty = signed(statement(figures, brand="acme", since=None, until=A_WEEK_LATER, made_at=A_WEEK_LATER), KEY)

    assert checked(empty, PUBLIC)["median_s"] is None
    assert "0 of 0 conversations" in snippet(empty)


@pytest.mark.parametrize("brand", ["acme", "</script><b>", "Ünal & Söhne"])
def test_the_document_is_found_in_its_piece(brand: str) -> None:
    """The whole page of a brand may stand around it, with other scripts before it; a byte order mark is no part of it."""
    whole = document(brand)
    page = f'\ufeff<html><script type="application/json">{{"a":1}}</script>{snippet(whole)}<script>x()</script></html>'

    assert document_in(page.encode()) == whole
    assert document_in(json.dumps(whole).encode()) == whole


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"<html></html>", b'<p class="alertd-proof">', b"[1", b"{"])
def test_what_holds_no_document_proves_nothing(raw: bytes) -> None:
    """One reason in words, never a fault."""
    with pytest.raises(NoProofError):
        checked(document_in(raw), PUBLIC)


def test_a_statement_is_told_in_words() -> None:
    """What the piece shows and what a check tells are one sentence."""
    said = sentence(document()["statement"])

    assert "2 of 3 conversations were answered by a human; half of them within 1 h; 33 % within an hour" in said
    assert said.endswith("the promised first reply was kept for 50 %")
