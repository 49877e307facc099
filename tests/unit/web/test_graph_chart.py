"""The mention graph as a drawing: who is in it, that it can be read, and that names stay names."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from alertd.report.sketch import Dot, Sketch
from alertd.web.graph_chart import graph_chart
from alertd.web.who_speaks import sentences, told
from alertd.web.words import WORDS
from tests.unit.report.test_sketch import drawn
from tests.unit.web.fake_backend import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def shapes(sketch: Sketch) -> list[ET.Element]:
    """Return the drawings, the wide one first."""
    markup = str(graph_chart(sketch, title="who", words=WORDS["en"]))
    return list(ET.fromstring(f'<div xmlns="http://www.w3.org/2000/svg">{markup}</div>'))


def test_it_is_drawn_for_a_desk_and_for_a_phone() -> None:
    """Both hold everybody; nothing has a style or a script of its own, so that the content policy lets it be."""
    wide, narrow = shapes(drawn().sketch)
    for picture, width in ((wide, 720.0), (narrow, 380.0)):
        assert len(picture.findall(f"{SVG}g")) == len(drawn().sketch.dots)
        assert float(picture.attrib["viewBox"].split()[2]) == width
        assert not re.search(r"style=|<script|on\w+=", ET.tostring(picture, encoding="unicode"))


def test_names_do_not_lie_over_each_other() -> None:
    """On a phone too: a name for which there is no room stands in the table only."""
    for picture in shapes(drawn().sketch):
        boxes = []
        for text in picture.findall(f"{SVG}text"):
            wide = 6.8 * len(text.text or "")
            x, y = float(text.attrib["x"]), float(text.attrib["y"])
            boxes.append((x - wide / 2, y - 11, x + wide / 2, y))
        assert boxes
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                assert (
                    one[2] <= other[0] + 2 or other[2] <= one[0] + 2 or one[3] <= other[1] + 2 or other[3] <= one[1] + 2
                )


def test_a_hostile_name_stays_a_name() -> None:
    """Markup in a handle is text, and what would turn the text around is gone."""
    dots = (Dot(name=HOSTILE, x=0.5, y=0.5, part="started", passed_on_by=3),)
    markup = str(graph_chart(Sketch(dots=dots), title=HOSTILE, words=WORDS["en"]))
    assert "<script" not in markup
    assert "\u202e" not in markup
    ET.fromstring(f"<div>{markup}</div>")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_who_did_what_is_said_in_every_language(code: str) -> None:
    """Started, carried and copied, with names and numbers, and nothing left to fill in."""
    shown = told(drawn(), WORDS[code])
    said = " ".join(shown["graph_says"])
    assert "ann" in said
    assert "9" in said
    assert "{" not in said
    assert next(dot.name for dot in shown["people_drawn"]) == "ann"


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_sentence_begins_as_one(code: str) -> None:
    """With a capital, a number or a name as its bearer writes it; also where people are left out of the drawing."""
    burst = drawn()
    for unseen in (1, 2, 5, 212):
        said = sentences(burst.with_(sketch=burst.sketch.with_(unseen=unseen)), WORDS[code])
        assert str(unseen) in said[-1] or (code, unseen) == ("ar", 2)
        names = {dot.name for dot in burst.sketch.dots}
        for one in said:
            assert not one[0].islower() or any(one.startswith(name) for name in names), one


def test_where_nobody_passes_anybody_on_there_is_no_drawing() -> None:
    """A picture of dots without a line says nothing; the list of the loudest does."""
    from alertd.report.burst import burst
    from tests.unit.report.test_sketch import post

    shown = told(burst([(post(n, f"u{n}"), None) for n in range(4)], negative_from=500), WORDS["en"])
    assert shown["graph"] is None
    assert shown["voices"].people == 4
    assert told(None, WORDS["en"])["graph"] is None
