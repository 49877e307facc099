"""Which of our languages a browser asks for, before anybody is known: the door is read in the reader's own words. Pure."""

from __future__ import annotations

from collections.abc import Container

from alertd.model.languages import base

#: Of a header so much is read; browsers send five or six languages.
_MOST = 20


def accepted(header: str, known: Container[str]) -> str | None:
    """Return the first language of an Accept-Language header (RFC 9110, 12.5.4) that we know, by its weight; None where it names none.

    >>> accepted("de-CH,tr;q=0.8,en;q=0.9", {"en", "tr"}), accepted("zh-Hans-CN", {"zh"}), accepted("tr;q=0,*", {"tr"})
    ('en', 'zh', None)
    """
    weighed = []
    for place, part in enumerate(header.split(",")[:_MOST]):
        tag, _, weight = part.partition(";")
        code = base(tag.strip().lower())
        if code in known and (of := _weight(weight)) > 0:
            weighed.append((-of, place, code))
    return min(weighed)[2] if weighed else None


def _weight(written: str) -> float:
    name, _, number = written.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(number) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0  # what nobody can read asks for nothing
