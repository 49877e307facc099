"""Readers beside a real daemon: many posts come, one of them is killed in the middle, and nobody notices but the counters."""

from __future__ import annotations

import json
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.acceptance.conftest import Build
from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver

WORDS = "broke my kettle on day {}, and nobody there wants to hear about it; can you please help me? 😡"


def _readers(house: House) -> list[int]:
    """Return the processes that read for a daemon."""
    assert house.process is not None
    children = Path(f"/proc/{house.process.pid}/task").glob("*/children")
    found = [int(pid) for one in children for pid in one.read_text().split()]
    return [pid for pid in found if b"reader_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def batches(house: House, became: str) -> float:
    """Return how many batches of posts became what."""
    text = house.ask("GET", "/metrics")[1].decode()
    found = re.search(rf'^alertd_reader_batches_total\{{became="{became}"\}} (\S+)$', text, re.MULTILINE)
    assert found is not None, text[:2000]
    return float(found[1])


def bodies_of(name: str, count: int, posts: int) -> list[list[dict[str, object]]]:
    """Return bodies of posts that name two brands, or none."""
    told = ("acme {}", "globex {}", "acme and globex {}", "nobody {}")
    return [
        [
            {**mention(f"{name}{body}-{number}", text=told[number % 4].format(WORDS.format(number))), "watch": None}
            for number in range(posts)
        ]
        for body in range(count)
    ]


def test_a_reader_that_is_killed_costs_nothing(build: Build, receiver: Receiver) -> None:
    """Two readers, one of them killed: each post that was answered is stored once, and a loud one pages."""
    house = build(more="workers: 2\n")
    house.start()
    promised: list[str] = []

    def crowd(name: str) -> float:
        """Post a thousand; return how many batches were read beside so far."""
        with ThreadPoolExecutor(4) as pool:
            bodies = bodies_of(name, 4, 250)
            assert list(pool.map(lambda body: house.post(*body), bodies)) == [202] * len(bodies)
        promised.extend(str(post["id"]) for body in bodies for post in body)
        return batches(house, "read")

    until(lambda: crowd(f"b{len(promised)}."), "a batch that was read beside")
    os.kill(_readers(house)[0], signal.SIGKILL)
    crowd("c.")
    assert house.post(loud("alarm")) == 202
    until(lambda: any(json.loads(got.body).get("incident") for got in receiver.got), "a page")
    left = _readers(house)
    house.stop()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "no reader is left behind")

    exported = house.export()
    stored = [(line["watch"], line["id"]) for line in exported]
    wanted = [pid for pid in promised if int(pid.rpartition("-")[2]) % 4 != 3]
    assert len(stored) == len(set(stored)), "stored twice"
    assert {ident for _, ident in stored} == {*wanted, "alarm"}


def test_without_workers_nobody_reads_beside(build: Build) -> None:
    """`workers: 0`: the daemon reads all by itself, whatever comes."""
    house = build(more="workers: 0\n")
    house.start()
    for body in bodies_of("a", 4, 250):
        assert house.post(*body) == 202
    assert not _readers(house)
    assert batches(house, "read") == batches(house, "busy") == 0
