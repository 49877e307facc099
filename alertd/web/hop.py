"""Hop: what a machine that waits says of whom it passes on, sealed, so that the one that works counts and believes as if it had been asked itself.

The seal is made with the API's token: whoever could forge it may do everything already. Where the two machines have different tokens the
word of the one counts for nothing at the other, and all it passes on comes from its own address, as from any stranger.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import quote, unquote

from aiohttp import web

HEADER = "X-Alertd-Passed-On"


class Hop(NamedTuple):
    """Of a request that was passed on: the address that spoke to the machine that waits, and who asks, by its own proxies' word."""

    spoke: str
    asks: str


def sealed(hop: Hop, token: str) -> str:
    """Return the header that says it."""
    said = " ".join(quote(one, safe=":", errors="replace") for one in hop)
    return f"{said} {_seal(said, token)}"


def hop_of(request: web.Request, token: str) -> Hop | None:
    """Return what a request says of its way; None for one that came straight, or says it under another token."""
    told = request.headers.getall(HEADER, [])
    said, _, seal = told[0].rpartition(" ") if len(told) == 1 else ("", "", "")
    if not said or not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(said, token).encode()):
        return None
    spoke, _, asks = said.partition(" ")
    return Hop(unquote(spoke), unquote(asks))


def _seal(said: str, token: str) -> str:
    return hmac.digest(token.encode(), b"alertd passed on\0" + said.encode("utf-8", "replace"), hashlib.sha256).hex()
