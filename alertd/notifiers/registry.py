"""All kinds of notifiers, and from a channel's setting to its notifier. A new kind is one import and one line in OWN."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from alertd.errors import ConfigurationError
from alertd.notifiers.apprise.kind import KIND as APPRISE
from alertd.notifiers.channel_keys import COMMON
from alertd.notifiers.console.kind import KIND as CONSOLE
from alertd.notifiers.kind import ChannelSetting, Kind, Style
from alertd.notifiers.limits import Limit
from alertd.notifiers.slack.kind import KIND as SLACK
from alertd.notifiers.sms.kind import KIND as SMS
from alertd.notifiers.teams.kind import KIND as TEAMS
from alertd.notifiers.telegram.kind import KIND as TELEGRAM
from alertd.notifiers.voice.kind import KIND as VOICE
from alertd.notifiers.webhook.kind import KIND as WEBHOOK

if TYPE_CHECKING:
    from alertd.ports import Notifier

GROUP = "alertd.notifiers"

#: The first one is what a channel is when its setting does not say.
OWN: dict[str, Kind] = {kind.name: kind for kind in (APPRISE, WEBHOOK, CONSOLE, SLACK, TELEGRAM, TEAMS, SMS, VOICE)}
DEFAULT = APPRISE.name


def kind_of(name: str) -> Kind:
    """Return what a kind says of itself; of a plug-in we know no more than the keys that all plug-ins may have."""
    return OWN.get(name) or Kind(name=name, maker="", keys=COMMON)


def kinds() -> tuple[str, ...]:
    """Return all kinds that are installed, our own first."""
    from importlib import metadata  # slow, and `check` rarely needs it

    return (*OWN, *sorted({point.name for point in metadata.entry_points(group=GROUP)} - set(OWN)))


def build(channel: ChannelSetting) -> Notifier:
    """Return the notifier of a channel. Raises ConfigurationError; its message holds no secret."""
    kind = OWN.get(channel.kind)
    if kind is None:
        return _plugin(channel)
    module, _, name = kind.maker.partition(":")
    make = cast("Callable[[ChannelSetting], Notifier]", getattr(importlib.import_module(module), name))
    return make(channel)


def limit_of(channel: ChannelSetting) -> Limit:
    """Return how fast a channel may send."""
    return kind_of(channel.kind).limit(channel)


def style_of(kind: str, name: str, url: str) -> Style:
    """Return how pages of a channel are written."""
    return kind_of(kind).style(name, url)


def _plugin(channel: ChannelSetting) -> Notifier:
    from importlib import metadata

    for point in metadata.entry_points(group=GROUP, name=channel.kind):
        try:
            factory = cast("Callable[[ChannelSetting], Notifier]", point.load())
        except Exception as error:
            # A plug-in may fail at import in any way; the operator needs its name, not our traceback.
            raise ConfigurationError(f"the plug-in {point.value!r} does not load: {type(error).__name__}") from error
        return factory(channel)
    raise ConfigurationError(
        f"channel {channel.name!r}: no kind {channel.kind!r} (there are {', '.join(kinds())})",
    )
