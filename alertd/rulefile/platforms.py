"""Platforms: how posts name them, and what people write in their place."""

from __future__ import annotations

from alertd.yamlform.scalars import some
from alertd.yamlform.shapes import Scalar
from alertd.yamlform.units import WrongUnitError

_MEANT = {
    "twitter": "x",
    "x.com": "x",
    "yt": "youtube",
    "bsky": "bluesky",
    "fb": "facebook",
    "ig": "instagram",
    "insta": "instagram",
    "hn": "hackernews",
    "hacker news": "hackernews",
}


def called(raw: str) -> str | None:
    """Return what a platform is called, where people call it something else; None where its name is right or unknown.

    >>> called("Twitter"), called("x"), called("lantern")
    ('x', None, None)
    """
    return _MEANT.get(raw.strip().lower())


def _platform(raw: str) -> str:
    some(raw)
    better = called(raw) or (raw.lower() if raw != raw.lower() else None)
    if better is not None:
        raise WrongUnitError(
            f'no post comes from the platform "{raw}"',
            "platforms are written as posts name them: x, reddit, news",
            better,
        )
    return raw


PLATFORM = Scalar("a platform", _platform)
