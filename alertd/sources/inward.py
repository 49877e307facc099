"""Inward: addresses that lead into this machine or its network, where no stranger's answer may send us."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class InwardError(OSError):
    """A name leads inward, and nobody allowed it."""


def is_inward(address: str) -> bool:
    """Return whether a literal address is one of this machine, of a private network or of nobody; False for a name.

    >>> [is_inward(one) for one in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1", "fe80::1%eth0")]
    [True, True, True, True, True]
    >>> [is_inward(one) for one in ("93.184.216.34", "2606:2800:220:1::1", "example.org")]
    [False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        within = ip.ipv4_mapped or ip.sixtofour
        if within is None and ip in _NAT64:
            within = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if within is not None:
            return is_inward(str(within))
    return not ip.is_global or ip.is_multicast


def hosts_of(addresses: Iterable[str]) -> frozenset[str]:
    """Return the hosts of addresses that the operator wrote, and of the proxies of the environment."""
    found = set()
    for address in (*addresses, *getproxies().values()):
        try:
            host = urlsplit(address if "//" in address else f"//{address}").hostname
        except ValueError:
            continue
        found.add((host or "").lower())
    return frozenset(found - {""})


class OutwardResolver(AbstractResolver):
    """Resolves names as the system does, and refuses those that lead inward; the address that was checked is the one used.

    allowed: hosts that may, because the operator wrote them so. Literal addresses never come here.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._system: AbstractResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name. Raises InwardError if one of them is inward, whatever the others are."""
        if self._system is None:
            self._system = ThreadedResolver()
        found: list[Any] = await self._system.resolve(host, port, family)
        if host.lower().rstrip(".") not in self._allowed and any(is_inward(str(one["host"])) for one in found):
            raise InwardError(f"{host} leads into this machine or its network; allow_hosts may allow it")
        return found

    async def close(self) -> None:
        """Close what resolves."""
        if self._system is not None:
            await self._system.close()
