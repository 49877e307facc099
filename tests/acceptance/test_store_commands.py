"""The commands over a store, beside a running daemon and without it: import, export, why, forget, backup."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance import stream
from tests.acceptance.house import House, ago, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

NAME = "very_loud_person"


def _everything(folder: Path) -> bytes:
    return b"".join(
        path.read_bytes() for path in (folder / "store").iterdir() if path.name.startswith("alertd.sqlite3")
    )


def test_export_gives_back_what_came_in(house: House) -> None:
    """In log order, ids as they came (Reddit's with their prefix), one watch if asked; the file may be packed; edits are told once."""
    house.start()
    records = [
        mention("t1_abc", platform="reddit", conversation="t3_xyz", author_posts=12, likes=4),
        mention("2", watch="globex", lang="en"),
        {**mention("3"), "author_handle": "acme_help", "in_reply_to": "t1_abc"},
        {
            "type": "count",
            "watch": "acme",
            "platform": "x",
            "created_at": ago(600).isoformat(),
            "seconds": 300,
            "count": 7,
        },
        {**mention("t1_abc", platform="reddit"), "text": "acme, edited"},
    ]
    assert house.post(*records) == 202
    lines = [json.loads(line) for line in house.run("export").stdout.splitlines()]

    assert lines == house.export()
    assert [line.get("id") or line["type"] for line in lines] == ["t1_abc", "2", "3", "count"]
    assert lines[0] | {"text": "acme, edited", "conversation": None, "author_posts": None, "likes": None} == lines[
        0
    ] | {
        "text": "acme, edited",
        "conversation": None,
        "author_posts": None,
        "likes": None,
    }
    assert lines[0]["text"] == "acme, edited"
    assert lines[2]["role"] == "brand"
    assert "sentiment" in lines[1]
    assert [line["id"] for line in map(json.loads, house.run("export", "--watch", "globex").stdout.splitlines())] == [
        "2"
    ]
    packed = house.folder / "out.jsonl.gz"
    house.run("export", "--to", str(packed))
    assert packed.read_bytes()[:2] == b"\x1f\x8b"


def test_history_teaches_and_pages_nobody(house: House, receiver: Receiver) -> None:
    """A month with a crisis, an influencer and unanswered questions in it: imported without a page, twice without a change."""
    story = stream.Story(2)
    now = datetime.now(UTC)
    records = story.quiet("acme", now - timedelta(days=20), now - timedelta(minutes=1), per_hour=5)
    records += story.crisis("acme", now - timedelta(days=3), posts=60, seconds=600)
    records += [story.post("acme", now - timedelta(hours=2), author_followers=900_000)]
    path = house.folder / "history.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records) + "{broken\n")
    first = house.run("import", str(path))
    again = house.run("import", str(path))
    house.start()
    readings = json.loads(house.ask("GET", "/api/v1/signals?watch=acme")[1])

    assert f"{len(records)} taken in, 0 known already, 0 about no watch, 1 rejected" in first.stdout.decode()
    assert f"{path}:{len(records) + 1}: rejected: " in first.stderr.decode()
    assert f"0 taken in, {len(records)} known already" in again.stdout.decode()
    assert readings
    assert readings[0]["usual"] is not None
    assert house.incidents() == []
    assert receiver.pages() == []


def test_why_tells_what_was_decided(house: House) -> None:
    """An incident's decisions with their reasons, while the daemon runs; a rule's value against its limit at an instant."""
    house.start()
    assert house.post(loud("one", at=ago(1))) == 202
    ident = until(house.incidents, "an incident")[0]["id"]
    assert house.ask("POST", f"/api/v1/incidents/{ident}/ack", b'{"by": "alice", "note": "mine"}')[0] == 200
    told = house.run("why", ident).stdout.decode()
    now = house.run("why", "--rule", "loud-voice", "--watch", "acme").stdout.decode()
    before = house.run("why", "--rule", "loud-voice", "--watch", "acme", "--at", ago(3600).isoformat(), check=2)

    assert "influencer holds: 500000 against audience of 100000" in told
    assert "incident-opened" in told
    assert "by alice through api: mine" in told
    assert "influencer" in now
    assert b"of the watch acme nothing was known yet then" in before.stderr
    assert house.run("why", "nothing", check=2).stderr.startswith(b"alertd: there is no incident nothing: ")
    assert house.run("why", check=2).returncode == 2


@pytest.mark.parametrize("is_running", [True, False])
def test_forgetting_an_author(house: House, receiver: Receiver, *, is_running: bool) -> None:
    """Text, handle, display name, address and id are gone from every table, pages included; counts and decisions stay."""
    house.start()
    who = {
        "author": "author_4711_of_x",
        "author_handle": NAME,
        "author_name": "Paul Loudmouth",
        "url": f"https://x.example/{NAME}/1",
    }
    assert house.post({**loud("one"), "text": "acme broke my unmistakable teapot", **who}) == 202
    assert house.post({**mention("two"), "text": "acme again, says the teapot", **who}, mention("three")) == 202
    assert house.post({**mention("bad"), **who, "created_at": "never"}) == 400
    until(lambda: set(house.page_states().values()) == {"accepted"}, "sent")
    if not is_running:
        house.stop()
    said = house.run("forget", f"@{NAME.upper()}").stdout.decode()
    nobody = house.run("forget", "somebody_else", check=1).stdout.decode()
    if is_running:
        assert house.post(loud("four", author="u_other")) == 202
        house.stop()

    assert said.startswith("x:author_4711_of_x: 2 texts erased, names taken out of 2 mentions and 2 pages")
    assert nobody == "nobody is known as somebody_else; nothing was erased\n"
    db = sqlite3.connect(house.folder / "store" / "alertd.sqlite3")
    db.execute("VACUUM")  # what was freed may lie in the file until it is written over
    db.close()
    left = _everything(house.folder)
    for word in (NAME, "author_4711_of_x", "Loudmouth", "teapot"):
        assert word.encode() not in left, word
    lines = house.export()
    assert [line["id"] for line in lines][:3] == ["one", "two", "three"]
    assert lines[0]["text"] == ""
    house.run("replay", "--store", "--pages", str(house.folder / "again"))
    assert NAME.encode() not in (house.folder / "again").read_bytes()


def test_a_backup_while_it_runs(house: House) -> None:
    """The copy is whole, and a daemon starts from it and knows the incident."""
    house.start()
    assert house.post(loud("one")) == 202
    ident = until(house.incidents, "an incident")[0]["id"]
    copy = house.folder / "copy.sqlite3"
    said = house.run("backup", str(copy)).stdout.decode()
    assert house.post(mention("later")) == 202
    house.kill()
    for path in (house.folder / "store").glob("alertd.sqlite3*"):
        path.unlink()
    copy.rename(house.folder / "store" / "alertd.sqlite3")
    house.start()

    assert said.startswith(f"{copy}: ")
    assert [one["id"] for one in house.incidents()] == [ident]
    assert [line["id"] for line in house.export()] == ["one"]
