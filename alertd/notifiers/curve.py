"""The last day of a page: in a letter a picture that travels with it, in a chat eight heights of a letter, and both in words.

Nothing is loaded from outside: a mail reader shows no foreign image before it is asked, and a chat refuses a whole message whose
image it cannot fetch from inside a company's net. A tired eye sees what it must see, that there was nothing and now there is much.
"""

from __future__ import annotations

import html

from alertd.model.page import Curve
from alertd.notifiers.button_words import button_words
from alertd.notifiers.picture import HEIGHT, WIDTH

_HEIGHTS = "▁▂▃▄▅▆▇█"


def sparkline(curve: Curve) -> str:
    """Return one sign a bucket, the tallest for the most.

    >>> sparkline(Curve(step=300, total=(0, 1, 4, 8), negative=(0, 0, 1, 8)))
    '▁▂▅█'
    """
    most = max(curve.total, default=0) or 1
    return "".join(_HEIGHTS[round((len(_HEIGHTS) - 1) * count / most)] for count in curve.total)


def caption(curve: Curve, language: str, *, is_signs: bool = False) -> str:
    """Return what the picture shows, in words; also for those who do not see it. is_signs: it is a line of signs, without colours."""
    hours = round(curve.step * len(curve.total) / 3600)
    minutes, most = round(curve.step / 60), max(curve.total, default=0)
    words = button_words(language)
    told: dict[str, str | int] = {
        "hours": hours,
        "minutes": minutes,
        "most": most,
        "now": curve.total[-1] if curve.total else 0,
        "colour": "" if is_signs else words["curve_colour"],
        "behind": "" if is_signs else words["curve_behind"],
    }
    said = words["curve"]
    if curve.usual:
        said += words["curve_usual"]
        told |= dict(zip(("low", "high"), curve.usual[-1], strict=True))
    for name, value in told.items():
        said = said.replace(f"{{{name}}}", str(value))
    return said


def image(curve: Curve, language: str, source: str) -> str:
    """Return the picture in a letter's HTML, with its words under it and for who does not see it. source: where it lies."""
    said = html.escape(caption(curve, language))
    return (
        f'<img src="{html.escape(source)}" alt="{said}" width="{WIDTH // 2}" height="{HEIGHT // 2}" '
        'style="display:block;width:100%;max-width:600px;height:auto;border:0"/>'
        f'<p style="margin:4px 0 16px;font-size:13px;color:#52525b">{said}</p>'
    )
