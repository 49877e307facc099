"""The inbox for programs and on the command line, against a real server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from alertd.cli import client, inbox
from alertd.model.inbox import reference
from alertd.model.mention import key_of
from alertd.web.backend import MentionShown
from tests.unit.web.fake_backend import NOW, mention
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

POST = {"watch": "acme", "platform": "x", "id": "123"}
REF = reference(key_of("acme", "x", "123"))


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CREDENTIALS_DIRECTORY", "STATE_DIRECTORY", "ALERTD_BY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALERTD_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)


async def _post(door: Door, act: str, **body: Any) -> tuple[int, dict[str, Any]]:
    async with door.program.post(f"{door.url}/api/v1/inbox/{act}", json={**POST, "by": "ayse", **body}) as answer:
        return answer.status, await answer.json()


async def _run(door: Door, monkeypatch: pytest.MonkeyPatch, *args: str) -> Result:
    monkeypatch.setattr(client, "_DEFAULT_LISTEN", door.url.removeprefix("http://"))
    return await asyncio.to_thread(CliRunner().invoke, inbox.command, list(args))


async def test_a_claim_is_answered_with_how_the_post_stands() -> None:
    """Whoever comes second is told 409, the reason, and who has it."""
    async with open_door() as door:
        status, claimed = await _post(door, "claim", note="I know her")
        refused, why = await _post(door, "claim", by="Omar")
        async with door.program.get(f"{door.url}/api/v1/mentions?unanswered=1") as answer:
            (listed,) = await answer.json()

        assert (status, claimed["standing"], claimed["by"]) == (200, "claimed", "ayse")
        assert claimed["until"] == "2026-11-21T04:00:00.000Z"
        assert (refused, why["error"]) == (409, "ALREADY_CLAIMED")
        assert "by ayse" in why["reason"]
        assert {name: listed[name] for name in ("ref", "standing", "by")} == {
            "ref": REF,
            "standing": "claimed",
            "by": "ayse",
        }


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("polish", {}, 404),
        ("claim", {"id": "999"}, 404),
        ("claim", {"id": ""}, 400),
        ("claim", {"by": "nobody"}, 400),
        ("hand-over", {}, 400),
        ("hand-over", {"to": "nobody"}, 400),
        ("snooze", {"minutes": 0}, 400),
        ("snooze", {"minutes": True}, 400),
        ("answered", {"answered_at": "yesterday"}, 400),
        ("answered", {"answered_at": "2026-11-21T02:00:00"}, 400),
    ],
)
async def test_what_is_not_understood_changes_nothing(act: str, body: dict[str, Any], status: int) -> None:
    """Unknown acts, posts and people, and spans that are none."""
    async with open_door() as door:
        assert (await _post(door, act, **body))[0] == status
        assert door.backend.done == []


async def test_every_act_reaches_the_backend_with_what_it_says() -> None:
    """To whom, for how long, since when."""
    async with open_door() as door:
        await _post(door, "hand-over", to="OMAR", minutes=15)
        await _post(door, "snooze", by="omar", minutes=90)
        await _post(door, "answered", answered_at="10m", note="by mail")

        assert [(str(act), by, to, minutes) for act, _, by, _, _, to, minutes, _ in door.backend.done] == [
            ("hand-over", "ayse", "omar", 15),
            ("snooze", "omar", None, 90),
            ("answered", "ayse", None, 60),
        ]
        assert str(door.backend.done[-1][-1]) == "2026-11-21 02:50:00+00:00"


async def test_a_token_that_reads_does_not_act() -> None:
    """And a stranger neither."""
    async with open_door() as door, door.stranger.post(f"{door.url}/api/v1/inbox/claim", json=POST) as answer:
        assert answer.status == 401


async def test_the_list_names_each_post_and_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table for people with a short name to act on; lines for programs; `list` may be left out."""
    async with open_door() as door:
        await _post(door, "claim")
        table = await _run(door, monkeypatch)
        of_watch = await _run(door, monkeypatch, "acme", "--format", "json")
        nowhere = await _run(door, monkeypatch, "list", "globex")

        assert REF in table.output
        assert "ayse" in table.output
        assert json.loads(of_watch.output)["ref"] == REF
        assert nowhere.exit_code == 2


@pytest.mark.parametrize("name", [REF, "123", "https://x.example/123"])
async def test_a_post_is_named_as_people_have_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """By the short name, by its id, by its address."""
    async with open_door() as door:
        done = await _run(door, monkeypatch, "claim", name, "--by", "ayse")

        assert (done.exit_code, done.output) == (0, f"{REF} (acme) is claimed, by ayse until 2026-11-21 04:00Z\n")
        assert door.backend.done[0][4] == "cli"


async def test_every_act_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is exit code 1 and says who has it."""
    async with open_door() as door:
        said = [
            await _run(door, monkeypatch, *args, "--by", by)
            for by, *args in (
                ("ayse", "claim", REF),
                ("omar", "claim", REF),
                ("omar", "hand-over", REF, "omar"),
                ("omar", "release", REF),
                ("ayse", "snooze", REF, "--minutes", "15"),
                ("ayse", "needs-none", REF),
                ("ayse", "needs-one", "acme", "x", "123"),
                ("ayse", "answered", REF, "--at", "10m", "--note", "by mail"),
            )
        ]

        assert [one.exit_code for one in said] == [0, 1, 0, 0, 0, 0, 0, 0], [one.output for one in said]
        assert "claimed by ayse" in said[1].output
        assert [str(one[0]) for one in door.backend.done] == [
            "claim", "hand-over", "release", "snooze", "needs-none", "needs-one", "answered",
        ]  # fmt: skip


async def test_a_name_that_is_nothing_or_two_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done, and the message says what to do."""
    async with open_door() as door:
        door.backend.shown.append(MentionShown(mention=mention(platform="reddit"), text="twin", due_at=NOW))
        nothing = await _run(door, monkeypatch, "claim", "999", "--by", "ayse")
        two = await _run(door, monkeypatch, "claim", "123", "--by", "ayse")

        assert (nothing.exit_code, two.exit_code) == (2, 2)
        assert "alertd inbox lists" in nothing.output
        assert REF in two.output
        assert door.backend.done == []
