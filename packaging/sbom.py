# ruff: noqa: INP001 - a script, no package
"""The list of parts (CycloneDX 1.5): what alertd needs to run, as constraints.txt pins it. The same input gives the same bytes."""

from __future__ import annotations

import configparser
import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def wanted() -> list[str]:
    """Return the names that setup.cfg asks for."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    lines = settings["options"]["install_requires"].splitlines()
    return [_name(line) for line in lines if line.strip() and not line.startswith("#")]


def closure(names: list[str]) -> set[str]:
    """Return these and all they need, by what is installed here."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            needs = metadata.distribution(name).requires or []
        except metadata.PackageNotFoundError:
            continue  # of another platform
        found.add(name)
        waiting += [_name(one) for one in needs if "extra ==" not in one]
    return found


def sbom(version: str, commit: str, pins: dict[str, str]) -> dict[str, object]:
    """Return the document."""
    parts = [
        {
            "type": "library",
            "name": name,
            "version": pins[name],
            "bom-ref": f"pkg:pypi/{name}@{pins[name]}",
            "purl": f"pkg:pypi/{name}@{pins[name]}",
        }
        for name in sorted(closure(wanted()))
        if name in pins
    ]
    ours = f"pkg:pypi/alertd@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'alertd {commit}')}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "alertd",
                "version": version,
                "bom-ref": ours,
                "purl": ours,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [{"name": "commit", "value": commit}],
            }
        },
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def pinned(path: Path) -> dict[str, str]:
    """Return name to version of a constraints file."""
    lines = (line.partition("==") for line in path.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {_name(name): version.split(";")[0].strip() for name, _, version in lines}


def _name(requirement: str) -> str:
    match = re.match(r"\s*([A-Za-z0-9._-]+)", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[1]).lower()


if __name__ == "__main__":
    json.dump(sbom(sys.argv[1], sys.argv[2], pinned(Path(sys.argv[3]))), sys.stdout, indent=1)
    sys.stdout.write("\n")
