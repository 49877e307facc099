"""Stable keys: numbers and ids made from text, equal in every run and on every machine (`hash()` is neither)."""

from __future__ import annotations

from hashlib import blake2b


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
    return f"{key_of('code', ident) % 10_000:04d}"
