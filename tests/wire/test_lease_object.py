"""The lease as an object of an HTTP server: it is replaced only by who knows it, and a server that keeps no lease is found out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alertd.errors import LeaseError
from alertd.runtime.lease import Lease, Record
from alertd.runtime.lease_object import ObjectPlace

RECORD = Record(epoch=1, holder="a", name="paris", beat=0, hold=10.0)


class Server:
    """One object, with or without what a lease needs of a server.

    ignores: conditions are not looked at. tag: how its ETag is written, None for none. status: the answer to everything.
    loses: the next PUT is done and its connection closed without an answer. asked: (method, headers) of each request.
    """

    def __init__(self) -> None:
        self.body: bytes | None = None
        self.ignores = False
        self.tag: str | None = '"{}"'
        self.status: int | None = None
        self.loses = False
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(("GET", dict(self.headers)))
                self._say(outer.status or (404 if outer.body is None else 200), outer.body or b"")

            def do_PUT(self) -> None:
                outer.asked.append(("PUT", dict(self.headers)))
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.status is not None:
                    return self._say(outer.status)
                if not outer.ignores and not outer.holds(self.headers["If-Match"], self.headers["If-None-Match"]):
                    return self._say(412)
                outer.body = body
                if outer.loses:
                    outer.loses = False
                    self.connection.close()
                    return None
                return self._say(204)

            def _say(self, status: int, body: bytes = b"") -> None:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:9/")
                if outer.body is not None and outer.tag is not None:
                    self.send_header("ETag", outer.tag.format(hashlib.sha256(outer.body).hexdigest()[:16]))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/alertd.lease"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def holds(self, match: str | None, none: str | None) -> bool:
        """Whether the conditions of a request hold."""
        tag = None if self.body is None else f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        return (match is None or match == tag) and (none is None or self.body is None)

    def end(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Return a server with nothing in it."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Server()
    yield made
    made.end()


def test_it_is_replaced_only_by_who_knows_it(server: Server) -> None:
    """Nothing at first; then each change is under the tag of the one before, and who has an old tag is refused."""
    one, other = ObjectPlace(server.url, "t0ken"), ObjectPlace(server.url)
    assert one.read() == (None, "")
    tag = one.replace(RECORD, "")
    assert tag
    assert other.read() == (RECORD, tag)
    assert other.replace(RECORD.with_(holder="b"), "") is None
    again = one.replace(RECORD.with_(beat=1), tag)
    assert again not in (None, tag)
    assert other.replace(RECORD.with_(holder="b"), tag) is None
    assert one.read()[0] == RECORD.with_(beat=1)
    assert {headers.get("Authorization") for _, headers in server.asked} == {"Bearer t0ken", None}


def test_two_machines_over_it(server: Server) -> None:
    """The whole lease over the wire: one holds it, also where an answer is lost; the other takes over once it is not renewed."""
    clock = [0.0, 0.0]
    paris, oslo = (
        Lease(ObjectPlace(server.url), holder=name, name=name, hold=10.0, clocks=lambda: (clock[0], clock[1]))
        for name in ("paris", "oslo")
    )
    assert paris.claim() is None
    assert str(oslo.claim()).startswith("paris holds the lease")
    clock[:] = [9.0, 9.0]
    server.loses = True
    paris.renew()
    assert "cannot be reached" in paris.fault
    paris.renew()
    assert (paris.fault, paris.is_lost, paris.refusal()) == ("", False, None)
    clock[:] = [18.0, 18.0]
    assert oslo.claim(), "there was a renewal"
    clock[:] = [34.0, 34.0]
    assert paris.refusal()
    assert oslo.claim() is None
    paris.renew()
    assert paris.is_lost


@pytest.mark.parametrize("exists", [False, True])
def test_a_server_that_ignores_conditions_keeps_no_lease(server: Server, *, exists: bool) -> None:
    """It is asked once under a condition that cannot hold: a yes would let both machines page."""
    if exists:
        assert ObjectPlace(server.url).replace(RECORD, "")
    server.ignores = True
    place = ObjectPlace(server.url)
    _, tag = place.read()
    with pytest.raises(LeaseError, match="keeps no lease"):
        place.replace(RECORD.with_(holder="b"), tag)


@pytest.mark.parametrize("tag", [None, 'W/"{}"'])
def test_a_server_without_strong_tags_keeps_no_lease(server: Server, tag: str | None) -> None:
    """Two records might have one tag."""
    server.tag = tag
    server.body = b'{"epoch":1,"holder":"a","name":"paris","beat":0,"hold":10.0}'
    with pytest.raises(LeaseError, match="no strong ETag"):
        ObjectPlace(server.url).read()


@pytest.mark.parametrize("status", [302, 401, 403, 500, 503])
def test_no_other_answer_is_a_lease(server: Server, status: int) -> None:
    """Neither a refusal, nor a fault, nor the way to another server, to which a token must not go."""
    server.status = status
    with pytest.raises(LeaseError, match=str(status)):
        ObjectPlace(server.url, "t0ken").read()
    with pytest.raises(LeaseError, match=str(status)):
        ObjectPlace(server.url, "t0ken").replace(RECORD, '"x"')


def test_a_server_that_is_away_is_a_fault(server: Server) -> None:
    """Named, and soon."""
    server.end()
    with pytest.raises(LeaseError, match="cannot be reached"):
        ObjectPlace(server.url).read()
    made = Server()
    server._server, server._thread = made._server, made._thread
