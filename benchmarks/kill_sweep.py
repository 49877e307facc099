"""kill -9 at the k-th system call of each kind, while one mention comes in and its page goes out. Needs strace, Linux.

    python benchmarks/kill_sweep.py [--calls pwrite64,fdatasync,sendto,recvfrom] [--most 25]

For each call, k rises until a run ends without a kill. After each kill the daemon is started again and the mention is posted again if
nobody had answered. Then: what was answered must be in the export, the page must have arrived, at most once unmarked.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import tempfile
import time
from http.client import HTTPException
from pathlib import Path

import crowd
import running

WATCHES = 400
PATIENCE = 20.0


def page_came(provider: running.Provider, watch: str, patience: float) -> bool:
    """Wait for the page of a watch."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if any(page["watch"] == watch for _, page in list(provider.pages)):
            return True
        time.sleep(0.02)
    return False


def is_settled(daemon: running.Process) -> bool:
    """Whether every page of every incident has its receipt."""
    for incident in json.loads(daemon.ask("GET", "/api/v1/incidents")[1])[:3]:
        seen = json.loads(daemon.ask("GET", f"/api/v1/incidents/{incident['id']}")[1])
        if any(page["outcome"] not in ("accepted", "dead", "cancelled") for page in seen["page_list"]):
            return False
    return True


def post(daemon: running.Process, watch: str) -> bool:
    """Post one loud mention; return whether it was answered 202."""
    record = {
        "id": f"m-{watch}",
        "platform": "x",
        "created_at": crowd.now().isoformat(),
        "author": "u_1",
        "watch": watch,
    }
    body = json.dumps({**record, "text": f"{watch} speaks", "author_followers": 9_000_000}).encode()
    try:
        return daemon.ask("POST", "/ingest/zap", body, running.TOKEN)[0] == 202
    except (OSError, HTTPException):
        daemon.wire = None
        return False


def run_once(daemon: running.Process, provider: running.Provider, watch: str, call: str, k: int) -> tuple[bool, bool]:
    """Post under strace; return (answered 202, killed)."""
    command = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:signal=SIGKILL:when={k}",
    ]
    tracer = subprocess.Popen(
        [*command, "-p", str(daemon.process.pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    status = Path(f"/proc/{daemon.process.pid}/status")
    while "TracerPid:\t0" in status.read_text() and tracer.poll() is None:
        time.sleep(0.01)
    is_promised = post(daemon, watch)
    ends = time.monotonic() + 3.0
    while daemon.process.poll() is None and time.monotonic() < ends:
        try:
            if page_came(provider, watch, 0.02) and is_settled(daemon):
                break
        except (OSError, HTTPException):
            daemon.wire = None
    time.sleep(0.05)
    killed = daemon.process.poll() is not None
    tracer.terminate()
    tracer.wait()
    return is_promised, killed


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", default="pwrite64,fdatasync,sendto,recvfrom")
    parser.add_argument("--most", type=int, default=25, help="points a call")
    asked = parser.parse_args()
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        settings = crowd.settings(Path(name), watches=WATCHES, port=port, url=provider.url)
        daemon = running.Process(settings, port)
        daemon.ready()
        brands = iter(crowd.names(WATCHES))
        kills, lost, unanswered = 0, [], 0
        points: collections.Counter[str] = collections.Counter()
        used: list[str] = []
        for call in asked.calls.split(","):
            for k in range(1, asked.most + 1):
                watch = next(brands)
                used.append(watch)
                is_promised, killed = run_once(daemon, provider, watch, call, k)
                points[call] += 1
                if not killed:
                    break
                kills += 1
                daemon = running.Process(settings, port)
                daemon.ready()
                unanswered += not is_promised
                if not is_promised and not post(daemon, watch):
                    raise SystemExit("the daemon does not take the mention after its restart")
                if not page_came(provider, watch, PATIENCE):
                    lost.append((call, k))
        time.sleep(2.0)
        arrived = collections.defaultdict(list)
        for _, page in provider.pages:
            arrived[page["page_id"]].append((page["watch"], page["repeat"]))
        unmarked = [times for times in arrived.values() if sum(not repeat for _, repeat in times) > 1]
        repeats = sum(len(times) - 1 for times in arrived.values())
        print(f"kill points {dict(points)}, kills {kills}, of them before the answer {unanswered}")
        print(f"pages of {len(used)} mentions: lost {lost}, repeats {repeats} (all marked: {not unmarked})")
        daemon.stop()


if __name__ == "__main__":
    main()
