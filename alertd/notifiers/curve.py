"""The last two hours of a page as a small picture: bars of HTML in a letter, eight heights of a letter in a chat.

Neither is an image: nothing to load, to attach or to switch on, and no library draws it. A tired eye sees what it must see,
that there was nothing and now there is much.
"""

from __future__ import annotations

import html

from alertd.model.page import Curve
from alertd.notifiers.button_words import button_words

_HEIGHTS = "▁▂▃▄▅▆▇█"
_TALLEST = 56  # pixels in a letter


def sparkline(curve: Curve) -> str:
    """Return one sign a bucket, the tallest for the most.

    >>> sparkline(Curve(step=300, total=(0, 1, 4, 8), negative=(0, 0, 1, 8)))
    '▁▂▅█'
    """
    most = max(curve.total, default=0) or 1
    return "".join(_HEIGHTS[round((len(_HEIGHTS) - 1) * count / most)] for count in curve.total)


def caption(curve: Curve, language: str) -> str:
    """Return what the picture shows, in words; also for those who do not see it."""
    hours = round(curve.step * len(curve.total) / 3600)
    minutes, most = round(curve.step / 60), max(curve.total, default=0)
    words = button_words(language)["curve"]
    return words.replace("{hours}", str(hours)).replace("{minutes}", str(minutes)).replace("{most}", str(most))


def bars(curve: Curve, language: str, colour: str) -> str:
    """Return a table of bars, negative posts in colour on top of the others, under a line of words."""
    most = max(curve.total, default=0) or 1
    cells = []
    for total, negative in zip(curve.total, curve.negative, strict=True):
        bad = round(_TALLEST * negative / most)
        other = max(round(_TALLEST * total / most) - bad, 0)
        # A bucket without posts keeps its foot, so that the eye can count the time.
        cells.append(
            f'<td style="padding:0 1px;vertical-align:bottom"><div style="height:{bad}px;background:{colour}"></div>'
            f'<div style="height:{other or 1}px;background:#a1a1aa"></div></td>'
        )
    said = html.escape(caption(curve, language))
    return (
        f'<table role="img" aria-label="{said}" cellspacing="0" cellpadding="0" style="width:100%;table-layout:fixed;'
        f'border-collapse:collapse;height:{_TALLEST}px;font-size:0;line-height:0"><tr>{"".join(cells)}</tr></table>'
        f'<p style="margin:4px 0 16px;font-size:13px;color:#52525b">{said}</p>'
    )
