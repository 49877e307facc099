"""Each shipped alert rule fires on its fault: the fault is caused on a running daemon, and the real Prometheus sees it.

What a rule waits for before it fires is left out, and limits of minutes are seconds here; what it asks is what ships.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.prometheus import NAMES, STARTS, Prometheus
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>acme opens a shop</title>
<guid>n1</guid><link>https://news.example/1</link></item></channel></rss>"""
PROVIDERS = ("/pages/hook", "/pages/pager")
SHORT_RETRY = ("-m", "tests.acceptance.short_retry")
PATIENT_STORE = ("-m", "tests.acceptance.patient_store")

Story = Callable[..., None]
CAUSED: list[str] = []


def causes(*alerts: str) -> Callable[[Story], Story]:
    """Say which alerts a test lets fire by their fault."""

    def told(story: Story) -> Story:
        CAUSED.extend(alerts)
        return story

    return told


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Return a Prometheus for all tests of this file."""
    with Prometheus(tmp_path_factory.mktemp("prometheus")) as made:
        yield made


@contextlib.contextmanager
def _locked(house: House) -> Iterator[None]:
    """Hold the lock of a store, as a backup does that never ends."""
    with contextlib.closing(sqlite3.connect(house.folder / "store" / "alertd.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@causes(
    "AlertdPagesWait",
    "AlertdPagesLate",
    "AlertdNobodyAcknowledges",
    "AlertdPagesDead",
    "AlertdHeartbeatFails",
    "AlertdSourceBlind",
    "AlertdRulesRefused",
    "AlertdStoreLarge",
)
def test_what_goes_wrong_around_a_daemon(
    tmp_path: Path, receiver: Receiver, prometheus: Prometheus, build: Callable[..., House]
) -> None:
    """Nothing fires while all is well; then provider, people, a feed, the dead man's switch, a channel, the rules and the disk fail."""
    receiver.gives["/feed"] = FEED
    house = build(
        more=f"  - {{kind: rss, name: news, urls: ['{receiver.url}/feed'], every: 1s}}\n"
        f"heartbeat: {{url: '{receiver.url}/beat', every: 1s}}\nretention: {{max_size: 4 MB}}\n"
    )
    house.start()
    until(lambda: any(got.path == "/beat" for got in receiver.got), "a heartbeat")
    prometheus.watch(house)
    prometheus.comes_to_see(f'alertd_source_state{{instance="{house.address}", state="ok", source="news"}} == 1')
    prometheus.comes_to_rest(house)

    receiver.refuses = dict.fromkeys(PROVIDERS, 503)
    assert house.post(loud("one")) == 202
    prometheus.comes_to_fire(house, "AlertdPagesWait", "AlertdNobodyAcknowledges")
    assert not {"AlertdPagesLate", "AlertdPagesDead"} & prometheus.firing(house)  # nothing left, nothing is given up
    receiver.refuses = {}
    prometheus.comes_to_fire(house, "AlertdPagesLate")  # an acknowledgement before it is sent would have ended the page
    assert house.ask("POST", f"/api/v1/incidents/{house.incidents()[0]['id']}/ack", b'{"by": "alice"}')[0] == 200
    prometheus.comes_to_rest(house, "AlertdPagesWait", "AlertdNobodyAcknowledges")

    receiver.refuses = dict.fromkeys(("/beat", "/feed"), 500)
    prometheus.comes_to_fire(house, "AlertdHeartbeatFails", "AlertdSourceBlind")
    receiver.refuses = dict.fromkeys(PROVIDERS, 404)
    assert house.post(loud("two", watch="globex")) == 202
    prometheus.comes_to_fire(house, "AlertdPagesDead")
    prometheus.comes_to_rest(house, "AlertdHeartbeatFails", "AlertdSourceBlind")

    good = (tmp_path / "rules.yml").read_text()
    for rules, then in (("rules: [{nmae: x}]", prometheus.comes_to_fire), (good, prometheus.comes_to_rest)):
        (tmp_path / "rules.yml").write_text(rules)
        assert house.process is not None
        house.process.send_signal(signal.SIGHUP)
        then(house, "AlertdRulesRefused")
    assert "AlertdStoreLarge" not in prometheus.firing(house)
    assert house.post(*[mention(f"{n}", text=f"acme {n} {'x' * 8_000}") for n in range(400)]) == 202
    prometheus.comes_to_fire(house, "AlertdStoreLarge")


@causes("AlertdCopyBehind", "AlertdDoesNotPage")
def test_a_second_place_and_a_third_go_away(
    tmp_path: Path, prometheus: Prometheus, build: Callable[..., House]
) -> None:
    """The mount of the copy is gone, then that of the lease: what a lost machine would lose, and that nobody pages, are told."""
    for name in ("copy", "third"):
        (tmp_path / name).mkdir()
    house = build(more="copy: {to: copy}\nstandby: {lease: third, name: paris, hold: 5s}\n")
    house.begin(more=["--standby"])
    until(house.is_ready, "ready")
    until(lambda: "copy.begun" in house.log(), "the copy")
    prometheus.watch(house)
    prometheus.comes_to_rest(house)

    shutil.rmtree(tmp_path / "copy")
    (tmp_path / "copy").write_text("what stands where nothing is mounted")
    assert house.post(mention("one")) == 202
    prometheus.comes_to_fire(house, "AlertdCopyBehind")
    (tmp_path / "third").rename(tmp_path / "elsewhere")
    prometheus.comes_to_fire(house, "AlertdDoesNotPage")
    (tmp_path / "elsewhere").rename(tmp_path / "third")
    prometheus.comes_to_rest(house, "AlertdDoesNotPage")


@causes("AlertdStandsStill", "AlertdQueueLong", "AlertdDown", "AlertdStoreDown", "AlertdRestarts")
def test_a_store_and_a_daemon_that_go_away(tmp_path: Path, prometheus: Prometheus, house: House) -> None:
    """Another process holds the store, and requests wait; the store is moved away and put back; the daemon ends again and again."""
    house.start(program=PATIENT_STORE)
    prometheus.watch(house)
    prometheus.comes_to_rest(house)
    answers: list[int] = []
    with _locked(house):
        threads = [threading.Thread(target=lambda n=n: answers.append(house.post(mention(f"n{n}")))) for n in range(60)]
        for thread in threads:
            thread.start()
        prometheus.comes_to_fire(house, "AlertdStandsStill", "AlertdQueueLong")
    for thread in threads:
        thread.join()
    assert answers == [202] * 60
    prometheus.comes_to_rest(house, "AlertdStandsStill", "AlertdQueueLong")

    _is_killed_and_started(house, prometheus)
    store = tmp_path / "store" / "alertd.sqlite3"
    store.rename(tmp_path / "aside")
    assert house.post(mention("lost")) == 503
    prometheus.comes_to_fire(house, "AlertdStoreDown")
    (tmp_path / "aside").rename(store)
    prometheus.comes_to_rest(house, "AlertdStoreDown")
    for _ in range(STARTS - 1):
        assert "AlertdRestarts" not in prometheus.firing(house)
        _is_killed_and_started(house, prometheus)
    prometheus.comes_to_fire(house, "AlertdRestarts")


def _is_killed_and_started(house: House, prometheus: Prometheus) -> None:
    house.kill()
    prometheus.comes_to_fire(house, "AlertdDown")
    house.start(program=SHORT_RETRY)
    prometheus.comes_to_rest(house, "AlertdDown")


def test_no_rule_was_left_out() -> None:
    """A rule that ships has a fault above that lets it fire."""
    assert sorted(CAUSED) == sorted(NAMES)
