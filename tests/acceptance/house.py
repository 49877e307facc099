"""A daemon as a real process over a folder of its own: settings, start, kill, ask."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from alertd.runtime.export import lines
from alertd.store.opening import open_store

ROOT = Path(__file__).parents[2]
TOKEN = "zap-token-of-the-tests-0123456789"  # long enough never to be made to wait
API = "api-token-of-the-tests-0123456789abcdef"
PATIENCE = 60.0  # seconds that any wait of these tests may last on a loaded machine
WATCHES = ("acme", "globex")

RULES = """
version: 1
rules:
  - name: Loud voice
    severity: crisis
    watch: all
    when: {influencer: {audience: 100k}}
    page: pr
"""

PEOPLE = """
version: 1
channels:
  hook: {kind: webhook, url: "%(url)s/pages/hook", secret: "${HOOK_SECRET}"}
  pager: {kind: webhook, url: "%(url)s/pages/pager", secret: "${HOOK_SECRET}"}
people:
  alice: {timezone: UTC, hook: alice, pager: alice}
  bob: {timezone: UTC, hook: bob}
  olga: {timezone: UTC, hook: olga}
policies:
  pr:
    steps:
      - {notify: alice, by: [hook, pager], escalate_after: 15m}
      - {notify: bob, by: [hook]}
  ops:
    steps:
      - {notify: olga, by: [hook]}
"""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def until(
    what: Callable[[], Any], why: str | Callable[[], str], patience: float = PATIENCE, *, every: float = 0.02
) -> Any:
    """Ask again until the answer is true; return it. Fails after a bounded time. why: words, or what says them at the end; patience, every: seconds."""
    end = time.monotonic() + patience
    while not (answer := what()):
        assert time.monotonic() < end, f"waited {patience:g} s in vain: {why() if callable(why) else why}"
        time.sleep(every)
    return answer


def mention(ident: str, *, watch: str = "acme", at: datetime | None = None, **more: object) -> dict[str, object]:
    """Return a mention of now."""
    at = at or datetime.now(UTC)
    made: dict[str, object] = {
        "id": ident,
        "platform": "x",
        "created_at": at.isoformat(),
        "author": f"u_{ident}",
        "text": f"{watch} {ident} is here",
        "watch": watch,
    }
    return {**made, **more}


def loud(ident: str, **more: object) -> dict[str, object]:
    """Return a mention that pages at once."""
    return mention(ident, author_followers=500_000, **more)  # type: ignore[arg-type]


class House:
    """A folder with settings, and at most one daemon over it. root: where the program lies that is started."""

    root = ROOT

    def __init__(
        self,
        folder: Path,
        url: str,
        *,
        rules: str = RULES,
        people: str = PEOPLE,
        watches: Iterable[str] = WATCHES,
        more: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "ZAP_TOKEN": TOKEN,
            "HOOK_SECRET": "hook-secret-of-the-tests",
            "OPS_URL": f"json://{url.removeprefix('http://')}/direct",
            "ALERTD_TOKEN": API,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            **(environment or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None
        names = "\n".join(f"  {name}: {{terms: [{name}], handles: {{x: [{name}_help]}}}}" for name in watches)
        (folder / "rules.yml").write_text(rules)
        (folder / "oncall.yaml").write_text(people % {"url": url})
        (folder / "alertd.yaml").write_text(
            f"version: 1\ndata_dir: store\nlisten: 127.0.0.1:{self.port}\nrules: [rules.yml]\noncall: oncall.yaml\n"
            f'watches:\n{names}\nops: {{policy: ops, direct: "${{OPS_URL}}"}}\n'
            f'sources:\n  - {{kind: webhook, name: zap, token: "${{ZAP_TOKEN}}"}}\n{more}'
        )

    # --- the process ----------------------------------------------------------------------------------------------

    def begin(
        self, *, program: Sequence[str] = ("-m", "alertd"), options: Sequence[str] = (), more: Sequence[str] = ()
    ) -> None:
        """Start the daemon and do not wait for it. options: of alertd; more: of run."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *program, *options, "run", *more, "-c", str(self.folder / "alertd.yaml")],
                cwd=self.root,
                env=self.environment | {"PYTHONPATH": str(self.root)},
                stdout=log,
                stderr=log,
            )

    def start(self, *, program: Sequence[str] = ("-m", "alertd"), options: Sequence[str] = ()) -> None:
        """Start the daemon and wait until it is ready."""
        self.begin(program=program, options=options)
        until(self.is_ready, lambda: f"ready: {self.log()[-2000:]}")

    def is_ready(self) -> bool:
        """Whether /readyz says yes."""
        assert self.process is not None
        assert self.process.poll() is None, self.log()[-3000:]
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a crash does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None

    def stop(self) -> float:
        """Ask it to end; return the seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        took = time.monotonic() - began
        self.process = None
        assert code == 0, self.log()[-3000:]
        return took

    def end(self) -> None:
        """End it if it still runs."""
        if self.process is not None:
            self.kill()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def log(self) -> str:
        """Return what it said so far."""
        return (self.folder / "log").read_text(errors="replace")

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(
        self, method: str, path: str, body: bytes | None = None, token: str = API, *, patience: float = PATIENCE
    ) -> tuple[int, bytes]:
        """Return status and body of one request. Raises OSError where there is no answer within so many seconds."""
        wire = HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            wire.request(method, path, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
            answer = wire.getresponse()
            return answer.status, answer.read()
        except HTTPException as fault:
            raise ConnectionError(str(fault)) from fault
        finally:
            wire.close()

    def post(self, *records: dict[str, object], patience: float = PATIENCE) -> int:
        """Post records to the webhook; return the status, 0 where there was no answer."""
        body = b"\n".join(json.dumps(record).encode() for record in records)
        try:
            return self.ask("POST", "/ingest/zap", body, TOKEN, patience=patience)[0]
        except OSError:
            return 0

    @contextmanager
    def kept_open(self) -> Iterator[Callable[[dict[str, object]], int]]:
        """Yield what posts a record over one connection that stays, and returns the status."""
        wire = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

        def post(record: dict[str, object]) -> int:
            wire.request("POST", "/ingest/zap", json.dumps(record).encode(), {"Authorization": f"Bearer {TOKEN}"})
            answer = wire.getresponse()
            answer.read()
            return answer.status

        with closing(wire):
            yield post

    def incidents(self) -> list[dict[str, Any]]:
        """Return every incident."""
        status, body = self.ask("GET", "/api/v1/incidents")
        assert status == 200, body
        found: list[dict[str, Any]] = json.loads(body)
        return found

    def page_states(self) -> dict[str, str]:
        """Return the outcome of every page of every incident."""
        states: dict[str, str] = {}
        for incident in self.incidents():
            seen = json.loads(self.ask("GET", f"/api/v1/incidents/{incident['id']}")[1])
            states |= {page["page_id"]: page["outcome"] for page in seen["page_list"]}
        return states

    def run(self, *arguments: str, check: int | None = 0, config: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Run a command beside the daemon."""
        settings = ("-c", str(self.folder / "alertd.yaml")) if config else ()
        done = subprocess.run(
            [sys.executable, "-m", "alertd", *arguments, *settings],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            timeout=PATIENCE * 2,
            check=False,
        )
        if check is not None:
            assert done.returncode == check, (done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        return done

    def export(self) -> list[dict[str, Any]]:
        """Return what `alertd export` writes, by what it calls: for a store in a file no process need be begun, which takes a second."""
        if "\nstore:" in (self.folder / "alertd.yaml").read_text():
            return [json.loads(line) for line in self.run("export").stdout.splitlines()]
        with closing(open_store(self.folder / "store", read_only=True)) as store:
            return [json.loads(line) for line in lines(store)]


def ago(seconds: float) -> datetime:
    """Return an instant in the past."""
    return datetime.now(UTC) - timedelta(seconds=seconds)
