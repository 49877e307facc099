"""The HTTP scorer against a server on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from alertd.errors import ConfigurationError
from alertd.model.score import Quality, Score
from alertd.ports import Scorer, Unscored
from alertd.scorers.http import HttpScorer, checked_url


class Fixed:
    """A default scorer that says what the test says."""

    name = "fixed/1"

    def __init__(self, *negatives: float) -> None:
        self._negatives = negatives

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return the fixed scores."""
        return [
            Score.of(negative, 1 - negative, 0, quality=Quality.TRAINED, scorer=self.name)
            for negative, _ in zip(self._negatives, batch, strict=True)
        ]


class Seen:
    """What the server was asked, and what it answers."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.answer: Callable[[dict[str, Any]], bytes] = lambda body: json.dumps(
            {"scorer": "big/7", "probs": [[0.9, 0.1, 0.0]] * len(body["texts"])}
        ).encode()
        self.hold = threading.Event()
        self.hold.set()


@contextmanager
def served(seen: Seen) -> Iterator[str]:
    """Serve answers on this machine."""

    class Wire(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.bodies.append(body)
            seen.headers.append(dict(self.headers))
            seen.hold.wait(5)
            found = seen.answer(body)
            self.send_response(seen.status)
            if seen.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # the client may have gone away at its deadline: that is what some tests are about

    server = Server(("127.0.0.1", 0), Wire)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/score"
    finally:
        seen.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()


BATCH = [Unscored(text="one", language="en"), Unscored(text="two"), Unscored(text="three")]


def scorer(url: str, fallback: Scorer, **settings: Any) -> HttpScorer:
    """Return a scorer with a generous deadline, because the machine of a test may be slow."""
    return HttpScorer(base_url=url, token="secret", fallback=fallback, **{"deadline": 5.0, **settings})


def test_only_unsure_mentions_are_asked_for() -> None:
    """The default's score stands where it is sure; where it is not, the service's does, with the service's name."""
    seen = Seen()
    with served(seen) as url:
        found = scorer(url, Fixed(0.1, 0.5, 0.9)).score(BATCH)

    assert [score.scorer for score in found] == ["fixed/1", "big/7", "fixed/1"]
    assert found[1].negative == 900
    assert seen.bodies == [{"texts": [{"text": "two", "language": None}]}]
    assert seen.headers[0]["Authorization"] == "Bearer secret"


def test_a_reaching_author_is_asked_for_too() -> None:
    """`matters` marks mentions to ask for however sure the default is."""
    seen = Seen()
    with served(seen) as url:
        found = scorer(url, Fixed(0.1, 0.1, 0.1)).score_where(BATCH, [True, False, False])

    assert [score.scorer for score in found] == ["big/7", "fixed/1", "fixed/1"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"probs": []}',
        b'{"probs": [[1, 0]]}',
        b'{"probs": [[0.5, 0.5, 0.5]]}',
        b'{"probs": [[NaN, 0.5, 0.5]]}',
        b'{"probs": [["a", 0, 1]]}',
        b" " * 1_000_002,
    ],
)
def test_an_answer_that_is_none_leaves_the_default(answer: bytes) -> None:
    """Whatever the service says, each mention has a score."""
    seen = Seen()
    seen.answer = lambda _: answer
    with served(seen) as url:
        found = scorer(url, Fixed(0.5)).score(BATCH[:1])

    assert found[0].scorer == "fixed/1"


@pytest.mark.parametrize("status", [302, 401, 429, 500, 503])
def test_a_refusal_leaves_the_default(status: int) -> None:
    """Errors and redirects are failures; a redirect is never followed with the token."""
    seen = Seen()
    seen.status = status
    with served(seen) as url:
        found = scorer(url, Fixed(0.5)).score(BATCH[:1])

    assert found[0].scorer == "fixed/1"
    assert len(seen.bodies) == 1


def test_a_late_answer_is_not_waited_for() -> None:
    """After the deadline the default's score stands, and the caller has it at once."""
    seen = Seen()
    seen.hold.clear()
    with served(seen) as url:
        start = time.monotonic()
        found = scorer(url, Fixed(0.5), deadline=0.05).score(BATCH[:1])
        took = time.monotonic() - start

    assert found[0].scorer == "fixed/1"
    assert took < 4  # the server holds for five seconds


def test_the_breaker_stops_asking_and_tries_again() -> None:
    """Three failures in a row close the way for half a minute; then one try, and a success opens it."""
    now = [0.0]
    seen = Seen()
    seen.status = 503
    with served(seen) as url:
        one = scorer(url, Fixed(0.5), clock=lambda: now[0])
        for _ in range(6):
            one.score(BATCH[:1])
        assert len(seen.bodies) == 3

        now[0] = 30.0
        seen.status = 200
        assert one.score(BATCH[:1])[0].scorer == "big/7"
        assert one.score(BATCH[:1])[0].scorer == "big/7"


def test_nobody_there_leaves_the_default() -> None:
    """A refused connection is a failure like another."""
    assert scorer("http://127.0.0.1:9/", Fixed(0.5)).score(BATCH[:1])[0].scorer == "fixed/1"


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment does not see what stays on this machine."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    seen = Seen()
    with served(seen) as url:
        assert scorer(url, Fixed(0.5)).score(BATCH[:1])[0].scorer == "big/7"


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://127.0.0.1/", "file:///etc/passwd", "example.org", "http://127.0.0.1.evil.org/"],
)
def test_texts_go_only_over_https_or_to_this_machine(url: str) -> None:
    """Anything else is a fault of the settings."""
    with pytest.raises(ConfigurationError):
        checked_url(url)


@pytest.mark.parametrize(
    "url", ["https://scores.example.org/v1", "http://127.0.0.1:8000/", "http://[::1]:8000/", "http://localhost/"]
)
def test_good_urls_pass(url: str) -> None:
    """Https anywhere, http to this machine."""
    assert url == checked_url(url)


def test_a_text_is_asked_for_once() -> None:
    """A poll brings the same posts again; the answer stands without another question, the default's score too."""
    seen = Seen()
    with served(seen) as url:
        asked = scorer(url, Fixed(0.1, 0.5, 0.9))
        asked.score(BATCH)
        again = asked.score(BATCH)

    assert [score.scorer for score in again] == ["fixed/1", "big/7", "fixed/1"]
    assert len(seen.bodies) == 1


def test_authors_with_reach_come_first_where_there_are_too_many() -> None:
    """A question has 64 texts at most; the unsure rest keeps the default's scores."""
    seen = Seen()
    batch = [Unscored(text=f"text {at}") for at in range(80)]
    with served(seen) as url:
        found = scorer(url, Fixed(*[0.5] * 80)).score_where(batch, [at >= 75 for at in range(80)])

    assert [one["text"] for one in seen.bodies[0]["texts"]][:5] == [f"text {at}" for at in range(75, 80)]
    assert [score.scorer for score in found] == ["big/7"] * 59 + ["fixed/1"] * 16 + ["big/7"] * 5
