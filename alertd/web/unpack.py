"""Packed bodies, unpacked piece by piece and never further than somebody still wants to read; pure."""

from __future__ import annotations

import zlib
from typing import Protocol

from alertd.web.refusals import Malformed, UnknownPacking

_GZIP, _ZLIB = 31, 15  # zlib's words for the two headers


class Unpacker(Protocol):
    """Takes what arrives and gives what it means."""

    def feed(self, piece: bytes, most: int) -> bytes:
        """Return at most `most` bytes of what `piece` unpacks to; what is beyond is never made."""

    def end(self) -> None:
        """Raise Malformed if the body ended early."""


class Plain:
    """A body that is not packed."""

    def feed(self, piece: bytes, most: int) -> bytes:
        """Return the piece."""
        return piece[:most]

    def end(self) -> None:
        """Accept any end: its length was checked on the wire."""


class Packed:
    """A body packed by zlib, with a gzip or zlib header.

    >>> import gzip
    >>> body = Packed(31)
    >>> body.feed(gzip.compress(b"acme" * 1000), 6)
    b'acmeac'
    """

    def __init__(self, header: int) -> None:
        self._stream = zlib.decompressobj(header)

    def feed(self, piece: bytes, most: int) -> bytes:
        """Return at most `most` bytes. Raises Malformed for what zlib does not know and for bytes after the end."""
        if self._stream.eof and piece:
            raise Malformed("There is something after the end of the packed body.")
        try:
            plain = self._stream.decompress(piece, most)
        except zlib.error:
            raise Malformed("The body cannot be unpacked.") from None
        if self._stream.unused_data:
            raise Malformed("There is something after the end of the packed body.")
        return plain

    def end(self) -> None:
        """Raise Malformed if the body ended early: a cut body of lines would else look like a whole shorter one."""
        if not self._stream.eof:
            raise Malformed("The packed body ended early.")


def unpacker(encoding: str) -> Unpacker:
    """Return what reads a body of that Content-Encoding. Raises UnknownPacking."""
    match encoding.strip().lower():
        case "" | "identity":
            return Plain()
        case "gzip" | "x-gzip":
            return Packed(_GZIP)
        case "deflate":
            return Packed(_ZLIB)
    raise UnknownPacking("Content-Encoding: only gzip, deflate and identity are known.")
