"""The response report, told: figures beside the time before, beside what others publish, and beside competitors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec

from alertd.model.inbox import Counted
from alertd.model.value import rfc3339
from alertd.report.bars import Chart, counts, shares
from alertd.report.left import left_said
from alertd.report.published import PUBLISHED, Published
from alertd.report.render import Report, Share, Span, Table
from alertd.report.response import LIMITS, Extreme, Figures, Response
from alertd.report.row_names import called

COLUMNS = (
    "by",
    "name",
    "conversations",
    "answered",
    "median_s",
    "p90_s",
    *(f"within_{name}" for name in LIMITS),
    "missed",
)
HEADS = (
    "by",
    "name",
    "conversations",
    "answered",
    "half within",
    "9 of 10 within",
    *(f"in {name}" for name in LIMITS),
    "missed",
)
MEANING = (
    "Clocks run from a customer's first post to the first answer by a human. Shares are of all conversations, answered or not; "
    "missed: still without an answer after more than a day. Half and 9 of 10 are of those that were answered."
)
VISIBLE = (
    "Of competitors only public posts and public replies that alertd saw count; what they answer in private is seen by nobody, "
    "so their share can only be too low."
)
NAMELESS = (
    "Whether {} answered is not known: alertd knows no account of theirs, so each conversation looks as if nobody had answered, and missed says "
    "nothing. In the settings: watches: NAME: handles: {{x: [acme_help]}}; or tell it by reply records."
)
_MOST = 24  # rows of one group in the table; programs get all of them
_LEFT_OUT = ("day", "person")  # a chart shows it better, or two other groups together
WHOLE = {
    "all": "conversations that customers began",
    "waits": "customers who waited in them, each by themselves",
    "needing_answer": "of these with a question or complaint",
    "next_replies": "further waits of the same customers",
    "resolution": "all waits of a conversation together",
    "handling": "from our first answer to our last",
    "automatic": "the same, to the first automatic answer",
    "under_own_posts": "customers below own posts",
}
#: Most brands have no bot, and many no posts of their own that customers write below.
_RARE = ("automatic", "under_own_posts", "next_replies")


def told(
    response: Response,
    *,
    since: datetime | None,
    until: datetime,
    watches: tuple[str, ...] = (),
    zone: str = "UTC",
    is_business_hours: bool = False,
    competitors: Collection[str] = (),
    by: str | None = None,
    left: Mapping[str, Counted] | None = None,
    titles: Mapping[str, str] | None = None,
    nameless: Collection[str] = (),
) -> Report:
    """Return the report of figures. nameless: watches without an account of their own. until: when it was made, or the last post of the files. competitors: their watches.

    left: of each watch, who left its inbox without an answer; None where nobody counted, as in files.

    by: show the rows of this group only, None for those of all; programs get all of them either way. titles: what people call watches.
    """
    titles = titles or {}
    whole = tuple(_row("all", WHOLE[name], getattr(response, name)) for name in WHOLE if _is_told(response, name))
    groups = tuple(
        _row(group, called(group, name, titles), figures)
        for group, named in response.by.items()
        if (group not in _LEFT_OUT if by is None else group == by)
        for name, figures in _most(group, named)
    )
    span = f"{_day(since)} to {_day(until)}" if since is not None else f"until {_day(until)}"
    sides = _sides(response, competitors, titles)
    about = f" ({', '.join(titles.get(name, name) for name in watches)})" if watches else ""
    return Report(
        title=f"Response times, {span}{about}",
        lines=_lines(response)
        + _unknown(response, nameless, titles)
        + tuple(filter(None, (left_said(left or {}, titles),))),
        tables=(
            Table(title="", columns=COLUMNS, heads=HEADS, rows=whole + groups),
            *_trend(response),
            *sides,
            _extremes(response, titles),
            _published(response.all),
        ),
        body={
            "since": None if since is None else rfc3339(since),
            "until": rfc3339(until),
            "watches": list(watches),
            "timezone": zone,
            "business_hours": is_business_hours,
            **_body(response),
            "competitors": sorted(name for name in competitors if name in response.by["watch"]),
            "published": msgspec.to_builtins(PUBLISHED),
            "left": msgspec.to_builtins(left or {}),
        },
        notes=(
            f"{MEANING} Hours are {zone}." + (" Clocks ran in business hours only." if is_business_hours else ""),
            *((VISIBLE,) if sides else ()),
        ),
        charts=_charts(response, zone),
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
        figures.missed,
    )


def _most(group: str, named: dict[str, Figures]) -> list[tuple[str, Figures]]:
    if group == "hour" or len(named) <= _MOST:
        return list(named.items())
    most = sorted(named, key=lambda name: (-named[name].conversations, name))[:_MOST]
    return [(name, named[name]) for name in most]


def _is_told(response: Response, name: str) -> bool:
    """Whether a row of the whole says something: with one answer each, "from our first answer to our last, 0 s, 100 %" would read as praise."""
    figures: Figures = getattr(response, name)
    if name == "handling":
        return bool(figures.p90_s)
    return name not in _RARE or bool(figures.answered)


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
    if response.guessed:
        lines.append(
            f"{response.guessed} answers read as if nobody wrote them and count as automatic. That is a guess: `auto_handles`, `role` of a record "
            "or `auto` of an inbox tool say it for certain."
        )
    turned = response.turned
    if turned.heard_again:
        lines.append(
            f"{turned.negative} conversations began negative, {turned.answered} were answered; of {turned.heard_again} "
            f"customers who wrote again {turned.turned} were no longer negative."
        )
    return tuple(lines)


def _unknown(response: Response, nameless: Collection[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the figures of a watch are worth whose answers nobody can tell from other posts: 0 answered is no finding then."""
    figures = response.by.get("watch", {})
    unknown = [titles.get(name, name) for name in sorted(figures) if name in nameless and not figures[name].answered]
    return (NAMELESS.format(", ".join(unknown)),) if unknown else ()


def _trend(response: Response) -> tuple[Table, ...]:
    """Return the figures beside those of the time before, as it stood at its end."""
    if response.before is None:
        return ()
    now, before = response.all, response.before.all
    rows = (
        ("conversations", now.conversations, before.conversations),
        ("answered", _share(now.rate), _share(before.rate)),
        ("half within", _span(now.median_s), _span(before.median_s)),
        ("9 of 10 within", _span(now.p90_s), _span(before.p90_s)),
        *((f"in {name}", _share(now.within[name]), _share(before.within[name])) for name in LIMITS),
        ("missed", now.missed, before.missed),
    )
    return (Table(title="Beside the same length of time before", columns=("what", "now", "before"), rows=rows),)


def _sides(response: Response, competitors: Collection[str], titles: Mapping[str, str]) -> tuple[Table, ...]:
    named = response.by["watch"]
    if not any(name in named for name in competitors):
        return ()
    order = sorted(named, key=lambda name: (name in competitors, name))
    rows = tuple(
        _row("competitor" if name in competitors else "own", called("watch", name, titles), named[name])
        for name in order
    )
    return (Table(title="Beside competitors", columns=COLUMNS, heads=("whose", *HEADS[1:]), rows=rows),)


def _extremes(response: Response, titles: Mapping[str, str]) -> Table:
    slowest = [one for one in response.slowest if one not in response.quickest]
    rows = [("quickest", *_extreme(one, titles)) for one in response.quickest] + [
        ("slowest", *_extreme(one, titles)) for one in slowest
    ]
    columns = ("which", "took_s", "watch", "platform", "post", "began_at", "by")
    heads = ("", "took", "watch", "platform", "post", "began (UTC)", "answered by")
    return Table(title="Quickest and slowest", columns=columns, heads=heads, rows=tuple(rows))


def _extreme(one: Extreme, titles: Mapping[str, str]) -> tuple[Any, ...]:
    watch, platform = called("watch", one.watch, titles), called("platform", one.platform, titles)
    return Span(one.seconds), watch, platform, one.id, one.began_at, one.by


def _published(figures: Figures) -> Table:
    rows = tuple((one.says, _theirs(one), _ours(one, figures), _source(one)) for one in PUBLISHED)
    return Table(title="What others have published", columns=("figure", "published", "ours", "source"), rows=rows)


def _theirs(one: Published) -> Span | Share | None:
    return _span(one.seconds) if one.share is None else _share(one.share)


def _ours(one: Published, figures: Figures) -> Span | Share | None:
    return _span(figures.median_s) if one.limit is None else _share(figures.within[one.limit])


def _source(one: Published) -> str:
    return f"{one.source} ({one.year if one.year is not None else 'no year given'})"


def _charts(response: Response, zone: str) -> tuple[Chart, ...]:
    by = response.by
    within = [(day, one.within["1h"], one.conversations) for day, one in by["day"].items()]
    return (
        shares("Answered within an hour, by day", within),
        counts(
            f"Conversations by hour of the day ({zone})",
            [(name, one.conversations) for name, one in by["hour"].items()],
        ),
        counts(
            f"Conversations by weekday ({zone})", [(name, one.conversations) for name, one in by["weekday"].items()]
        ),
        shares(
            f"Answered within an hour, by hour of the day ({zone})",
            [(name, one.within["1h"], one.conversations) for name, one in by["hour"].items()],
        ),
    )


def _span(seconds: float | None) -> Span | None:
    return None if seconds is None else Span(seconds)


def _share(share: float | None) -> Share | None:
    return None if share is None else Share(share)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
