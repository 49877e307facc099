"""A line of the log that the disk has changed: the next start puts it aside and says so; everybody else goes on being watched."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from tests.acceptance.house import House, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow


def _told(receiver: Receiver) -> list[str]:
    return [page["text"] for page in receiver.pages("ops") if "put aside" in page["text"]]


def test_a_broken_event_stops_no_start_and_is_told_once(house: House, receiver: Receiver) -> None:
    """Posts before and after it are there, pages leave, operators hear of it by their policy, and not again at the next start."""
    house.start()
    assert house.post(*(mention(f"m{number}") for number in range(10))) == 202
    house.kill()
    with contextlib.closing(sqlite3.connect(house.folder / "store" / "alertd.sqlite3")) as db, db:
        seq, body = db.execute("SELECT seq, body FROM event WHERE key LIKE '%m4'").fetchone()
        # One bit: it is JSON as before, of a kind that a newer release might know.
        db.execute("UPDATE event SET body = ? WHERE seq = ?", (body.replace(b"packed", b"pecked"), seq))

    house.start()
    assert "event.broken" in house.log()
    assert house.post(loud("after", watch="globex")) == 202
    until(lambda: receiver.pages("page"), "alice is paged")
    until(lambda: _told(receiver), "operators hear of it")
    assert "1 event of the log was put aside" in _told(receiver)[0]
    assert {line["id"] for line in house.export()} == {f"m{number}" for number in range(10) if number != 4} | {"after"}

    house.kill()
    house.start()
    assert house.log().count("event.broken") == 1
    assert house.post(mention("last")) == 202
    until(lambda: "alertd_build_info" in house.ask("GET", "/metrics")[1].decode(), "it counts")
    assert len({page["page_id"] for page in receiver.pages("ops") if "put aside" in page["text"]}) == 1
