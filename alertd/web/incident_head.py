"""The head of an incident's page: how bad it is now, where it goes, who is paged if nobody acts, and who was told in vain. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from alertd.core.incidents.hurry import MOMENT
from alertd.core.incidents.next_step import NextStep, still_ahead
from alertd.core.incidents.promises import Promise
from alertd.core.wording.figures import measure
from alertd.core.wording.fill import fill
from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import number, percent, span
from alertd.model.incident import Incident, State
from alertd.model.page import Outcome, PageKind
from alertd.model.reason import Reason
from alertd.report.burst import Burst
from alertd.report.pulse import Curve
from alertd.report.trend import last, over, trend
from alertd.web.backend import DecisionSeen, PageSeen

_HOUR = 3600
_MINUTE = timedelta(minutes=1)
#: What makes an earlier call for people old news: somebody had it since, or it began anew.
_SINCE = (
    Reason.ACKNOWLEDGED, Reason.PLANNED, Reason.SNOOZED, Reason.SOLVED, Reason.REOPENED, Reason.ACK_EXPIRED,
    Reason.NEXT_ROUND_SOLVED, Reason.NEXT_ROUND_QUIET, Reason.NEXT_ROUND_DOUBLED,
)  # fmt: skip
_UNTOLD = (Outcome.CANCELLED, Outcome.DEAD)


def told_now(curve: Curve | None, until: datetime, tongue: Language) -> tuple[int, list[str]]:
    """Return how many posts the last hour has, to the minute, and that in words, against what that hour usually holds; nothing while nobody knows.

    First stands what comes now: of a burst that is over it is what has come since, for its hour sounds as if it burnt.
    """
    if curve is None:
        return 0, []
    filled, each = over(curve, until), _HOUR // curve.step
    total, negative = (round(last(counts, filled, each)) for counts in (curve.total, curve.negative))
    goes = trend(curve, until)
    told = [] if goes.since is None or not total else [_count(tongue, goes.now, goes.span)]
    told.append(_count(tongue, total, _HOUR))
    bands = [band for band in curve.usual[-each:] if band is not None]
    if len(bands) == each:
        usual = sum(middle for _, middle, _ in bands)
        none = tongue.words["usual_none"]
        told.append(none if usual < 0.5 else fill(tongue.words["usual"], {"usual": number(tongue, round(usual))}))
    if total:
        told.append(fill(tongue.words["negative"], {"share": percent(tongue, negative / total)}))
    return total, told


def _count(tongue: Language, posts: float, seconds: int) -> str:
    window = span(tongue, seconds if seconds < 60 else seconds // 60 * 60)
    return fill(tongue.words["count"], {"count": measure(tongue, round(posts), "posts"), "window": window})


def all_told(burst: Burst | None, tongue: Language, *, at_least: int = 0) -> str:
    """Return how much was written in all since it began, by how many people; "" while it is being gathered, and where nothing was.

    at_least: what the last hour has. The picture of a burst may be half a minute old, and "267 in an hour, 172 in all" nobody believes.
    """
    if burst is None or burst.voices.posts < max(at_least, 1):
        return ""
    spoken = burst.voices
    said = {
        "mentions": measure(tongue, spoken.posts, "posts"),
        "authors": measure(tongue, spoken.people, "authors"),
        "share": percent(tongue, spoken.negative / spoken.posts),
    }
    return fill(tongue.words["in_all"], said)


def since_drawn(burst: Burst | None, posts: int) -> int:
    """Return how many posts the last hour has, where a picture of all since it began has fewer by a tenth: it was drawn earlier. Else 0.

    posts: of the last hour. In a burst half a minute more than doubles it, and an instant beside the number is read over.
    """
    return posts if burst is not None and posts * 10 > burst.voices.posts * 11 else 0


def is_left_alone(incident: Incident, following: Sequence[NextStep] | None) -> bool:
    """Whether nobody has taken it and nobody will be paged any more. following: None while nobody knows what comes.

    A page that has just come due stands among them still, and who follows it is not known yet: then nobody is left alone.
    """
    is_untaken = incident.state is State.OPEN and incident.pages > 0
    return is_untaken and following is not None and paged_next(incident.id, following) is None


def paged_next(incident: str, following: Sequence[NextStep]) -> NextStep | None:
    """Return the page that comes next if nobody takes an incident, None where none does."""
    return next((one for one in following if one.incident == incident and one.kind == "page"), None)


def told_of(pages: Sequence[PageSeen]) -> tuple[str, ...]:
    """Return who was paged, each once, in that order; not whose page was called back or reached nobody."""
    told = (seen.to for seen in pages if seen.kind is PageKind.PAGE and seen.outcome not in _UNTOLD)
    return tuple(dict.fromkeys(told))


def each_by_its_page(pages: Sequence[PageSeen]) -> list[PageSeen]:
    """Return pages, in time order, with news under the rule of the page that their reader had, not under one that pages others now.

    News to somebody who was never paged for it keep their own.
    """
    had: dict[str, str | None] = {}
    found = []
    for seen in pages:
        if seen.kind is PageKind.PAGE:
            had[seen.to] = seen.rule
        found.append(seen if seen.kind is PageKind.PAGE else seen.with_(rule=had.get(seen.to, seen.rule)))
    return found


def awaited_promise(incident: Incident, promises: Sequence[Promise]) -> Promise | None:
    """Return the first promise of an incident that nobody has kept yet; None where it is over, or all are kept."""
    is_over = incident.state.is_over
    return None if is_over else next((one for one in promises if one.done_at is None), None)


def ahead_of(following: Iterable[NextStep], incident: Incident, now: datetime) -> list[NextStep]:
    """Return what is to come of an incident. Who put it off said until when: that is known before the engine has worked out what follows."""
    steps, until = still_ahead(following, incident, now), incident.snoozed_until
    if until is None or until <= now or incident.state is not State.ACKNOWLEDGED:
        return steps
    others = [one for one in steps if one.kind != "expires"]
    return sorted([NextStep(incident=incident.id, kind="wakes", at=until), *others], key=lambda one: one.at)


def taken_by(decisions: Sequence[DecisionSeen], pages: Sequence[PageSeen]) -> dict[str, datetime]:
    """Return by which page somebody took it, and when: the newest that they had by then."""
    found: dict[str, datetime] = {}
    for one in decisions:
        had = [seen for seen in pages if seen.to == one.person and seen.at <= one.at and seen.kind is PageKind.PAGE]
        if one.reason == Reason.ACKNOWLEDGED and had and f"by {one.person} through page" not in one.text:
            found[max(had, key=lambda seen: seen.at).page_id] = one.at
    return found


def plan_by(clock: Promise | None, following: Sequence[NextStep]) -> datetime | None:
    """Return by when there has to be a plan: what is promised or what the engine waits for, whichever is nearer.

    None where people are not paged again for want of a plan, or where the promise waits for something else or is broken already: then
    each is said by itself, and only one of them is still to come.
    """
    ends = next((one.at for one in following if one.kind == "expires"), None)
    if ends is None or clock is None or clock.name != "plan" or clock.is_kept is not None:
        return None
    return min(ends, clock.due_at)


def by_one_clock(clock: Promise | None, following: Sequence[NextStep]) -> tuple[Promise | None, tuple[NextStep, ...]]:
    """Return the promise and the steps that a page tells of: of two instants for one plan only the nearer, told with what follows.

    A promise that ends with the minute in which somebody is paged is that page: one deadline is told once.
    """
    if clock is not None and clock.name == "acknowledge" and clock.is_kept is None:
        same = [one for one in following if one.kind == "page" and abs(one.at - clock.due_at) < _MINUTE]
        return (None if same else clock), tuple(following)
    by = plan_by(clock, following)
    if by is None:
        return clock, tuple(following)
    return None, tuple(one.with_(at=by) if one.kind == "expires" else one for one in following)


class PagedAgain(NamedTuple):
    """When somebody last had people paged. is_fresh: the moment in which the engine refuses to do it once more is not over."""

    at: datetime
    is_fresh: bool


def paged_again(decisions: Sequence[DecisionSeen], now: datetime) -> PagedAgain | None:
    """Return when people were last asked for by hand, None where nobody asked, or somebody has had it since."""
    turns = [one for one in decisions if one.reason == Reason.ESCALATED or one.reason in _SINCE]
    newest = max(turns, key=lambda one: one.at, default=None)
    if newest is None or newest.reason != Reason.ESCALATED:
        return None
    return PagedAgain(newest.at, is_fresh=now - newest.at < timedelta(seconds=MOMENT))
