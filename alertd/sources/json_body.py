"""JSON as platforms send it: one half of a character in one post must not cost the page."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

T = TypeVar("T")
#: A whole character of two halves, a half alone, or anything else behind a backslash (which may be a backslash).
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.", re.DOTALL
)


def decoded(body: bytes | str, decoder: msgspec.json.Decoder[T]) -> T:
    r"""Decode an answer; half a character (a lone surrogate), which no UTF-8 can hold, becomes U+FFFD.

    Raises msgspec.DecodeError, also for what is nested too deep. Trap: msgspec refuses the whole body for one half, also
    where the post would stay raw. All else stays as it was written: a number beyond floats is the fault of its post only.

    >>> decoded(rb'["a\ud83d", "b\\ud83d"]', msgspec.json.Decoder(list[str]))
    ['a�', 'b\\ud83d']
    """
    try:
        try:
            return decoder.decode(body)
        except msgspec.DecodeError:
            text = body if isinstance(body, str) else body.decode("utf-8", "replace")
            if "\\u" not in text and "\ufffd" not in text:
                raise
            whole = _ESCAPES.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
            return decoder.decode(whole.encode("utf-8", "replace"))
    except RecursionError:
        raise msgspec.DecodeError("nested too deep") from None
