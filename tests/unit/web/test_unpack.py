"""Packed bodies."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.web.refusals import Malformed, UnknownPacking
from alertd.web.unpack import unpacker


@given(body=st.binary(max_size=5000), size=st.integers(1, 700))
def test_pieces_make_the_body(body: bytes, size: int) -> None:
    """However it is packed and cut on the wire."""
    for name, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)), ("", body)):
        unpack = unpacker(name)
        pieces = [unpack.feed(packed[n : n + size], 10_000) for n in range(0, len(packed), size)]
        unpack.end()

        assert b"".join(pieces) == body


@pytest.mark.parametrize("cut", [1, 4, 8, 12, 20])
def test_a_cut_body_is_not_whole(cut: int) -> None:
    """Also when only its check sum is missing."""
    unpack = unpacker("gzip")
    unpack.feed(gzip.compress(b"line 1\nline 2\n")[:-cut], 100)
    with pytest.raises(Malformed):
        unpack.end()


def test_a_tight_body_is_not_unpacked_further_than_asked() -> None:
    """Megabytes of zeros cost no more than what is read of them."""
    unpack = unpacker("gzip")
    assert len(unpack.feed(gzip.compress(bytes(20_000_000), 9), 1000)) == 1000


WRONG_SUM = gzip.compress(b"a", mtime=0)[:-8] + bytes(8)


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(b"a", mtime=0) + b"rest", WRONG_SUM], ids=["other", "longer", "wrong sum"]
)
def test_what_is_no_packed_body_is_refused(body: bytes) -> None:
    """Another format, bytes after the end, and a wrong check sum."""
    with pytest.raises(Malformed):
        unpacker("gzip").feed(body, 100)


def test_other_packings_are_named() -> None:
    """Rather than read as if they were not packed."""
    for name in ("br", "zstd", "gzip, gzip"):
        with pytest.raises(UnknownPacking):
            unpacker(name)
