"""From a mention to its page while strangers hold the port: silent connections and bodies that never end, opened again as they are dropped.

    python benchmarks/starving.py [--pages 100] [--idle 2000] [--bodies 200] [--descriptors 512]

A real daemon under a limit of descriptors, a sender that keeps one connection, one that opens a new one for each post, and a
provider on loopback. What is measured begins before the post leaves its sender.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import resource
import socket
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import crowd
import running

UNFINISHED = (
    b"POST /ingest/zap HTTP/1.1\r\nHost: x\r\nX-Alertd-Signature: sha256=00\r\nContent-Length: 4000000\r\n\r\n{"
)
APART = 0.1  # seconds between two pages
PATIENCE = 60.0


def besiege(port: int, idle: int, bodies: int) -> None:
    """Hold so many connections for ever: whatever the daemon lets go is opened again."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, idle + bodies + 500), hard))
    held: list[tuple[socket.socket, bytes]] = []
    while True:
        for first, count in ((b"", idle), (UNFINISHED, bodies)):
            for _ in range(count - sum(one is first for _, one in held)):
                sock = socket.socket()
                sock.settimeout(0.2)
                with contextlib.suppress(OSError):
                    sock.connect(("127.0.0.1", port))
                    sock.sendall(first)
                sock.settimeout(0)
                held.append((sock, first))
        time.sleep(0.2)
        for sock, first in list(held):
            try:
                is_over = sock.recv(4096) == b""
            except BlockingIOError:
                is_over = False
            except OSError:
                is_over = True
            if is_over:
                sock.close()
                held.remove((sock, first))


def post(wire: HTTPConnection, brand: str, number: int) -> None:
    """Post something loud about a brand; a connection that was dropped is opened again, as every sender does."""
    record = {
        "id": f"p{number}",
        "platform": "x",
        "author": f"u{number}",
        "author_followers": 9_000_000,
        "watch": brand,
    }
    body = json.dumps({**record, "text": f"{brand} speaks", "created_at": crowd.now().isoformat()})
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            wire.request("POST", "/ingest/zap", body, {"Authorization": f"Bearer {running.TOKEN}"})
            answer = wire.getresponse()
            answer.read()
        except (OSError, HTTPException):
            wire.close()
            if time.monotonic() > ends:
                raise
        else:
            if answer.status == 202:
                return
            time.sleep(0.05)


def measured(provider: running.Provider, port: int, brands: list[str], *, keeps: bool) -> list[float]:
    """Return the seconds to each page. keeps: the sender keeps its connection."""
    waits, wire = [], HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for number, brand in enumerate(brands):
        if not keeps:
            wire.close()
        began = time.time()
        post(wire, brand, number)
        while not (found := [at for at, page in list(provider.pages) if page["watch"] == brand]):
            if time.time() - began > PATIENCE:
                raise SystemExit(f"no page of {brand} in {PATIENCE:g} s")
            time.sleep(0.002)
        waits.append(found[0] - began)
        time.sleep(APART)
    return waits


def said(name: str, waits: list[float]) -> str:
    """Return a line of the table."""
    waits = sorted(waits)
    p99 = waits[min(len(waits) - 1, round(0.99 * (len(waits) - 1)))]
    return f"{name}: median {waits[len(waits) // 2]:.2f} s, p99 {p99:.2f} s, slowest {waits[-1]:.2f} s of {len(waits)} pages"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--idle", type=int, default=2000)
    parser.add_argument("--bodies", type=int, default=200)
    parser.add_argument("--descriptors", type=int, default=512)
    asked = parser.parse_args()
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        port = running.free_port()
        # A person for each brand: whoever is told of many incidents at once gets a list, and a list waits.
        brands = 2 * asked.pages + 20
        settings = crowd.settings(Path(name), watches=brands, port=port, url=provider.url, rules=brands)
        start = f"import resource as r; r.setrlimit(r.RLIMIT_NOFILE, ({asked.descriptors},) * 2); from alertd.cli import main; main()"
        daemon = running.Process(settings, port, [sys.executable, "-c", start, "run", "-c", str(settings)])
        print(f"ready after {daemon.ready():.2f} s")
        named = crowd.names(brands)
        measured(provider, port, named[:10], keeps=True)  # the first page imports what sends
        print(said("nobody at the port", measured(provider, port, named[10:20], keeps=True)), flush=True)
        siege = multiprocessing.get_context("spawn").Process(
            target=besiege, args=(port, asked.idle, asked.bodies), daemon=True
        )
        siege.start()
        time.sleep(5.0)
        rest = named[20:]
        print(f"{asked.idle} silent connections and {asked.bodies} unfinished bodies, {asked.descriptors} descriptors")
        print(
            said("a sender that keeps its connection", measured(provider, port, rest[: asked.pages], keeps=True)),
            flush=True,
        )
        print(said("a new connection a post", measured(provider, port, rest[asked.pages :], keeps=False)))
        siege.terminate()
        daemon.stop()


if __name__ == "__main__":
    main()
