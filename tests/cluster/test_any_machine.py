"""A responder's link works at whichever of two machines it is opened: also at the one that waits, with live pages, and over a kill."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.house import API, PATIENCE, PEOPLE, loud, until
from tests.acceptance.receiver import Receiver
from tests.cluster.pair import Machine, Pair, said

pytestmark = pytest.mark.slow

#: Whoever does not take it within these seconds is followed by bob.
STEP = 15.0


@pytest.fixture(params=["postgres", "servers"], ids=["postgres", "nats"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, receiver: Receiver) -> Iterator[Pair]:
    """Return two machines over one store, each of which says how the other reaches it."""
    address = request.getfixturevalue(request.param).store(f"any_{time.monotonic_ns()}")
    made = Pair(tmp_path, receiver.url, f"{address}{'&' if '?' in address else '?'}lease=8", passes_on=True)
    for one in made.machines:
        people = PEOPLE % {"url": receiver.url}
        (one.folder / "oncall.yaml").write_text(people.replace("escalate_after: 15m", f"escalate_after: {STEP:g}s"))
    yield made
    made.end()


def _begun(pair: Pair) -> tuple[Machine, Machine]:
    """Start both; return the one that works, and the one that waits and listens."""
    for one in pair.machines:
        one.begin()
    first = until(pair.working, "one of them works")
    second = next(one for one in pair.machines if one is not first)
    until(lambda: _status(second, "/healthz") == 200, lambda: f"the other listens: {second.log()[-2000:]}")
    return first, second


def _status(machine: Machine, path: str) -> int:
    try:
        return machine.ask("GET", path, token="")[0]
    except OSError:
        return 0


def _paged(machine: Machine, receiver: Receiver, brand: str) -> dict[str, Any]:
    """Post what pages by a machine; return the page."""
    assert machine.post(loud(f"m_{brand}", watch=brand)) == 202
    found: dict[str, Any] = until(
        lambda: next((page for page in receiver.pages("page") if page["watch"] == brand), None), "the page"
    )
    return found


def _link(page: dict[str, Any]) -> str:
    return str(page["link"]).removeprefix("https://alerts.test")


def _acked(machine: Machine, page: dict[str, Any]) -> bool:
    try:
        status, shown = machine.ask("POST", _link(page), b"", token="")
    except OSError:
        return False
    return status == 200 or (status == 409 and b"alice" in shown)


def _stands(machine: Machine, page: dict[str, Any]) -> str:
    return next(str(one["state"]) for one in machine.incidents() if one["id"] == page["incident"])


def _who_was_paged(receiver: Receiver, brand: str) -> set[str]:
    return {str(page["to"]) for page in receiver.pages("page") if page["watch"] == brand}


def test_a_link_is_good_at_the_machine_that_waits(pair: Pair, receiver: Receiver) -> None:
    """The page arrives; its link is opened and taken where nobody works, a live page there hears of it, and nobody further is paged.

    Posts that go in there page too. `alertd cluster` says where each answers, and the one that waits is not ready.
    """
    first, second = _begun(pair)
    until(lambda: second.post(loud("warm", watch="brand9")) == 202, "it passes on")
    page = _paged(second, receiver, "acme")
    assert first.process is not None
    status, shown = second.ask("GET", _link(page), token="")
    assert status == 200, shown
    assert b"acme" in shown
    assert _stands(first, page) == "open"
    with closing(HTTPConnection("127.0.0.1", second.port, timeout=PATIENCE)) as wire:
        stream = _live(wire, page)
        assert _acked(second, page)
        until(lambda: stream.readline() == b"event: changed\n", "the live page hears of it")
    assert _stands(second, page) == "acknowledged"
    assert _status(second, "/readyz") == 503
    told = json.loads(said(second, "cluster", "--format", "json"))["machines"]
    assert {one["is_working"]: one.get("answers_at") for one in told}[True] == f"http://{first.address}"

    _escalated(second, receiver, "brand8")
    assert _who_was_paged(receiver, "acme") == {"alice"}


def _escalated(machine: Machine, receiver: Receiver, brand: str) -> None:
    """Let a page that nobody takes reach the next person: whatever was due before it has gone out too."""
    _paged(machine, receiver, brand)
    until(lambda: "bob" in _who_was_paged(receiver, brand), "the next step of what nobody takes")


def _live(wire: HTTPConnection, page: dict[str, Any]) -> HTTPResponse:
    """Open the live page of a link; return what is read of it from then on."""
    wire.request("GET", f"{_link(page)}/live")
    stream = wire.getresponse()
    assert stream.status == 200
    assert stream.readline() == b"retry: 3000\n"
    return stream


@pytest.mark.parametrize(
    ("pair", "end"), [("servers", "kill"), ("servers", "freeze"), ("postgres", "kill")], indirect=["pair"]
)
def test_a_link_is_good_over_the_end_of_the_one_that_works(pair: Pair, receiver: Receiver, end: str) -> None:
    """It dies, or stands still, between the page and the tap: the machine that waits says that it is about to answer, does, and escalation stops.

    The live page there ends, so its browser asks for it again. Who had signed in there still is.
    """
    first, second = _begun(pair)
    until(lambda: _status(second, "/signin") == 200, "it passes on")
    cookie = _signed_in(second)
    page = _paged(first, receiver, "acme")
    paged_at = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", second.port, timeout=PATIENCE)) as wire:
        stream = _live(wire, page)
        if end == "kill":
            first.kill()
            status, shown = second.ask("GET", _link(page), token="")
            assert status == 503 or second.is_answering()
            assert b"refresh" in shown or second.is_answering()
        else:
            first.freeze()
        _taken(second, page)
        while stream.readline():
            pass
    took = time.monotonic() - paged_at
    assert second.is_answering()
    assert _stands(second, page) == "acknowledged"
    assert _seen(second, cookie) == 200
    _escalated(second, receiver, "brand8")
    assert _who_was_paged(receiver, "acme") == {"alice"} or took > STEP - 2.0


def _signed_in(machine: Machine) -> str:
    """Sign in by the form; return the cookie."""
    with closing(HTTPConnection("127.0.0.1", machine.port, timeout=PATIENCE)) as wire:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        wire.request("POST", "/signin", f"token={API}&by=alice", form)
        answer = wire.getresponse()
        assert answer.status == 303
        return str(answer.getheader("Set-Cookie")).partition(";")[0]


def _seen(machine: Machine, cookie: str) -> int:
    """Return what a page for who is signed in answers."""
    with closing(HTTPConnection("127.0.0.1", machine.port, timeout=PATIENCE)) as wire:
        wire.request("GET", "/inbox", headers={"Cookie": cookie})
        return wire.getresponse().status


def _taken(machine: Machine, page: dict[str, Any]) -> None:
    """Tap until it is taken, as a person does whose page loads itself again."""
    until(lambda: _acked(machine, page), lambda: f"it is taken: {machine.log()[-2000:]}", every=0.3)
