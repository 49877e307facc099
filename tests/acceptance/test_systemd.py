"""The daemon under what systemd would do to it: notification socket, credentials, exit codes, what the unit forbids.

No service manager runs here. What that leaves untried stands in docs/operator.md.
"""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.confined import PR_MDWE_REFUSE_EXEC_GAIN, PR_SET_MDWE
from tests.acceptance.conftest import Build
from tests.acceptance.house import PATIENCE, ROOT, TOKEN, House, loud, until
from tests.acceptance.receiver import Receiver
from tests.acceptance.test_readers import batches, bodies_of
from tests.unit.report.stores import fill, quiet_days, storm, support
from tests.unit.report.stores import house as house_of

CONFINED = str(Path(__file__).with_name("confined.py"))
UNIT = ROOT / "systemd" / "alertd.service"


class Listener:
    """The notification socket that systemd would hold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))

    def message(self, wanted: str, patience: float = PATIENCE) -> dict[str, str]:
        """Return the next message that has `wanted`; others are passed over."""
        end = time.monotonic() + patience
        while True:
            left = end - time.monotonic()
            assert left > 0, f"{wanted} did not come"
            if select.select([self._socket], [], [], left)[0]:
                told = dict(line.split("=", 1) for line in self._socket.recv(4096).decode().splitlines())
                if wanted in told:
                    return told

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    """Return a notification socket."""
    made = Listener(tmp_path / "notify")
    yield made
    made.close()


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the system calls that the unit allows, as systemd itself expands its sets."""
    allowed: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE):
        names = set().union(*(_expanded(name) for name in line.removeprefix("~").split()))
        allowed = allowed - names if line.startswith("~") else allowed | names
    path = tmp_path_factory.mktemp("calls") / "calls"
    path.write_text(" ".join(sorted(allowed)))
    return path


def _expanded(name: str) -> set[str]:
    if not name.startswith("@"):
        return {name}
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    inner = [line.strip() for line in told[1:] if line.strip() and not line.strip().startswith("#")]
    return set().union(*(_expanded(one) for one in inner))


def _has_mdwe() -> bool:
    code = f"import ctypes; raise SystemExit(ctypes.CDLL(None).prctl({PR_SET_MDWE}, {PR_MDWE_REFUSE_EXEC_GAIN}, 0, 0, 0) != 0)"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_systemd_is_told_of_every_turn(build: Build, listener: Listener) -> None:
    """READY with a status, WATCHDOG while all moves, RELOADING with its instant and READY again, STOPPING at the end.

    Also of a reload that is refused: systemd must not wait for ever; the last good rules are in force, and that is ready.
    """
    house = build(environment={"NOTIFY_SOCKET": str(listener.path), "WATCHDOG_USEC": "2000000"})
    house.begin()

    ready = listener.message("READY")
    assert ready["READY"] == "1"
    assert "1 of 1 sources" in ready["STATUS"]
    assert listener.message("WATCHDOG")["WATCHDOG"] == "1"

    assert house.process is not None
    before = time.monotonic_ns() // 1000
    house.process.send_signal(signal.SIGHUP)
    reloading = listener.message("RELOADING")
    assert before <= int(reloading["MONOTONIC_USEC"]) <= time.monotonic_ns() // 1000
    assert listener.message("READY")["READY"] == "1"

    (house.folder / "rules.yml").write_text("rules: [{nmae: x}]")
    house.process.send_signal(signal.SIGHUP)
    listener.message("RELOADING")
    assert listener.message("READY")["READY"] == "1"
    assert house.is_ready()

    house.process.send_signal(signal.SIGTERM)
    assert listener.message("STOPPING")["STOPPING"] == "1"
    assert house.process.wait(PATIENCE) == 0
    house.process = None


def test_secrets_and_the_state_folder_are_systemds(build: Build, tmp_path: Path, receiver: Receiver) -> None:
    """What the settings name may lie in the credentials folder, the API's token too, and nothing in the environment.

    Without data_dir in the settings the store lies where systemd says.
    """
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o700)
    house: House = build()
    for name, file in (("ZAP_TOKEN", "ZAP_TOKEN"), ("HOOK_SECRET", "HOOK_SECRET"), ("OPS_URL", "OPS_URL")):
        (folder / file).write_text(house.environment.pop(name) + "\n")
    (folder / "api_token").write_text(house.environment.pop("ALERTD_TOKEN") + "\n")
    state = tmp_path / "state"
    state.mkdir()
    house.environment |= {"CREDENTIALS_DIRECTORY": str(folder), "STATE_DIRECTORY": str(state)}
    settings = house.folder / "alertd.yaml"
    settings.write_text(settings.read_text().replace("data_dir: store\n", ""))
    house.start()

    assert house.ask("GET", "/api/v1/incidents")[0] == 200
    assert house.post(loud("1")) == 202
    until(receiver.pages, "a page")
    assert TOKEN not in house.log()
    assert (state / "alertd.sqlite3").is_file()


@pytest.mark.parametrize("fault", ["watches: [", "version: 1\nwatches: {acme: {trems: [acme]}}\n"])
def test_bad_configuration_is_78(house: House, fault: str) -> None:
    """Systemd must not start again what cannot run; the journal gets the place of the fault."""
    (house.folder / "alertd.yaml").write_text(fault)
    house.begin()
    assert house.process is not None

    assert house.process.wait(PATIENCE) == 78
    house.process = None
    assert "alertd.yaml:" in house.log()


def _serves(house: House, receiver: Receiver, *words: str) -> None:
    house.start(program=(CONFINED,), options=words)
    assert house.post(loud("1"), *({**loud(str(i)), "author_followers": 3} for i in range(2, 40))) == 202
    until(receiver.pages, lambda: f"a page under {words}: {house.log()[-2000:]}")
    until(lambda: any(state == "accepted" for state in house.page_states().values()), "the receipt")
    assert house.stop() < 6
    log = house.log()
    assert "Traceback" not in log, log
    assert not re.search("EPERM|not permitted", log), log


def test_it_runs_with_the_calls_and_the_memory_that_the_unit_allows(
    house: House, receiver: Receiver, calls: Path
) -> None:
    """The daemon serves, pages and stops although nothing else is allowed: scoring, reach, delivery and the store need no more.

    All other calls are refused (SystemCallFilter), and memory that is written and executed (MemoryDenyWriteExecute, since Linux 6.3).
    """
    _serves(house, receiver, *(["mdwe"] if _has_mdwe() else []), f"calls={calls}")


def test_readers_run_with_the_calls_the_unit_allows(build: Build, calls: Path) -> None:
    """The process that reads beside the daemon is begun under the same filter, and reads."""
    house = build(more="workers: 1\n")
    house.start(program=(CONFINED,), options=(f"calls={calls}",))

    def is_read() -> float:
        for body in bodies_of(f"{time.monotonic()}", 2, 250):
            assert house.post(*body) == 202
        return batches(house, "read")

    until(is_read, "a batch that was read beside")
    assert house.stop() < 6
    assert not re.search("EPERM|not permitted|reader.no_start|Traceback", house.log()), house.log()


_JOBS = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from alertd.app.aside import Aside
from alertd.report.jobs import BurstJob, ForecastJob, ReportJob, burst_of, forecast_of, tables_of
from tests.unit.report.stores import BEGAN, NOW, storm_rule

async def work():
    aside, since = Aside(Path({folder!r})), NOW - timedelta(days=2)
    burst = burst_of(await aside.work(BurstJob(watch="acme", since=since, until=NOW)))
    forecast = forecast_of(await aside.work(ForecastJob(rule=storm_rule("tried"), since=since, until=NOW)))
    report = tables_of(await aside.work(ReportJob(name="response", since=BEGAN, until=NOW)))
    print(burst.voices.people > 0, [one.alarms for one in forecast.rules], len(report) > 0)

asyncio.run(work())
"""


def test_pictures_forecasts_and_reports_are_worked_out_with_the_calls_the_unit_allows(
    calls: Path, tmp_path: Path
) -> None:
    """Their processes are begun under the daemon's filter, and nice and limits are refused there: the work is done all the same."""
    fill(tmp_path, [*quiet_days(), *support(), *storm()], house_of()).close()
    words = [sys.executable, CONFINED, *(["mdwe"] if _has_mdwe() else []), f"calls={calls}", "-c"]
    done = subprocess.run(
        [*words, _JOBS.format(folder=str(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert done.stdout.strip() == "True [1] True", done.stderr
    assert not re.search("EPERM|not permitted|aside.failed|Traceback", done.stdout + done.stderr), done.stderr


def test_the_filter_does_refuse(calls: Path) -> None:
    """The test above would mean nothing under a filter that lets everything through."""
    for code in ("os.setpriority(os.PRIO_PROCESS, 0, 5)", "os.chroot('/')", "os.sched_setaffinity(0, {0})"):
        words = [sys.executable, CONFINED, f"calls={calls}", "-c", f"import os; {code}"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert "PermissionError: [Errno 1]" in done.stderr, (code, done.stderr)


def test_the_operators_are_told_that_it_is_down(tmp_path: Path, receiver: Receiver) -> None:
    """The command of the failure unit pages by its own URL, without settings, store or daemon."""
    unit = (ROOT / "systemd" / "alertd-failed@.service").read_text(encoding="utf-8")
    words = re.search(r"^ExecStart=/opt/alertd/bin/alertd (.*)$", unit, re.MULTILINE)
    assert words is not None
    (tmp_path / "failed_url").write_text(f"json://127.0.0.1:{receiver.port}/down\n")
    line = words[1].replace("%d", str(tmp_path)).replace("%i", "alertd.service")

    done = subprocess.run(
        [sys.executable, "-m", "alertd", *line.split()],
        cwd=ROOT,
        env={"PATH": "/usr/bin", "MONITOR_SERVICE_RESULT": "exit-code", "MONITOR_EXIT_STATUS": "78"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert [got.path for got in receiver.got] == ["/down"]
    assert b"alertd.service" in receiver.got[0].body
    assert b"status 78" in receiver.got[0].body


def test_without_a_url_the_failure_unit_fails_too(tmp_path: Path) -> None:
    """An operator must see in `systemctl --failed` that nobody would be told."""
    done = subprocess.run(
        [sys.executable, "-m", "alertd", "page-ops", "--url-file", str(tmp_path / "none")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 78
    assert "/etc/credstore/alertd.failed_url" in done.stderr
