"""Secrets at the loudest log level: in no line, no answer, no table; and proxies are used by whatever sends pages."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import API, TOKEN, House, loud, mention, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

PLANTED = {
    "HOOK_SECRET": "planted-hook-secret-91ab",
    "JSON_PASSWORD": "planted-password-17cd",
    "OPS_TOKEN": "planted-ops-token-22ef",
    "BEAT": "planted-heartbeat-33aa",
}

PEOPLE = """
version: 1
channels:
  hook: {kind: webhook, url: "%(url)s/pages/hook", secret: "${HOOK_SECRET}"}
  broken: {url: "json://user:${JSON_PASSWORD}@127.0.0.1:9/{to}"}
people:
  alice: {timezone: UTC, hook: alice, broken: alice}
  olga: {timezone: UTC, hook: olga}
policies:
  pr:
    steps:
      - {notify: alice, by: [hook, broken], escalate_after: 15m}
  ops:
    steps:
      - {notify: olga, by: [hook]}
"""


def test_planted_secrets_show_up_nowhere(build: Build, receiver: Receiver) -> None:
    """Everything that can fail with a secret in its hands fails, at DEBUG; then logs, store, answers and pages are searched."""
    host = receiver.url.removeprefix("http://")
    house = build(
        people=PEOPLE,
        more='heartbeat: {url: "http://127.0.0.1:9/${BEAT}", every: 1s}\n',
        environment={**PLANTED, "OPS_URL": f"json://ops:{PLANTED['OPS_TOKEN']}@{host}/direct"},
    )
    house.start(options=("--debug",))
    assert house.post(loud("one"), mention("two")) == 202
    assert house.ask("POST", "/ingest/zap", b"{", TOKEN)[0] == 400
    assert house.ask("POST", "/ingest/zap", b"{}", "wrong-token")[0] == 401
    assert house.ask("GET", "/api/v1/incidents", None, "wrong-token")[0] == 401
    link = until(lambda: receiver.pages("page"), "a page")[0]["link"]
    token = link.rpartition("/")[2]
    assert house.ask("GET", f"/a/{token}")[0] == 200
    assert house.ask("GET", f"/a/{token}x")[0] in (403, 404)
    until(
        lambda: '"retry"' in str(house.page_states()) or "retry" in house.page_states().values(), "the broken channel"
    )
    until(lambda: "heartbeat.failed" in house.log(), "the heartbeat failed")
    answers = [
        house.ask("GET", path)[1] for path in ("/metrics", "/readyz", "/", "/inbox", "/report", "/api/v1/incidents")
    ]
    ident = house.incidents()[0]["id"]
    answers.append(house.ask("GET", f"/api/v1/incidents/{ident}")[1])
    outputs = [
        house.run(*command, "--debug", check=None)
        for command in (("export",), ("why", ident), ("incidents",), ("check",))
    ]
    house.stop()

    secrets = {**PLANTED, "ZAP_TOKEN": TOKEN, "ALERTD_TOKEN": API}
    shown = {"log": house.log().encode(), "answers": b"".join(answers)}
    shown |= {f"command {i}": done.stdout + done.stderr for i, done in enumerate(outputs)}
    shown |= {path.name: path.read_bytes() for path in (house.folder / "store").iterdir() if path.name != "api_token"}
    shown["pages"] = b"".join(got.body for got in receiver.got)
    found = [
        (name, where) for name, secret in secrets.items() for where, text in shown.items() if secret.encode() in text
    ]
    assert not found
    assert token.encode() not in shown["log"], "whoever has the link may acknowledge"


@pytest.fixture
def proxy() -> Iterator[tuple[int, list[bytes]]]:
    """Return a proxy's port and the first lines of what it was asked; it refuses all."""
    asked: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                wire, _ = server.accept()
            except TimeoutError:
                continue
            with wire:
                wire.settimeout(2.0)
                asked.append(wire.recv(4096).partition(b"\r\n")[0])
                wire.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1], asked
    ended.set()
    thread.join()
    server.close()


THROUGH_PROXY = """
version: 1
channels:
  hook: {kind: webhook, url: "https://pages.example.org/in"}
  post: {url: "jsons://json.example.org/{to}"}
people:
  alice: {timezone: UTC, hook: alice, post: alice}
policies:
  pr:
    steps:
      - {notify: alice, by: [hook, post]}
  ops:
    steps:
      - {notify: alice, by: [hook]}
"""


def test_pages_go_through_the_proxy(build: Build, proxy: tuple[int, list[bytes]]) -> None:
    """HTTPS_PROXY is used by the signed webhook, by Apprise and by the heartbeat: the proxy is asked for each host."""
    port, asked = proxy
    house: House = build(
        people=THROUGH_PROXY,
        more="heartbeat: {url: https://beat.example.org/, every: 1s}\n",
        environment={"HTTPS_PROXY": f"http://127.0.0.1:{port}", "NO_PROXY": ""},
    )
    house.start()
    assert house.post(loud("one")) == 202
    for host in (b"pages.example.org", b"json.example.org", b"beat.example.org"):
        until(lambda host=host: any(line.startswith(b"CONNECT " + host + b":443") for line in asked), repr(host))  # type: ignore[misc]
