# ruff: noqa: INP001 - a script, no package
"""What a release is installed from, each file by its hash: `python packaging/lock.py >packaging/locked.txt`, after each change of a pin.

The index is asked for every file of each pinned version for any Linux and every Python that alertd runs on.
`systemd/install` takes nothing else.
"""

from __future__ import annotations

import configparser
import json
import re
import sys
import urllib.request
from importlib import metadata

from sbom import BUILDS, ROOT, pinned, plain

INDEX = "https://pypi.org/simple"
FITS = re.compile(
    r"-(?:py3|py2\.py3|cp31[123]|[a-z0-9.]+-abi3)-.*(?:any|linux)"
)  # for a Python and a system that alertd runs on
OTHERS = re.compile(r"-(?:win|macosx|ios|android|pyodide|emscripten)|-cp31\dt-")


def wanted() -> list[str]:
    """Return the names that setup.cfg asks for."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    lines = settings["options"]["install_requires"].splitlines()
    return [plain(line) for line in lines if line.strip() and not line.startswith("#")]


def closure(names: list[str]) -> set[str]:
    """Return these and all they need, by what is installed here. Raises PackageNotFoundError where one of these is not."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            needs = metadata.distribution(name).requires or []
        except metadata.PackageNotFoundError:
            if name in names:
                raise
            continue  # of another platform
        found.add(name)
        waiting += [plain(one) for one in needs if "extra ==" not in one]
    return found


def hashes(name: str, version: str) -> list[str]:
    """Return the SHA-256 of every file of one version, in order. Raises ValueError where the index has none."""
    asked = urllib.request.Request(  # noqa: S310 - the address is ours
        f"{INDEX}/{name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        told = json.load(answer)
    found = {one["hashes"]["sha256"] for one in told["files"] if _is_of(one["filename"], name, version)}
    if not found:
        raise ValueError(f"{INDEX} has no file of {name} {version}")
    return sorted(found)


def _is_of(file: str, name: str, version: str) -> bool:
    """Whether a file is of this version and may be wanted: NAME-VERSION-TAGS.whl for some Linux, or NAME-VERSION.tar.gz."""
    plain = re.sub("[-_.]+", "-", file.lower())
    begins = re.sub("[-_.]+", "-", f"{name}-{version}".lower())
    if file.endswith(".tar.gz"):
        return plain == f"{begins}-tar-gz"
    return (
        file.endswith(".whl") and plain.startswith(f"{begins}-") and bool(FITS.search(file)) and not OTHERS.search(file)
    )


def locked(pins: dict[str, str]) -> str:
    """Return the lines of the file: what runs, and what builds."""
    lines = [
        "# What a release is installed from; `python packaging/lock.py` writes this file. pip takes a file of no other hash."
    ]
    for name in sorted({*closure(wanted()) & pins.keys(), *pinned(BUILDS)}):
        version = pinned(BUILDS).get(name) or pins[name]
        files = " \\\n".join(f"    --hash=sha256:{one}" for one in hashes(name, version))
        lines.append(f"{name}=={version} \\\n{files}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(locked(pinned(ROOT / "constraints.txt")))
