"""CONTRIBUTING says how a notifier is added. Here one is, by its steps and nothing else."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from alertd.notifiers.registry import OWN

ROOT = Path(__file__).resolve().parents[3]

NOTIFIER = """
from alertd.errors import DeliveryError


class Pigeon:
    kind = "pigeon"

    def __init__(self, loft, birds):
        self.loft, self.birds = loft, birds

    async def send(self, delivery):
        if self.birds == 0:
            raise DeliveryError("all birds are out")
        self.birds -= 1
        return f"{self.loft}: {delivery.text}"


def make(channel):
    return Pigeon(channel.options["loft"], channel.options.get("birds", 1))
"""

KIND = """
from alertd.notifiers.kind import Kind
from alertd.notifiers.limits import Limit
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import SOME, SecretShape

KIND = Kind(
    name="pigeon",
    maker="alertd.notifiers.pigeon.notifier:make",
    keys=(
        Key("loft", SecretShape(), "where the birds live", is_required=True),
        Key("birds", SOME, "how many there are"),
    ),
    limit=lambda _: Limit(burst=1, every=60.0),
)
"""

USE = """
import asyncio
from alertd.app.routes import routes_of
from alertd.config import load_settings
from tests.unit.runtime.outbox_fakes import delivery
from pathlib import Path

settings = load_settings(Path("alertd.yaml"), environment={"LOFT": "roof"}).settings
route = routes_of(settings)["post"]
print(route.limit.every, asyncio.run(route.notifier.send(delivery())).splitlines()[0])
"""

PEOPLE = """version: 1
channels:
  post: {kind: pigeon, loft: "${LOFT}", birds: 2}
people: {alice: {post: alice}}
policies: {pr: {steps: [{notify: alice, by: [post]}]}}
"""


def steps() -> list[str]:
    """Return the section's numbered steps."""
    text = (
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a notifier")[2].partition("\n## ")[0]
    )
    return re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]


def files_named() -> list[str]:
    """Return the files under alertd/ and the settings of the checks that the steps name."""
    return re.findall(r"`((?:alertd/|setup)[\w/.]+)`", "".join(steps()))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of alertd whose notifiers may be changed."""
    package = tmp_path / "alertd"
    package.mkdir()
    for part in (ROOT / "alertd").iterdir():
        if part.name not in {"notifiers", "__pycache__"}:
            (package / part.name).symlink_to(part)
    shutil.copytree(ROOT / "alertd" / "notifiers", package / "notifiers", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    return tmp_path


def run(house: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the changed copy."""
    environment = {**os.environ, "PYTHONPATH": str(house), "LOFT": "roof", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *args], cwd=house, env=environment, capture_output=True, text=True, check=False
    )


def test_the_steps_are_all_there_is_to_do(house: Path) -> None:
    """After its own two files and one line in the registry, a notifier is checked, limited, built and sends."""
    assert files_named() == [
        "alertd/notifiers/NAME/notifier.py",
        "alertd/notifiers/NAME/kind.py",
        "alertd/notifiers/registry.py",
        "setup.cfg",
    ]
    own = house / "alertd" / "notifiers" / "pigeon"
    own.mkdir()
    (own / "__init__.py").write_text("")
    (own / "notifier.py").write_text(NOTIFIER)
    (own / "kind.py").write_text(KIND)
    registry = house / "alertd" / "notifiers" / "registry.py"
    text = registry.read_text(encoding="utf-8")
    known = "from alertd.notifiers.slack.kind"
    text = text.replace(known, f"from alertd.notifiers.pigeon.kind import KIND as PIGEON\n{known}", 1)
    registry.write_text(text.replace("for kind in (APPRISE,", "for kind in (APPRISE, PIGEON,", 1))
    (house / "alertd.yaml").write_text("version: 1\nrules: []\noncall: oncall.yaml\nwatches: {acme: {terms: [acme]}}\n")
    (house / "oncall.yaml").write_text(PEOPLE)

    used = run(house, "-c", USE)
    assert used.stdout.split(" ", 1) == ["60.0", "roof: 40 posts, usually 4\n"], used.stderr

    (house / "oncall.yaml").write_text(PEOPLE.replace("birds: 2", "brids: 2"))
    checked = run(house, "-m", "alertd", "check")
    assert checked.returncode == 1
    column = PEOPLE.splitlines()[2].index("birds") + 1
    fault = f'oncall.yaml:3:{column}: error[unknown-key] "brids" is not a key of channel; did you mean "birds"?'
    assert fault in checked.stderr


def test_every_notifier_stands_in_the_contract() -> None:
    """What the import contract does not name may import another notifier unseen."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    named = settings["importlinter:contract:notifiers"]["modules"].split()

    assert named == sorted(f"alertd.notifiers.{name}" for name in OWN)
