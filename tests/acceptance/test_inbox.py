"""The inbox of a real daemon: acts are in the log, outlive a kill, and what people correct is learnt."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.acceptance.house import House, mention

pytestmark = pytest.mark.slow

ASKED = {
    "one": "acme where is my order? it was due at six",
    "two": "acme charged me twice for one pair of shoes, please refund",
    "three": "nobody answers the phone at acme, I have called since monday",
    "four": "acme the blue jacket is sold out again, when is it back?",
}


def _act(house: House, act: str, post: str, by: str = "alice", **body: object) -> tuple[int, dict[str, Any]]:
    told = {"watch": "acme", "platform": "x", "id": post, "by": by, **body}
    status, raw = house.ask("POST", f"/api/v1/inbox/{act}", json.dumps(told).encode())
    return status, json.loads(raw)


def _waiting(house: House) -> dict[str, str]:
    found = json.loads(house.ask("GET", "/api/v1/mentions?unanswered=1")[1])
    return {one["id"]: f"{one['standing']} {one['by'] or ''}".strip() for one in found}


def test_a_day_in_the_inbox(house: House) -> None:
    """Claimed, answered where nobody sees it, told by a tool, dismissed and learnt; a kill takes nothing of it."""
    house.start()
    assert house.post(*(mention(one, text=text) for one, text in ASKED.items())) == 202
    assert set(_waiting(house)) == set(ASKED)

    assert _act(house, "claim", "one")[0] == 200
    status, refused = _act(house, "claim", "one", by="bob")
    assert (status, refused["error"]) == (409, "ALREADY_CLAIMED")
    assert refused["reason"].startswith("alice has it since ")
    assert _act(house, "answered", "two", note="on the phone")[1]["standing"] == "answered"
    now = datetime.now(UTC).isoformat()
    reply: dict[str, object] = {
        "type": "reply",
        "platform": "x",
        "id": "r3",
        "in_reply_to": "three",
        "created_at": now,
        "by": "alice",
    }
    assert house.post(reply) == 202

    house.kill()
    house.start()
    assert _waiting(house) == {"one": "claimed alice", "four": "waiting"}

    assert _act(house, "needs-none", "four")[0] == 200
    like_it = "acme when is the blue jacket back? it is sold out again"
    house.post(mention("five", text=like_it), mention("six", text="acme locked my account, help"))
    assert set(_waiting(house)) == {"one", "six"}
    learnt = house.folder / "store" / "needs_answer.json"
    before = json.loads(learnt.read_bytes())
    assert _act(house, "needs-none", "six")[1]["standing"] == "dismissed"
    assert json.loads(learnt.read_bytes()) != before
    assert _act(house, "needs-one", "six")[1]["standing"] == "waiting"
    assert json.loads(learnt.read_bytes())["acme"] == pytest.approx(before["acme"]), "a slip leaves nothing behind"
    kept = (house.folder / "store" / "needs_answer.json").read_text()
    assert "jacket" not in kept
    house.stop()
    house.start()
    house.post(mention("seven", text="acme sold out the blue jacket again, is it back? when"))
    assert "seven" not in _waiting(house)

    found = json.loads(house.run("report", "response", "--format", "json").stdout)
    assert found["needing_answer"]["answered"] == 2
    assert found["by"]["person"]["alice"]["answered"] == 2


def test_praise_is_a_list_of_its_own(house: House) -> None:
    """It is read with replies to copy, by program and by command, and the queue stays empty."""
    house.start()
    glad: dict[str, Any] = {
        "lang": "en",
        "sentiment": {"negative": 0.02, "neutral": 0.08, "positive": 0.9},
        "author_handle": "ann",
    }
    assert (
        house.post(mention("p1", text="acme is the best kettle that I ever had", author_followers=500, **glad)) == 202
    )
    assert (
        house.post(mention("p2", text="thank you acme, wonderful service today", author_followers=9000, **glad)) == 202
    )

    found = json.loads(house.ask("GET", "/api/v1/praise")[1])
    assert [one["id"] for one in found] == ["p2", "p1"]
    assert _waiting(house) == {}
    said = house.run("inbox", "--praise").stdout.decode()
    assert said.index("wonderful service today") < said.index("best kettle")
    assert "→ @ann Thank you, this made our day!" in said
    assert house.run("inbox").stdout.decode() == "Nobody waits for an answer.\n"
