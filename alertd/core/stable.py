"""Stable keys: numbers and ids made from text, equal in every run and on every machine (`hash()` is neither)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

CODES = 10_000  # 4 digits are typed on a phone at night without a mistake


def key_of(*parts: str) -> int:
    """Return 63 bits made from the parts.

    >>> key_of("x", "u_1") == key_of("x", "u_1") != key_of("x", "u_2")
    True
    """
    return (
        int.from_bytes(blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") >> 1
    )


def id_of(*parts: str | int, size: int = 8) -> str:
    """Return a hexadecimal id of `size` bytes made from the parts."""
    return blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


def code_of(ident: str) -> str:
    """Return the short code of an incident: 4 digits, easy to type in a text message.

    >>> len(code_of("a1b2c3")), code_of("a1b2c3").isdigit()
    (4, True)
    """
    return f"{key_of('code', ident) % CODES:04d}"


def codes_from(first: str) -> Iterator[str]:
    """Yield every code once, beginning with one.

    >>> from itertools import islice
    >>> list(islice(codes_from("9999"), 3))
    ['9999', '0000', '0001']
    """
    for after in range(CODES):
        yield f"{(int(first) + after) % CODES:04d}"
