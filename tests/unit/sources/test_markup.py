"""Markup: what holds no tags holds none."""

from __future__ import annotations

import pytest

from alertd.sources.markup import Kind, pieces


@pytest.mark.parametrize("inner", ["x <a b='q", 'if (a < b) { c = "</div>" }', "<!-- <script>", "<![CDATA[ '"])
@pytest.mark.parametrize("name", ["script", "style", "SCRIPT"])
def test_a_script_holds_no_tags_and_ends_at_its_own_end(name: str, inner: str) -> None:
    """A quote in a script is no attribute's: what stands behind the script is read as if nothing had been before it."""
    found = [(piece.kind, piece.text) for piece in pieces(f"<{name}>{inner}</{name}><b>c</b>")]
    assert found[1] == (Kind.TEXT, inner)
    assert found[3:] == [(Kind.START, "<b>"), (Kind.TEXT, "c"), (Kind.END, "</b>")]


def test_a_script_without_an_end_is_read_on() -> None:
    """Whoever forgets the end tag loses nothing of what follows; in XML a script is a tag like another."""
    assert [piece.text for piece in pieces("<script>x <b>y")] == ["<script>", "x ", "<b>", "y"]
    named = [piece.name for piece in pieces("<script><b>y</b></script>", is_xml=True) if piece.name]
    assert named == ["script", "b", "b", "script"]
