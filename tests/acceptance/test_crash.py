"""kill -9 at any instant: nothing that was answered is lost, no page is lost, and what may be a repeat says so."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import defaultdict
from itertools import pairwise

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

KILLS = 20
ALL_SENT = {"accepted", "delivered"}


class Poster:
    """Posts without a pause, from a thread of its own, and remembers what was answered 202."""

    def __init__(self, house: House, watches: list[str]) -> None:
        self.promised: set[str] = set()
        self.paging: set[str] = set()
        self._house = house
        self._watches = watches
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            ident = f"m{number}"
            record = mention(ident, watch="acme")
            if number % 4 == 0 and self._watches:
                record = loud(ident, watch=self._watches[0])
            while not self._ended.is_set():  # the same body again until somebody answers: a mention is stored once
                if self._house.post(record) == 202:
                    self.promised.add(ident)
                    if record["watch"] != "acme":
                        self.paging.add(str(self._watches.pop(0)))
                    break
                time.sleep(0.02)

    def end(self) -> None:
        """Stop posting."""
        self._ended.set()
        self._thread.join()


def test_kills_at_random_lose_nothing(build: Build, receiver: Receiver) -> None:
    """20 kills while posts come in and pages go out: all that was answered is there, every page arrived, repeats are marked."""
    seed = 11
    chance = random.Random(seed)
    watches = [f"brand{i}" for i in range(400)]
    house = build(watches=["acme", *watches])
    receiver.slow = 0.02
    house.start()
    poster = Poster(house, list(watches))
    kills: list[float] = []
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.6))
            house.kill()
            kills.append(time.monotonic())
            house.start()
    finally:
        poster.end()
    until(lambda: _is_all_told(house), "all pages sent")

    exported = [line["id"] for line in house.export()]
    assert poster.promised <= set(exported), f"lost: {sorted(poster.promised - set(exported))[:5]}"
    assert len(exported) == len(set(exported)), "stored twice"
    assert len(poster.paging) >= KILLS, "the kills met no pages"
    assert poster.paging <= {incident["watch"] for incident in house.incidents()}
    decided = set(house.page_states())
    _look_at_repeats(receiver, decided, kills)


def _is_all_told(house: House) -> bool:
    """Whether every page that was decided, also one that waited for a list, has been sent."""
    wanted = sum(incident["pages"] for incident in house.incidents())
    states = house.page_states()
    return len(states) == wanted and set(states.values()) <= ALL_SENT


def _look_at_repeats(receiver: Receiver, decided: set[str], kills: list[float]) -> None:
    """Each page came, under its own id; between two arrivals of one page lies a kill, and every later one is marked."""
    arrived: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for got in receiver.got:
        if got.path.startswith("/pages") and got.page["kind"] in ("page", "list"):
            told = got.page.get("incidents") or [got.page]  # many brands at once are one list
            for one in told:
                arrived[one["page_id"]].append((got.at, got.page["repeat"]))
            assert got.headers["Idempotency-Key"] == got.page["page_id"]
    assert decided <= set(arrived), f"pages lost: {sorted(decided - set(arrived))[:5]}"
    for page_id, times in arrived.items():
        for (first, _), (second, is_marked) in pairwise(times):
            assert any(first <= kill <= second for kill in kills), f"{page_id} came twice without a crash"
            assert is_marked, f"{page_id} came twice and did not say so"


def test_an_acknowledgement_outlives_a_kill(house: House, receiver: Receiver) -> None:
    """An act is answered 200, then comes kill -9, eight times over: each still stands, by the same person."""
    house.start()
    assert house.post(loud("one", watch="acme")) == 202
    ident = until(house.incidents, "an incident")[0]["id"]
    acts = [
        ("ack", "acknowledged", "alice"),
        ("plan", "planned", "alice"),
        ("solve", "solved", "alice"),
        ("reopen", "open", "bob"),
    ]
    for act, state, by in acts * 2:
        status, body = house.ask("POST", f"/api/v1/incidents/{ident}/{act}", json.dumps({"by": by}).encode())
        house.kill()
        assert status == 200, body
        house.start()
        seen = next(one for one in house.incidents() if one["id"] == ident)
        assert seen["state"] == state
        assert seen["by"][act] == by


SAME_TARGET = """
version: 1
channels:
  hook: {kind: webhook, url: "%(url)s/pages/hook", secret: "${HOOK_SECRET}"}
people:
  alice: {timezone: UTC, hook: room}
  bob: {timezone: UTC, hook: room}
  carol: {timezone: UTC, hook: room}
  dan: {timezone: UTC, hook: room}
  erin: {timezone: UTC, hook: room}
  olga: {timezone: UTC, hook: olga}
policies:
  pr:
    steps:
      - {notify: [alice, bob, carol, dan, erin], by: [hook]}
  ops:
    steps:
      - {notify: olga, by: [hook]}
"""


def test_no_send_begins_after_an_acknowledgement(build: Build, receiver: Receiver) -> None:
    """Five pages to one room go out one after another; once the acknowledgement is answered, no further one begins."""
    house = build(people=SAME_TARGET)
    receiver.slow = 1.0
    house.start()
    assert house.post(loud("one")) == 202
    until(lambda: len(receiver.pages("page")) >= 2, "the second page")
    ident = house.incidents()[0]["id"]
    status, body = house.ask("POST", f"/api/v1/incidents/{ident}/ack", b'{"by": "alice"}')
    answered_at = time.monotonic()
    assert status == 200, body
    until(lambda: not {"planned", "retry", "unknown"} & set(house.page_states().values()), "all settled")
    time.sleep(1.5)  # a page that began too late would arrive now

    late = [
        (got.at - answered_at, got.page["kind"], got.page["to"])
        for got in receiver.got
        if got.path == "/pages/hook" and got.at > answered_at + 0.1 and got.page["kind"] != "update"
    ]
    assert not late  # but for the news that somebody has it
    assert "cancelled" in house.page_states().values()
