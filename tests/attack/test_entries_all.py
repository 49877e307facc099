"""Every kind of source is held to the law of hostile entries; a new kind joins with a real shape of its platform."""

from __future__ import annotations

from alertd.sources.registry import KINDS
from tests.attack import test_entries as polled
from tests.attack import test_entries_pushed as pushed
from tests.attack import test_entries_searched as searched

#: Where each kind of source is held to the law: here, or beside its server.
HELD = {
    "x": polled.test_x,
    "reddit": polled.test_reddit,
    "bluesky": polled.test_bluesky,
    "mastodon": polled.test_mastodon,
    "rss": polled.test_feeds,
    "news": polled.test_feeds,
    "hackernews": polled.test_hacker_news,
    "email": pushed.test_mails_of_alerts,
    "youtube": polled.test_youtube,
    "stackexchange": searched.test_stackexchange,
    "github": searched.test_github,
    "lemmy": searched.test_lemmy,
    "peertube": searched.test_peertube,
    "telegram": searched.test_telegram,
    "meta": pushed.test_meta,
    "linkedin": pushed.test_linkedin,
    "webhook": pushed.test_webhooks_with_a_shipped_map,
    "jsonl": "tests/laws/test_intake_laws.py",
    "counts": "tests/laws/test_intake_laws.py",
}


def test_every_kind_of_source_is_held_to_the_law() -> None:
    """A new kind joins here with a real shape of its platform."""
    assert set(HELD) == set(KINDS)
