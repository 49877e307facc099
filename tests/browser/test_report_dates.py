"""The report as an Arabic reader meets it: dates keep their order."""

from __future__ import annotations

import pytest

from tests.browser import chromium
from tests.browser.furnished import furnish
from tests.unit.web.house import TOKEN, open_door

pytestmark = pytest.mark.asyncio


async def test_dates_of_a_report_read_from_left_to_right_in_arabic_and_break_nowhere() -> None:
    """Behind Arabic letters the parts of a date change places, and a line ends at any hyphen."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/language%3Fto=ar%26next=/report")
        dates = "[...document.querySelectorAll('.dates')]"
        assert await tab.run(f"{dates}.length") == 2
        assert await tab.run(
            f"{dates}.every((one) => [...one.querySelectorAll('time')].every((at) => at.getClientRects().length === 1 && at.offsetHeight < 30))"
        )
        first = "document.querySelector('.week .dates time:first-child').getBoundingClientRect()"
        last = "document.querySelector('.week .dates time:last-child').getBoundingClientRect()"
        assert await tab.run(f"{first}.right <= {last}.left || {first}.bottom <= {last}.top + 1")
        assert await tab.run(
            "[...document.querySelectorAll('.week .dates time')].every((one) => getComputedStyle(one).direction === 'ltr' || getComputedStyle(one).unicodeBidi === 'plaintext')"
        )
        assert tab.faults == []
