"""Chinese: a name in traditional and in simplified characters: 蘋果 and 苹果 are one brand."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_HAN = re.compile("[\u3400-\u9fff]")


def both_scripts(text: str) -> tuple[str, ...]:
    """Return a text as it is, and in the other script as Taiwan and Hong Kong write it; other languages as they are.

    >>> both_scripts("华为"), both_scripts("臺積電"), both_scripts("acme")
    (('华为', '華為'), ('臺積電', '台积电', '台積電'), ('acme',))
    """
    if not _HAN.search(text):
        return (text,)
    simplified = _table("t2s")(text)
    return tuple(dict.fromkeys((text, simplified, _table("s2tw")(simplified), _table("s2hk")(simplified))))


@cache
def _table(name: str) -> Callable[[str], str]:
    from opencc import OpenCC  # only names in Han characters pay for its dictionaries

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert
