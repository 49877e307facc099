"""A release's whole life on one machine, as the operator's guide tells it: from the installation to the last file that is taken away.

The units are the installed ones, systemd itself is PID 1 (in name spaces of its own), the releases are those of two commits, each by
its own `systemd/install`. Only their dependencies are those of the tests, so that nothing large is fetched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import PEOPLE, ROOT, RULES, TOKEN, until
from tests.acceptance.test_pid1 import NAMESPACES, POST, PROVIDER, _environment, _why_not

pytestmark = pytest.mark.slow

FIRST = "8d559b38c2e39de02f6826e108e910ed6837723c"  # the first commit that somebody may run
SCRIPT = Path(__file__).with_name("whole_life.sh")
PATIENCE = 300.0

SETTINGS = """
version: 1
rules: [rules.yml]
oncall: oncall.yaml
watches: {acme: {terms: [acme]}}
sources: [{kind: webhook, name: zap, token: "${INBOX_TOKEN}"}]
"""

#: What the operator types. Each answer goes into a file of its own; `waits` lets the host install the next release.
PLAY = """
export PYTHONPATH=/deps INBOX_TOKEN=$(cat /etc/credstore/alertd.INBOX_TOKEN) HOOK_SECRET=hook-secret
alertd() { /opt/alertd/bin/alertd "$@"; }
say() { cat >"/out/$1"; }
waits() { for i in $(seq 9000); do [ -e "/out/$1" ] && return; sleep 0.1; done; }
counted() { alertd export -c /etc/alertd/alertd.yaml 2>>/out/log | wc -l | say "$1"; }
stands() { systemctl show alertd -p ActiveState,ExecMainStatus | say "$1"; }
posted() { python3 /etc/post.py "$1" "$2" | say "$3"; }
units() { cp "/opt/alertd/current/share/units/"* /etc/systemd/system/; systemctl daemon-reload; }
cd /etc/alertd
python3 /etc/provider.py &

alertd check -c /etc/alertd/alertd.yaml; echo $? | say checked
systemctl start alertd; stands ran
alertd --version | say version-old
posted 1 30 posted-old
for i in $(seq 100); do [ -s /out/pages ] && break; sleep 0.1; done
counted counted-old
alertd backup /var/backups/before.db -c /etc/alertd/alertd.yaml >&2
echo | say old-runs
waits new-installed

systemctl daemon-reload
alertd check --as-service; echo $? | say checked-new
systemctl restart alertd; stands upgraded
alertd --version | say version-new
counted counted-new
alertd incidents | say incidents-new
posted 31 35 posted-new
ls /var/lib/alertd | say store
alertd backup /var/backups/after.db >&2; echo $? | say backed-up

systemctl stop alertd
ln -sfn "$(readlink /opt/alertd/previous)" /opt/alertd/current
units
systemctl start alertd; stands refused
systemctl reset-failed alertd
(
    cd /var/lib/alertd
    mkdir newer && mv alertd.sqlite3* newer/ && mv newer/*.before-* .
    cp "$(ls alertd.sqlite3.before-* | sort | head -1)" alertd.sqlite3 && chown --reference=. alertd.sqlite3
)
systemctl start alertd; stands back
alertd --version | say version-back
counted counted-back
cmp -s /etc/systemd/system/alertd.service /out/unit-old; echo $? | say unit-back

systemctl stop alertd
ln -sfn "$(ls -d /opt/alertd/releases/* | sort | tail -1 | sed 's|/opt/alertd/||')" /opt/alertd/current
units
systemctl start alertd; stands forward
counted counted-forward
systemctl stop alertd
alertd restore /var/backups/after.db -c /etc/alertd/alertd.yaml >&2; echo $? | say restored
systemctl start alertd; stands after
counted counted-after

systemctl disable --now alertd alertd-backup.timer
rm -rf /etc/systemd/system/alertd* /opt/alertd /etc/alertd /var/lib/private/alertd /var/lib/alertd
systemctl daemon-reload
find / -xdev -path /proc -prune -o -path /sys -prune -o -name '*alertd*' -print | say left
find /opt /etc -name '*alertd*' | say left-there
echo | say done
"""

#: Posts numbers FIRST to LAST, the first of them by a loud voice.
POSTS = (
    POST.replace("/etc/alertd/secrets/ACME_FEED", "/etc/credstore/alertd.INBOX_TOKEN")
    .replace(
        'told = {"id": "1"', 'import sys\nfirst, last = int(sys.argv[1]), int(sys.argv[2])\ntold = {"id": str(first)'
    )
    .replace(
        "json.dumps(told).encode()",
        r'"\n".join(json.dumps(dict(told, id=str(n), author="u%d" % n,'
        r" author_followers=500000 if n == first else 5)) for n in range(first, last + 1)).encode()",
    )
)


def _tree(folder: Path, url: str) -> Path:
    tree = folder / "tree"
    etc = tree / "etc"
    for name in ("alertd", "credstore", "systemd/system"):
        (etc / name).mkdir(parents=True)
    for name in ("out", "root"):
        (folder / name).mkdir()
    for name in ("passwd", "group", "nsswitch.conf", "ld.so.cache", "hosts"):
        if Path("/etc", name).exists():
            shutil.copy(Path("/etc", name), etc / name)
    units = etc / "systemd/system"
    for target in ("basic", "sysinit", "shutdown", "network-online", "time-sync", "nss-lookup", "multi-user", "timers"):
        (units / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n")
    (units / "play.target").write_text("[Unit]\nDefaultDependencies=no\nWants=systemd-journald.service play.service\n")
    (units / "play.service").write_text(
        "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/bin/sh /etc/play.sh\n"
        "Environment=PATH=/usr/sbin:/usr/bin\nStandardOutput=file:/out/log\nStandardError=file:/out/log\n"
        "TimeoutStartSec=infinity\n"
    )
    (units / "alertd.service.d").mkdir()
    (units / "alertd.service.d/deps.conf").write_text("[Service]\nEnvironment=PYTHONPATH=/deps\n")
    (etc / "machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    for name, text in (("play.sh", PLAY), ("provider.py", PROVIDER), ("post.py", POSTS)):
        (etc / name).write_text(text)
    (etc / "alertd/alertd.yaml").write_text(SETTINGS)
    (etc / "alertd/rules.yml").write_text(RULES)
    (etc / "alertd/oncall.yaml").write_text(PEOPLE % {"url": url})
    (etc / "credstore").chmod(0o700)
    for name, value in (("INBOX_TOKEN", TOKEN), ("HOOK_SECRET", "hook-secret")):
        path = etc / "credstore" / f"alertd.{name}"
        path.write_text(value + "\n")
        path.chmod(0o600)
    return tree


def _install(source: Path, tree: Path, packages: Path) -> None:
    """Install one release by its own script, without its dependencies: those of the tests are found by PYTHONPATH."""
    environment = {
        **os.environ,
        "PYTHON": "/usr/bin/python3",
        "DESTDIR": str(tree),
        "PIP_NO_DEPS": "1",
        "PYTHONPATH": str(packages),
    }
    done = subprocess.run(["sh", "systemd/install"], cwd=source, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def _source(folder: Path, commit: str) -> Path:
    made = folder / f"source-{commit[:7]}"
    made.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(made)], input=packed, check=True)
    return made


@pytest.fixture
def short() -> Iterator[Path]:
    """Return a folder with a short name: the first release's installer does not know the second line that long ones need."""
    folder = Path(tempfile.mkdtemp(prefix="life"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_install_upgrade_roll_back_roll_forward_restore_take_away(short: Path) -> None:
    """From the first commit to this one and back, with a store that has something in it: nothing that was posted is lost on the way.

    What is taken away leaves nothing but secrets and backups.
    """
    if why := _why_not():
        pytest.skip(why)
    if subprocess.run(["git", "cat-file", "-e", FIRST], cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip(f"this clone is shallow and has no {FIRST[:7]}")
    _, packages = _environment(short)
    (short / "packages").symlink_to(packages)
    tree, out = _tree(short, "http://127.0.0.1:8395"), short / "out"
    _install(_source(short, FIRST), tree, packages)
    shutil.copy(tree / "etc/systemd/system/alertd.service", out / "unit-old")

    with (short / "said").open("wb") as said:
        system = subprocess.Popen([*NAMESPACES, "sh", str(SCRIPT), str(short)], stdout=said, stderr=said)
    try:
        until((out / "old-runs").exists, f"the old release: {(short / 'said').read_text()}", PATIENCE)
        _install(ROOT, tree, packages)
        (out / "new-installed").touch()
        until((out / "done").exists, f"the play to end: {(out / 'log').read_text()[-3000:]}", PATIENCE)
    finally:
        system.kill()  # --kill-child: and all below it
        system.wait()
    told = {path.name: path.read_text() for path in out.iterdir()}
    runs = {"ActiveState=active", "ExecMainStatus=0"}

    assert (told["checked"], set(told["ran"].split())) == ("0\n", runs), told
    assert (told["posted-old"], told["counted-old"]) == ("202\n", "30\n")
    assert "acme" in told["pages"]
    assert (told["checked-new"], set(told["upgraded"].split())) == ("0\n", runs), told["log"]
    assert told["counted-new"] == "30\n"
    assert "acme" in told["incidents-new"]
    assert told["version-new"] != told["version-old"] == told["version-back"]
    assert (told["posted-new"], told["backed-up"]) == ("202\n", "0\n")
    assert ".before-" in told["store"]
    assert "ExecMainStatus=78" in told["refused"].split(), "a store that is too new for the old release must be refused"
    assert (set(told["back"].split()), told["counted-back"], told["unit-back"]) == (runs, "30\n", "0\n"), told["log"]
    assert (set(told["forward"].split()), told["counted-forward"]) == (runs, "30\n")
    assert (told["restored"], set(told["after"].split()), told["counted-after"]) == ("0\n", runs, "35\n"), told["log"]
    left = [*told["left"].split(), *told["left-there"].split()]
    assert [path for path in left if not path.startswith(("/etc/credstore/", "/out/"))] == []
