"""The last route to the operators: what it says, and how often it tries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.cli.page_ops import WAITS, tell, wording
from alertd.errors import DeliveryError
from alertd.ports import Delivery

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


class Provider:
    """Refuses as often as it is told to."""

    kind = "test"

    def __init__(self, *refusals: DeliveryError) -> None:
        self.refusals = list(refusals)
        self.took: list[Delivery] = []

    async def send(self, delivery: Delivery) -> str | None:
        """Take the page, or refuse."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.took.append(delivery)
        return None


def test_it_says_what_is_down_where_and_how() -> None:
    """The operator reads it on a phone and must know the machine and the next step."""
    text = wording("alertd.service", {"MONITOR_SERVICE_RESULT": "watchdog"}, "web1")

    assert "alertd.service on web1 is down (watchdog)" in text
    assert "journalctl -u alertd.service" in text


def test_an_older_systemd_says_less() -> None:
    """Without $MONITOR_* there are no empty brackets."""
    assert "is down:" in wording("alertd.service", {}, "web1")


def test_it_tries_three_times() -> None:
    """A provider that stumbles twice still gets the page out, after the pauses of the list."""
    provider, waited = Provider(DeliveryError("busy"), DeliveryError("busy")), []

    tell(provider, "down", now=NOW, pause=waited.append)

    assert waited == list(WAITS)
    assert provider.took[0].page.page_id in provider.took[0].text


def test_it_gives_up_in_words() -> None:
    """After three refusals the caller learns the last reason."""
    provider = Provider(*[DeliveryError(f"refusal {i}") for i in (1, 2, 3)])

    with pytest.raises(DeliveryError, match="refusal 3"):
        tell(provider, "down", now=NOW, pause=lambda _: None)


def test_what_cannot_help_is_not_tried_again() -> None:
    """A revoked token stays revoked."""
    provider, waited = Provider(DeliveryError("token revoked", permanent=True)), []

    with pytest.raises(DeliveryError, match="revoked"):
        tell(provider, "down", now=NOW, pause=waited.append)

    assert waited == []


def test_all_tries_end_within_the_units_time() -> None:
    """TimeoutStartSec of the failure unit is 120 s; a try has a deadline of ten."""
    assert sum(WAITS) + 3 * 10 < 120
