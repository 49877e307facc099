"""Restart after kill -9, and memory, with many mentions kept.

    python benchmarks/recovery.py [--count 1000000] [--folded 100000] [--watches 50] [--most 900] [--folder DIR] [--kills 5]

Fills a store with made-up history (as `alertd import` does; at most --most seconds, and says how many it became), starts the daemon,
posts live mentions, kills it with SIGKILL, and takes the time from the start of the process to ready. Prints memory too.
--folder keeps the store for another run.

--folded 100000 is quicker: so many mentions, spread over the same 28 days, go the whole way, and then their rows are copied under
other ids until there are --count of them. The checkpoint is a real one of 28 days of 50 watches, the reach of 200,000 authors is
filled up as well, the file is as large as a real one; only what the engine has counted is less. Without it all go the whole way.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import crowd
import running

from alertd.app.keys import link_keys
from alertd.config import load_settings
from alertd.intake.reach import ReachFold
from alertd.model.post import Post
from alertd.runtime.clock import SystemClock
from alertd.runtime.erase import REACH
from alertd.runtime.import_history import Import
from alertd.scorers.default import DefaultScorer
from alertd.store.sqlite import SqliteStore

LIVE = 15_000  # mentions posted live before the kills: a restart has them to fold again, up to the last checkpoint


def fill(settings: Path, count: int, watches: int, most: float) -> int:
    """Take history in; return how many mentions there are."""
    loaded = load_settings(settings, environment={"ZAP_TOKEN": running.TOKEN})
    store = SqliteStore(loaded.settings.data_dir)
    history = Import(
        store, loaded.house, DefaultScorer.load(), SystemClock(), link_key=link_keys(store, loaded.settings.data_dir)
    )
    ends = time.monotonic() + most
    begins = crowd.now() - timedelta(days=28)

    def lines() -> Iterator[tuple[str, int, bytes]]:
        records = crowd.posts(count, watches=watches, begins=begins, seconds=28 * 86400 - 3600)
        for number, record in enumerate(records, 1):
            if time.monotonic() > ends:
                return
            # The score and language are given: what is measured is the start, not the scorer.
            given = {"sentiment": {"negative": 0.2, "neutral": 0.6, "positive": 0.2}, "lang": "en"}
            yield "made up", number, json.dumps(record | given).encode()

    result = history.run(lines())
    store.close()
    return result.accepted


def multiply(settings: Path, count: int) -> int:
    """Copy the rows of a store under other ids until there are `count` mentions; return how many there are."""
    store = SqliteStore(load_settings(settings, environment={"ZAP_TOKEN": running.TOKEN}).settings.data_dir)
    db = store.connection
    first, last = db.execute("SELECT min(seq), max(seq) FROM event WHERE kind = 'mention_seen'").fetchone()
    there = last - first + 1
    kept = there
    while kept < count:
        more = min(there, count - kept)
        with store.transaction():
            newest = store.last_seq
            db.execute(
                "INSERT INTO event (seq, at, kind, key, body) SELECT seq - ?1 + ?2 + 1, at, kind, key || '-' || ?2, body "
                "FROM event WHERE seq BETWEEN ?1 AND ?1 + ?3 - 1",
                (first, newest, more),
            )
            db.execute(
                "INSERT INTO post (key, seq, at, author, body) SELECT key || '-' || ?2, seq - ?1 + ?2 + 1, at, author, body "
                "FROM post WHERE seq BETWEEN ?1 AND ?1 + ?3 - 1",
                (first, newest, more),
            )
            store.count("mentions", more)
        kept += more
    reach = ReachFold.from_state(store.part(REACH) or b"")
    for number in range(crowd.AUTHORS):
        author = f"u_{number}"
        post = Post(platform="x", id=author, created_at=crowd.now(), author=author, text="", author_followers=number)
        reach.observe(post, post.created_at)
    with store.transaction():  # what was copied counts as folded
        store.keep_part(REACH, reach.to_state())
        store.set_meta("folded_seq", str(store.last_seq))
        store.set_meta("snapshot_seq", str(store.last_seq))
    store.close()
    return kept


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--watches", type=int, default=50)
    parser.add_argument("--folded", type=int)
    parser.add_argument("--most", type=float, default=900.0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--kills", type=int, default=5)
    asked = parser.parse_args()
    provider = running.Provider()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name)
        port = running.free_port()
        settings = crowd.settings(folder, watches=asked.watches, port=port, url=provider.url)
        path = folder / "store" / "alertd.sqlite3"
        if not path.exists():
            began = time.perf_counter()
            kept = fill(settings, asked.folded or asked.count, asked.watches, asked.most)
            kept = multiply(settings, asked.count) if asked.folded else kept
            took = time.perf_counter() - began
            print(f"{kept} mentions of 28 days taken in within {took:.0f} s ({kept / took:.0f}/s)")
        size = sum(file.stat().st_size for file in path.parent.glob("alertd.sqlite3*"))
        daemon = running.Process(settings, port)
        print(f"store of {size / 1e6:.0f} MB; first start {daemon.ready():.2f} s, {daemon.rss():.0f} MB")
        live(daemon, asked.watches)
        print(f"after {LIVE} live mentions: {daemon.rss():.0f} MB")
        before = incidents(daemon)
        times = []
        for _ in range(asked.kills):
            daemon.kill()
            daemon = running.Process(settings, port)
            times.append(daemon.ready())
            assert incidents(daemon) == before, "another state after the restart"
        restored = [line for line in (folder / "log").read_text().splitlines() if "engine.restored" in line][-1]
        print(f"kill -9 to ready: {', '.join(f'{one:.2f}' for one in times)} s; {daemon.rss():.0f} MB; {restored}")
        daemon.stop()


def live(daemon: running.Process, watches: int) -> None:
    """Post live mentions."""
    records = list(crowd.posts(LIVE, watches=watches, begins=crowd.now(), seconds=1.0, seed=int(time.time())))
    for first in range(0, LIVE, 500):
        for record in records[first : first + 500]:
            record["created_at"] = crowd.now().isoformat()
        body = "\n".join(map(json.dumps, records[first : first + 500])).encode()
        status, answer = daemon.ask("POST", "/ingest/zap", body, running.TOKEN)
        assert status == 202, answer


def incidents(daemon: running.Process) -> dict[str, object]:
    """Return what does not change by itself: each incident's watch, round and rules."""
    found = json.loads(daemon.ask("GET", "/api/v1/incidents")[1])
    return {one["id"]: (one["watch"], one["rounds"], one["rules"], one["state"]) for one in found}


if __name__ == "__main__":
    main()
