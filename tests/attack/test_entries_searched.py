"""Entries of public searches and updates of bots: a hostile one costs at most itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import given, settings

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.sources.github.source import GitHub, GitHubOptions
from alertd.sources.lemmy.source import Lemmy, LemmyOptions
from alertd.sources.pace import Recent
from alertd.sources.peertube.source import PeerTube, PeerTubeOptions
from alertd.sources.sift import sifted
from alertd.sources.stackexchange.source import StackExchange, StackExchangeOptions
from alertd.sources.telegram.source import Telegram, TelegramOptions
from alertd.testing.source_check import QuickClock
from tests.attack.hostile import EXAMPLES, NOW, mutated, raw, taken
from tests.wire.test_searched import forum, issue, question, video

ACME = (Watch(name="acme", terms=("acme",)),)
AT = NOW - timedelta(minutes=1)
CLOCK = QuickClock()


def arrive(read: Callable[[msgspec.Raw], Any], bad: Any, write: Callable[[int], Any]) -> None:
    """Both neighbours of the bad entry come through intake, and what was refused says why."""
    good = write(101), write(102)
    posts, rejects = sifted([raw(good[0]), raw(bad), raw(good[1])], read, Recent(limit=100))
    expected = [post for one in good for post in [read(raw(one))] if isinstance(post, Post)]
    assert {post.id for post in expected} <= taken(posts)
    assert len(expected) == 2
    assert all(reject.reason and reject.reason.isprintable() for reject in rejects)


@settings(max_examples=EXAMPLES)
@given(mutated(question(7, AT)))
def test_stackexchange(bad: Any) -> None:
    """A question."""
    source = StackExchange(StackExchangeOptions(), name="s", watches=ACME, clock=CLOCK)
    arrive(source.read, bad, lambda number: question(number, AT))


@settings(max_examples=EXAMPLES)
@given(mutated(issue(7, AT)))
def test_github(bad: Any) -> None:
    """An issue."""
    source = GitHub(GitHubOptions(), name="g", watches=ACME, clock=CLOCK)
    arrive(source.read, bad, lambda number: issue(number, AT))


@settings(max_examples=EXAMPLES)
@given(mutated(forum(7, AT, is_comment=True)))
def test_lemmy(bad: Any) -> None:
    """A comment with the post above it."""
    source = Lemmy(LemmyOptions(), name="l", watches=ACME, clock=CLOCK)
    arrive(source.read, bad, lambda number: forum(number, AT, is_comment=True))


@settings(max_examples=EXAMPLES)
@given(mutated(video(7, AT)))
def test_peertube(bad: Any) -> None:
    """A video."""
    source = PeerTube(PeerTubeOptions(), name="p", watches=ACME, clock=CLOCK)
    arrive(source.read, bad, lambda number: video(number, AT))


def update(number: int) -> Any:
    """Write an update of Telegram."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(AT.timestamp()),
            "chat": {"id": -1, "type": "supergroup", "title": "Kettles", "username": "kettles"},
            "from": {"id": 9, "username": "lea", "first_name": "Lea"},
            "text": "acme burns",
            "reply_to_message": {"message_id": 5},
        },
    }


@settings(max_examples=EXAMPLES)
@given(mutated(update(7)))
def test_telegram(bad: Any) -> None:
    """An update of a group."""
    source = Telegram(TelegramOptions(bot_token="t"), name="t", watches=(), clock=CLOCK)
    arrive(source._read, json.loads(json.dumps(bad)), update)
