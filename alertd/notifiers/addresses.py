"""Where a page goes: `{to}` in a channel's URL, and hosts that stand in for a provider's own."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

from alertd.errors import ConfigurationError, DeliveryError, Fault

PLACE = "{to}"


def filled(url: str, to: str) -> str:
    """Put an address in the place of `{to}`, quoted so that it can hold no other part of the URL.

    `#general`, `+4917...` and `a@example.org` arrive as they are: every service unquotes its parts.

    >>> filled("slack://A/B/C/{to}", "#general")
    'slack://A/B/C/%23general'

    Raises DeliveryError (permanent) where the URL asks for an address and there is none.
    """
    if PLACE not in url:
        return url
    if not to.strip():
        raise DeliveryError("this person has no address on this channel", permanent=True, fault=Fault.ADDRESS)
    # Not str.format: a brace in a password is no field.
    return url.replace(PLACE, quote(to.strip(), safe=""))


def checked_base(url: str, what: str) -> str:
    """Return an https URL (or one of this machine) without its last slash.

    Pages carry acknowledge links and people's words, so they travel in the clear only inside this machine.
    The message never shows the URL: it may hold a token. Raises ConfigurationError.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise ConfigurationError(f"{what} is not a URL") from None
    if not host or parts.scheme not in {"http", "https"}:
        raise ConfigurationError(f"{what} must begin with https://")
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(f"{what} must begin with https:// (http is only for this machine)")
    return url.rstrip("/")


def moved(url: str, base: str) -> str:
    """Return a URL at another host; its path and query stay.

    >>> moved("https://crm.example.org/pages/{to}?a=1", "http://127.0.0.1:8000")
    'http://127.0.0.1:8000/pages/{to}?a=1'
    """
    return base.rstrip("/") + re.sub(r"^[a-z]+://[^/?#]*", "", url, flags=re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("127.0.0.1.example.org")
    (True, True, True, False)
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
