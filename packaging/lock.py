# ruff: noqa: INP001 - a script, no package
"""What a release is installed from, each file by its hash: `python packaging/lock.py >packaging/locked.txt`, after each change of a pin.

The index is asked for every file of each pinned version for any Linux and every Python that alertd runs on.
`systemd/install` takes nothing else.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from pathlib import Path

from sbom import ROOT, closure, pinned, wanted

INDEX = "https://pypi.org/simple"
FITS = re.compile(
    r"-(?:py3|py2\.py3|cp31[123]|[a-z0-9.]+-abi3)-.*(?:any|linux)"
)  # for a Python and a system that alertd runs on
OTHERS = re.compile(r"-(?:win|macosx|ios|android|pyodide|emscripten)|-cp31\dt-")
BUILDS = ROOT / "packaging" / "build-constraints.txt"


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
    sys.stdout.write(locked(pinned(Path(ROOT / "constraints.txt"))))
