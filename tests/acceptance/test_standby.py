"""Two machines, one lease at a third place: the first is killed, frozen or cut off in mid-spike; nothing is lost, and never do both page."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import PATIENCE, PEOPLE, House, loud, until
from tests.acceptance.receiver import Got, Receiver

pytestmark = pytest.mark.slow

HOLD = 5.0
BRANDS = tuple(f"brand{number}" for number in range(40))


class Pair:
    """Two houses over one lease and one folder of copies, and whoever posts to the one that answers."""

    def __init__(self, folder: Path, url: str) -> None:
        self.third = folder / "third"
        self.third.mkdir()
        self.first, self.second = (self._house(folder, url, name) for name in ("paris", "oslo"))
        self.promised: list[str] = []
        self.active = self.first
        self._ended = threading.Event()
        self._poster = threading.Thread(target=self._post)

    def _house(self, folder: Path, url: str, name: str) -> House:
        (folder / name).mkdir()
        (folder / name / "lease").symlink_to(self.third)
        more = f"copy: {{to: ../copy}}\nstandby: {{lease: lease, name: {name}, hold: {HOLD:g}s}}\n"
        people = PEOPLE.replace("%(url)s/pages", f"%(url)s/pages/{name}")  # so that it shows who sent a page
        return House(folder / name, url, people=people, watches=BRANDS, more=more)

    def start(self) -> None:
        """The first pages, the second waits, and the first's store is copied."""
        self.first.begin(more=["--standby"])
        until(self.first.is_ready, "the first to page")
        until(lambda: "copy.begun" in self.first.log(), "the copy")
        self.second.begin(more=["--standby"])
        until(lambda: "paris holds the lease" in self.second.log(), "the second to wait")
        self._poster.start()
        until(lambda: len(self.promised) >= 10, "a spike to be under way")

    def _post(self) -> None:
        for brand in BRANDS:  # each pages at once
            while not self._ended.is_set() and self.active.post(loud(brand, watch=brand)) != 202:
                time.sleep(0.05)
            if self._ended.is_set():
                return
            self.promised.append(brand)
            time.sleep(0.05)

    def end(self) -> None:
        """Stop posting."""
        self._ended.set()
        if self._poster.ident is not None:
            self._poster.join()

    def look(self, receiver: Receiver) -> None:
        """Every post that was answered 202, by whichever machine, is in the second's store and has paged."""
        self._poster.join(PATIENCE)
        assert self.promised == list(BRANDS)
        exported = {line["id"] for line in self.second.export()}
        assert set(BRANDS) <= exported, f"lost: {sorted(set(BRANDS) - exported)}"
        until(lambda: {page["watch"] for page in receiver.pages()} >= set(BRANDS), "a page for each")

    def sent_by(self, house: House, receiver: Receiver) -> list[Got]:
        """Return the pages that one machine sent."""
        return [got for got in list(receiver.got) if got.path.startswith(f"/pages/{house.folder.name}/")]


@pytest.fixture
def pair(tmp_path: Path, receiver: Receiver) -> Iterator[Pair]:
    """Return two machines, of which none runs yet."""
    made = Pair(tmp_path, receiver.url)
    yield made
    made.end()
    for house in (made.first, made.second):
        if house.process is not None:
            house.process.send_signal(signal.SIGCONT)
        house.end()


def _take_over(pair: Pair) -> float:
    """Wait until the second pages, let posts go there; return how long that took."""
    began = time.monotonic()
    until(pair.second.is_ready, lambda: f"the second to take over: {pair.second.log()[-3000:]}")
    pair.active = pair.second
    return time.monotonic() - began


def test_killed_in_a_spike_the_other_takes_over(pair: Pair, receiver: Receiver) -> None:
    """Kill -9: everything that was answered is at the other, which pages within half a minute; what comes twice says so."""
    pair.start()
    pair.first.kill()
    killed_at = time.monotonic()
    took = _take_over(pair)
    pair.look(receiver)

    assert took > HOLD, "it took over while the first might still have paged"
    before, after = pair.sent_by(pair.first, receiver), pair.sent_by(pair.second, receiver)
    assert before
    assert after
    assert max(got.at for got in before) <= killed_at + 1.0 < min(got.at for got in after)
    seen = {got.page["page_id"] for got in before}
    assert all(got.page["repeat"] for got in after if got.page["page_id"] in seen)
    assert "standby.restored" in pair.second.log()


def test_frozen_in_a_spike_it_does_not_page_when_it_wakes(pair: Pair, receiver: Receiver) -> None:
    """SIGSTOP, and minutes later SIGCONT: the other pages; who wakes begins no page, takes nothing in, and ends."""
    pair.start()
    assert pair.first.process is not None
    pair.first.process.send_signal(signal.SIGSTOP)
    _take_over(pair)
    until(lambda: len(pair.promised) >= 25, "the spike to go on at the other")
    woke_at = time.monotonic()
    pair.first.process.send_signal(signal.SIGCONT)
    assert pair.first.post(loud("late", watch=BRANDS[0])) in (0, 503)
    assert pair.first.process.wait(PATIENCE) == 70
    pair.first.process = None
    pair.look(receiver)

    # What was in the hands of the network when it froze may still arrive; it is under the same id as the other's.
    late = [got for got in pair.sent_by(pair.first, receiver) if got.at > woke_at]
    assert len(late) <= 2
    assert {got.page["page_id"] for got in late} <= {
        got.page["page_id"] for got in pair.sent_by(pair.second, receiver)
    } | {got.page["page_id"] for got in late if got.page["kind"] != "page"}
    assert "late" not in {line["id"] for line in pair.second.export()}


def test_cut_off_from_the_third_place_it_stops_before_the_other_begins(pair: Pair, receiver: Receiver) -> None:
    """The way to the lease is cut for one of them alone: it answers 503 and pages nobody before the other does, and then gives way."""
    pair.start()
    link = pair.first.folder / "lease"
    link.unlink()
    until(lambda: pair.first.post(loud(BRANDS[0], watch=BRANDS[0])) == 503, "the first to take nothing in")
    stopped_at = time.monotonic()
    _take_over(pair)
    link.symlink_to(pair.third)
    assert pair.first.process is not None
    assert pair.first.process.wait(PATIENCE) == 70
    pair.first.process = None
    pair.look(receiver)

    before, after = pair.sent_by(pair.first, receiver), pair.sent_by(pair.second, receiver)
    assert max(got.at for got in before) < stopped_at + 1.0
    assert max(got.at for got in before) < min(got.at for got in after)
    assert any(got.path == "/direct" and b"does not page any more" in got.body for got in receiver.got)


def test_a_second_machine_without_standby_says_who_pages(pair: Pair) -> None:
    """It ends as over any other's store (78): it was not told to wait. Without a lease in the settings --standby is refused."""
    pair.first.begin(more=["--standby"])
    until(pair.first.is_ready, "the first to page")
    until(lambda: "copy.begun" in pair.first.log(), "the copy")
    done = pair.second.run("run", check=78)
    assert b"paris holds the lease" in done.stderr
    settings = pair.second.folder / "alertd.yaml"
    settings.write_text(settings.read_text().partition("standby:")[0])
    assert b"--standby needs" in pair.second.run("run", "--standby", check=78).stderr


def test_the_one_that_waits_passes_on(pair: Pair, receiver: Receiver) -> None:
    """Its `machine_url` stands in the lease, and the API's token lies with the copy: a link is good at the machine that waits."""
    for house in (pair.first, pair.second):
        with (house.folder / "alertd.yaml").open("a") as settings:
            settings.write(f"machine_url: http://{house.address}\n")
        del house.environment["ALERTD_TOKEN"]
    pair.start()
    page = until(lambda: next(iter(receiver.pages("page")), None), "a page")
    link = str(page["link"]).partition("/a/")[2]
    until(lambda: _answers(pair.second, f"/a/{link}") == 200, lambda: pair.second.log()[-3000:])
    assert pair.second.ask("POST", f"/a/{link}", b"", token="")[0] == 200
    assert pair.second.post(loud("late", watch=BRANDS[0])) == 202
    token = (pair.first.folder / "store" / "api_token").read_text().strip()
    status, body = pair.second.ask("GET", f"/api/v1/incidents/{page['incident']}", token=token)
    assert status == 200
    assert b'"state":"acknowledged"' in body
    assert not pair.second.is_ready()


def _answers(house: House, path: str) -> int:
    try:
        return house.ask("GET", path, token="")[0]
    except OSError:
        return 0
