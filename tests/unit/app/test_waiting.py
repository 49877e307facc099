"""A start hands each source the posts that it was about to read again, out of the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from alertd.app import sources as app_sources
from alertd.app.sources import Sources
from alertd.rulefile.sources import SourceSetting
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import NOON, entry, house

pytestmark = pytest.mark.asyncio


class Writer:
    """Calls at once, on a store in memory."""

    async def call(self, what: Callable[[], Any]) -> Any:
        """Return what it returns."""
        return what()


class Clock:
    """It is five past noon."""

    def now(self) -> Any:
        """Return that."""
        return NOON + timedelta(minutes=5)


class Intake:
    """Reads nothing."""

    speakers: dict[str, Any]

    def load(self, _house: object) -> Callable[[str], bool]:
        """Want nothing."""
        return lambda _text: False


async def started(monkeypatch: pytest.MonkeyPatch, store: MemoryStore, *kinds: str) -> dict[str, Any]:
    """Return what each source of these kinds is told to read again."""
    found: dict[str, Any] = {}

    class Quiet:
        """A source that brings nothing."""

        async def run(self, _cursor: str | None) -> None:
            """End at once."""

    def build(setting: SourceSetting, **told: Any) -> Quiet:
        found[setting.name] = told["waiting"]
        return Quiet()

    monkeypatch.setattr(app_sources, "build_source", build)
    monkeypatch.setattr(app_sources, "Supervised", lambda source, *_, **__: source)
    one = Sources(
        cast("Any", Intake()), cast("Any", Writer()), cast("Any", store), cast("Any", Clock()), lambda *_: None
    )
    monkeypatch.setattr(app_sources, "speaker_of", lambda _setting: None)
    await one.start([SourceSetting(name=kind, kind=kind, at="x", options={}) for kind in kinds], house())
    await one.stop()
    return found


def brought(store: MemoryStore, name: str, source: str, minutes: float) -> None:
    """Let a source have brought a post so many minutes before noon."""
    at = NOON - timedelta(minutes=minutes)
    made = entry(name)
    event = cast("Any", made.event)
    store.append(made.with_(event=event.with_(at=at, source=source)), at)


async def test_each_source_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came in the last quarter of an hour before the end; one that does not ask for it gets nothing."""
    store = MemoryStore()
    for name, source, minutes in (
        ("1", "bluesky", 40),
        ("2", "bluesky", 10),
        ("3", "mastodon", 4),
        ("4", "bluesky", 1),
    ):
        brought(store, name, source, minutes)
    found = await started(monkeypatch, store, "bluesky", "mastodon", "youtube")

    assert {name: [post.id for _, post in posts] for name, posts in found.items()} == {
        "bluesky": ["2", "4"],
        "mastodon": ["3"],
        "youtube": [],
    }
    assert [came_at for came_at, _ in found["bluesky"]] == [NOON - timedelta(minutes=10), NOON - timedelta(minutes=1)]


async def test_the_store_is_not_read_where_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon of feeds starts as fast as before."""
    store = MemoryStore()
    brought(store, "1", "rss", 1)
    monkeypatch.setattr(app_sources, "waiting", lambda _newest: pytest.fail("it was read"))

    assert await started(monkeypatch, store, "hackernews") == {"hackernews": ()}
