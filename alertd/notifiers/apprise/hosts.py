"""Another host in place of a provider's own, for tests, mirrors and gateways."""

from __future__ import annotations

import re
from typing import Any

from alertd.errors import ConfigurationError

_HOST = re.compile(r"^https?://[^/]+")

#: Attributes of plug-ins that are addresses of manuals, not of servers.
_MANUALS = frozenset({"service_url", "setup_url", "app_url", "image_url_mask", "image_url_logo"})


def move(plugin: Any, base: str, channel: str) -> None:
    """Let this one plug-in object speak to `base`; its paths stay as they are.

    Plug-ins keep their hosts in attributes of the class (webhook_url, api_url, notify_url, ...), so this object gets
    attributes of its own. Raises ConfigurationError where the host stands in the URL itself, or is kept elsewhere.
    """
    found = {name: value for name, value in _addresses(plugin).items() if _HOST.match(value)}
    if not found:
        raise ConfigurationError(f"channel {channel!r}: base_url has no effect on this service; its url names the host")
    for name, value in found.items():
        setattr(plugin, name, _HOST.sub(lambda _: base, value))


def _addresses(plugin: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for klass in reversed(type(plugin).__mro__):
        found.update({name: value for name, value in vars(klass).items() if _is_address(name, value)})
    found.update({name: value for name, value in vars(plugin).items() if _is_address(name, value)})
    return found


def _is_address(name: str, value: object) -> bool:
    return isinstance(value, str) and name.endswith("url") and name not in _MANUALS
