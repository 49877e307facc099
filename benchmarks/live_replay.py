"""Live against replay on a recorded stream of your own: both must page alike.

    python benchmarks/live_replay.py FILE.jsonl.gz [--from T] [--minutes 30] [--speed 20] [--history-days 28]

Takes the records of FILE, shifts them so that T is now, imports what is before, and posts what comes after to a running daemon's
webhook. With --speed S the rest is pressed into less time: the shifted instants run S times faster. Each distinct `watch` of the
file becomes a watch; rules and people are those of crowd.py. Then: `replay --store` must give the bodies that were sent, and
`replay` of the export the same (rule, round, step, person, channel) within 60 s.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import crowd
import running


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the mentions of a file."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for line in file:
            record = json.loads(line)
            if record.get("type", "mention") == "mention":
                yield record


def instant(record: dict[str, Any]) -> datetime:
    """Return when a record was written."""
    return datetime.fromisoformat(str(record["created_at"]))


def command(folder: Path, *arguments: str) -> bytes:
    """Run alertd beside the daemon."""
    env = {**os.environ, "ZAP_TOKEN": running.TOKEN, "ALERTD_TOKEN": running.API}
    done = subprocess.run(
        [sys.executable, "-m", "alertd", *arguments, "-c", str(folder / "alertd.yaml")],
        cwd=running.ROOT,
        env=env,
        capture_output=True,
        check=True,
    )
    return done.stdout


def told(pages: Path, incidents: Path) -> dict[tuple[Any, ...], datetime]:
    """Return who was told what, in words that do not depend on how ids are made."""
    names = {one["id"]: one["watch"] for one in map(json.loads, incidents.read_bytes().splitlines())}
    found = {}
    for page in map(json.loads, pages.read_bytes().splitlines()):
        if page["incident"] is not None:
            key = (
                names[page["incident"]],
                page["rule"],
                page["round"],
                page["pass"],
                page["step"],
                page["kind"],
                page["to"],
            )
            found.setdefault(key, datetime.fromisoformat(page["at"]))
    return found


def live(daemon: running.Process, later: list[dict[str, Any]]) -> int:
    """Post each record at its (shifted) instant, what is due together in one body; return how many bodies."""
    sent = 0
    while later:
        due = [record for record in later[:400] if instant(record) <= datetime.now(UTC)]
        if not due:
            time.sleep(0.05)
            continue
        later = later[len(due) :]
        status, answer = daemon.ask("POST", "/ingest/zap", "\n".join(map(json.dumps, due)).encode(), running.TOKEN)
        assert status == 202, answer
        sent += 1
    return sent


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--from", dest="begins", type=datetime.fromisoformat, required=True)
    parser.add_argument("--minutes", type=float, default=60.0, help="of the stream, after T")
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--history-days", type=float, default=28.0)
    asked = parser.parse_args()
    provider = running.Provider()
    taken = [
        record
        for record in records(asked.file)
        if -asked.history_days * 86400 <= (instant(record) - asked.begins).total_seconds() < asked.minutes * 60
    ]
    taken.sort(key=instant)
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), running.free_port()
        brands = sorted({str(record["watch"]) for record in taken})
        prepare(folder, brands, port, provider.url)
        before = [record for record in taken if instant(record) < asked.begins]
        after = [record for record in taken if instant(record) >= asked.begins]
        now = datetime.now(UTC) + timedelta(seconds=20)  # the import and the start take a while
        for record in before:
            record["created_at"] = (now + (instant(record) - asked.begins)).isoformat()
        (folder / "before.jsonl").write_text("".join(json.dumps(record) + "\n" for record in before))
        print(command(folder, "import", str(folder / "before.jsonl")).decode().strip())
        now = max(now, datetime.now(UTC) + timedelta(seconds=5))
        for record in after:
            record["created_at"] = (now + (instant(record) - asked.begins) / asked.speed).isoformat()
        daemon = running.Process(folder / "alertd.yaml", port)
        daemon.ready()
        bodies = live(daemon, after)
        time.sleep(3.0)
        daemon.stop()
        compare(folder, provider, len(after), bodies, now)


def prepare(folder: Path, brands: list[str], port: int, url: str) -> None:
    """Write the settings."""
    crowd.settings(folder, watches=1, port=port, url=url)
    about = "\n".join(f"  {json.dumps(brand)}: {{terms: [{json.dumps(brand)}]}}" for brand in brands)
    text = (folder / "alertd.yaml").read_text().replace("  brand00000: {terms: [brand00000]}", about)
    (folder / "alertd.yaml").write_text(text)


def compare(folder: Path, provider: running.Provider, posted: int, bodies: int, begins: datetime) -> None:
    """Say whether live, log and export agree."""
    where = {name: (str(folder / f"{name}.pages"), str(folder / f"{name}.incidents")) for name in ("log", "export")}
    command(folder, "replay", "--store", "--pages", where["log"][0], "--incidents", where["log"][1])
    command(folder, "export", "--to", str(folder / "export.jsonl"))
    until = datetime.now(UTC).isoformat()
    command(
        folder,
        "replay",
        str(folder / "export.jsonl"),
        "--pages",
        where["export"][0],
        "--incidents",
        where["export"][1],
        "--until",
        until,
    )
    logged = {json.loads(line)["page_id"]: json.loads(line) for line in Path(where["log"][0]).read_bytes().splitlines()}
    sent = {page["page_id"]: page for _, page in provider.pages}
    first, second = (told(Path(pages), Path(incidents)) for pages, incidents in where.values())
    # What was imported pages nobody live; a replay of the export sees it as if it had been seen then.
    second = {key: at for key, at in second.items() if at >= begins}
    apart = [abs((first[key] - second[key]).total_seconds()) for key in first.keys() & second.keys()]
    print(
        f"{posted} mentions posted live in {bodies} bodies; {len(sent)} pages sent, log replayed gives the same bodies: {sent == logged}; "
        f"told live {len(first)}, by the export's replay {len(second)}, in both {len(apart)}, "
        f"most seconds apart {max(apart, default=0.0):.1f}"
    )
    for key in sorted(first.keys() ^ second.keys(), key=str):
        print("only live:" if key in first else "only replay:", key)


if __name__ == "__main__":
    main()
