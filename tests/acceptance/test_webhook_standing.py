"""A webhook is seen as every other source is: by /readyz, by the report of the sources, by metrics, also after a restart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.acceptance.house import House, mention, until

pytestmark = pytest.mark.slow


def _standing(house: House) -> dict[str, Any]:
    standing: dict[str, Any] = json.loads(house.ask("GET", "/readyz")[1])["sources"]["zap"]
    return standing


def test_a_webhook_is_a_source(house: House) -> None:
    """What it brought last is known after kill -9, and the report counts what it brought."""
    house.start()
    assert _standing(house)["last_event_at"] is None
    assert house.post(mention("one")) == 202
    last = _standing(house)["last_event_at"]
    assert last is not None
    house.kill()
    house.start()

    assert _standing(house)["last_event_at"] == last
    assert 'alertd_source_state{source="zap",state="ok"} 1.0' in house.ask("GET", "/metrics")[1].decode()

    def reported() -> dict[str, Any] | None:
        report = json.loads(house.run("report", "sources", "--format", "json").stdout)
        found: dict[str, Any] | None = report["sources"].get("zap")
        return found if found is not None and found["last_event_at"] else None

    seen = until(reported, "the report knows it")
    assert (seen["state"], seen["mentions"], seen["blind_s"], seen["last_event_at"]) == ("ok", 1, 0.0, last)
