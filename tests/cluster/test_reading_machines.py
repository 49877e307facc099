"""Machines that only read, as real processes beside a real daemon: killed, frozen, joined and taken away under load, and nobody notices."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alertd.app.reading_for import read_until
from alertd.config import load_settings
from alertd.errors import ConfigurationError
from alertd.runtime.intake import WORTH_SENDING
from alertd.runtime.systemd import Notify
from tests.acceptance.house import House, loud, until
from tests.acceptance.receiver import Receiver
from tests.acceptance.test_readers import bodies_of
from tests.cluster.pair import exported, replayed
from tests.cluster.servers import NatsServers

pytestmark = pytest.mark.slow
PATIENT = ("-m", "tests.cluster.patient")
STORE = "reading"
BREATH = 0.2  # seconds
PATIENCE = 300.0  # seconds: on a busy machine three processes take long to be up


@pytest.fixture
def servers() -> Iterator[NatsServers]:
    """Return a cluster of three servers, of which one may be lost."""
    made = NatsServers(3)
    yield made
    made.remove()


@pytest.fixture
def house(tmp_path: Path, receiver: Receiver, servers: NatsServers) -> Iterator[House]:
    """Return a daemon over the cluster that has no readers of its own.

    Its lease outlives the choice of a leader on a machine that does much else: this is not about who works.
    """
    (tmp_path / "works").mkdir()
    made = House(tmp_path / "works", receiver.url, more=f'store: "{servers.store(STORE)}?lease=120"\nworkers: 0\n')
    made.begin(program=PATIENT)
    try:
        until(made.is_ready, "it works", PATIENCE)
        yield made
    finally:
        made.end()


class Crowd:
    """Posts bodies that are just worth sending, four at a time, with a pause behind each time: all that it brings is exported and replayed at the end."""

    def __init__(self, house: House) -> None:
        self.promised: list[str] = []
        self._house = house
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        turn = 0
        with ThreadPoolExecutor(4) as pool:
            while not self._ended.wait(BREATH):
                turn += 1
                bodies = bodies_of(f"t{turn}.", 4, WORTH_SENDING)
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


def test_readers_come_and_go_under_load(house: House, receiver: Receiver, servers: NatsServers) -> None:
    """One of two is killed together with the leading server, the other freezes, wakes and is asked to leave: each post is stored once.

    The other servers choose a leader, whoever is left reads on, or the daemon by itself, and a loud post pages.
    """
    readers = [joined(house, number) for number in range(2)]
    crowd = Crowd(house)
    try:
        until(lambda: figure(house, "alertd_far_readers") == 2, "two would read", PATIENCE)
        until(lambda: read_far(house) > 2, "batches that were read far away", PATIENCE)
        leader = until(lambda: servers.leading(STORE), "a server leads the log", PATIENCE)
        servers.end(leader - 1)
        readers[0].kill()
        _takes(crowd)
        _are_left(house, 1)
        before = read_far(house)
        until(lambda: read_far(house) > before, "who is left reads on", PATIENCE)
        assert until(lambda: house.post(loud("alarm")) == 202, "a loud post is taken", PATIENCE)

        frozen = readers[1].process
        assert frozen is not None
        frozen.send_signal(signal.SIGSTOP)
        _are_left(house, 0)
        _takes(crowd)
        crowd.end()
        frozen.send_signal(signal.SIGCONT)
        _are_left(house, 1)
        assert until(lambda: servers.leading(STORE), "a server leads the log", PATIENCE) != leader
        assert readers[1].stop() < 30
    finally:
        crowd.end()
        for one in readers:
            one.end()
    _check(house, receiver, crowd)


def _are_left(house: House, count: int) -> None:
    """So many are there to be asked."""
    until(lambda: figure(house, "alertd_far_readers") == count, f"{count} would read", PATIENCE)


def _takes(crowd: Crowd) -> None:
    """Posts are taken, whoever reads them."""
    promised = len(crowd.promised)
    until(lambda: len(crowd.promised) > promised, "posts are taken", PATIENCE)


def _check(house: House, receiver: Receiver, crowd: Crowd) -> None:
    """It paged; all that was promised is stored, once; a replay says the same pages."""
    until(lambda: any(json.loads(got.body).get("incident") for got in receiver.got), "a page", PATIENCE)
    decided = set(house.page_states())
    house.stop()

    stored = [(line["watch"], line["id"]) for line in exported(house)]
    assert len(stored) == len(set(stored)), "stored twice"
    assert {ident for _, ident in stored} >= {*crowd.promised, "alarm"}, "lost"
    assert decided <= replayed(house), "a replay says the same pages"


@pytest.mark.parametrize(("more", "told"), [("", "store: nats://"), ("workers: 0\n", "workers: 0")])
def test_only_a_cluster_has_readers(tmp_path: Path, more: str, told: str) -> None:
    """Without a place to meet, and without anybody to read with, it says so and does not begin."""
    house = House(tmp_path, "http://127.0.0.1:1", more=more)
    settings = load_settings(house.folder / "alertd.yaml", environment=house.environment).settings
    with pytest.raises(ConfigurationError, match=told):
        asyncio.run(read_until(asyncio.Event(), settings, Notify({})))
