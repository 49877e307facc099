"""The units, judged by systemd's own tools. These fail where the tools are missing: `make test` installs them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "systemd"
NAMES = ("alertd.service", "alertd-failed@.service")
COPYING = ("alertd-backup.service", "alertd-backup.timer")
HOST_UNITS = next(
    (path for path in map(Path, ("/usr/lib/systemd/system", "/lib/systemd/system")) if path.is_dir()), None
)


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    assert shutil.which("systemd-analyze"), "systemd-analyze is missing: apt-get install systemd, or run make test"
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root folder with the units, the targets of this system, and a command at each ExecStart."""
    assert HOST_UNITS is not None
    shutil.copytree(HOST_UNITS, tmp_path / "usr/lib/systemd/system", symlinks=True)
    (tmp_path / "etc/systemd/system").mkdir(parents=True)
    for name in (*NAMES, *COPYING):
        shutil.copy(UNITS / name, tmp_path / "etc/systemd/system" / name)
    for command in ("opt/alertd/bin/alertd", "usr/bin/install"):
        path = tmp_path / command
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return tmp_path


def _verified(root: Path) -> str:
    done = [
        _run("verify", f"--root={root}", name)
        for name in ("alertd.service", "alertd-failed@alertd.service.service", *COPYING)
    ]
    assert [one.returncode for one in done] == [0] * 4, done
    return "".join(one.stdout + one.stderr for one in done)


def test_the_units_verify_without_a_word(root: Path) -> None:
    """Systemd finds nothing to say about them."""
    assert _verified(root) == ""


def test_verify_would_see_a_fault(root: Path) -> None:
    """A key that is misspelt is passed over by systemd when it runs, so it must be seen here."""
    unit = root / "etc/systemd/system/alertd.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=", "WatchdogSecs="))

    assert "Unknown key 'WatchdogSecs'" in _verified(root)


@pytest.mark.parametrize("name", NAMES)
def test_exposure_is_at_most_1_1(name: str) -> None:
    """What remains is that a network daemon needs the network."""
    done = _run("security", "--offline=true", "--threshold=11", str(UNITS / name))

    assert done.returncode == 0, done.stdout[-400:]
    assert "exposure level" in done.stdout


def test_the_nightly_copy_has_no_network_and_two_powers() -> None:
    """It runs as root, since the store belongs to a user that systemd makes: what it may do is held small all the same."""
    done = _run("security", "--offline=true", "--threshold=21", str(UNITS / COPYING[0]))

    assert done.returncode == 0, done.stdout[-400:]


@pytest.mark.parametrize("name", ["alertd.service", COPYING[0]])
def test_what_was_in_memory_is_written_nowhere_by_a_crash(name: str) -> None:
    """Tokens and the words of strangers stand in it: neither unit leaves a core."""
    assert "LimitCORE=0" in (UNITS / name).read_text().splitlines()


def test_exposure_is_0_9_with_the_proxy(tmp_path: Path) -> None:
    """The drop-in keeps its promise."""
    shutil.copy(UNITS / "alertd.service", tmp_path)
    (tmp_path / "alertd.service.d").mkdir()
    shutil.copy(UNITS / "alertd.service.d/proxy.conf.example", tmp_path / "alertd.service.d/proxy.conf")

    done = _run("security", "--offline=true", "--threshold=9", str(tmp_path / "alertd.service"))

    assert done.returncode == 0, done.stdout[-400:]


def test_the_gate_would_see_a_hole(tmp_path: Path) -> None:
    """Without its system call filter the unit must not pass."""
    text = (UNITS / "alertd.service").read_text()
    (tmp_path / "alertd.service").write_text(re.sub(r"^SystemCallFilter=.*\n", "", text, flags=re.MULTILINE))

    assert _run("security", "--offline=true", "--threshold=11", str(tmp_path / "alertd.service")).returncode != 0


def test_every_secret_of_the_examples_is_a_credential() -> None:
    """Whoever fills in the examples need not change the unit."""
    unit = (UNITS / "alertd.service").read_text()
    text = "".join((ROOT / "rules" / f"{name}.example.yaml").read_text() for name in ("alertd", "oncall"))
    told = "\n".join(line.split(" #", 1)[0] for line in text.splitlines() if not line.startswith("#"))
    wanted = set(re.findall(r"\$\{(\w+)\}", told))

    assert wanted
    assert wanted <= set(re.findall(r"^LoadCredential=(\w+):alertd\.\1$", unit, re.MULTILINE))


def test_a_bad_configuration_is_not_started_again() -> None:
    """The exit code of the unit is the program's."""
    from alertd.app.process import CONFIGURATION

    assert f"RestartPreventExitStatus={CONFIGURATION}\n" in (UNITS / "alertd.service").read_text()
