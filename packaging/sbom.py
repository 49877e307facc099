# ruff: noqa: INP001 - a script, no package
"""The list of parts (CycloneDX 1.5): what a release is installed from, as locked.txt has it. The same commit gives the same bytes, whatever lies installed here."""

from __future__ import annotations

import json
import re
import sys
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILDS = ROOT / "packaging" / "build-constraints.txt"


def sbom(version: str, commit: str, locked: dict[str, str]) -> dict[str, object]:
    """Return the document."""
    parts = [
        {
            "type": "library",
            "name": name,
            "version": number,
            "bom-ref": f"pkg:pypi/{name}@{number}",
            "purl": f"pkg:pypi/{name}@{number}",
        }
        for name, number in sorted(locked.items())
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
    """Return name to version of a file of constraints, or of hashes."""
    lines = (line.partition("==") for line in path.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {plain(name): version.split(";")[0].rstrip("\\ ").strip() for name, _, version in lines}


def parts() -> dict[str, str]:
    """Return name to version of what a release is installed from, without what only builds it."""
    builds = pinned(BUILDS)
    return {name: version for name, version in pinned(ROOT / "packaging" / "locked.txt").items() if name not in builds}


def plain(requirement: str) -> str:
    """Return the name that a requirement begins with, as an index spells it."""
    match = re.match(r"\s*([A-Za-z0-9._-]+)", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[1]).lower()


if __name__ == "__main__":
    json.dump(sbom(sys.argv[1], sys.argv[2], parts()), sys.stdout, indent=1)
    sys.stdout.write("\n")
