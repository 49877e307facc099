"""spike: more than expected of this watch at this time."""

from __future__ import annotations

import functools
import math
from datetime import timedelta
from typing import TYPE_CHECKING

from alertd.core.rules.lanes import LaneKey, filters, leaves
from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling, amount, floored, held, listing, ratio
from alertd.core.rules.verdict import Verdict
from alertd.core.times import seldom
from alertd.model.page import SignalShown
from alertd.model.rule import Only, Rule, Spike, Terms
from alertd.model.value import count_of

if TYPE_CHECKING:
    from alertd.core.rules.view import View
    from alertd.core.rules.watch_state import WatchState
    from alertd.core.signals.reading import Reading
    from alertd.core.signals.volume import Volume
    from alertd.model.mention import Mention

DAY = 86400.0
OWN_WINDOWS = (600.0, 3600.0)  # seconds: the scales of a volume lane
#: A burst of negative mentions is a storm only where their share has risen too: above the usual by so many standard
#: deviations. Of a watch whose usual is not known yet, this share. A campaign that multiplies the posts multiplies the negative
#: ones too, for days: then only the share tells, and chance explains it less often than once in e to this power.
RISEN_BY, RISEN_TO, RISEN_IN_CAMPAIGN = 1.28, 0.3, 9.0
#: Seconds: what only a longer window tells may be over. An hour holds a wave until long after it has ebbed, and one more post
#: would tell it again; the last half hour must be above the usual too.
LONG = 1800.0
#: Days: while an alert has ceased to hold and fires on for its time, what is raised again and is expected once in so many goes on. Nobody is
#: told that it is calm in the middle of the next wave.
WANES = 1.0
HOUR = 3600.0
MANY, EACH = 10, 2  # posts of an hour that are told as copies, where each voice has so many of them on average
USUAL = 1.0 / 24  # days: what comes more often than once an hour is nothing rare
HALF_WAY = 0.5  # an alert by ratio clears at half of its entry limit, unless the rule says otherwise


def test(spike: Spike, view: View) -> Verdict:
    """Compare the lane's reading with the limit and the floor."""
    key = lane_of(spike, view.rule, view.group)
    lane = view.state.volumes.get(key)
    if lane is None:
        return Verdict(holds=False, limit=lambda: _limit(spike), note="nothing counted yet")
    if not (view.is_holding or view.is_waning or view.is_asked) and _is_calm(spike, lane, view.state, view.now):
        return Verdict(holds=False, limit=lambda: _limit(spike), note="calm: surely not as rare")
    expect = _expect(spike, view.state, view.now)
    window = spike.window.total_seconds() if spike.window else None
    at, reading = _most_telling(spike, lane, view, window, expect)
    need_mentions, need_authors = _needs(spike, lane, view.now)

    def limit() -> str:
        return f"{_limit(spike)}, at least {need_mentions:g} mentions by {need_authors:g} authors"

    enters = _over(spike, reading, 1.0) or (spike.ratio is not None and _is_unheard_of(key, reading, view))
    if view.is_waning and spike.ratio is None and (reading.rarity or 0.0) >= WANES:
        enters = enters or lane.is_raised(at, expect=expect)
    if enters and spike.window is None and reading.window > LONG:
        enters = lane.is_raised(at, expect=expect)
    stays = view.is_holding and _stays(spike, lane, reading, view.now, expect)
    if not (enters or stays):
        return Verdict(
            holds=False,
            value=reading.value,
            limit=limit,
            note=lambda: _note(reading, _copied(spike, view.state, view.now), expect),
        )
    if stays and not spike.hold:
        # It held before and goes on by its level. Counting thousands of authors at each mention of a storm costs 0.5 ms.
        return Verdict(
            holds=False,
            value=reading.value,
            limit=limit,
            stays=True,
            shown=(_shown(spike, reading),),
            note=lambda: _note(reading, "goes on", expect),
        )
    if enters and not _has_risen(spike, key, lane, reading, view, at=at):
        enters, risen = False, "as usual a share of all"
    else:
        risen = ""
    authors = view.state.authors_in(key, at, reading.window)
    holds = enters and reading.mentions >= need_mentions and (authors is None or authors >= need_authors)
    by = "authors unknown (a count sensor), floor counts as met" if authors is None else f"{authors} authors"
    by = f"{by}, {risen}" if risen else by
    return Verdict(
        holds=holds,
        value=reading.value,
        limit=limit,
        stays=stays,
        shown=(_shown(spike, reading),),
        note=lambda: _note(reading, by, expect),
        as_of=None if at == view.now else at,
    )


def _most_telling(spike: Spike, lane: Volume, view: View, window: float | None, expect: float) -> tuple[float, Reading]:
    """Return (the instant, what the lane says of it): now, unless late posts made more of a minute gone by."""

    def weight(reading: Reading) -> float:
        if spike.ratio is not None:
            return reading.value / reading.usual if reading.usual else 0.0
        return reading.rarity or 0.0

    now, *earlier = view.looks
    best = now, lane.reading(now, window=window, versus=spike.versus, expect=expect)
    if earlier and not _over(spike, best[1], 1.0):
        for at in earlier:
            reading = lane.reading(at, window=window, versus=spike.versus, expect=expect)
            # Of instants that say as much the one nearest to the burst: its numbers are the burst's own.
            if 0.0 < weight(reading) >= weight(best[1]):
                best = at, reading
    return best


def words_of(rule: Rule) -> tuple[str, ...]:
    """Return the words that `of: matching` means: those of the rule's own `terms` conditions."""
    words: list[str] = []
    for terms in _terms_of(rule):
        words += [*terms.any, *terms.all]
    return tuple(dict.fromkeys(words))


def _terms_of(rule: Rule) -> list[Terms]:
    return [leaf for _, leaf in leaves(rule.when) if isinstance(leaf, Terms)]


def lane_of(spike: Spike, rule: Rule, group: str) -> LaneKey:
    """Return the lane that a spike condition reads; `matching` is what the one `terms` condition beside it matches."""
    key = _lane(spike, rule.only, group)
    if spike.of != "matching":
        return key
    beside = _terms_of(rule)
    if len(beside) == 1:
        return key.with_(of="terms", words=beside[0].any, every=beside[0].all, without=beside[0].none)
    return key.with_(of="terms", words=words_of(rule))


@functools.lru_cache(maxsize=1024)
def _lane(spike: Spike, only: Only | None, group: str) -> LaneKey:
    """Return it, made once: it is asked for with each mention and rule."""
    return LaneKey(of=spike.of, count=spike.count, words=spike.terms, group=group, only=filters(only, spike.only))


def _lanes(spike: Spike, rule: Rule, group: str) -> tuple[LaneKey, ...]:
    """Return the lanes it reads; negative mentions are held against all of the same kind."""
    lane = lane_of(spike, rule, group)
    return (lane, lane.with_(of="all")) if spike.of == "negative" else (lane,)


def rests_until(spike: Spike, rule: Rule, state: WatchState, group: str, _mention: Mention | None, now: float) -> float:
    """Promise that it does not hold before the next event, or nothing (-inf); see `rest`."""
    key = lane_of(spike, rule, group) if spike.of == "matching" else _lane(spike, rule.only, group)
    lane = state.volumes.get(key)
    return math.inf if lane is None or _is_calm(spike, lane, state, now) else -math.inf


def _is_calm(spike: Spike, lane: Volume, state: WatchState, now: float) -> bool:
    """Whether the lane promises that it is not as rare as asked.

    It knows its own two scales, not a window of the rule, and what is usual, not a time in which less is expected.
    """
    days = _promised(spike)
    if days is None or _expect(spike, state, now) < 1.0:
        return False
    if state.behind.looks(now):  # it promises for windows that end now
        return False
    return lane.is_calm(now, days)


@functools.lru_cache(maxsize=1024)
def _promised(spike: Spike) -> float | None:
    """Return for a rarity of how many days a lane can promise calm; None where it cannot. Worked out once: it is asked for with each mention."""
    floor = 4 if spike.at_least.mentions is None else spike.at_least.mentions
    if spike.ratio is not None or floor < 4:
        return None
    if spike.window is not None and spike.window.total_seconds() not in OWN_WINDOWS:
        return None
    days = _rarer(spike)
    return days if days >= 1.0 else None


def _needs(spike: Spike, lane: Volume, now: float) -> tuple[float, float]:
    mentions, authors = spike.at_least.mentions, spike.at_least.authors
    if mentions is not None and authors is not None:
        return mentions, authors
    floor = lane.floor(now)
    return floor[0] if mentions is None else mentions, floor[1] if authors is None else authors


def _expect(spike: Spike, state: WatchState, now: float) -> float:
    """Return how many times the usual a campaign may bring, which brings posts and no anger, and a new term, which brings both."""
    return (1.0 if spike.of == "negative" else state.expect(now)) * state.wider(now)


def _has_risen(spike: Spike, key: LaneKey, lane: Volume, reading: Reading, view: View, *, at: float) -> bool:
    """Whether the negative mentions are a larger share of all than usual: many glad posts bring some wrongly scored ones."""
    whole = view.state.volumes.get(key.with_(of="all"))
    if spike.of != "negative" or spike.ratio is not None or whole is None:
        return True
    if view.state.authors_in(key.with_(of="all"), at, reading.window) is None:
        return True  # a count sensor counts more than is read
    total = whole.reading(at, window=reading.window).mentions
    share = reading.mentions / max(total, reading.mentions, 1.0)
    few, many = lane.long_run(view.now), whole.long_run(view.now)
    if few is None or not many:
        return share >= RISEN_TO
    usual = min(few / many, 1.0)
    if view.state.expect(view.now) > 1.0:
        return share > usual and total * _apart(share, usual) >= RISEN_IN_CAMPAIGN
    return share >= usual + RISEN_BY * math.sqrt(usual * (1.0 - usual) / max(total, 1.0))


def _apart(share: float, usual: float) -> float:
    """Return how far a share of one mention lies from the usual one, in nats: of n, chance explains it by at most e^-(n times this)."""
    usual = min(max(usual, 1e-3), 0.999)
    rest = (1.0 - share) * math.log((1.0 - share) / (1.0 - usual)) if share < 1.0 else 0.0
    return share * math.log(share / usual) + rest


def _is_unheard_of(key: LaneKey, reading: Reading, view: View) -> bool:
    """Whether these words were never heard before, on a watch that has been listened to long enough to know.

    Any number is more than any ratio of nothing; the floor says from where on it matters.
    """
    if key.of != "terms" or reading.usual or reading.value <= 0:
        return False
    whole = view.state.volumes.get(LaneKey(of="all", group=key.group))
    return whole is not None and not whole.is_starting


def _limit(spike: Spike) -> str:
    if spike.ratio is not None:
        return f"{spike.ratio:g}x {spike.versus}"
    return f"rarer than {_rarer(spike):g} d"


def _rarer(spike: Spike) -> float:
    return spike.rarer_than.total_seconds() / DAY if spike.rarer_than else 1.0


def _over(spike: Spike, reading: Reading, part: float) -> bool:
    if spike.ratio is not None:
        return bool(reading.usual) and reading.value >= spike.ratio * part * (reading.usual or 0)
    return reading.rarity is not None and reading.rarity >= _rarer(spike) * part


def _stays(spike: Spike, lane: Volume, reading: Reading, now: float, expect: float) -> bool:
    if spike.clear_below is not None:
        return bool(reading.usual) and reading.value >= spike.clear_below * (reading.usual or 0)
    if spike.ratio is None:
        # Half of a rarity is no level: one burst would end and fire again (two or three pages more on NAB realTweets).
        return lane.is_raised(now, expect=expect)
    return _over(spike, reading, HALF_WAY)


def _note(reading: Reading, by: str, expect: float) -> str:
    parts = [f"{reading.mentions:g} mentions"]
    if by:
        parts.append(by)
    if reading.usual is not None:
        parts.append(f"usual {amount(reading.usual)}")
    if reading.rarity is None:
        parts.append("too little history for a rarity")
    else:
        parts.append("as usual" if reading.rarity < USUAL else f"expected once in {seldom(reading.rarity)}")
    if expect != 1.0:
        parts.append(f"{expect:g}x is expected now")
    return ", ".join(parts)


def _copied(spike: Spike, state: WatchState, now: float) -> str:
    """Return that many posts of the last hour are few voices, "" where they are not: forty people with one text are no forty complaints to it."""
    if spike.count != "voices" or spike.of not in ("all", "negative"):
        return ""
    posts = [one for one in state.telling.recent if one.posted > now - HOUR]
    if spike.of == "negative":
        posts = [one for one in posts if one.is_negative]
    voices = len({one.voice for one in posts})
    if len(posts) < MANY or len(posts) < EACH * voices:
        return ""
    told = count_of(voices, "voice")
    return f"the newest {len(posts)} posts of the last hour count as {told}: the same words count once"


def _shown(spike: Spike, reading: Reading) -> SignalShown:
    name = "volume" if spike.of in ("all", "terms", "matching") else spike.of
    return SignalShown(
        name=name,
        value=reading.value,
        usual=reading.usual,
        unit={"reach": "people"}.get(spike.of, "voices" if spike.count == "voices" else "posts"),
        window=reading.window,
        rarity=reading.rarity,
        low=reading.low,
        high=reading.high,
    )


_COUNTED = {
    "all": "mentions of all kinds",
    "negative": "negative mentions",
    "positive": "positive mentions",
    "matching": "mentions matching the terms",
    "reach": "the reach of mentions",
}


def sentence(spike: Spike, say: Spelling) -> str:
    """Read it back as a clause."""
    what = _COUNTED.get(spike.of) or f"mentions with the terms {say('terms', listing(spike.terms, 'or'))}"
    window = (
        f"in {say('window', spike.window)}"
        if spike.window
        else f"in any of its usual windows ({say('window', 'auto')})"
    )
    versus = say("versus", spike.versus)
    against = {
        "usual": "the usual number",
        "same_hour_4_weeks": "what the same hour of the last 4 weeks had (same_hour_4_weeks)",
        "last_24h": "the rate of the day before (last_24h)",
    }.get(versus, versus)
    if spike.ratio is not None:
        how = f"are at least {say('ratio', ratio(spike.ratio))} {against}"
    else:
        rarity = say("rarer_than", spike.rarer_than or timedelta(days=1))
        how = f"come in a burst as is expected only once in {rarity}"
    counting = say("count", spike.count)
    copies = "copies count once" if counting == "voices" else "copies count each"
    floor = floored(spike.at_least, say, ", with a floor that grows with what is usual")
    ends = say("clear_below", ratio(spike.clear_below)) + " the usual" if spike.clear_below else "half way down"
    return f"{what} {window} {how}{floor}{held(spike.hold, say)} ({counting}: {copies}; it ends below {ends})"


SPECIFICATION = Specification(
    value=Spike,
    sentence=sentence,
    test=test,
    rests_until=rests_until,
    is_level=True,
    is_fed_by_counts=lambda spike: spike.of == "all",
    lanes=_lanes,
    words=lambda spike: spike.terms,
    mood=lambda spike: spike.of if spike.of in ("negative", "positive") else "",
)
