"""JSON as platforms send it: one half of a character in one post must not cost the page."""

from __future__ import annotations

import json
import re
from typing import TypeVar

import msgspec

T = TypeVar("T")
_HALVES = re.compile("[\ud800-\udfff]")


def decoded(body: bytes | str, decoder: msgspec.json.Decoder[T]) -> T:
    r"""Decode an answer; half a character (a lone surrogate), which no UTF-8 can hold, becomes U+FFFD.

    Raises msgspec.DecodeError. Trap: msgspec refuses the whole body for it, also where the post would stay raw.

    >>> decoded(rb'["a\ud83d", "b"]', msgspec.json.Decoder(list[str]))
    ['a�', 'b']
    """
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        if "\\u" not in text and "\ufffd" not in text:
            raise
        try:
            whole = json.dumps(json.loads(text), ensure_ascii=False)
        except (ValueError, RecursionError):
            raise error from None
        return decoder.decode(_HALVES.sub("\ufffd", whole))
