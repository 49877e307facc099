"""How many calls of our own functions lie between one post at the webhook and its two pages.

    python benchmarks/calls.py [--top 25]

A real daemon with one influencer rule and two people, an empty store, one post. Counted by `sys.setprofile` in all threads, from
before the post until both pages are with the provider and their receipts are in the log. It counts work, not time: the same on
any machine, but for the timers of an idle loop (some tens of calls).
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType

import crowd
import running

SETTINGS = """
version: 1
data_dir: {folder}/data
listen: 127.0.0.1:{port}
public_url: http://127.0.0.1:{port}
rules: [{folder}/rules.yml]
oncall: {folder}/people.yaml
watches: {{acme: {{terms: [acme]}}}}
sources: [{{kind: webhook, name: zap, token: "${{ZAP_TOKEN}}"}}]
"""
RULES = """
version: 1
rules:
  - name: Loud voice
    severity: urgent
    when: {influencer: {audience: 100000}}
    page: pr
"""
PEOPLE = """
version: 1
channels: {{hook: {{kind: webhook, url: "{url}/page"}}}}
people:
  ayse: {{hook: ayse}}
  omar: {{hook: omar}}
policies:
  pr: {{steps: [{{notify: [ayse, omar], by: [hook]}}]}}
"""


def count(told: Path) -> None:
    """Become the daemon, counting calls between SIGUSR1 and SIGUSR2; then they are written to `told`."""
    ours = str(running.ROOT / "alertd") + os.sep
    calls: collections.Counter[tuple[str, str]] = collections.Counter()
    counts = False

    def seen(frame: FrameType, event: str, _: object) -> None:
        if counts and event == "call" and frame.f_code.co_filename.startswith(ours):
            calls[frame.f_code.co_filename[len(ours) :], frame.f_code.co_qualname] += 1

    def begin(*_: object) -> None:
        nonlocal counts
        calls.clear()
        counts = True

    def end(*_: object) -> None:
        nonlocal counts
        counts = False
        told.write_text(json.dumps([[*where, number] for where, number in calls.most_common()]))

    signal.signal(signal.SIGUSR1, begin)
    signal.signal(signal.SIGUSR2, end)
    from alertd.cli import main

    threading.setprofile(seen)
    sys.setprofile(seen)
    sys.argv[1:] = sys.argv[3:]
    main()


def measured() -> list[tuple[str, str, int]]:
    """Return (file, function, calls), the most called first."""
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), running.free_port()
        (folder / "rules.yml").write_text(RULES)
        (folder / "people.yaml").write_text(PEOPLE.format(url=provider.url))
        (folder / "alertd.yaml").write_text(SETTINGS.format(folder=folder, port=port))
        told = folder / "told"
        command = [sys.executable, __file__, "--count", str(told), "run", "-c", str(folder / "alertd.yaml")]
        daemon = running.Process(folder / "alertd.yaml", port, command)
        daemon.ready()
        time.sleep(1.0)
        post = {"id": "1", "platform": "x", "author": "loud", "author_followers": 9_000_000, "text": "acme is awful"}
        body = json.dumps({**post, "created_at": crowd.now().isoformat()}).encode()
        daemon.process.send_signal(signal.SIGUSR1)
        time.sleep(0.2)
        status, _ = daemon.ask("POST", "/ingest/zap", body, running.TOKEN)
        until = time.monotonic() + 20
        while len(provider.pages) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        daemon.process.send_signal(signal.SIGUSR2)
        while not told.exists() and time.monotonic() < until:
            time.sleep(0.05)
        daemon.stop()
        if status != 202 or len(provider.pages) != 2:
            raise SystemExit(f"answered {status}, {len(provider.pages)} pages")
        return [(file, function, number) for file, function, number in json.loads(told.read_text())]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--top", type=int, default=25)
    asked = parser.parse_args()
    found = measured()
    rooms: collections.Counter[str] = collections.Counter()
    for file, _, number in found:
        rooms[file.partition("/")[0]] += number
    print(
        f"{sum(number for *_, number in found)} calls of {len(found)} functions in {len({f for f, *_ in found})} files"
    )
    print(", ".join(f"{room} {number}" for room, number in rooms.most_common()))
    for file, function, number in found[: asked.top]:
        print(f"{number:6}  {file}  {function}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        count(Path(sys.argv[2]))
    else:
        main()
