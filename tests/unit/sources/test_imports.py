"""Sources cost nothing until they run, and the registry knows all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from alertd.core.wording.platforms import PLATFORMS
from alertd.sources.kind import imported
from alertd.sources.registry import KINDS, SOURCE_OPTIONS


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
        "assert len(list(alertd.sources.registry.SOURCE_OPTIONS.values())) > 15\n"
        "heavy = ('aiohttp', 'tweepy', 'praw', 'requests', 'importlib.metadata')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_kind_is_read_when_somebody_asks_for_it() -> None:
    """Their names are known before, so that a misspelt one is told with those that there are; each costs a millisecond or two."""
    code = (
        "import sys\n"
        "from alertd.sources.registry import KINDS, SOURCE_OPTIONS\n"
        "def forms(): return sorted(name.split('.')[2] for name in sys.modules if name.endswith('.form') and '.sources.' in name)\n"
        "assert 'reddit' in KINDS and 'redit' not in SOURCE_OPTIONS and len(list(KINDS)) == len(KINDS)\n"
        "assert KINDS.get('redit') is None and SOURCE_OPTIONS.get('redit') is None\n"
        "print(forms())\n"
        "assert SOURCE_OPTIONS['reddit'] is SOURCE_OPTIONS['reddit'] and KINDS['reddit'].label == 'Reddit'\n"
        "print(forms())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.splitlines() == ["[]", "['reddit']"]


def test_what_is_no_kind_is_said_with_its_name() -> None:
    """As a plain table says it."""
    for table in (KINDS, SOURCE_OPTIONS):
        with pytest.raises(KeyError, match="redit"):
            table["redit"]


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
