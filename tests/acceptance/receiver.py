"""A provider on loopback: it takes pages and remembers every byte and instant; it can hang, drip, or be slow."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self


class Got(NamedTuple):
    """One request."""

    at: float  #: monotonic seconds at which its body had arrived
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def page(self) -> dict[str, Any]:
        """The body as a page."""
        page: dict[str, Any] = json.loads(self.body)
        return page


class Receiver:
    """Answers 200 to everything. hangs: no answer at all; drips: an answer of one byte a second; slow: seconds before it.

    refuses: what it answers instead of 200, by path. gives: what it answers to GET, by path; nothing for any other.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.hangs = False
        self.drips = False
        self.slow = 0.0
        self.gives: dict[str, bytes] = {}
        self.refuses: dict[str, int] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        outer = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer._take(self)

            do_GET = do_POST  # noqa: N815 - the library's name

            def log_message(self, *args: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request: object, client_address: object) -> None:
                """A caller that was killed in mid-sentence is what these tests are about."""

        self._server = Quiet(("127.0.0.1", 0), Answer)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        with self._lock:
            self.got.append(Got(time.monotonic(), request.path, body, dict(request.headers)))
        if self.hangs:
            self._ended.wait(60)
            return
        if self.slow:
            self._ended.wait(self.slow)
        if self.drips:
            self._drip(request)
            return
        given = self.gives.get(request.path, b"") if request.command == "GET" else b""
        request.send_response(self.refuses.get(request.path, 200))
        request.send_header("Content-Length", str(len(given)))
        request.end_headers()
        request.wfile.write(given)

    def _drip(self, request: BaseHTTPRequestHandler) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 60:
            request.wfile.write(bytes([byte]))
            if self._ended.wait(1.0):
                return

    def pages(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the pages that came, in order; of a list, what it says of each incident."""
        with self._lock:
            came = [one.page for one in self.got if one.path.startswith("/pages")]
        found = [told for page in came for told in (page.get("incidents") or [page])]
        return [page for page in found if kind is None or page["kind"] == kind]
