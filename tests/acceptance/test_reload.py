"""SIGHUP in the middle of an incident: it goes on; faulty files change nothing and operators hear of it."""

from __future__ import annotations

import json
import signal

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import RULES, House, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

SECOND = """
  - name: Everything
    id: everything
    severity: urgent
    watch: globex
    when: {influencer: {audience: 10}}
    page: pr
"""


def _hup(house: House) -> None:
    assert house.process is not None
    house.process.send_signal(signal.SIGHUP)


def _says(house: House, event: str) -> int:
    return sum(1 for line in house.log().splitlines() if f'"{event}"' in line)


def test_reloads_in_mid_incident(house: House, receiver: Receiver) -> None:
    """The incident and its acknowledgement stay; a faulty file is told and counted; a good one is in force at once."""
    house.start()
    assert house.post(loud("one")) == 202
    before = until(house.incidents, "an incident")[0]
    status, _ = house.ask("POST", f"/api/v1/incidents/{before['id']}/ack", b'{"by": "alice"}')
    assert status == 200

    (house.folder / "rules.yml").write_text(RULES.replace("audience: 100k", "audienc: 100k"))
    _hup(house)
    until(lambda: _says(house, "reload.failed"), "the faulty file is told in the log")
    ops = until(lambda: receiver.pages("ops"), "ops are paged")
    assert "rules.yml" in ops[0]["text"]
    assert b"alertd_rules_ok 0.0" in house.ask("GET", "/metrics")[1]
    assert house.post(loud("two", watch="globex")) == 202
    assert len(until(lambda: len(house.incidents()) == 2 and house.incidents(), "the last good rules")) == 2

    (house.folder / "rules.yml").write_text(RULES + SECOND)
    _hup(house)
    until(lambda: _says(house, "reload.done"), "the good file is in force")
    assert b"alertd_rules_ok 1.0" in house.ask("GET", "/metrics")[1]
    assert house.post(mention("three", watch="globex", author_followers=50)) == 202
    rules = {one["watch"]: one["rules"] for one in house.incidents()}
    assert rules == {"acme": ["loud-voice"], "globex": ["loud-voice", "everything"]}
    after = next(one for one in house.incidents() if one["id"] == before["id"])
    assert (after["state"], after["by"]) == ("acknowledged", {"ack": "alice"})


def _wait_for_reload(house: House, done: int) -> None:
    until(lambda: _says(house, "reload.done") > done, "reloaded")


def test_a_reload_that_changes_watches_while_posts_come_in(house: House) -> None:
    """A source with a batch on its way is begun anew where it stood: the daemon lives and every line is taken."""
    feed = house.folder / "feed.jsonl"
    feed.write_text("")
    settings = house.folder / "alertd.yaml"
    settings.write_text(settings.read_text() + "  - {kind: jsonl, path: feed.jsonl, follow: true}\n")
    house.start()
    wanted = 0
    for turn in range(4):
        with feed.open("a") as file:
            for _ in range(500):
                file.write(json.dumps(mention(f"line{wanted}")) + "\n")
                wanted += 1
        settings.write_text(
            settings.read_text().replace("watches:\n", f"watches:\n  new{turn}: {{terms: [new{turn}]}}\n")
        )
        done = _says(house, "reload.done")
        _hup(house)
        _wait_for_reload(house, done)
    assert house.process is not None
    exported: set[str] = set()

    def is_whole() -> bool:
        exported.update(line["id"] for line in house.export())
        return len(exported) == wanted

    until(is_whole, "every line taken")
    assert house.process.poll() is None


def _edit(house: House, *pairs: tuple[str, str]) -> None:
    path = house.folder / "alertd.yaml"
    text = path.read_text()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def test_what_a_reload_adopts_and_what_needs_a_restart(house: House, receiver: Receiver) -> None:
    """The dead man's switch starts, moves and stops; what needs a restart is named each time until it is undone; a fault fails."""
    house.start()
    _edit(house, ("sources:\n", f"heartbeat: {{url: '{receiver.url}/beat1', every: 1s}}\nsources:\n"))
    assert house.run("reload").stderr == b""
    until(lambda: any(got.path == "/beat1" for got in receiver.got), "the heartbeat begins")

    _edit(house, ("/beat1", "/beat2"), (f"listen: 127.0.0.1:{house.port}", "listen: 127.0.0.1:1"))
    told = house.run("reload").stderr.decode()
    assert "needs a restart: listen, public_url" in told
    until(lambda: any(got.path == "/beat2" for got in receiver.got), "the heartbeat moves")
    assert house.ask("GET", "/healthz")[0] == 200, "where it listened before"

    _edit(house, ("listen: 127.0.0.1:1", f"listen: 127.0.0.1:{house.port}"), ("every: 1s", "every: soon"))
    refused = house.run("reload", check=78).stderr.decode()
    assert "alertd.yaml" in refused
    assert "the last good files stay in force" in refused
    _edit(house, ("every: soon", "every: 1s"))
    assert house.run("reload").stderr == b""


def test_the_direct_route_follows_a_reload(build: Build, receiver: Receiver) -> None:
    """Operators are told by the URL that the settings name now."""
    house = build()
    house.start()
    new = f"json://{receiver.url.removeprefix('http://')}/direct2"
    _edit(house, ('direct: "${OPS_URL}"', f'direct: "{new}"'))
    house.run("reload")
    (house.folder / "store" / "alertd.sqlite3").rename(house.folder / "aside")
    assert house.post(mention("lost")) == 503
    until(lambda: any(got.path == "/direct2" for got in receiver.got), "told by the new route")
    assert not any(got.path == "/direct" for got in receiver.got)


def test_a_reload_without_a_daemon(house: House) -> None:
    """It says that none runs, and ends no process of somebody else whose number stands in an old lock."""
    assert b"no daemon runs" in house.run("reload", check=1).stderr
