"""Machines that only read, as real processes beside a real daemon: killed, frozen, joined and taken away under load, and nobody notices."""

from __future__ import annotations

import json
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.house import House, loud, until
from tests.acceptance.receiver import Receiver
from tests.acceptance.test_readers import bodies_of
from tests.cluster.pair import replayed
from tests.cluster.servers import NatsServers

pytestmark = pytest.mark.slow
PATIENT = ("-m", "tests.cluster.patient")
PATIENCE = 300.0  # seconds: on a busy machine three processes take long to be up


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a provider on loopback."""
    with Receiver() as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, receiver: Receiver, servers: NatsServers) -> Iterator[House]:
    """Return a daemon over a cluster that has no readers of its own."""
    (tmp_path / "works").mkdir()
    store = f'store: "{servers.store("reading")}?lease=30"\n'
    made = House(tmp_path / "works", receiver.url, more=f"{store}workers: 0\n")
    made.begin(program=PATIENT)
    until(made.is_ready, "it works", PATIENCE)
    yield made
    made.end()


class Crowd:
    """Posts bodies of many posts without a pause, four at a time."""

    def __init__(self, house: House) -> None:
        self.promised: list[str] = []
        self._house = house
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        turn = 0
        with ThreadPoolExecutor(4) as pool:
            while not self._ended.is_set():
                turn += 1
                bodies = bodies_of(f"t{turn}.", 4, 60)
                for status, body in zip(pool.map(lambda one: self._house.post(*one), bodies), bodies, strict=True):
                    if status == 202:
                        self.promised += [str(one["id"]) for one in body if not str(one["text"]).startswith("nobody")]

    def end(self) -> None:
        """Stop."""
        self._ended.set()
        self._thread.join()


def figure(house: House, name: str) -> float:
    """Return a metric of the daemon."""
    text = house.ask("GET", "/metrics")[1].decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found is not None, text[:2000]
    return float(found[1])


def read_far(house: House) -> float:
    """Return how many batches other machines have read."""
    return figure(house, 'alertd_far_reader_batches_total{became="read"}')


def joined(house: House, number: int) -> House:
    """Begin a machine that only reads."""
    folder = house.folder.parent / f"reads{number}"
    folder.mkdir()
    made = House(folder, "http://127.0.0.1:1")
    store = next(line for line in (house.folder / "alertd.yaml").read_text().splitlines() if line.startswith("store:"))
    (folder / "alertd.yaml").write_text(f"version: 1\n{store}\nrules: []\nworkers: 1\n")
    made.begin(program=PATIENT, more=["--reader"])
    return made


def test_readers_come_and_go_under_load(house: House, receiver: Receiver) -> None:
    """One, then three, one of them killed and one frozen in the middle, then one: each post is stored once, and a loud one pages."""
    readers = [joined(house, 0)]
    crowd = Crowd(house)
    try:
        until(lambda: read_far(house) > 0, "a batch that was read far away", PATIENCE)
        readers += [joined(house, 1), joined(house, 2)]
        until(lambda: figure(house, "alertd_far_readers") == 3, "three would read", PATIENCE)
        assert house.post(loud("alarm")) == 202
        readers[0].kill()
        frozen = readers[1].process
        assert frozen is not None
        frozen.send_signal(signal.SIGSTOP)
        until(lambda: figure(house, "alertd_far_readers") == 1, "one is left", PATIENCE)
        before = read_far(house)
        until(lambda: read_far(house) > before, "the one that is left reads on", PATIENCE)
        frozen.send_signal(signal.SIGCONT)
        until(lambda: figure(house, "alertd_far_readers") == 2, "the one that woke is asked again", PATIENCE)
        said = house.run("cluster").stdout.decode()
        assert said.count("batches/s") >= 1, said
        assert readers[2].stop() < 30
    finally:
        crowd.end()
        for one in readers:
            one.end()
    until(lambda: any(json.loads(got.body).get("incident") for got in receiver.got), "a page")
    decided = set(house.page_states())
    house.stop()

    stored = [(line["watch"], line["id"]) for line in house.export()]
    assert len(stored) == len(set(stored)), "stored twice"
    assert {ident for _, ident in stored} >= {*crowd.promised, "alarm"}, "lost"
    assert decided <= replayed(house), "a replay says the same pages"


def test_only_a_cluster_has_readers(tmp_path: Path) -> None:
    """Without a place to meet, and without anybody to read with, it says so and does not start."""
    house = House(tmp_path, "http://127.0.0.1:1")
    assert "store: nats://" in house.run("run", "--reader", check=78).stderr.decode()
    settings = tmp_path / "alertd.yaml"
    settings.write_text(f"{settings.read_text()}workers: 0\n")
    assert "workers: 0" in house.run("run", "--reader", check=78).stderr.decode()
