"""From channels to routes: what sends to each, and how often it may."""

from __future__ import annotations

from alertd import config
from alertd.notifiers.build import build
from alertd.notifiers.limits import limit_for
from alertd.rulefile.channels import ChannelSetting
from alertd.runtime.channel import Route


def routes_of(settings: config.Settings) -> dict[str, Route]:
    """Return the route of each channel; the console is always there. Raises ConfigurationError."""
    channels = {
        config.CONSOLE: ChannelSetting(name=config.CONSOLE, kind=config.CONSOLE),
        **settings.channels,
    }
    routes = {}
    for name, channel in channels.items():
        limit = limit_for(kind=channel.kind, url=channel.url, is_sms=channel.max_segments is not None)
        routes[name] = Route(notifier=build(channel), limit=limit)
    return routes
