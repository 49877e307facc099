"""A source that nobody has seen before is added by the steps of CONTRIBUTING.md, no other file is touched, and it works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Step 1: the folder.
FOLDER = {
    "__init__.py": '"""Lanterns: one light a second, seen from the shore."""\n',
    "form.py": '''"""How this source is written in the settings."""

from alertd.sources.form_keys import EVERY
from alertd.sources.kind import SourceKind
from alertd.yamlform.forms import Key
from alertd.yamlform.scalars import TEXT

LANTERN = SourceKind(
    name="lantern",
    label="Lantern",
    keys=(
        Key("shore", TEXT, "where we stand", is_required=True),
        Key("every", EVERY, "how often to look", default="5s"),
    ),
    source="alertd.sources.lantern.source:Lantern",
    options="alertd.sources.lantern.source:LanternOptions",
    check="alertd.sources.lantern.source:check_online",
    proves="the shore is there",
)
''',
    "source.py": '''"""Lanterns: one light a second, seen from the shore."""

from dataclasses import dataclass

from alertd.model.post import Post
from alertd.ports import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class LanternOptions:
    """shore: where we stand. every: seconds between two looks."""

    shore: str
    every: float = 5.0


class Lantern:
    """Brings a post for each light."""

    kind = "lantern"

    def __init__(self, options, *, name, watches, clock):
        self.name, self._options, self._clock = name, options, clock

    async def batches(self, cursor):
        """Yield a light at each look."""
        lit = int(cursor) if cursor and cursor.isdigit() else 0
        yield Batch()
        while True:
            lit += 1
            text = f"acme light {lit} at {self._options.shore}"
            light = Post(platform="lantern", id=str(lit), created_at=self._clock.now(), author="keeper", text=text)
            yield Batch(records=(light,), cursor=str(lit))
            await self._clock.sleep(self._options.every)


async def check_online(options, watches=(), *, clock):
    """Return a sentence where the shore is under water."""
    return ["the shore is under water"] if options.shore == "atlantis" else []
''',
}

#: Steps 2 to 4: (file, what stood there, what stands there now).
LINES = (
    (
        "alertd/sources/registry.py",
        '    "x": "alertd.sources.x.form:X",\n',
        '    "lantern": "alertd.sources.lantern.form:LANTERN",\n    "x": "alertd.sources.x.form:X",\n',
    ),
    ("alertd/core/wording/platforms.py", '    "rss": "RSS",\n', '    "rss": "RSS",\n    "lantern": "Lantern",\n'),
    ("setup.cfg", "| jsonl |", "| jsonl | lantern |"),
)

RUN = """
import asyncio
from alertd.rulefile.sources import SourceSetting
from alertd.sources.registry import build
from alertd.testing.source_check import QuickClock

async def main():
    setting = SourceSetting(kind="lantern", name="lantern", options={"shore": "pier", "every": 1.0})
    source = build(setting, watches=(), clock=QuickClock(), wanted=bool)
    async for batch in source.batches("6"):
        for post in batch.records:
            print(post.platform, post.id, post.text)
            return

asyncio.run(main())
"""


def copied(into: Path) -> Path:
    """Copy the house to where it may be changed; what no step touches is only linked to."""
    touched = {"alertd/sources", *(name for name, _, _ in LINES)}
    folders = {str(path) for name in touched for path in Path(name).parents} | {"alertd/sources"}
    for folder in sorted(folders):
        (into / folder).mkdir(parents=True, exist_ok=True)
        for path in (ROOT / folder).iterdir():
            name = path.relative_to(ROOT).as_posix()
            if name in touched and path.is_file():
                shutil.copy(path, into / name)
            elif name not in folders and (folder != "." or path.name == "setup.cfg"):
                (into / name).symlink_to(path)
    return into


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a house with the source added."""
    into = copied(tmp_path_factory.mktemp("house"))
    folder = into / "alertd/sources/lantern"
    folder.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, old, new in LINES:
        text = (into / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} no longer has {old!r} once"
        (into / name).write_text(text.replace(old, new), encoding="utf-8")
    (into / "alertd.yaml").write_text(
        "version: 1\nrules: []\nwatches: {acme: {terms: [acme]}}\nsources: [{kind: lantern, shore: pier, every: 2s}]\n"
    )
    (into / "wrong.yaml").write_text(
        "version: 1\nrules: []\nwatches: {acme: {terms: [acme]}}\nsources: [{kind: lantern, shoer: pier, every: 2s}]\n"
    )
    return into


def python(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in that house."""
    environment = os.environ | {"PYTHONPATH": str(house)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=house, env=environment, capture_output=True, text=True, check=False
    )


def test_the_list_names_every_file_that_was_touched_and_no_other() -> None:
    """Who follows the list is done; who reads it is not sent to places that nobody needs."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.partition("## Add a source\n")[2].partition("\n## ")[0]
    steps = section.partition("\n1. ")[2]
    named = set(re.findall(r"`((?:alertd/[\w/.]*)|setup\.cfg)`", steps.replace("NAME", "lantern")))

    assert named == {"alertd/sources/lantern/", *(name for name, _, _ in LINES)}
    assert len({name for name, _, _ in LINES if name.startswith("alertd/")}) <= 2


def test_the_settings_take_it(house: Path) -> None:
    """`check` knows its keys, and says which one was meant."""
    right = python(house, "-m", "alertd", "check", "alertd.yaml")
    wrong = python(house, "-m", "alertd", "check", "wrong.yaml")

    assert ": error[" not in right.stderr
    assert '"shoer" is not a key of a source of kind lantern; did you mean "shore"?' in wrong.stderr


def test_it_is_listed_and_has_a_schema(house: Path) -> None:
    """Editors and `alertd plugins` learn of it from the same place."""
    listed = python(house, "-m", "alertd", "plugins").stdout
    schema = python(house, "-m", "alertd", "schema", "config").stdout

    assert re.search(r"^source +lantern +alertd$", listed, re.MULTILINE)
    assert '"where we stand"' in schema


def test_it_runs_from_its_cursor(house: Path) -> None:
    """What the settings say is what the source gets, and its posts come."""
    done = python(house, "-c", RUN)

    assert (done.stdout, done.stderr) == ("lantern 7 acme light 7 at pier\n", "")


def test_check_online_tries_it(house: Path) -> None:
    """Its own check is found, and a fault stands at its place."""
    drowned = (house / "alertd.yaml").read_text().replace("pier", "atlantis")
    (house / "drowned.yaml").write_text(drowned)

    assert "the shore is under water" in python(house, "-m", "alertd", "check", "--online", "drowned.yaml").stderr


def test_the_import_contract_takes_its_folder(house: Path) -> None:
    """A folder that the contract does not name breaks it, so step 4 cannot be forgotten."""
    contracts = python(house, "-c", "import sys; from importlinter.cli import lint_imports_command as run; run()")

    assert "Sources stand beside each other, on what they share KEPT" in contracts.stdout, contracts.stdout[-2000:]
