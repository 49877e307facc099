"""Bad input from a file and from a webhook: reported with line and reason, counted, kept; nothing stops."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import TOKEN, House, ago, loud, mention, until

pytestmark = pytest.mark.slow

FAULTS: dict[str, bytes] = {
    "JSON": b'{"id": "1", "platform": "x"',
    "author is missing": b'{"id": "1", "platform": "x", "created_at": "2026-01-01T00:00:00Z", "text": "acme"}',
    "created_at": b'{"id": "1", "platform": "x", "created_at": "yesterday", "author": "a", "text": "acme"}',
    "text is": b'{"id": "1", "platform": "x", "created_at": "2026-01-01T00:00:00Z", "author": "a", "text": 7}',
    "a record is an object": b"[1, 2]",
    "future": json.dumps(mention("f", at=datetime.now(UTC) + timedelta(days=2))).encode(),
    "unknown": json.dumps(mention("w", watch="nobody")).encode(),
    "type is": b'{"type": "poem", "id": "1", "platform": "x"}',
}


def _rejected(house: House) -> list[tuple[int | None, str, str]]:
    db = sqlite3.connect(f"file:{house.folder}/store/alertd.sqlite3?mode=ro", uri=True)
    try:
        return db.execute("SELECT line, reason, body FROM rejected ORDER BY id").fetchall()
    finally:
        db.close()


def _counted(house: House, became: str) -> float:
    for line in house.ask("GET", "/metrics")[1].decode().splitlines():
        if line.startswith(f'alertd_records_total{{became="{became}"}}'):
            return float(line.rpartition(" ")[2])
    return 0.0


def _written(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def test_a_file_full_of_faults(build: Build) -> None:
    """Each faulty line is kept with its number and reason; every good line between them is taken, and pages still go out."""
    house = build(more="  - {kind: jsonl, path: feed.jsonl, follow: true}\n")
    odd = {
        "old": mention("old", at=ago(3 * 365 * 86400)),
        "soon": mention("soon", at=datetime.now(UTC) + timedelta(minutes=3)),
        "platform": mention("platform", platform="some-new-network"),
        "number": mention("12345", author=77),
        "empty": mention("empty", text=""),
    }
    lines: list[bytes] = []
    at: dict[str, int] = {}
    for why, line in FAULTS.items():
        lines += [json.dumps(mention(f"good{len(lines)}")).encode(), line]
        at[why] = len(lines)
    lines += [json.dumps(record).encode() for record in odd.values()]
    lines += [json.dumps(odd["old"]).encode()] * 3
    lines.append(
        b'{"id": "bytes", "platform": "x", "created_at": "2026-01-01T00:00:00Z", "author": "a", "text": "acme \xff\xfe"}'
    )
    lines.append(json.dumps(mention("long", text="acme " + "x" * 1_000_000)).encode())
    lines.append(json.dumps(loud("last")).encode())
    (house.folder / "feed.jsonl").write_bytes(_written(lines))
    house.start()
    until(lambda: "accepted" in house.page_states().values(), "the last line pages")

    taken = {line["id"] for line in house.export()}
    assert {f"good{2 * i}" for i in range(len(FAULTS))} | {"old", "soon", "platform", "12345", "empty", "last"} <= taken
    rejected = _rejected(house)
    for why, number in at.items():
        assert any(why in reason and line in (number, None) for line, reason, _ in rejected), (why, number, rejected)
    until(lambda: _counted(house, "rejected") >= len(FAULTS), "counted")
    until(lambda: _counted(house, "duplicates") >= 3, "repeated ids are counted")


def test_webhook_bodies_with_a_fault(house: House) -> None:
    """400 that says which record and why, nothing of that body is stored, the fault is kept; the next body is taken."""
    house.start()
    for reason, line in FAULTS.items():
        good = json.dumps(mention("beside")).encode()
        status, answer = house.ask("POST", "/ingest/zap", _written([good, line]), TOKEN)
        assert status == 400, (reason, answer)
        assert reason in answer.decode(), answer
    assert house.export() == []
    assert len(_rejected(house)) >= len(FAULTS)
    for body in (b"", b"\x00\xff\xfe", b"[" * 100_000, b'{"id":'):
        assert house.ask("POST", "/ingest/zap", body, TOKEN)[0] in (202, 400)
    assert house.ask("POST", "/ingest/zap", b"x" * 6_000_000, TOKEN)[0] == 413
    assert house.ask("POST", "/ingest/zap", b"{}", "wrong")[0] == 401
    assert house.post(loud("after")) == 202
    until(lambda: "accepted" in house.page_states().values(), "pages still go out")
