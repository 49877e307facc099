"""The last day in a page: the same numbers in a letter and in chats, from the page alone."""

from __future__ import annotations

import re
from email import message_from_bytes
from xml.etree import ElementTree as ET

import pytest

from alertd.model.languages import WORDED
from alertd.model.page import Curve
from alertd.model.rule import Severity
from alertd.notifiers import curve, picture
from alertd.notifiers.apprise.letter import as_html, letter
from alertd.notifiers.slack import blocks
from alertd.notifiers.teams.notifier import card
from alertd.notifiers.telegram.notifier import body
from tests.unit.runtime.outbox_fakes import delivery

STORM = Curve(
    step=1800,
    total=(1,) * 44 + (2, 8, 30, 60),
    negative=(0,) * 44 + (0, 6, 25, 51),
    usual=((0, 3),) * 47 + ((1, 4),),
)


def test_a_line_of_signs_shows_the_burst() -> None:
    """Low for long, then high."""
    assert curve.sparkline(STORM) == "▁" * 44 + "▁▂▅█"
    assert curve.sparkline(STORM.with_(total=(0,) * 48)) == "▁" * 48


@pytest.mark.parametrize("language", WORDED)
def test_it_is_said_in_words(language: str) -> None:
    """In the reader's language, with the numbers, also for who does not see it."""
    said = curve.caption(STORM, language)

    assert sorted(map(int, re.findall(r"\d+", said))) == [1, 4, 24, 30, 60, 60]
    assert "{" not in said
    assert len(re.findall(r"\d+", curve.caption(STORM.with_(usual=()), language))) == 4


def test_the_picture_of_a_letter_travels_with_it() -> None:
    """Nothing is loaded from outside, and who does not see it reads the same numbers."""
    shown = ET.fromstring(f"<x>{curve.image(STORM, 'en', 'cid:last-day@alertd')}</x>").find("img")
    assert shown is not None

    assert shown.attrib["src"] == "cid:last-day@alertd"
    assert shown.attrib["alt"] == curve.caption(STORM, "en")


def test_a_letter_carries_its_picture_beside_the_html() -> None:
    """multipart/related inside multipart/alternative: text for who wants text, else HTML with the picture it names."""
    page = delivery(address="1")
    page = page.with_(page=page.page.with_(curve=STORM))
    made = letter(page, sender=("alertd", "a@example.org"), to="b@example.org")
    read = message_from_bytes(made.as_bytes())
    kinds = [part.get_content_type() for part in read.walk()]

    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    *_, image = read.walk()
    assert image["Content-ID"] == "<last-day@alertd>"
    assert image.get_payload(decode=True) == picture.png(STORM)
    plain = letter(page, sender=("alertd", "a@example.org"), to="b@example.org", is_plain=True)
    assert "image" not in plain.as_string()


def test_every_channel_shows_it() -> None:
    """From the page's own numbers, so a page that is sent later shows the same."""
    page = delivery(address="1")
    page = page.with_(page=page.page.with_(curve=STORM, severity=Severity.CRISIS))
    signs = curve.sparkline(STORM)

    assert curve.image(STORM, "en", "cid:last-day@alertd") in as_html(page)
    for made in (blocks.message(page, has_buttons=True), body(page, has_buttons=True), card(page)):
        assert signs in str(made)
        assert curve.caption(STORM, "en", is_signs=True) in str(made)
        assert "colour" not in str(made)  # a line of signs has none
