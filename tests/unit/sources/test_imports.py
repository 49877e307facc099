"""Sources cost nothing until they run."""

from __future__ import annotations

import subprocess
import sys


def test_heavy_clients_are_imported_only_by_a_running_source() -> None:
    """Importing every source loads neither tweepy nor praw nor feedparser: each costs up to a third of a second."""
    code = (
        "import sys\n"
        "import alertd.sources.x, alertd.sources.reddit, alertd.sources.bluesky, alertd.sources.rss.source\n"
        "import alertd.sources.hackernews.source, alertd.sources.mastodon.source, alertd.sources.youtube.source\n"
        "print([name for name in ('tweepy', 'praw', 'requests', 'feedparser') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
