"""The last two hours in a page: the same numbers in a letter and in chats, from the page alone."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from alertd.core.signals.mood import Mood
from alertd.model.page import Curve
from alertd.model.rule import Severity
from alertd.notifiers import curve
from alertd.notifiers.apprise.letter import as_html
from alertd.notifiers.button_words import languages
from alertd.notifiers.slack import blocks
from alertd.notifiers.teams.notifier import card
from alertd.notifiers.telegram.notifier import body
from tests.unit.runtime.outbox_fakes import delivery

STORM = Curve(step=300, total=(1,) * 20 + (2, 8, 30, 60), negative=(0,) * 20 + (0, 6, 25, 51))


def test_the_minutes_become_bars() -> None:
    """Each post in the five minutes it was written in; what is older than two hours is left out."""
    mood = Mood()
    for at, negative in ((0.0, 900), (7_300.0, 900), (7_310.0, None), (14_390.0, 600)):
        mood.observe(at, negative=negative)

    total, bad = mood.curve(14_399.0)

    assert len(total) == len(bad) == 24
    assert sum(total) == 3
    assert (total[0], total[-1]) == (2, 1)
    assert (bad[0], bad[-1]) == (1, 1)
    restored = Mood.from_state(mood.to_state())
    assert restored.curve(14_399.0) == (total, bad)


def test_a_line_of_signs_shows_the_burst() -> None:
    """Low for long, then high."""
    assert curve.sparkline(STORM) == "▁" * 20 + "▁▂▅█"
    assert curve.sparkline(STORM.with_(total=(0,) * 24)) == "▁" * 24


@pytest.mark.parametrize("language", languages())
def test_it_is_said_in_words(language: str) -> None:
    """In the reader's language, with the numbers, also for who does not see it."""
    said = curve.caption(STORM, language)

    assert re.findall(r"\d+", said) == ["2", "5", "60"]
    assert "{" not in said


def test_bars_of_a_letter() -> None:
    """24 of them, the highest last, the negative part in colour; well-formed, and nothing from outside."""
    drawn = curve.bars(STORM, "en", "#b91c1c")
    table = ET.fromstring(f"<x>{drawn}</x>").find("table")
    assert table is not None
    cells = table.findall("./tr/td")
    heights = [[int(re.findall(r"height:(\d+)px", bar.attrib["style"])[0]) for bar in cell] for cell in cells]

    assert len(cells) == 24
    assert heights[-1] == [48, 8]
    assert heights[0] == [0, 1]
    assert table.attrib["aria-label"] == curve.caption(STORM, "en")
    assert "http" not in drawn
    assert "<img" not in drawn


def test_every_channel_shows_it() -> None:
    """From the page's own numbers, so a page that is sent later shows the same."""
    page = delivery(address="1")
    page = page.with_(page=page.page.with_(curve=STORM, severity=Severity.CRISIS))
    signs = curve.sparkline(STORM)

    assert curve.bars(STORM, "en", "#b91c1c") in as_html(page)
    for made in (blocks.message(page, has_buttons=True), body(page, has_buttons=True), card(page)):
        assert signs in str(made)
        assert curve.caption(STORM, "en") in str(made)
