"""Page real events from their posts, one by one: `spikes_onsets.py POSTS.jsonl[.gz] [RARER_THAN] > pages.jsonl`.

POSTS: one JSON object a line in time order with `watch`, `created_at`, `author`. Each page is a line with `watch`,
`at`, `incident`, `round`, as the scoring tools read it.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

from alertd.bench.stage import pages
from alertd.core.signals.authors import Authors
from alertd.core.signals.volume import Volume


def main(path: Path, rarer_than: float) -> None:
    """Look after every post, and every minute in between."""
    by_watch: dict[str, list[tuple[float, int]]] = {}
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            post = json.loads(line)
            at = datetime.fromisoformat(post["created_at"]).timestamp()
            by_watch.setdefault(post["watch"], []).append((at, zlib.crc32(post["author"].encode())))
    for watch, posts in by_watch.items():
        for number, at in enumerate(pages(looks(posts), rarer_than), 1):
            instant = datetime.fromtimestamp(at, UTC).isoformat()
            print(json.dumps({"watch": watch, "at": instant, "incident": "1", "round": number}))


def looks(posts: list[tuple[float, int]]) -> list[tuple[float, float, bool, float]]:
    """Return what the signal says after each post and at each full minute between two."""
    lane, authors, said = Volume(), Authors(), []
    for i, (at, author) in enumerate(posts):
        lane.observe(at, now=at)
        authors.observe(at, author)
        until = posts[i + 1][0] if i + 1 < len(posts) else at + 7200.0
        now = at
        while now < min(until, at + 7200.0):
            reading = lane.reading(now)
            mentions, people = lane.floor(now)
            is_enough = reading.mentions >= mentions and authors.count(now, reading.window) >= people
            said.append((now, (reading.rarity or 0.0) if is_enough else 0.0, lane.is_raised(now), reading.value))
            now = (now // 60.0 + 1.0) * 60.0
    return said


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 30.0)
