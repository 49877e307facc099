"""Registry: every kind of source that comes with alertd. A new one is a line here, and a folder of its own.

`alertd check` reads this without loading a client: what is imported here are the forms only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, cast

from alertd.errors import ConfigurationError
from alertd.sources.bluesky.form import BLUESKY
from alertd.sources.email.form import EMAIL
from alertd.sources.github.form import GITHUB
from alertd.sources.hackernews.form import HACKERNEWS
from alertd.sources.jsonl.form import COUNTS, JSONL
from alertd.sources.kind import SourceKind, imported
from alertd.sources.lemmy.form import LEMMY
from alertd.sources.linkedin.form import LINKEDIN
from alertd.sources.mastodon.form import MASTODON
from alertd.sources.meta.form import META
from alertd.sources.peertube.form import PEERTUBE
from alertd.sources.reddit.form import REDDIT
from alertd.sources.rss.form import NEWS, RSS
from alertd.sources.stackexchange.form import STACKEXCHANGE
from alertd.sources.telegram.form import TELEGRAM
from alertd.sources.webhook.form import WEBHOOK
from alertd.sources.webhook.maps import MAPS
from alertd.sources.x.form import X
from alertd.sources.youtube.form import YOUTUBE

if TYPE_CHECKING:
    from alertd.intake.speakers import Speaker
    from alertd.model.watch import Watch
    from alertd.ports import Clock, Source
    from alertd.sources.relook import Waiting
    from alertd.yamlform.forms import Form

GROUP = "alertd.sources"  #: the entry points of plug-ins

#: Every kind, by its word in the settings.
KINDS: dict[str, SourceKind] = {
    kind.name: kind
    for kind in (
        X,
        REDDIT,
        BLUESKY,
        MASTODON,
        RSS,
        NEWS,
        HACKERNEWS,
        YOUTUBE,
        STACKEXCHANGE,
        GITHUB,
        LEMMY,
        PEERTUBE,
        TELEGRAM,
        EMAIL,
        META,
        LINKEDIN,
        WEBHOOK,
        JSONL,
        COUNTS,
    )
}
#: How each is written in the settings.
SOURCE_OPTIONS: dict[str, Form] = {name: kind.form() for name, kind in KINDS.items()}


class Setting(Protocol):
    """A source as the settings give it; secrets still masked."""

    kind: str
    name: str
    options: Mapping[str, Any]
    at: str
    platforms: tuple[str, ...] | None
    delay: float | None


def build(
    setting: Setting,
    *,
    watches: tuple[Watch, ...],
    clock: Clock,
    wanted: Callable[[str], bool],
    firing: Callable[[], bool] = lambda: False,
    growing: Callable[[], bool] = lambda: False,
    waiting: Waiting = (),
) -> Source:
    """Return the source of a setting. wanted: whether a text is about any watch (a firehose asks it). firing: whether a rule fires.

    growing: whether a rule or an open incident needs to know how posts grow. waiting: posts that it was about to read again.

    Raises ConfigurationError, naming the setting's place.
    """
    kind = KINDS.get(setting.kind)
    if kind is None:
        return _plugin(setting, watches, clock)
    extra: dict[str, Any] = {"wanted": wanted} if kind.asks_wanted else {"firing": firing} if kind.asks_firing else {}
    if kind.asks_growing:
        extra |= {"growing": growing, "waiting": waiting}
    try:
        made = options_of(setting)
        return cast("Source", imported(kind.source)(made, name=setting.name, watches=watches, clock=clock, **extra))
    except (TypeError, ValueError, ImportError) as error:
        raise ConfigurationError(f"{setting.at}: source {setting.name}: {error}") from error


def build_pushed(setting: Setting) -> Any:
    """Return the reader of what others post to a source. Raises ConfigurationError."""
    try:
        return imported(KINDS[setting.kind].source)(options_of(setting), name=setting.name)
    except (TypeError, ValueError, ImportError) as error:
        raise ConfigurationError(f"{setting.at}: source {setting.name}: {error}") from error


def is_pushed(setting: Setting) -> bool:
    """Return whether others post to this source, so that there is nothing to read."""
    kind = KINDS.get(setting.kind)
    return kind is not None and kind.is_pushed


def speaker_of(setting: Setting) -> Speaker:
    """Return for whom a source speaks, and how late it usually is."""
    from alertd.intake.speakers import Speaker

    kind = KINDS.get(setting.kind)
    given = None if setting.platforms is None else frozenset(setting.platforms)
    if kind is None:  # a plug-in knows what it reads, and owns a platform of its own name
        return Speaker(setting.name, owns=setting.kind, platforms=given, delay=setting.delay or 0.0)
    every = setting.options.get("every")
    pace = every.total_seconds() if isinstance(every, timedelta) else kind.pace
    delay = kind.delay + pace if setting.delay is None else setting.delay
    if kind.platforms:
        owned = given or frozenset(kind.platforms)
        return Speaker(setting.name, owns=kind.platforms[0], platforms=owned, delay=delay)
    if kind.speaks_for_all or (kind.is_pushed and not setting.options.get("map")):
        return Speaker(setting.name, platforms=given, delay=delay)
    if kind.is_pushed:
        return Speaker(setting.name, platforms=given or frozenset({_slug(setting)}), delay=delay)
    return Speaker(setting.name, owns=kind.name, platforms=given or frozenset({kind.name}), delay=delay)


def behind(setting: Setting) -> float | None:
    """Return by how many seconds a source that is asked is usually late at the most; None for what comes by itself, and plug-ins."""
    kind = KINDS.get(setting.kind)
    if kind is None or kind.is_pushed or kind.speaks_for_all:
        return None
    every = setting.options.get("every")
    pace = every.total_seconds() if isinstance(every, timedelta) else kind.pace
    if setting.delay is not None:
        return setting.delay
    return kind.delay + pace if pace else None


def _slug(setting: Setting) -> str:
    """Return the platform that a webhook gives to what comes without one."""
    given, shipped = setting.options.get("platform"), setting.options.get("map")
    if not given and isinstance(shipped, str) and shipped in MAPS:
        given = MAPS[shipped].platform
    return str(given) if given else re.sub(r"[^a-z0-9_.-]+", "-", setting.name.lower())[:32]


def options_of(setting: Setting) -> Any:
    """Return the options value of a setting of our own kinds. Raises TypeError or ValueError for what it cannot be."""
    return imported(KINDS[setting.kind].options)(**plain(setting.options))


def plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as sources take them: secrets in plain text, spans in seconds, lists as tuples."""
    return {key: _plain(value) for key, value in options.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if hasattr(value, "reveal"):
        return value.reveal()
    return tuple(value) if isinstance(value, list) else value


def _plugin(setting: Setting, watches: tuple[Watch, ...], clock: Clock) -> Source:
    from importlib import metadata

    for point in metadata.entry_points(group=GROUP, name=setting.kind):
        try:
            make = point.load()
            return cast("Source", make(plain(setting.options), name=setting.name, watches=watches, clock=clock))
        except Exception as error:
            raise ConfigurationError(f"{setting.at}: the plug-in {point.value!r} does not load: {error}") from error
    raise ConfigurationError(
        f"{setting.at}: there is no source of kind {setting.kind!r} (there are {', '.join(sorted(KINDS))})"
    )
