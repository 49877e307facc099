"""Stories of a machine whose clock was wrong."""

from __future__ import annotations

from datetime import timedelta

from alertd.model.events import ClockSetBack, Ticked
from alertd.model.page import PageKind
from alertd.testing import Story
from tests.stories.test_crisis import people


def test_a_clock_that_was_a_day_ahead_before_a_crisis() -> None:
    """Somebody sets the date wrong in the afternoon and right again. The crisis of the night wakes maria as if nothing had been."""
    with Story(house=people()) as story:
        story.usual(10, days=4).at("15:00").event(Ticked(at=story.now + timedelta(days=1)))
        story.at("15:40").event(ClockSetBack(at=story.now, was=story.now + timedelta(days=1)))
        told = [str(page.facts["note"]) for page in story.at("15:50").pages(PageKind.OPS)]
        assert [note[:35] for note in told] == ["this machine's clock was ahead and "]

        story.at("23:00").mentions(120, minutes=20, mood="angry", authors=100)
        story.at("23:00").expect_page("angry", to="maria", step=1, within=5)
        first = story.at("23:02").expect_page("negative-storm", to="maria", step=1, within=5)
        story.at((first.at + timedelta(minutes=10)).strftime("%H:%M:%S")).expect_page(to="omar", step=2, within=0.1)
        story.at("23:25").acknowledges("omar").at("23:26").acts("omar", "plan")


def test_a_wrong_clock_by_itself_wakes_nobody() -> None:
    """Neither the leap nor the way back, nor the usual flow of the days after."""
    with Story(house=people()) as story:
        story.usual(10, days=9).at("15:00").event(Ticked(at=story.now + timedelta(days=1)))
        story.at("15:40").event(ClockSetBack(at=story.now, was=story.now + timedelta(days=1)))
        assert story.at("23:59", day=3).pages() == []
