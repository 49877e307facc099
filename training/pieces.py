"""The pieces of words that a sentence encoder knows, out of its SentencePiece model."""

from __future__ import annotations

from collections.abc import Iterator


def pieces(model: bytes) -> Iterator[str]:
    """Yield the pieces of a SentencePiece model (protocol buffers: field 1, each with its text as field 1)."""
    at = 0
    while at < len(model) and model[at] == 0x0A:
        size, at = _varint(model, at + 1)
        length, start = _varint(model, at + 1)
        yield model[start : start + length].decode()
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, and the place behind it."""
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1
