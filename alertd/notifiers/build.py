"""From a channel's setting to its notifier."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from typing import Protocol, cast

from alertd.errors import ConfigurationError
from alertd.ports import Notifier

GROUP = "alertd.notifiers"
OWN_KINDS = ("apprise", "console", "webhook")


class ChannelSetting(Protocol):
    """A channel as the settings give it, its secrets resolved to plain text.

    url: template with `{to}`; may be empty for a console. base_url: a host that stands in for the provider's own.
    max_segments: set for text messages only.
    """

    @property
    def name(self) -> str:
        """The channel's name in oncall.yaml."""

    @property
    def kind(self) -> str:
        """One of OWN_KINDS, or the entry point of a plug-in."""

    @property
    def url(self) -> str:
        """Where pages go."""

    @property
    def secret(self) -> str | None:
        """Key of the signature, or whatever a plug-in needs."""

    @property
    def base_url(self) -> str | None:
        """A host in place of the provider's own."""

    @property
    def max_segments(self) -> int | None:
        """Longest text message, in segments."""


def build(channel: ChannelSetting) -> Notifier:
    """Return the notifier of a channel. Raises ConfigurationError; its message holds no secret."""
    if channel.kind == "apprise":
        from alertd.notifiers.apprise import AppriseNotifier

        return AppriseNotifier(
            channel.name, channel.url, base_url=channel.base_url, is_sms=channel.max_segments is not None
        )
    if channel.kind == "webhook":
        from alertd.notifiers.webhook import Webhook

        return Webhook(channel.name, channel.url, secret=channel.secret)
    if channel.kind == "console":
        from alertd.notifiers.console import Console

        return Console(channel.name)
    return _plugin(channel)


def kinds() -> tuple[str, ...]:
    """Return all kinds that are installed, our own first."""
    return (*OWN_KINDS, *sorted({point.name for point in metadata.entry_points(group=GROUP)} - set(OWN_KINDS)))


def _plugin(channel: ChannelSetting) -> Notifier:
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
