"""From a source's setting to its source. Heavy clients are imported only where a source of theirs is set."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib import metadata
from typing import Any, Protocol, cast

from alertd.errors import ConfigurationError
from alertd.model.watch import Watch
from alertd.ports import Clock, Source

GROUP = "alertd.sources"

#: kind -> (module, source, options). A webhook is pushed and has no source of its own.
OWN: dict[str, tuple[str, str, str]] = {
    "x": ("alertd.sources.x.source", "X", "alertd.sources.x.options:XOptions"),
    "reddit": ("alertd.sources.reddit.source", "Reddit", "alertd.sources.reddit.options:RedditOptions"),
    "jsonl": ("alertd.sources.jsonl.source", "JsonlSource", "alertd.sources.jsonl.source:JsonlOptions"),
    "bluesky": ("alertd.sources.bluesky.source", "Bluesky", "alertd.sources.bluesky.options:BlueskyOptions"),
    "mastodon": ("alertd.sources.mastodon.source", "Mastodon", "alertd.sources.mastodon.source:MastodonOptions"),
    "rss": ("alertd.sources.rss.source", "Rss", "alertd.sources.rss.source:RssOptions"),
    "counts": ("alertd.sources.jsonl.source", "JsonlSource", "alertd.sources.jsonl.source:JsonlOptions"),
    "youtube": ("alertd.sources.youtube.source", "YouTube", "alertd.sources.youtube.source:YouTubeOptions"),
    "hackernews": (
        "alertd.sources.hackernews.source",
        "HackerNews",
        "alertd.sources.hackernews.source:HackerNewsOptions",
    ),
}


class Setting(Protocol):
    """A source as the settings give it; secrets still masked."""

    kind: str
    name: str
    options: Mapping[str, Any]
    at: str


def build(setting: Setting, *, watches: tuple[Watch, ...], clock: Clock, wanted: Callable[[str], bool]) -> Source:
    """Return the source of a setting. wanted: whether a text is about any watch (a firehose asks it).

    Raises ConfigurationError, naming the setting's place.
    """
    if setting.kind not in OWN:
        return _plugin(setting, watches, clock)
    module, source, options = OWN[setting.kind]
    try:
        make = getattr(importlib.import_module(module), source)
        made = _options(options, plain(setting.options))
        extra = {"wanted": wanted} if setting.kind in ("bluesky", "reddit") else {}
        return cast(Source, make(made, name=setting.name, watches=watches, clock=clock, **extra))
    except (TypeError, ValueError, ImportError) as error:
        raise ConfigurationError(f"{setting.at}: source {setting.name}: {error}") from error


def plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as sources take them: secrets in plain text, spans in seconds, lists as tuples."""
    flat: dict[str, Any] = {}
    for key, value in options.items():
        if key == "budget" and isinstance(value, Mapping):
            flat.update(plain(value))
        elif isinstance(value, timedelta):
            flat[key] = value.total_seconds()
        elif hasattr(value, "reveal"):
            flat[key] = value.reveal()
        elif isinstance(value, list):
            flat[key] = tuple(value)
        else:
            flat[key] = value
    return flat


def _options(path: str, options: dict[str, Any]) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)(**options)


def _plugin(setting: Setting, watches: tuple[Watch, ...], clock: Clock) -> Source:
    for point in metadata.entry_points(group=GROUP, name=setting.kind):
        try:
            make = point.load()
            return cast(Source, make(plain(setting.options), name=setting.name, watches=watches, clock=clock))
        except Exception as error:
            raise ConfigurationError(f"{setting.at}: the plug-in {point.value!r} does not load: {error}") from error
    kinds = ", ".join(sorted(OWN))
    raise ConfigurationError(f"{setting.at}: there is no source of kind {setting.kind!r} (there are {kinds})")
