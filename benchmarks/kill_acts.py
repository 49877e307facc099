"""kill -9 at random while people act, silence and reload, and the provider misbehaves: what was answered stands, every page arrives.

    python benchmarks/kill_acts.py [--kills 10] [--seed 1]

The provider changes its mind every two seconds: it takes pages, answers 403, 429, 500, hangs, closes the line, or takes a page and lies
that it did not. At the end it is well again; then every page must arrive under its own id, each later arrival must be marked, every act
and silence that was answered must stand, and nobody may be told after an acknowledgement that was answered.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import signal
import tempfile
import threading
import time
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import crowd
import running

MOODS = ("well", "403", "429", "500", "hangs", "closes", "lies")
PATIENCE = 420.0  # seconds: a policy that reached nobody begins again after five minutes


class Moody:
    """A provider with moods. arrived: (seconds since 1970, page) of what it took, also where it then lied."""

    def __init__(self) -> None:
        self.arrived: list[tuple[float, dict[str, Any]]] = []
        self.mood = "well"
        outer = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                page = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                mood = outer.mood
                if mood in ("well", "lies"):
                    told = [{**page, **one} for one in page.get("incidents", ())] or [page]
                    outer.arrived.extend((time.time(), {**one, "is_lie": mood == "lies"}) for one in told)
                if mood == "hangs":
                    time.sleep(15.0)
                if mood in ("hangs", "closes"):
                    self.close_connection = True
                    return
                self.send_response({"403": 403, "429": 429, "500": 500, "lies": 503}.get(mood, 200))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()


class Run:
    """One run: the daemon, and what it has answered for."""

    def __init__(self, settings: Path, port: int) -> None:
        self._settings, self._port = settings, port
        self.daemon = running.Process(settings, port)
        self.daemon.ready()
        self.posted: set[str] = set()
        self.acts: dict[str, tuple[str, float]] = {}
        self.silences: set[str] = set()
        self.kills: list[float] = []

    def kill(self) -> None:
        """Kill it, and begin again."""
        self.daemon.kill()
        self.kills.append(time.time())
        self.daemon = running.Process(self._settings, self._port)
        self.daemon.ready()

    def ask(self, method: str, path: str, body: object = None, token: str = running.API) -> tuple[int, Any]:
        """Return status and JSON; 0 where nobody answered."""
        try:
            status, raw = self.daemon.ask(method, path, None if body is None else json.dumps(body).encode(), token)
        except (OSError, HTTPException):
            self.daemon.wire = None
            return 0, None
        return status, json.loads(raw or b"null")

    def post(self, watch: str) -> None:
        """Let somebody loud write."""
        record = {"id": f"m-{watch}", "platform": "x", "created_at": crowd.now().isoformat(), "author": "u_1"}
        record |= {"watch": watch, "text": f"{watch} speaks", "author_followers": 9_000_000}  # type: ignore[dict-item]
        if self.ask("POST", "/ingest/zap", record, running.TOKEN)[0] == 202:
            self.posted.add(watch)

    def act(self, chance: random.Random) -> None:
        """Let somebody acknowledge, put off or plan one that is open."""
        found = self.ask("GET", "/api/v1/incidents?state=open")[1] or []
        if not found:
            return
        ident, word = chance.choice(found)["id"], chance.choice(("ack", "plan", "note"))
        status, _ = self.ask("POST", f"/api/v1/incidents/{ident}/{word}", {"by": "alice", "note": "seen"})
        if status == 200 and word != "note":
            self.acts[ident] = (word, time.time())

    def silence(self, watch: str) -> None:
        """Silence a brand that says nothing."""
        body = {"watch": watch, "for": "1h", "by": "alice", "reason": "test"}
        status, made = self.ask("POST", "/api/v1/silences", body)
        if status == 200:
            self.silences.add(made["id"])

    def pages(self) -> dict[str, list[dict[str, Any]]]:
        """Return the pages of every incident."""
        found = {}
        for incident in self.ask("GET", "/api/v1/incidents")[1] or []:
            seen = self.ask("GET", f"/api/v1/incidents/{incident['id']}")[1] or {"page_list": []}
            found[incident["id"]] = seen["page_list"]
        return found

    def unheard(self) -> list[str]:
        """Return the incidents of which nobody has a page, and that nobody took; a dead page is followed by another."""
        return [
            ident
            for ident, pages in self.pages().items()
            if ident not in self.acts and not any(page["outcome"] == "accepted" for page in pages)
        ]


def live(run: Run, provider: Moody, chance: random.Random, brands: list[str]) -> None:
    """Live for some seconds, then be killed."""
    ends = time.monotonic() + chance.uniform(1.0, 4.0)
    while time.monotonic() < ends:
        provider.mood = MOODS[int(time.monotonic() / 2) % len(MOODS)]
        chance.choice((run.act, run.act, lambda _: run.post(brands.pop()), lambda _: run.silence(brands[0])))(chance)
        if chance.random() < 0.2:
            run.daemon.process.send_signal(signal.SIGHUP)
    run.kill()


def verdicts(run: Run, provider: Moody) -> list[str]:
    """Return what did not hold."""
    wrong = []
    incidents = {one["id"]: one for one in run.ask("GET", "/api/v1/incidents")[1] or []}
    if missing := run.posted - {one["watch"] for one in incidents.values()}:
        wrong.append(f"lost mentions: {sorted(missing)}")
    stands = {"ack": ("acknowledged_at", "first_acknowledged_at"), "plan": ("planned_at",)}
    wrong += [f"lost act: {i} {w}" for i, (w, _) in run.acts.items() if not any(incidents[i][f] for f in stands[w])]
    kept = {one["id"] for one in run.ask("GET", "/api/v1/silences")[1] or []}
    wrong += [f"lost silence: {one}" for one in run.silences - kept]
    arrived: collections.defaultdict[str, list[tuple[float, bool]]] = collections.defaultdict(list)
    for at, page in provider.arrived:
        arrived[page["page_id"]].append((at, page["repeat"]))
        acted = run.acts.get(page["incident"] or "")
        if page["kind"] == "page" and acted is not None and at > acted[1] + 1.0 and not page["repeat"]:
            wrong.append(f"told {at - acted[1]:.1f} s after it was taken: {page['page_id']}")
    states = {page["page_id"]: page["outcome"] for pages in run.pages().values() for page in pages}
    wrong += [f"nobody was told of {ident}" for ident in run.unheard()]
    wrong += [f"never arrived: {page}" for page, state in states.items() if state == "accepted" and page not in arrived]
    wrong += [f"unmarked: {page}" for page, times in arrived.items() if sum(not marked for _, marked in times) > 1]
    return wrong


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, provider = random.Random(asked.seed), Moody()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        settings = crowd.settings(Path(name), watches=300, port=port, url=provider.url, rules=20)
        run = Run(settings, port)
        brands = crowd.names(300)
        for _ in range(asked.kills):
            live(run, provider, chance, brands)
        provider.mood = "well"
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and run.unheard():
            time.sleep(2.0)
        wrong = verdicts(run, provider)
        pages = [page for told in run.pages().values() for page in told]
        repeats = len(provider.arrived) - len({page["page_id"] for _, page in provider.arrived})
        lies = sum(page["is_lie"] for _, page in provider.arrived)
        print(
            f"{len(run.kills)} kills, {len(run.posted)} incidents, {len(run.acts)} acts, {len(run.silences)} silences"
        )
        print(
            f"{len(pages)} pages, {repeats} repeats ({lies} times the provider took one and said no); wrong: {wrong or 'nothing'}"
        )
        run.daemon.stop()


if __name__ == "__main__":
    main()
