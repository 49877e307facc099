"""One brand that everybody writes about among 999 quiet ones: how long pages of the quiet ones take, with it and without it, and what becomes of the rest.

    python benchmarks/hot_key.py [--hot 5000] [--quiet 50] [--seconds 30] [--senders 32]

A real daemon, two webhook sources. The quiet brands get so many posts a second together by one of them, and once in half a second one by somebody loud, which
pages. Beside them so many senders post bodies of 250 about one brand by the other, as many a second as are asked for, whatever the answers. At the end the store is
asked: what was answered 202 is in it, once, and nothing else is. What was refused (429, 503) its senders would bring again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import crowd
import latency
import running

from alertd.model.events import MentionSeen
from alertd.store.opening import open_store

BODY = 250  # posts about the hot brand in one body
WATCHES = 1000
QUIET = '  - {kind: webhook, name: quiet, token: "${ZAP_TOKEN}"}\n'
QUIET_SENDERS = 16
KNOWN = 20  # bodies that are made beforehand: ids and instants are put in as they go


class Senders:
    """Programs that post bodies to a source, each at its time whatever became of those before. body: gives the one of a number, None behind the last.

    became: bodies by the status of their answer. taken: numbers of those that were answered 202.
    """

    def __init__(self, port: int, source: str, every: float, count: int, body: Callable[[int], bytes | None]) -> None:
        self._port, self._source, self._every, self._body = port, source, every, body
        self._numbers = itertools.count()
        self._begins = time.monotonic()
        self._ended = threading.Event()
        self.taken: list[int] = []
        self.became: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._run) for _ in range(count)]
        for one in self._threads:
            one.start()

    def _run(self) -> None:
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=300)) as wire:
            while not self._ended.is_set():
                number = next(self._numbers)
                if self._ended.wait(max(0.0, self._begins + number * self._every - time.monotonic())):
                    return
                body = self._body(number)
                if body is None:
                    return
                wire.request("POST", f"/ingest/{self._source}", body, {"Authorization": f"Bearer {running.TOKEN}"})
                answer = wire.getresponse()
                answer.read()
                self.became[answer.status] += 1
                if answer.status == 202:
                    self.taken.append(number)

    def end(self, *, at_once: bool) -> None:
        """Wait until all is posted; at_once: post no more."""
        if at_once:
            self._ended.set()
        for one in self._threads:
            one.join()


def hot_bodies() -> Callable[[int], bytes]:
    """Return what makes bodies about one brand, by their number; most of the work is done beforehand."""
    made = [list(crowd.posts(BODY, watches=1, begins=crowd.now(), seconds=0.05, seed=n)) for n in range(KNOWN)]
    texts = [
        "\n".join(json.dumps({**one, "id": f"@BODY-{n}", "created_at": "@NOW"}) for n, one in enumerate(some))
        for some in made
    ]
    return lambda number: (
        texts[number % KNOWN].replace("@BODY", f"hot{number}").replace("@NOW", crowd.now().isoformat()).encode()
    )


def quiet_bodies(rate: int, seconds: int, left: dict[str, float]) -> Callable[[int], bytes | None]:
    """Return what gives the bodies of quiet brands, by their number. left: when each loud post was handed over, by its brand."""
    made = latency.bodies(rate, seconds, WATCHES)

    def body(number: int) -> bytes | None:
        if number >= len(made):
            return None
        now = crowd.now()
        for record in made[number]:
            record["created_at"] = now.isoformat()
            if record.get("is_loud"):
                left[str(record["watch"])] = now.timestamp()
        return "\n".join(map(json.dumps, made[number])).encode()

    return body


def stored(folder: Path) -> Counter[str]:
    """Return how often each post about the hot brand is in the log of a daemon that has ended."""
    with closing(open_store(folder / "store", read_only=True)) as store:
        seen = (event.mention.id for _, event in store.read(0) if isinstance(event, MentionSeen))
        return Counter(ident for ident in seen if ident.startswith("hot"))


def measured(rate: int, quiet: int, seconds: int, senders: int) -> str:
    """Return what pages of quiet brands took while so many posts a second came about the hot one."""
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        settings = crowd.settings(Path(name), watches=WATCHES, port=port, url=provider.url, rules=50, more=QUIET)
        daemon = running.Process(settings, port)
        daemon.ready()
        left: dict[str, float] = {}
        began, used, memory = time.perf_counter(), daemon.cpu(), daemon.rss()
        hot = Senders(port, "zap", BODY / rate, senders, hot_bodies()) if rate else None
        some = Senders(port, "quiet", latency.PUSH, QUIET_SENDERS, quiet_bodies(quiet, seconds, left))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(1.0)
            memory = max(memory, daemon.rss())
        some.end(at_once=False)
        if hot is not None:
            hot.end(at_once=True)
        took, used = time.perf_counter() - began, daemon.cpu() - used
        time.sleep(3.0)
        whole = [at - left[page["watch"]] for at, page in provider.pages if page["watch"] in left]
        daemon.stop()
        log = stored(Path(name)) if hot is not None else Counter()
    cut = statistics.quantiles(whole, n=100)
    said = (
        f"{used / took:.2f} cores, {memory:.0f} MB at the most, load {os.getloadavg()[0]:.0f}: {len(whole)} pages of {len(left)} quiet brands, "
        f"their bodies by answer: {dict(some.became)}, p50 {cut[49]:.2f} s, p99 {cut[98]:.2f} s, max {max(whole):.2f} s"
    )
    if hot is None:
        return f"without it: {said}"
    promised = {f"hot{number}-{n}" for number in hot.taken for n in range(BODY)}
    is_kept = promised == set(log) and set(log.values()) <= {1}
    became = ", ".join(f"{status}: {count * BODY / took:.0f}" for status, count in sorted(hot.became.items()))
    return f"beside it: {said}\n  posts a second about it by answer: {became}; the store has what was answered 202, once, and nothing else: {is_kept}"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hot", type=int, default=5000)
    parser.add_argument("--quiet", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--senders", type=int, default=32)
    asked = parser.parse_args()
    for rate in (0, asked.hot):
        print(measured(rate, asked.quiet, asked.seconds, asked.senders), flush=True)


if __name__ == "__main__":
    main()
