"""What is built from a commit: the list of parts, and scripts that a shell can read. `make dist` twice gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUICK = "tests/unit tests/stories"  # what another Python is tried with
SCRIPTS = sorted(
    path
    for path in [
        *(ROOT / "packaging").iterdir(),
        *(ROOT / "packaging" / "debian").iterdir(),
        *(ROOT / "packaging" / "container").iterdir(),
        ROOT / "systemd" / "install",
    ]
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")
)


def _parts(*options: str) -> bytes:
    done = subprocess.run(
        [sys.executable, *options, "packaging/sbom.py", "0.1.0", "0" * 40],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return done.stdout


def test_the_list_of_parts_names_what_runs() -> None:
    """Each with the version that is pinned; tools of tests and of builds are not in it; the same bytes by a Python that has nothing installed."""
    first = _parts()
    told = json.loads(first)
    names = {part["name"]: part["version"] for part in told["components"]}
    pins = dict(line.lower().split("==") for line in (ROOT / "constraints.txt").read_text().split() if "==" in line)

    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    assert {"aiohttp", "numpy", "networkx", "apprise", "msgspec", "click"} <= set(names)
    assert {"pytest", "mypy", "ruff", "hypothesis", "pip", "setuptools"}.isdisjoint(names)
    assert names["aiohttp"] == pins["aiohttp"]
    assert len({part["bom-ref"] for part in told["components"]}) == len(names)
    assert told["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in told["components"]]
    assert _parts("-I", "-S") == first


def _locked() -> dict[str, tuple[str, set[str]]]:
    """Return what each part is locked to: its version, and the hashes of its files."""
    found: dict[str, tuple[str, set[str]]] = {}
    name = ""
    for line in (ROOT / "packaging" / "locked.txt").read_text().splitlines():
        if begins := re.fullmatch(r"([a-z0-9-]+)==(\S+) \\", line):
            name = begins[1]
            found[name] = (begins[2], set())
        elif told := re.fullmatch(r"    --hash=sha256:([0-9a-f]{64})(?: \\)?", line):
            found[name][1].add(told[1])
        else:
            assert line.startswith("#"), line
    return found


def _needs(*options: str) -> subprocess.CompletedProcess[str]:
    """Ask what setup.cfg needs, with all that this needs in turn, by what is installed."""
    return subprocess.run(
        [sys.executable, *options, "-c", "import lock; print(*sorted(lock.closure(lock.wanted())))"],
        cwd=ROOT / "packaging",
        capture_output=True,
        check=False,
        text=True,
    )


def test_nothing_is_locked_by_a_python_that_lacks_what_runs() -> None:
    """It would leave out what it does not see, and each release after it would come without."""
    done = _needs("-S")

    assert done.returncode == 1
    assert "PackageNotFoundError" in done.stderr
    assert done.stdout == ""


def test_a_release_is_installed_from_files_by_their_hashes() -> None:
    """Of all that runs, in the versions that were tested together, and of what builds: `python packaging/lock.py` after a change of a pin."""
    locked = {name: version for name, (version, _) in _locked().items()}
    lines = (ROOT / "constraints.txt").read_text().lower().replace("_", "-").split()
    pins = dict(line.split("==") for line in lines if "==" in line)
    builds = dict(line.split("==") for line in (ROOT / "packaging" / "build-constraints.txt").read_text().split())
    runs = _needs().stdout.split()

    assert len(runs) > 40
    assert locked == {**{name: pins[name] for name in runs}, **builds}
    assert {part["name"] for part in json.loads(_parts())["components"]} == set(runs)
    assert all(hashes for _, hashes in _locked().values())
    assert "--require-hashes --no-deps -r packaging/locked.txt" in (ROOT / "systemd" / "install").read_text()


INSTALL = """#!/bin/sh
root=$DESTDIR/opt/alertd/releases/one
mkdir -p "$root/share/man/man1" "$root/share/completions/bash" "$root/share/completions/zsh" "$root/share/completions/fish" "$root/lib/deep/er"
mkdir -p "$DESTDIR/etc/alertd" "$DESTDIR/opt/alertd/bin"
for file in man/man1/alertd.1 completions/bash/alertd completions/zsh/alertd completions/fish/alertd; do echo "$file" >"$root/share/$file"; done
head -c 5000 /dev/zero >"$root/lib/deep/er/library"
echo 1 >"$DESTDIR/etc/alertd/rules.yml"
ln -s releases/one "$DESTDIR/opt/alertd/current"
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with our scripts of packaging and one commit, of a program whose installation is a few files."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "packaging", source / "packaging")
    (source / "systemd").mkdir()
    (source / "systemd" / "install").write_text(INSTALL)
    (source / "alertd").mkdir()
    (source / "alertd" / "one.py").write_text("1\n")
    (source / "setup.cfg").write_text("version = 0.1.0\n")
    for name in ("LICENSE", "constraints.txt"):
        shutil.copy(ROOT / name, source)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@localhost", "-C", str(source)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    return source


BUILDAH = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word"; done >"$SAID/words"
for folder in "$@"; do :; done
cp "$folder/authority.pem" "$SAID/authority" 2>/dev/null || true
ls "$folder/packaging/locked.txt" "$folder/constraints.txt" "$folder/alertd/COMMIT" >"$SAID/files"
"""


def _container(source: Path, folder: Path, **environment: str) -> list[str]:
    """Build a container by a buildah that only says what it was asked for; return its words."""
    (folder / "buildah").write_text(BUILDAH)
    (folder / "buildah").chmod(0o755)
    done = subprocess.run(
        ["sh", "packaging/container/build"],
        cwd=source,
        env={"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder), "SAID": str(folder), **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "alertd:0.1.0\n"
    return (folder / "words").read_text().splitlines()


def test_a_container_is_built_with_the_authority_of_the_machine_that_builds(source: Path, tmp_path: Path) -> None:
    """By a file of that machine, which the build sees as a copy; all that an installation reads is there, and nothing of the authority stays."""
    authority = tmp_path / "company.pem"
    authority.write_text("an authority\n")

    words = _container(source, tmp_path, PIP_CERT=str(authority), BASE="localhost/own")

    assert {"PIP_CERT=/src/authority.pem", "BASE=localhost/own"} <= set(words)
    assert (tmp_path / "authority").read_text() == "an authority\n"
    assert len((tmp_path / "files").read_text().splitlines()) == 3
    stages = (ROOT / "packaging" / "container" / "Containerfile").read_text().split("FROM $BASE")
    assert "COPY . /src" in stages[1]
    assert "/src" not in stages[2]


def test_a_container_without_an_authority_of_its_own_gets_none(source: Path, tmp_path: Path) -> None:
    """Those of the base count; a file that is not there ends it before anything is built."""
    assert "PIP_CERT=" in _container(source, tmp_path)
    assert not (tmp_path / "authority").exists()
    (tmp_path / "words").unlink()
    with pytest.raises(subprocess.CalledProcessError) as fault:
        _container(source, tmp_path, PIP_CERT="/nowhere/company.pem")
    assert "/nowhere/company.pem" in fault.value.stderr
    assert not (tmp_path / "words").exists()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_shell_reads_the_scripts(script: Path) -> None:
    """And each stops at its first fault, for half a package helps nobody."""
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert "set -e" in script.read_text()


def _installed_bytes(names: set[str]) -> dict[str, int]:
    """Return what each part takes on the disk, bytecode included, as `systemd/install` leaves it: without the tests of others."""
    found = {}
    for name in names:
        files = [Path(str(file.locate())) for file in metadata.distribution(name).files or ()]
        found[name] = sum(file.stat().st_size for file in files if file.is_file() and "tests" not in file.parts)
    return found


def test_a_release_stays_small() -> None:
    """205 MB with all it brings is the promise of docs/numbers.md; what alertd itself brings is counted by its own folder."""
    parts = _installed_bytes({part["name"] for part in json.loads(_parts())["components"]})
    own = sum(path.stat().st_size for path in (ROOT / "alertd").rglob("*") if path.is_file())
    largest = sorted(parts.items(), key=lambda part: -part[1])[:8]

    assert own + sum(parts.values()) < 205e6, largest


def test_the_install_has_no_part_twice_as_large_as_the_rest() -> None:
    """Scipy (142 MB) and matplotlib are what a base install must never need again."""
    assert {"scipy", "matplotlib", "pandas", "torch"}.isdisjoint(
        {part["name"] for part in json.loads(_parts())["components"]}
    )


def test_another_python_is_tried_in_an_environment_of_its_own() -> None:
    """Nothing of the one that is worked with is written over, and what needs servers is not begun."""
    asked = ["make", "-n", "--no-print-directory", "test-python", "PYTHON=/opt/of/python9.9"]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTEST"))
    }
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("make ")]
    assert "/opt/of/python9.9 -m venv .venv-python9.9" in lines
    (tests,) = [line for line in lines if " -m pytest " in line]
    assert tests.split() == f".venv-python9.9/bin/python -m pytest --doctest-modules alertd {QUICK}".split()
    assert ".venv/" not in done.stdout


def _debian(source: Path, built_in: Path, **environment: str) -> bytes:
    """Build a package of a commit; return its bytes."""
    out = built_in / "out"
    built_in.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["sh", "packaging/deb"],
        cwd=source,
        env={
            "PATH": os.environ["PATH"],
            "OUT": str(out),
            "TMPDIR": str(built_in),
            "PYTHON": "/usr/bin/python3",
            **environment,
        },
        capture_output=True,
        check=True,
    )
    (package,) = out.iterdir()
    return package.read_bytes()


def test_a_debian_package_is_the_same_bytes_on_another_file_system(source: Path, tmp_path: Path) -> None:
    """Its size is counted by what the files say: what they take on a disk is another number on ext4 than in memory."""
    memory = Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    try:
        first = _debian(source, tmp_path / "disk")
        second = _debian(source, memory, TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    finally:
        shutil.rmtree(memory)

    assert first == second


def test_a_debian_package_that_was_stopped_leaves_none(source: Path, tmp_path: Path) -> None:
    """Half a package under the name of a whole one would be taken for it."""
    stopped = tmp_path / "bin" / "dpkg-deb"
    stopped.parent.mkdir()
    stopped.write_text('#!/bin/sh\nfor word in "$@"; do :; done\nhead -c 100 /dev/zero >"$word"\nexit 1\n')
    stopped.chmod(0o755)

    with pytest.raises(subprocess.CalledProcessError):
        _debian(source, tmp_path / "half", PATH=f"{stopped.parent}:{os.environ['PATH']}")
    assert list((tmp_path / "half" / "out").iterdir()) == []


# Reads what it is bound by as pip does, word by word; its wheel is the list of what it was given.
BUILDER = r"""#!/bin/sh
[ "$1" = -m ] || exec "$REAL" -I -S "$@"
for file in $PIP_CONSTRAINT; do grep -q "^setuptools==" "$file" || exit 1; done
while [ $# -gt 2 ]; do if [ "$1" = -w ]; then wheels=$2; fi; shift; done
mkdir -p "$wheels"
cd "$2" && find . -printf '%m %Ts %p\n' | LC_ALL=C sort >"$wheels/alertd-0.1.0-py3-none-any.whl"
"""


def _dist(repository: Path, builder: Path, umask: int, **environment: str) -> dict[str, bytes]:
    """Build what is handed out of a commit, by a Python of which only pip is not the real one; return each file's bytes."""
    subprocess.run(
        ["sh", "packaging/dist"],
        cwd=repository,
        env={"PATH": os.environ["PATH"], "REAL": sys.executable, "PYTHON": str(builder), **environment},
        umask=umask,
        capture_output=True,
        check=True,
    )
    return {file.name: file.read_bytes() for file in (repository / "dist").iterdir()}


def test_what_is_handed_out_is_the_same_bytes_from_a_folder_of_another_name(source: Path, tmp_path: Path) -> None:
    """One with a space in it, with files that no commit has, by another umask, in another time zone: archive, wheel's tree, list of parts and checksums."""
    builder = tmp_path / "python"
    builder.write_text(BUILDER)
    builder.chmod(0o755)
    others = [tmp_path / "one", tmp_path / "a name of words" / "deeper"]
    for other in others:
        subprocess.run(["git", "clone", "-q", str(source), str(other)], check=True, capture_output=True)
    (others[1] / "alertd" / "of_nobody.py").write_text("2\n")

    first = _dist(others[0], builder, 0o022)
    second = _dist(others[1], builder, 0o077, TZ="Asia/Tokyo", LC_ALL="C.UTF-8")

    assert first == second
    assert sorted(first) == sorted(
        f"alertd-0.1.0{end}" for end in (".tar.gz", "-py3-none-any.whl", ".cdx.json", ".sha256")
    )
    told = dict(line.split("  ")[::-1] for line in first["alertd-0.1.0.sha256"].decode().splitlines())
    assert told == {
        name: hashlib.sha256(text).hexdigest() for name, text in first.items() if not name.endswith(".sha256")
    }
    assert b"of_nobody" not in first["alertd-0.1.0-py3-none-any.whl"]


def _before_it_goes(root: Path, *words: str) -> int:
    """Run what dpkg runs before a package goes, over a root of its own where no systemd is; return its exit status."""
    script = (ROOT / "packaging" / "debian" / "prerm").read_text()
    for folder in ("/opt/alertd", "/run/systemd/system"):
        assert folder in script
        script = script.replace(folder, f"{root}{folder}")
    return subprocess.run(["sh", "-s", "--", *words], input=script, text=True, check=False).returncode


@pytest.mark.parametrize("words", [("upgrade", "0.1.0-2"), ("remove",)], ids=lambda words: words[0])
def test_bytecode_goes_before_its_package_does(words: tuple[str, ...], tmp_path: Path) -> None:
    """No package knows of it, and dpkg would say of a hundred folders that they are not empty. All else is dpkg's to take away."""
    package = tmp_path / "opt" / "alertd" / "releases" / "one" / "lib" / "alertd"
    (package / "__pycache__").mkdir(parents=True)
    (package / "__pycache__" / "one.cpython-311.pyc").write_bytes(b"1")
    (package / "one.py").write_text("1\n")

    assert _before_it_goes(tmp_path, *words) == 0
    assert [path.name for path in package.iterdir()] == ["one.py"]


@pytest.mark.parametrize("words", [("upgrade", "0.1.0-2"), ("remove",)], ids=lambda words: words[0])
def test_a_package_goes_whose_folder_somebody_has_deleted(words: tuple[str, ...], tmp_path: Path) -> None:
    """A script that fails here would leave a package that can neither be upgraded nor removed."""
    assert _before_it_goes(tmp_path, *words) == 0
