"""The interface for programs, against a real server."""

from __future__ import annotations

import pytest

from alertd.model.incident import State
from tests.unit.web.fake_backend import NOW, incident, store_down
from tests.unit.web.house import open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"
CONTRACT = {
    "id", "watch", "severity", "state", "opened_at", "acknowledged_at", "planned_at", "solved_at", "closed_at",
    "by", "rounds", "rules", "peak", "pages",
}  # fmt: skip


async def test_health_says_whether_work_is_done() -> None:
    """/healthz and /readyz turn to 503 by themselves, and need no token."""
    async with open_door() as door:
        assert (await door.stranger.get(f"{door.url}/healthz")).status == 200
        async with door.stranger.get(f"{door.url}/readyz") as answer:
            assert answer.status == 200
            sources = (await answer.json())["sources"]
        door.backend.alive = False
        door.backend.ready = door.backend.ready.with_(is_ready=False, note="the store is closed")
        assert (await door.stranger.get(f"{door.url}/healthz")).status == 503
        assert (await door.stranger.get(f"{door.url}/readyz")).status == 503

        assert sources["zap"]["state"] == "blind"
        assert sources["x"] == {
            "state": "ok",
            "last_event_at": "2026-11-21T03:00:00.000Z",
            "lag_seconds": 1.5,
            "blind_seconds": 0.0,
            "note": "",
            "spent_share": None,
        }


async def test_metrics_need_the_token() -> None:
    """Prometheus' text goes only to who has the token."""
    async with open_door() as door:
        assert (await door.stranger.get(f"{door.url}/metrics")).status == 401
        async with door.program.get(f"{door.url}/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert "alertd_mentions_total 3" in await answer.text()


async def test_incidents_have_every_key_of_the_contract() -> None:
    """The list is a list; a key without a value is null and not left out."""
    async with open_door() as door:
        async with door.program.get(f"{door.url}/api/v1/incidents") as answer:
            (found,) = await answer.json()
        async with door.program.get(f"{door.url}/api/v1/incidents/{ID}") as answer:
            one = await answer.json()

        assert found.keys() >= CONTRACT
        assert found.items() <= one.items()
        assert found["acknowledged_at"] is None
        assert found["opened_at"] == "2026-11-21T02:53:00.000Z"
        assert one["decisions"][0]["reason"] == "FIRED"
        assert [page["outcome"] for page in one["page_list"]] == ["dead", "planned"]


async def test_incidents_are_chosen_by_state() -> None:
    """Each of the five states is known, another one is a fault of the caller."""
    async with open_door() as door:
        door.backend.kept["b"] = incident("b", state=State.SOLVED)
        for state, expected in (("open", [ID]), ("solved", ["b"]), ("closed", [])):
            async with door.program.get(f"{door.url}/api/v1/incidents?state={state}") as answer:
                assert [found["id"] for found in await answer.json()] == expected
        assert (await door.program.get(f"{door.url}/api/v1/incidents?state=asleep")).status == 400


@pytest.mark.parametrize(
    ("act", "state"),
    [("ack", "acknowledged"), ("plan", "planned"), ("solve", "solved"), ("close", "closed"), ("reopen", "open")],
)
async def test_acts_answer_with_the_incident(act: str, state: str) -> None:
    """200 after the commit, with who did it."""
    async with open_door() as door:
        body = {"by": "ayse", "note": "mine", "unknown": 1}
        async with door.program.post(f"{door.url}/api/v1/incidents/{ID}/{act}", json=body) as answer:
            assert answer.status == 200
            done = await answer.json()

        assert (done["state"], done["by"][act], done["notes"]) == (state, "ayse", ["mine"])
        assert door.backend.log == [(act, ID, "ayse", "api")]


async def test_assign_names_somebody() -> None:
    """The named person has it; without a name the one who asks."""
    async with open_door() as door:
        url = f"{door.url}/api/v1/incidents/{ID}/assign"
        async with door.program.post(url, json={"by": "ayse", "assignee": "omar"}) as answer:
            assert (await answer.json())["assignee"] == "omar"
        async with door.program.post(url, json={"by": "ayse"}) as answer:
            assert (await answer.json())["assignee"] == "ayse"


async def test_a_reasoned_no_carries_its_reason() -> None:
    """The second acknowledgement is a 409 that says why."""
    async with open_door() as door:
        url = f"{door.url}/api/v1/incidents/{ID}/ack"
        await door.program.post(url, json={"by": "ayse"})
        async with door.program.post(url, json={"by": "omar"}) as answer:
            assert answer.status == 409
            assert await answer.json() == {"error": "ALREADY_ACKNOWLEDGED", "reason": "It is already acknowledged."}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"{}", b'{"by":""}', b'{"by":" "}', b'{"by":3}', b'{"by":"\\u202e"}', b"[" * 9999],
)
async def test_an_act_needs_somebody_who_does_it(body: bytes) -> None:
    """What is no object with a name in "by" is a 400, and nothing is done."""
    async with open_door() as door:
        url = f"{door.url}/api/v1/incidents/{ID}/ack"
        async with door.program.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400
            assert (await answer.json())["reason"]
        assert door.backend.log == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/v1/incidents/nowhere/ack", 404),
        ("GET", "/api/v1/incidents/nowhere", 404),
        ("POST", f"/api/v1/incidents/{ID}/explode", 404),
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/incidents", 405),
        ("GET", "/api/v1/signals", 400),
        ("GET", "/api/v1/signals?watch=nobody", 404),
        ("GET", "/api/v1/signals?watch=acme&since=yesterday", 400),
        ("GET", "/api/v1/signals?watch=acme&since=2026-11-21T10:00:00", 400),
        ("GET", "/api/v1/mentions?watch=nobody", 404),
        ("GET", "/api/v1/mentions?limit=0", 400),
        ("GET", "/api/v1/mentions?limit=0000100000000000000000000000", 400),
        ("GET", "/api/v1/mentions?limit=" + "1" * 5000, 400),
        ("GET", "/api/v1/oncall?at=noon", 400),
        ("GET", "/api/v1/tests/nothing", 404),
    ],
)
async def test_what_is_not_there_or_not_understood(method: str, path: str, status: int) -> None:
    """Each no is JSON with a sentence."""
    async with open_door() as door, door.program.request(method, door.url + path, json={"by": "ayse"}) as answer:
        assert answer.status == status
        assert (await answer.json())["reason"]


async def test_signals_since_an_instant_or_a_while() -> None:
    """`since` is an instant with its zone or a duration before now."""
    async with open_door() as door:
        for since in ("2026-11-21T02:30:00Z", "30m", "2026-11-21T05:30:00%2B03:00", "2026-11-21T05:30:00+03:00"):
            async with door.program.get(f"{door.url}/api/v1/signals?watch=acme&since={since}") as answer:
                assert answer.status == 200, await answer.text()
                (point,) = await answer.json()
                assert (point["at"], point["name"], point["value"]) == ("2026-11-21T02:30:00.000Z", "volume", 40.0)


async def test_on_call_and_mentions() -> None:
    """Who stands now, and what waits for an answer, with its clock."""
    async with open_door() as door:
        async with door.program.get(f"{door.url}/api/v1/oncall") as answer:
            assert (await answer.json())[0] == {
                "schedule": "pr-primary",
                "people": ["ayse"],
                "until": "2026-11-21T09:00:00.000Z",
            }
        async with door.program.get(f"{door.url}/api/v1/mentions?watch=acme&unanswered=1") as answer:
            (waiting,) = await answer.json()
        door.backend.shown = [shown.with_(answered_at=NOW) for shown in door.backend.shown]
        async with door.program.get(f"{door.url}/api/v1/mentions?unanswered=1") as answer:
            assert await answer.json() == []

        assert (waiting["id"], waiting["sentiment"]["negative"], waiting["due_at"]) == (
            "123",
            0.9,
            "2026-11-21T03:00:00.000Z",
        )


async def test_a_silence_has_an_owner_a_reason_and_an_end() -> None:
    """One that lacks any of them, or does not say what it silences, is refused."""
    good = {"watch": "acme", "for": "2h", "reason": "launch", "by": "ayse"}
    async with open_door() as door:
        url = f"{door.url}/api/v1/silences"
        wrong = [{**good, name: value} for name in good for value in ("", None, 3)]
        for body in [*wrong, {**good, "for": "0s"}, {**good, "for": "32d"}, {**good, "for": "soon"}]:
            async with door.program.post(url, json=body) as answer:
                assert answer.status == 400, body
        async with door.program.post(url, json=good) as answer:
            assert answer.status == 200
            assert (await answer.json())["ends_at"] == "2026-11-21T05:00:00.000Z"
        async with door.program.post(url, json={**good, "watch": "all"}) as answer:
            assert (await answer.json())["watch"] is None
        async with door.program.get(url) as answer:
            assert [seen["id"] for seen in await answer.json()] == ["s1"]
        assert (await door.program.post(f"{url}/s1/end", json={"by": "ayse"})).status == 200
        assert (await door.program.post(f"{url}/s1/end", json={"by": "ayse"})).status == 404


async def test_a_store_that_is_down_is_a_503_everywhere() -> None:
    """Also the lists and acts say so."""
    async with open_door() as door:
        door.backend.fault = store_down()
        assert (await door.program.get(f"{door.url}/api/v1/incidents")).status == 503
        assert (await door.program.post(f"{door.url}/api/v1/incidents/{ID}/ack", json={"by": "ayse"})).status == 503
        assert (await door.stranger.post(door.link())).status == 503
