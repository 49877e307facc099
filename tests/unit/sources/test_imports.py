"""Sources cost nothing until they run, and the registry knows all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from alertd.core.wording.platforms import PLATFORMS
from alertd.sources.kind import imported
from alertd.sources.registry import KINDS


def test_heavy_clients_are_imported_only_by_a_running_source() -> None:
    """Importing every source loads neither tweepy nor praw: each costs up to a third of a second."""
    code = (
        "import sys\n"
        "import alertd.sources.x, alertd.sources.reddit, alertd.sources.bluesky, alertd.sources.rss.source\n"
        "import alertd.sources.hackernews.source, alertd.sources.mastodon.source, alertd.sources.youtube.source\n"
        "print([name for name in ('tweepy', 'praw', 'requests') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_check_reads_every_kind_without_its_client() -> None:
    """`alertd check` has 0.2 s: forms are read, and nothing that asks a network."""
    code = (
        "import sys\n"
        "import alertd.cli.check, alertd.cli.checking, alertd.config, alertd.sources.registry\n"
        "heavy = ('aiohttp', 'tweepy', 'praw', 'requests', 'importlib.metadata')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_leads_to_what_it_names(name: str) -> None:
    """A wrong path would be found at three in the morning, when the setting is first used."""
    kind = KINDS[name]

    assert kind.name == name
    assert imported(kind.source).kind in (name, "jsonl")
    assert imported(kind.options)
    assert not kind.check or callable(imported(kind.check))
    assert kind.proves
    assert not kind.proves.endswith(".")


def test_every_folder_is_registered() -> None:
    """A folder that the registry forgot would be a source that nobody can set."""
    folders = {path.parent.name for path in Path(imported.__code__.co_filename).parent.glob("*/form.py")}

    assert folders == {kind.source.split(".")[2] for kind in KINDS.values()}


def test_a_page_calls_a_platform_as_people_do() -> None:
    """The label of a kind and the word on the page are one."""
    assert {name: KINDS[name].label for name in PLATFORMS} == PLATFORMS
