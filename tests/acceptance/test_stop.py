"""SIGTERM ends the daemon within five seconds, whatever a provider does; what was under way is sent again, marked."""

from __future__ import annotations

import pytest

from tests.acceptance.house import House, loud, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fault", ["hangs", "drips"])
def test_sigterm_ends_it_in_five_seconds(house: House, receiver: Receiver, fault: str) -> None:
    """A provider that never answers, or drips a byte a second, holds nobody up; after the restart the page says repeat."""
    setattr(receiver, fault, True)
    house.start()
    assert house.post(loud("one"), loud("two", watch="globex")) == 202
    until(lambda: len(receiver.pages("page")) >= 4, "both channels were asked")

    assert house.stop() < 5.0
    setattr(receiver, fault, False)
    house.start()
    until(lambda: set(house.page_states().values()) == {"accepted"}, "all sent")
    pages = receiver.pages("page")
    for page_id in {page["page_id"] for page in pages}:
        assert [page["repeat"] for page in pages if page["page_id"] == page_id] == [False, True]
