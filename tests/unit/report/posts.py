"""Posts and answers for the tests of reports, in minutes after a fixed instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from alertd.report.threads import Answer, Said, Thread, parted

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
A_WEEK_LATER = BEGAN + timedelta(days=7)


def at(minutes: float) -> datetime:
    """Return an instant."""
    return BEGAN + timedelta(minutes=minutes)


def said(ident: str, minutes: float, **more: object) -> Said:
    """Return what a customer wrote."""
    fields = {"watch": "acme", "platform": "x", "author": f"customer of {ident}", **more}
    return Said(id=ident, at=at(minutes), **fields)  # type: ignore[arg-type]


def answer(ident: str, minutes: float, to: str | None = None, **more: object) -> Answer:
    """Return what the brand answered."""
    fields = {"watch": "acme", "platform": "x", "author": "acme_help", "in_reply_to": to, **more}
    return Answer(id=ident, at=at(minutes), **fields)  # type: ignore[arg-type]


def threads(posts: Iterable[Said | Answer]) -> list[Thread]:
    """Put posts together to conversations, in the order in which these began; who stands alone is one too."""
    found = parted(posts)
    alone = [Thread(watch=post.watch, platform=post.platform, said=(post,)) for post in found.alone]
    return sorted([*alone, *found.threads], key=lambda one: (one.said[0].at, one.said[0].id))
