"""kill -9 around a call for help: whoever has an incident keeps it, and whoever was called is told, once, or again with a mark."""

from __future__ import annotations

import time
from collections import defaultdict
from itertools import pairwise

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import House, loud, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

#: Seconds from the answer to the kill: before the page is leased, while it is on its way (a tenth of a second), and after.
KILLED_AFTER = (0.0, 0.05, 0.4)


def test_a_call_for_help_outlives_a_kill(build: Build, receiver: Receiver) -> None:
    """Alice has it and calls the next people; the call is answered 200, and then comes kill -9: bob is told all the same, and she still has it."""
    watches = [f"brand{number}" for number in range(len(KILLED_AFTER))]
    house = build(watches=watches)
    receiver.slow = 0.1
    house.start()
    kills: list[float] = []
    for watch in watches:
        assert house.post(loud(watch, watch=watch)) == 202
        _taken_by_alice(house, receiver, watch)
    for watch, after in zip(watches, KILLED_AFTER, strict=True):
        _call(house, watch)
        time.sleep(after)
        house.kill()
        kills.append(time.monotonic())
        house.start()
        until(lambda: _told(receiver, watch, "bob"), f"bob is told of {watch}")  # noqa: B023
    until(lambda: set(house.page_states().values()) <= {"accepted", "delivered", "cancelled"}, "all are settled")

    for incident in house.incidents():
        assert (incident["state"], incident["by"]["ack"]) == ("acknowledged", "alice")
    for watch in watches:
        _look_at_calls(receiver, watch, kills)


def _incident(house: House, watch: str) -> str:
    return str(next(one["id"] for one in house.incidents() if one["watch"] == watch))


def _taken_by_alice(house: House, receiver: Receiver, watch: str) -> None:
    until(lambda: _told(receiver, watch, "alice"), "the first page")
    assert house.ask("POST", f"/api/v1/incidents/{_incident(house, watch)}/ack", b'{"by": "alice"}')[0] == 200


def _call(house: House, watch: str) -> None:
    """Let alice call the next people; for the quarter of a minute after the page it is refused, for she may not have seen it."""
    path = f"/api/v1/incidents/{_incident(house, watch)}/escalate"
    until(lambda: house.ask("POST", path, b'{"by": "alice"}')[0] == 200, "the call is taken", every=0.5)


def _told(receiver: Receiver, watch: str, name: str) -> list[tuple[float, str, bool]]:
    """Return (when, id, whether it says that it may be a repeat) of each page proper of a brand to somebody."""
    came = [(got.at, got.page) for got in receiver.got if got.path.startswith("/pages")]
    return [
        (at, page["page_id"], page["repeat"])
        for at, page in came
        if (page["kind"], page.get("watch"), page["to"]) == ("page", watch, name)
    ]


def _look_at_calls(receiver: Receiver, watch: str, kills: list[float]) -> None:
    """Bob was called by one page: it came once, or again after a kill with the mark; it says who called."""
    by_id: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for at, ident, is_marked in _told(receiver, watch, "bob"):
        by_id[ident].append((at, is_marked))
    assert len(by_id) == 1, f"{watch}: bob was called by {len(by_id)} pages"
    for (first, _), (second, is_marked) in pairwise(next(iter(by_id.values()))):
        assert any(first <= kill <= second for kill in kills), f"{watch}: came twice without a crash"
        assert is_marked, f"{watch}: came twice and did not say so"
    texts = [page["text"] for page in receiver.pages("page") if (page.get("watch"), page["to"]) == (watch, "bob")]
    assert all("alice" in text for text in texts)


def test_a_call_that_could_not_be_delivered_is_tried_on_after_a_kill(house: House, receiver: Receiver) -> None:
    """Bob's provider was down when she called: the page that waits for its next try is not given up because somebody has the incident."""
    house.start()
    assert house.post(loud("one")) == 202
    _taken_by_alice(house, receiver, "acme")
    receiver.refuses["/pages/hook"] = 503
    _call(house, "acme")
    tried = until(lambda: _told(receiver, "acme", "bob"), "a try")
    house.kill()
    del receiver.refuses["/pages/hook"]
    house.start()

    until(lambda: len(_told(receiver, "acme", "bob")) > len(tried), "the next try")
    until(lambda: set(house.page_states().values()) <= {"accepted", "delivered", "cancelled"}, "all are settled")
    assert len({page_id for _, page_id, _ in _told(receiver, "acme", "bob")}) == 1
    assert house.incidents()[0]["state"] == "acknowledged"
