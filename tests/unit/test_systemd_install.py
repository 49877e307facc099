"""What `make install` puts where, with a Python of our own that installs nothing: the order and the links are the matter."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PYTHON = """#!/bin/sh
case "$*" in
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/bin/activate" && echo "command = $0 -m venv $3" >"$3/pyvenv.cfg" ;;
*" --require-hashes "*" packaging/locked.txt") echo hashed >>"$HASHED" ;;
*"pip "*) test -s "$HASHED" || exit 1
    for last; do :; done
    test -f "$last/alertd/__init__.py" && test -f "$last/alertd/rules/negative.yml" && test ! -e "$last/build" || exit 1
    packages=$(dirname "$(dirname "$0")")/lib/python3.11/site-packages
    mkdir -p "$packages/numpy/core/tests" "$packages/alertd/testing" && touch "$packages/numpy/core/tests/huge.py"
    mkdir -p "$packages/alertd-0.dist-info" && echo "{\\"url\\": \\"$last\\"}" >"$packages/alertd-0.dist-info/direct_url.json"
    printf '%s\\n' ../../../bin/alertd,sha256=x,9 alertd/__init__.py,sha256=y,5 alertd-0.dist-info/direct_url.json,, >"$packages/alertd-0.dist-info/RECORD"
    printf '#!%s\\n' "$0" >"$(dirname "$0")/f2py"
    printf '#!%s\\n' "$0" >"$(dirname "$0")/alertd" ;;
"-m alertd --version") exit ${BROKEN:-0} ;;
"-m alertd man --into "*) for last; do :; done; mkdir -p "$last" && touch "$last/alertd.1" ;;
"-m alertd completion "*) echo complete ;;
esac
"""


class Machine:
    """A root folder to install into."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.python = folder / "python3"
        self.python.write_text(PYTHON)
        self.python.chmod(0o755)
        self.release = 0

    def install(self, *, broken: bool = False) -> int:
        """Install once more; return the exit code. Releases are told apart by their second, so `date` counts for us."""
        self.release += 1
        folder = self.root.parent / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "date").write_text(f"#!/bin/sh\necho 20261121T0000{self.release:02d}Z\n")
        (folder / "date").chmod(0o755)
        environment = {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "PYTHON": str(self.python),
            "DESTDIR": str(self.root),
            "BROKEN": "1" if broken else "0",
            "HASHED": str(self.root.parent / "hashed"),
        }
        done = subprocess.run(
            ["sh", str(ROOT / "systemd" / "install")], env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode

    @property
    def releases(self) -> list[str]:
        """The releases that are there, by their second."""
        return sorted(path.name[-3:-1] for path in (self.root / "opt/alertd/releases").iterdir())

    def link(self, name: str) -> str:
        """Return the second of the release that a link leads to."""
        return (self.root / "opt/alertd" / name).readlink().name[-3:-1]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return an empty root folder."""
    return Machine(tmp_path)


def test_a_first_install_is_whole(machine: Machine) -> None:
    """The command at the unit's ExecStart, the units, the examples, the guides; no settings that nobody wrote."""
    assert machine.install() == 0

    command = machine.root / "opt/alertd/bin/alertd"
    assert command.is_file()
    shebang = command.read_text().splitlines()[0]
    assert shebang == f"#!/opt/alertd/{machine.root.joinpath('opt/alertd/current').readlink()}/bin/python"
    assert "ExecStart=/opt/alertd/bin/alertd run" in (machine.root / "etc/systemd/system/alertd.service").read_text()
    assert (machine.root / "etc/systemd/system/alertd-failed@.service").is_file()
    assert (machine.root / "etc/alertd/alertd.example.yaml").is_file()
    assert (machine.root / "etc/alertd/volume.yml").is_file()
    assert not (machine.root / "etc/alertd/alertd.yaml").exists()
    assert (machine.root / "opt/alertd/current/share/doc/alertd/operator.md").is_file()


def test_a_release_says_nothing_of_where_it_was_made(machine: Machine) -> None:
    """A package is built in a folder with another name each time: the same commit gives the same bytes, and no script names that folder."""
    assert machine.install() == 0

    release = machine.root / "opt/alertd/current"
    assert sorted(path.name for path in (release / "bin").iterdir()) == ["alertd", "python"]
    text = {path: path.read_text() for path in release.rglob("*") if path.is_file() and path.name != "python"}
    assert [path for path, told in text.items() if str(machine.root) in told] == []
    record = next(told for path, told in text.items() if path.name == "RECORD")
    assert record == "alertd/__init__.py,sha256=y,5\n"


def test_what_somebody_wrote_is_kept(machine: Machine) -> None:
    """A rule that was changed in /etc/alertd is that brand's rule."""
    machine.install()
    rule = machine.root / "etc/alertd/volume.yml"
    rule.write_text("ours")

    assert machine.install() == 0
    assert rule.read_text() == "ours"


def test_the_folder_of_secrets_is_nobody_elses(machine: Machine) -> None:
    """Also where a release before this one let systemd make it for all to look into; what lies in it is kept."""
    folder = machine.root / "etc/alertd/secrets"
    folder.mkdir(parents=True, mode=0o755)
    (folder / "ACME_FEED").write_text("token")
    assert machine.install() == 0
    assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, os.geteuid())
    assert (folder / "ACME_FEED").read_text() == "token"


def test_an_upgrade_leaves_the_way_back(machine: Machine) -> None:
    """`previous` is the release that ran before; the three newest stay."""
    for _ in range(5):
        assert machine.install() == 0

    assert machine.link("current") == "05"
    assert machine.link("previous") == "04"
    assert machine.releases == ["03", "04", "05"]


def test_a_release_that_does_not_run_changes_nothing(machine: Machine) -> None:
    """The links are moved last, and the half release is taken away."""
    machine.install()

    assert machine.install(broken=True) == 1
    assert machine.link("current") == "01"
    assert machine.releases == ["01"]


def test_the_way_back_is_kept_however_old(machine: Machine) -> None:
    """After a roll-back by hand and an upgrade, `previous` is not among the three newest."""
    for _ in range(4):
        machine.install()
    current = machine.root / "opt/alertd/current"
    old = next(path for path in (machine.root / "opt/alertd/releases").iterdir() if path.name.endswith("02Z"))
    current.unlink()
    current.symlink_to(f"releases/{old.name}")

    assert machine.install() == 0
    assert machine.link("previous") == "02"
    assert machine.releases == ["02", "03", "04", "05"]


def test_each_release_keeps_its_units_and_none_of_other_peoples_tests(tmp_path: Path) -> None:
    """The way back needs the units of that release, also of one that was installed before releases kept theirs."""
    machine = Machine(tmp_path)
    assert machine.install() == 0
    releases = machine.root / "opt/alertd/releases"
    (first,) = releases.iterdir()
    unit = machine.root / "etc/systemd/system/alertd.service"
    assert (first / "share/units/alertd.service").read_text() == unit.read_text()
    shutil.rmtree(first / "share/units")
    unit.write_text("[Unit]\nDescription=of the first release\n")

    assert machine.install() == 0
    (second,) = (path for path in releases.iterdir() if path != first)
    assert "of the first release" in (first / "share/units/alertd.service").read_text()
    assert (second / "share/units/alertd.service").read_text() == unit.read_text()
    assert {path.name for path in (second / "share/units").iterdir()} == {
        "alertd.service",
        "alertd-failed@.service",
        "alertd-backup.service",
        "alertd-backup.timer",
    }
    (packages,) = second.glob("lib/python*/site-packages")
    assert (packages / "numpy/core").is_dir()
    assert (packages / "alertd/testing").is_dir()
    assert list(packages.rglob("tests")) == []
