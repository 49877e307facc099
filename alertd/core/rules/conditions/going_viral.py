"""going_viral: the start of a post's cascade ranks among the likeliest to travel, or very many have passed it on."""

from __future__ import annotations

import functools
import math
from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING

from alertd.core.reach.exposure import exposure
from alertd.core.rules.specification import Specification, sentiment_of
from alertd.core.rules.spelling import Spelling, post, span
from alertd.core.rules.verdict import Verdict
from alertd.core.signals.hard_count import NOT_POSITIVE, has_mood
from alertd.core.signals.lateness import TOO_OLD
from alertd.core.signals.reading import MOST_DAYS
from alertd.core.signals.travel_spans import DAY, FEWEST, SPANS
from alertd.core.times import seldom
from alertd.model.page import EXPECTED, READ_AS_NEGATIVE, SEEN_BY, SignalShown
from alertd.model.rule import GoingViral, Rule
from alertd.model.value import quantised

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.core.signals.cascades import Travelling
    from alertd.core.signals.evidence import Post
    from alertd.model.mention import Mention

_FEWEST_PEOPLE = 100  #: fewer are not worth a number


def test(viral: GoingViral, view: View) -> Verdict:
    """Look at the post that has just been passed on; between reposts nothing holds."""
    mention, place = view.mention, _span(viral)
    limit = functools.partial(_limit, viral)
    travelling = None if mention is None else view.state.cascades.of(mention)
    if mention is None or travelling is None:
        return Verdict(holds=False, limit=limit)
    if viral.passed_on is not None:
        return _passed_on(viral, view, mention, travelling, least=viral.passed_on, limit=limit)
    value = float(travelling.size)
    if travelling.best[place] < FEWEST or not _fits(viral, travelling):
        return Verdict(holds=False, value=value, limit=limit)
    rank = view.state.cascades.rank(travelling, place, view.now)
    expected = view.state.cascades.expected(travelling, view.now)
    if viral.top_a_day is not None:
        carries = rank <= viral.top_a_day
    else:
        carries = expected.middle >= (viral.exceeds_reposts or 0)

    def note() -> str:
        since = view.now - (view.state.cascades.began or view.now)
        compared = "the last day" if since >= DAY else f"the {since / 3600:.0f} h that are known"
        basis = "own cascades" if expected.is_own else "cascades elsewhere: too few of its own have ended"
        return f"place {rank} of {compared}; {expected.low:.0f} to {expected.high:.0f} reposts expected, from {basis}"

    if not carries:
        return Verdict(holds=False, value=value, limit=limit, note=note)
    if _is_old(view, mention):
        return Verdict(holds=False, value=value, limit=limit, note=_OLD)
    focus = _focus(view, mention)
    shown = (
        SignalShown(
            name="passed_on",
            value=value,
            usual=None,
            unit="reposts",
            window=max(60.0, view.now - travelling.began),
            rarity=None,
        ),
        SignalShown(
            name=EXPECTED,
            value=quantised(expected.middle),
            usual=None,
            unit="reposts",
            window=DAY,
            rarity=None,
            low=quantised(expected.low),
            high=quantised(expected.high),
        ),
        *_seen_by(travelling, focus.audience if focus.id == _root(mention) else None, view.now),
    )
    return Verdict(holds=True, value=value, limit=limit, shown=shown, focus=focus, note=note)


def _limit(viral: GoingViral) -> str:
    if viral.passed_on is not None:
        rare = f", rarer than {viral.rarer_than.total_seconds() / DAY:g} d" if viral.rarer_than else ""
        return f"{viral.passed_on} accounts within an hour{rare}"
    fewest = f"{FEWEST} accounts within {SPANS[_span(viral)] / 60:.0f} min at least"
    if viral.top_a_day is not None:
        return f"among the {viral.top_a_day} of the last day, {fewest}"
    return f"{viral.exceeds_reposts} reposts expected, {fewest}"


_OLD = "too-old-to-wake: written more than 6 h ago"


def _is_old(view: View, mention: Mention) -> bool:
    """Whether a repost came too late to wake anybody; the view is told."""
    hours = (view.now - view.posted) / 3600.0
    if view.now - view.posted > TOO_OLD:
        view.too_old = f"a repost of {mention.platform} {_root(mention)} was written {hours:.1f} h ago"
    return view.now - view.posted > TOO_OLD


def _passed_on(
    viral: GoingViral, view: View, mention: Mention, travelling: Travelling, *, least: int, limit: Callable[[], str]
) -> Verdict:
    """Judge a post by how many have passed it on in the last hour, whatever the day's other posts do.

    What the brand itself wrote is no storm, and a planned event that brings five times the posts brings five times the reposts.
    """
    accounts, expect = travelling.of_hour(view.now), max(1.0, view.state.expect(view.now))
    days = quantised(min(view.state.cascades.habit.rarity(accounts / expect), MOST_DAYS))
    asked = viral.rarer_than.total_seconds() / DAY if viral.rarer_than is not None else 0.0
    carries = accounts >= least * expect and days >= asked
    if view.state.is_own(mention.platform, travelling.author):
        carries, note = False, "the brand's own post"
    elif not _fits(viral, travelling):
        carries, note = False, f"its mood is not {viral.sentiment}"
    else:
        note = f"so many pass a post on once in {seldom(days)}" + (
            f", {expect:g}x is expected now" if expect > 1 else ""
        )
    if carries and _is_old(view, mention):
        carries, note = False, _OLD
    if not carries:
        return Verdict(holds=False, value=float(accounts), limit=limit, note=note)
    focus = _focus(view, mention)
    followers = focus.audience if focus.id == _root(mention) else None
    shown = (
        SignalShown(
            name="passed_on",
            value=float(accounts),
            usual=None,
            unit="reposts",
            window=max(60.0, min(view.now - travelling.began, SPANS[-1])),
            rarity=days or None,
        ),
        *_sounds(travelling),
        *_seen_by(travelling, followers, view.now),
    )
    return Verdict(holds=True, value=float(accounts), limit=limit, shown=shown, focus=focus, note=note)


def _sounds(travelling: Travelling) -> tuple[SignalShown, ...]:
    """Return how likely the post is negative by its words: who reads the page decides, not the scorer."""
    score = travelling.score
    if score is None or not score.is_known:
        return ()
    part = score.negative / 1000
    return (SignalShown(name=READ_AS_NEGATIVE, value=part, usual=None, unit="share", window=None, rarity=None),)


def _seen_by(travelling: Travelling, followers: int | None, now: float) -> tuple[SignalShown, ...]:
    """Return how many people see the post by now, to two digits; nothing where hardly any, or where it is not known."""
    found = exposure(followers, travelling.passed_on, travelling.size)
    if found is None or found.high < _FEWEST_PEOPLE:
        return ()
    people, low, high = (float(f"{one:.1e}") for one in (found.people, found.low, found.high))
    window = max(60.0, now - travelling.began)
    return (
        SignalShown(
            name=SEEN_BY, value=people, usual=None, unit="people", window=window, rarity=None, low=low, high=high
        ),
    )


def _fits(viral: GoingViral, travelling: Travelling) -> bool:
    if viral.sentiment == "any":
        return True
    if travelling.score is None:  # only quotes were seen
        return viral.sentiment == NOT_POSITIVE
    return has_mood(viral.sentiment, travelling.score, sureness=viral.sureness)


def rests_until(
    viral: GoingViral, _rule: Rule, state: WatchState, _group: str, mention: Mention | None, now: float
) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf)."""
    travelling = None if mention is None else state.cascades.of(mention)
    if travelling is None:
        return math.inf
    if viral.passed_on is not None:
        # Not by its best hour so far: that ends at each repost as it comes in, and many sources bring the newest first.
        few = travelling.of_hour(now) < viral.passed_on
        return math.inf if few or not _fits(viral, travelling) else -math.inf
    return math.inf if travelling.best[_span(viral)] < FEWEST else -math.inf


def sentence(viral: GoingViral, say: Spelling) -> str:
    """Read it back as a clause."""
    if viral.passed_on is not None:
        rare = f", as only once in {say('rarer_than', span(viral.rarer_than))}" if viral.rarer_than else ""
        return f"{post(viral.sentiment, say)} is passed on by {say('passed_on', f'{viral.passed_on} reposts')} or more within an hour{rare}"
    if viral.top_a_day is not None:
        how = f"ranks {say('rank', f'top {viral.top_a_day} a day')} among those likeliest to travel"
    else:
        reposts = say("exceeds", f"{viral.exceeds_reposts} reposts")
        how = f"is likely to go over {reposts}"
    return (
        f"{post(viral.sentiment, say)} {how}, judged by the accounts that pass it on within {say('after', viral.after)}"
    )


def _span(viral: GoingViral) -> int:
    """Return the place of the shortest span that is not shorter than what the rule asks for."""
    return min(len(SPANS) - 1, bisect_left(SPANS, viral.after.total_seconds()))


def _root(mention: Mention) -> str:
    return mention.repost_of or mention.quotes or mention.id


def _focus(view: View, mention: Mention) -> Post:
    """Return the post itself, as far as it is still known; else the repost that tells of it."""
    root = _root(mention)
    for known in reversed(view.state.telling.recent):
        if known.id == root and known.platform == mention.platform:
            return known
    return view.state.focus(mention, view.posted, view.now)


SPECIFICATION = Specification(
    is_event=True,
    sees_growth=True,
    is_divisible=False,
    value=GoingViral,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    mood=sentiment_of,
)
