"""The units under a real systemd: it runs as PID 1 in name spaces of its own, with the very files that are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.acceptance.house import PEOPLE, ROOT, RULES, TOKEN, until

SCRIPT = Path(__file__).with_name("pid1.sh")
NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "--cgroup", "--uts", "--ipc", "--net", "--kill-child"]

SETTINGS = """
version: 1
rules: [rules.yml]
oncall: oncall.yaml
watches: {acme: {terms: [acme]}}
sources: [{kind: webhook, name: zap, token: "${ACME_FEED}"}]
"""

#: What the one unit of this system does, as an operator would; each answer goes into a file of its own.
PLAY = """
say() { cat >"/out/$1"; }
python3 /etc/provider.py &
systemctl start alertd; echo $? | say start
systemctl show alertd -p StatusText,ActiveState,DynamicUser,NRestarts | say shown
pid=$(systemctl show -p MainPID --value alertd)
cat /proc/$pid/status | say process
python3 /etc/post.py | say posted
for i in $(seq 100); do [ -s /out/pages ] && break; sleep 0.1; done
stat -L -c '%a' /var/lib/alertd | say state
systemctl reload alertd; echo $? | say reload
cp /etc/alertd/rules.yml /etc/alertd/rules.good
echo 'rules: [{name: Odd, severity: loud}]' >/etc/alertd/rules.yml
systemctl reload alertd; echo $? | say reload-refused
systemctl show alertd -p StatusText,ActiveState | say shown-refused
cp /etc/alertd/rules.good /etc/alertd/rules.yml
systemctl reload alertd; echo $? | say reload-mended
systemctl show alertd -p StatusText | say shown-mended
systemctl start alertd-backup.service; echo $? | say nightly
ls /var/backups/alertd | say copies
(cd /etc/alertd && /opt/alertd/bin/alertd incidents) | say incidents
systemctl kill -s KILL alertd
for i in $(seq 200); do
    [ "$(systemctl show -p NRestarts --value alertd)" = 1 ] && [ "$(systemctl is-active alertd)" = active ] && break
    sleep 0.1
done
systemctl show alertd -p ActiveState,NRestarts | say restarted
systemctl stop alertd; systemctl show alertd -p ActiveState,Result | say stopped
echo 'watches: [' >/etc/alertd/alertd.yaml
systemctl start alertd; echo $? | say faulty
for i in $(seq 300); do [ -s /out/down ] && break; sleep 0.1; done
systemctl show alertd -p ActiveState,ExecMainStatus,NRestarts | say given-up
echo | say done
"""

PROVIDER = """
import http.server
class Taker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open("/out/down" if self.path == "/down" else "/out/pages", "ab") as file:
            file.write(body + b"\\n")
        self.send_response(200)
        self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", 8395), Taker).serve_forever()
"""

POST = """
import datetime, json, pathlib, urllib.request
now = datetime.datetime.now(datetime.timezone.utc).isoformat()
told = {"id": "1", "platform": "x", "created_at": now, "author": "u", "author_followers": 500000, "text": "acme is awful"}
token = pathlib.Path("/etc/alertd/secrets/ACME_FEED").read_text().strip()
asked = urllib.request.Request("http://127.0.0.1:8321/ingest/zap", json.dumps(told).encode(),
    {"Authorization": "Bearer " + token, "Content-Type": "application/json"})
print(urllib.request.urlopen(asked).status)
"""


def _why_not() -> str | None:
    """Return why a systemd of our own cannot run here."""
    if os.geteuid() != 0:
        return "only root may make name spaces for a PID 1"
    tried = subprocess.run([*NAMESPACES, "mount", "-t", "proc", "proc", "/proc"], capture_output=True, check=False)
    if tried.returncode or not Path("/lib/systemd/systemd").exists() or shutil.which("ip") is None:
        return "this machine gives no name spaces, or has no systemd or ip"
    return None


def _environment(folder: Path) -> tuple[Path, Path]:
    """Return a virtual environment whose Python lies in no home folder, which the unit hides, and its installed packages.

    That is the one the tests run in, unless its Python lies in a home (pyenv and its like): then the system's Python is
    used, with the packages that are installed already where both are of one version, with its own otherwise.
    """
    running = Path(sys.executable).resolve()
    packages = Path(sysconfig.get_path("purelib"))
    if not any(running.is_relative_to(home) for home in ("/root", "/home")):
        return Path(sys.prefix), packages
    made = folder / "system-python"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", str(made)], check=True)
    own = next(made.glob("lib/python3*/site-packages"))
    if own.parent.name != packages.parent.name:
        pip = [sys.executable, "-m", "pip", "--python", str(made / "bin/python"), "install", "-q"]
        subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), str(ROOT)], check=True)
        packages = own
    return made, packages


def _system(folder: Path) -> None:
    etc, url = folder / "etc", "http://127.0.0.1:8395"
    for name in ("systemd/system", "alertd", "credstore"):
        (etc / name).mkdir(parents=True)
    for name in ("out", "root"):
        (folder / name).mkdir()
    for name in ("alertd.service", "alertd-failed@.service", "alertd-backup.service"):
        shutil.copy(ROOT / "systemd" / name, etc / "systemd/system")
    (etc / "systemd/system/play.target").write_text(
        "[Unit]\nDefaultDependencies=no\nWants=systemd-journald.service play.service\n"
    )
    (etc / "systemd/system/play.service").write_text(
        "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/bin/sh /etc/play.sh\n"
        "Environment=PATH=/usr/sbin:/usr/bin\nStandardOutput=file:/out/log\nStandardError=file:/out/log\n"
    )
    (etc / "machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    for name, text in (("play.sh", PLAY), ("provider.py", PROVIDER), ("post.py", POST)):
        (etc / name).write_text(text)
    (etc / "alertd/alertd.yaml").write_text(SETTINGS)
    (etc / "alertd/rules.yml").write_text(RULES)
    (etc / "alertd/oncall.yaml").write_text(PEOPLE % {"url": url})
    (etc / "alertd/secrets").mkdir()
    (etc / "alertd/secrets/ACME_FEED").write_text(TOKEN + "\n")  # a name of one's own: no line of the unit says it
    # Only these two: the unit names more, and a file that is not there must be no fault.
    for name, value in (
        ("HOOK_SECRET", "hook-secret"),
        ("failed_url", "json://127.0.0.1:8395/down"),
    ):
        (etc / "credstore" / f"alertd.{name}").write_text(value + "\n")
    venv, packages = _environment(folder)
    (folder / "venv").symlink_to(venv)
    (folder / "packages").symlink_to(packages)
    (folder / "src").symlink_to(ROOT)


def test_the_units_under_systemd_itself(tmp_path: Path) -> None:
    """Start, credentials, a page, reload, restart after a crash, stop, and the failure unit after a faulty configuration."""
    if why := _why_not():
        pytest.skip(why)
    _system(tmp_path)
    out = tmp_path / "out"

    with (tmp_path / "said").open("wb") as said:
        system = subprocess.Popen([*NAMESPACES, "sh", str(SCRIPT), str(tmp_path)], stdout=said, stderr=said)
    try:
        until((out / "done").exists, f"the play to end: {(tmp_path / 'said').read_text()}", patience=150.0)
    finally:
        system.kill()  # --kill-child: and all below it
        system.wait()
    told = {path.name: path.read_text() for path in out.iterdir()}

    assert told["start"] == "0\n", told
    assert "ActiveState=active" in told["shown"]
    assert "StatusText=1 of 1 sources see" in told["shown"]
    process = dict(line.split(":", 1) for line in told["process"].splitlines())
    assert process["Uid"].split()[0] not in ("0", "65534")
    assert (process["CapEff"].strip(), process["NoNewPrivs"].strip(), process["Seccomp"].strip()) == (
        "0" * 16,
        "1",
        "2",
    )
    assert told["posted"] == "202\n"
    assert json.loads(told["pages"].splitlines()[0])["rule"] == "loud-voice"
    assert told["state"] == "700\n"
    assert told["reload"] == "0\n"
    # A refused reload fails, the daemon goes on by the last good rules, and its status says so until it is mended.
    assert (told["reload-refused"], told["reload-mended"]) == ("1\n", "0\n")
    assert "ActiveState=active" in told["shown-refused"]
    assert "rules.yml:1:" in told["shown-refused"]
    assert "StatusText=1 of 1 sources see" in told["shown-mended"]
    assert "rules.yml:1:" not in told["shown-mended"]
    assert told["nightly"] == "0\n", told["log"]
    assert [name.endswith(".db") for name in told["copies"].split()] == [True]
    assert "acme" in told["incidents"]  # the token is found from the folder of the settings, whose paths are relative
    assert set(told["restarted"].split()) == {"ActiveState=active", "NRestarts=1"}
    assert "Result=success" in told["stopped"]
    assert told["faulty"] == "1\n"
    assert {"ActiveState=failed", "ExecMainStatus=78", "NRestarts=0"} == set(told["given-up"].split())
    assert "status 78" in told["down"]
