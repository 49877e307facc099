"""What a kind of notifier says of itself: its keys in the people file, how fast it may send, how its pages are written.

It is light to import, for `alertd check` reads it; the notifier behind it is imported where a channel of its kind is set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from alertd.model.value import Value
from alertd.notifiers.limits import Limit
from alertd.yamlform.forms import Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.shapes import Reader


class Style(Value, frozen=True, kw_only=True):
    """How pages of a channel are written. scheme: the service ("slack", "mailtos"), empty: the kind says it.

    is_sms: text messages, each 67 or 153 characters cost a segment, and they are cut to the channel's `max_segments`.
    """

    scheme: str = ""
    is_sms: bool = False


class ChannelSetting(Protocol):
    """A channel as the settings give it, its secrets resolved to plain text.

    url: template with `{to}`; empty where the kind has none. base_url: a host that stands in for the provider's own.
    max_segments: set for text messages only.
    """

    @property
    def name(self) -> str:
        """The channel's name in oncall.yaml."""

    @property
    def kind(self) -> str:
        """A kind of the registry, or the entry point of a plug-in."""

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

    @property
    def options(self) -> Mapping[str, Any]:
        """The other keys of its kind, secrets in plain text."""


def _accept(_table: Table, _values: dict[str, Any], _reader: Reader) -> bool:
    return True


def _usual_limit(_channel: ChannelSetting) -> Limit:
    return Limit()


def _plain(_channel: str, _url: str) -> Style:
    return Style()


class Kind(Value, frozen=True, kw_only=True):
    """A kind of notifier.

    maker: "module:callable" that takes a ChannelSetting and returns the notifier; raises ConfigurationError.
    keys: what stands beside `kind` in the people file.
    check: looks at what was read; tells faults and returns False. limit: how fast it may send.
    style: by the channel's name and URL. proved: what `check --online` has shown when it finds no fault.
    """

    name: str
    maker: str
    keys: tuple[Key, ...] = ()
    check: Callable[[Table, dict[str, Any], Reader], bool] = _accept
    limit: Callable[[ChannelSetting], Limit] = _usual_limit
    style: Callable[[str, str], Style] = _plain
    proved: str = "it can be loaded"
