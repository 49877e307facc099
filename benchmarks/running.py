"""A daemon as a process under a benchmark, and a provider that notes when each page arrived."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TOKEN = "zap-token-of-the-benchmark-0123456789"
API = "api-token-of-the-benchmark-0123456789abc"


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class Provider:
    """Takes pages: (seconds since 1970 at which it came, the page)."""

    def __init__(self) -> None:
        self.pages: list[tuple[float, dict[str, Any]]] = []
        outer = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                page = json.loads(body)  # of a list each incident counts: it has its page's id
                told = [{**page, **one} for one in page.get("incidents", ())] or [page]
                outer.pages.extend((time.time(), one) for one in told)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()


class Process:
    """One daemon."""

    def __init__(self, settings: Path, port: int, command: list[str] | None = None) -> None:
        self._port = port
        env = {**os.environ, "ZAP_TOKEN": TOKEN, "ALERTD_TOKEN": API}
        self._log = (settings.parent / "log").open("ab")
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command or [sys.executable, "-m", "alertd", "run", "-c", str(settings)],
            cwd=ROOT,
            env=env,
            stdout=self._log,
            stderr=self._log,
        )
        self.wire: HTTPConnection | None = None

    def ready(self, patience: float = 300.0) -> float:
        """Wait until it is ready; return the seconds since it was begun."""
        while time.perf_counter() - self.began < patience:
            try:
                if self.ask("GET", "/readyz")[0] == 200:
                    return time.perf_counter() - self.began
            except OSError:
                pass
            if self.process.poll() is not None:
                raise SystemExit(f"the daemon ended with {self.process.returncode}; see {self._log.name}")
            time.sleep(0.01)
        raise SystemExit("it never became ready")

    def ask(self, method: str, path: str, body: bytes | None = None, token: str = API) -> tuple[int, bytes]:
        """Return status and body, over one connection that is kept open."""
        if self.wire is None:
            self.wire = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            self.wire.request(method, path, body, {"Authorization": f"Bearer {token}"})
            answer = self.wire.getresponse()
            return answer.status, answer.read()
        except OSError:
            self.wire.close()
            self.wire = None
            raise

    def kill(self) -> None:
        """End it as a crash does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def rss(self) -> float:
        """Return its resident memory in MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0]) / 1000

    def cpu(self) -> float:
        """Return the CPU seconds it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
