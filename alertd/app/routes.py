"""From channels to routes: what sends to each, and how often it may."""

from __future__ import annotations

from alertd import config
from alertd.notifiers.registry import build, limit_of
from alertd.rulefile.channels import ChannelSetting
from alertd.runtime.channel import Route


def routes_of(settings: config.Settings) -> dict[str, Route]:
    """Return the route of each channel; the console is always there. Raises ConfigurationError."""
    channels = {
        config.CONSOLE: ChannelSetting(name=config.CONSOLE, kind=config.CONSOLE),
        **settings.channels,
    }
    for channel in channels.values():
        # Whether presses are heard is a setting of the house, not of the channel.
        way = "sms" if channel.kind in ("sms", "voice") else channel.kind
        channel.answers_at = settings.public_url if way in settings.replies.ways else ""
    return {name: Route(notifier=build(channel), limit=limit_of(channel)) for name, channel in channels.items()}
