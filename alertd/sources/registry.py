"""Registry: every kind of source that comes with alertd. A new one is a line here, and a folder of its own.

The form of a kind is loaded when somebody asks for it: most settings name a handful of the kinds that there are. None of the
forms loads a client.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from alertd.errors import ConfigurationError
from alertd.sources.kind import SourceKind, imported

if TYPE_CHECKING:
    from alertd.intake.speakers import Speaker
    from alertd.model.watch import Watch
    from alertd.ports import Clock, Source
    from alertd.sources.relook import Waiting
    from alertd.yamlform.forms import Form

GROUP = "alertd.sources"  #: the entry points of plug-ins

#: Where each kind is told, by its word in the settings.
_PATHS: dict[str, str] = {
    "x": "alertd.sources.x.form:X",
    "reddit": "alertd.sources.reddit.form:REDDIT",
    "bluesky": "alertd.sources.bluesky.form:BLUESKY",
    "mastodon": "alertd.sources.mastodon.form:MASTODON",
    "rss": "alertd.sources.rss.form:RSS",
    "news": "alertd.sources.rss.form:NEWS",
    "hackernews": "alertd.sources.hackernews.form:HACKERNEWS",
    "youtube": "alertd.sources.youtube.form:YOUTUBE",
    "stackexchange": "alertd.sources.stackexchange.form:STACKEXCHANGE",
    "github": "alertd.sources.github.form:GITHUB",
    "lemmy": "alertd.sources.lemmy.form:LEMMY",
    "peertube": "alertd.sources.peertube.form:PEERTUBE",
    "telegram": "alertd.sources.telegram.form:TELEGRAM",
    "email": "alertd.sources.email.form:EMAIL",
    "meta": "alertd.sources.meta.form:META",
    "linkedin": "alertd.sources.linkedin.form:LINKEDIN",
    "webhook": "alertd.sources.webhook.form:WEBHOOK",
    "jsonl": "alertd.sources.jsonl.form:JSONL",
    "counts": "alertd.sources.jsonl.form:COUNTS",
}
_T = TypeVar("_T")


class _Late(Mapping[str, _T]):
    """Something of each kind, made when it is asked for and kept; the names are known before."""

    def __init__(self, make: Callable[[str], _T]) -> None:
        self._make = functools.cache(make)

    def __getitem__(self, name: str) -> _T:
        if name not in _PATHS:
            raise KeyError(name)
        return self._make(name)

    def __contains__(self, name: object) -> bool:
        return name in _PATHS

    def __iter__(self) -> Iterator[str]:
        return iter(_PATHS)

    def __len__(self) -> int:
        return len(_PATHS)


#: Every kind, by its word in the settings.
KINDS: Mapping[str, SourceKind] = _Late(lambda name: cast("SourceKind", imported(_PATHS[name])))
#: How each is written in the settings.
SOURCE_OPTIONS: Mapping[str, Form] = _Late(lambda name: KINDS[name].form())


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
    from alertd.sources.webhook.maps import MAPS

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
