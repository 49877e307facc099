"""Hop: what a machine that waits says of whom it passes on, sealed, so that the one that works counts and believes as if it had been asked itself.

The seal is made with the API's token: whoever could forge it may do everything already. Where the two machines have different tokens the
word of the one counts for nothing at the other: all it passes on counts as one stranger, and no proxy is believed who spoke to it.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import quote, unquote

import structlog
from aiohttp import web

from alertd.runtime.floods import Flood

log = structlog.get_logger(__name__)
_unknown = Flood()

HEADER = "X-Alertd-Passed-On"


class Hop(NamedTuple):
    """Of a request that was passed on: the address that spoke to the machine that waits, and who asks, by its own proxies' word."""

    spoke: str
    asks: str


#: Whoever passes on under another token may be anybody: what a proxy has said to that one is not believed here.
FORGED = Hop("?", "")


def sealed(hop: Hop, token: str) -> str:
    """Return the header that says it."""
    said = " ".join(quote(one, safe=":", errors="replace") for one in hop)
    return f"{said} {_seal(said, token)}"


def hop_of(request: web.Request, token: str) -> Hop | None:
    """Return what a request says of its way, None for one that came straight; FORGED for a word that is not under our token."""
    if HEADER not in request.headers:
        return None
    told = request.headers.getall(HEADER)
    said, _, seal = told[0].rpartition(" ")
    if len(told) != 1 or not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(said, token).encode()):
        if (untold := _unknown.begins("hop")) is not None:
            log.warning("hop.unknown", why="passed on by a machine with another API token, or forged", untold=untold)
        return FORGED
    spoke, _, asks = said.partition(" ")
    return Hop(unquote(spoke), unquote(asks))


def _seal(said: str, token: str) -> str:
    return hmac.digest(token.encode(), b"alertd passed on\0" + said.encode("utf-8", "replace"), hashlib.sha256).hex()
