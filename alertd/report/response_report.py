"""The response report, told: figures beside what customers expect."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from alertd.model.value import rfc3339
from alertd.report.render import Report, Share, Span, Table
from alertd.report.response import LIMITS, Figures, Response

COLUMNS = ("by", "name", "conversations", "answered", "median_s", "p90_s", *(f"within_{name}" for name in LIMITS))
#: What is worth knowing beside one's own figures; a figure without its year is no figure.
EXPECTED = "For comparison: 39 % of consumers expect an answer within 60 minutes and 79 % within 24 hours (HubSpot; no year given)."
MEANING = (
    "Clocks run from a customer's first post to the first answer by a human. Shares are of all conversations, answered or not. "
    "p90: nine of ten answers came within it."
)
_MOST = 24  # rows of one group in the table; programs get all of them
_WHOLE = {
    "all": "conversations that customers began",
    "waits": "customers who waited in them, each by themselves",
    "needing_answer": "of these with a question or complaint",
    "automatic": "the same, to the first automatic answer",
    "under_own_posts": "customers below own posts",
}
#: Most brands have no bot, and many no posts of their own that customers write below.
_RARE = ("automatic", "under_own_posts")


def told(
    response: Response,
    *,
    since: datetime | None,
    until: datetime,
    watches: tuple[str, ...] = (),
    zone: str = "UTC",
    is_business_hours: bool = False,
) -> Report:
    """Return the report of figures. until: when it was made, or the last post of the files."""
    told_of = [name for name in _WHOLE if name not in _RARE or _is_worth_a_row(getattr(response, name))]
    whole = tuple(_row("all", _WHOLE[name], getattr(response, name)) for name in told_of)
    groups = tuple(
        _row(group, name, figures) for group, named in response.by.items() for name, figures in _most(group, named)
    )
    span = f"{_day(since)} to {_day(until)}" if since is not None else f"until {_day(until)}"
    return Report(
        title=f"Response times, {span}" + (f" ({', '.join(watches)})" if watches else ""),
        lines=_lines(response),
        tables=(Table(title="", columns=COLUMNS, rows=whole + groups),),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "watches": list(watches),
            "timezone": zone,
            "business_hours": is_business_hours,
            **_body(response),
        },
        notes=(
            f"{MEANING} Hours are {zone}." + (" Clocks ran in business hours only." if is_business_hours else ""),
            EXPECTED,
        ),
    )


def _body(response: Response) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(response)
    return body


def _row(group: str, name: str, figures: Figures) -> tuple[Any, ...]:
    spans = (figures.median_s, figures.p90_s)
    return (
        group,
        name,
        figures.conversations,
        figures.answered,
        *(None if span is None else Span(span) for span in spans),
        *(None if share is None else Share(share) for share in figures.within.values()),
    )


def _most(group: str, named: dict[str, Figures]) -> list[tuple[str, Figures]]:
    if group == "hour" or len(named) <= _MOST:
        return list(named.items())
    most = sorted(named, key=lambda name: (-named[name].conversations, name))[:_MOST]
    return [(name, named[name]) for name in most]


def _is_worth_a_row(figures: Figures) -> bool:
    return bool(figures.answered)


def _lines(response: Response) -> tuple[str, ...]:
    lines = []
    young = response.all.pending["24h"]
    if young:
        lines.append(
            f"{young} of {response.all.conversations} conversations have no answer yet and are younger than 24 h."
        )
    kept = response.promise
    if kept is not None and kept.share is not None:
        lines.append(
            f"Promised first replies: {kept.kept} kept, {kept.missed} missed ({kept.share * 100:.0f} % kept), "
            f"{kept.waiting} with time left."
        )
    turned = response.turned
    if turned.heard_again:
        lines.append(
            f"{turned.negative} conversations began negative, {turned.answered} were answered; of {turned.heard_again} "
            f"customers who wrote again {turned.turned} were no longer negative."
        )
    return tuple(lines)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
