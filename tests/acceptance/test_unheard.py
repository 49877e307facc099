"""Operators whose every channel is dead hear of it by the direct route."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.acceptance.conftest import Build
from tests.acceptance.house import PEOPLE, loud, until
from tests.acceptance.receiver import Receiver


class _Gone(BaseHTTPRequestHandler):
    """Answers that there is nobody any more."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(410)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def gone() -> Iterator[str]:
    """Yield the address of a provider that has shut every account."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Gone)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_where_every_channel_is_dead_the_direct_route_tells(build: Build, receiver: Receiver, gone: str) -> None:
    """A crisis reaches nobody, nor do the messages about that: one goes by the route that needs no outbox, and it ends."""
    house = build(people=PEOPLE.replace("%(url)s", gone))
    house.start()
    assert house.post(loud("1")) == 202

    def direct() -> list[str]:
        return [got.body.decode() for got in receiver.got if got.path == "/direct"]

    until(lambda: any("no page reaches alice" in body for body in direct()), "operators hear of alice")
    until(lambda: any("no page reaches bob" in body for body in direct()), "operators hear of bob")
    # Alice on two channels, Bob on one, each in a message of its own that reaches no operator; nothing about those.
    assert len(direct()) <= 4
    assert not any("no page reaches olga any more" in body for body in direct())


def test_a_daemon_starts_although_sign_in_names_whom_nobody_declared_and_operators_hear_of_it(
    build: Build, receiver: Receiver
) -> None:
    """Whoever leaves the people file may stand in `sign_in` still: it watches and pages, and each restart and reload says what to mend."""
    house = build(more="sign_in: {mail: post, admin: [lea, alice]}\n")
    house.start()
    assert house.post(loud("1")) == 202

    said = 'sign_in: there is no channel "post", and 1 more'
    until(lambda: any(said in page["text"] for page in receiver.pages("ops")), "operators are paged")
    until(lambda: any(page["watch"] == "acme" for page in receiver.pages()), "and the responder, of the crisis")
