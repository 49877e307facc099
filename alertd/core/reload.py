"""Reload: settings, rules and people are new. What goes on keeps its state; what is gone is calmed, with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.changes import changes
from alertd.core.gaps import started
from alertd.core.incidents import drills, weekly
from alertd.core.incidents.oncall import on_call
from alertd.core.incidents.rotation import continued
from alertd.core.incidents.staleness import is_any_closed
from alertd.core.rules.needs import compared, needs_of
from alertd.core.rules.watch_state import WatchState
from alertd.core.state import OURSELVES, EngineState
from alertd.model.console import with_console
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.incident import State
from alertd.model.people import Roster
from alertd.model.reason import Reason
from alertd.model.rule import Rule
from alertd.model.watch import Watch


def load(known: EngineState, event: HouseLoaded) -> None:
    """Take over what the files say now."""
    context = known.context
    was, drill = context.house.roster, context.house.drill
    house = with_console(event.house)
    told = () if context.house == House() else changes(context.house, house)
    context.house = house = house.with_(roster=continued(was, house.roster, context.at))
    before, context.rules = context.rules, {rule.id: rule for rule in house.rules if rule.enabled} | context.by_hand
    watches = {watch.name: watch for watch in house.watches}
    if event.is_start:
        begin, end = known.before, context.now
        known.dirty.update(dict.fromkeys(started(known.eyes, known.watches.values(), begin=begin, end=end)))
    known.eyes.keep_only(event.sources)
    known.is_any_closed = is_any_closed(known.eyes)
    watches.setdefault(OURSELVES, Watch(name=OURSELVES, is_implied=True))
    for name, watch in watches.items():
        rules = known.rules_of(name)
        state = known.watches.get(name)
        if state is None:
            known.watches[name] = WatchState(watch, rules, needs_of(rules))
        else:
            sought = state.watch
            if state.adopt(watch, rules, needs_of(rules)):
                context.decide(
                    Reason.NEW_SERIES, "none of its terms is the same: what is usual is learnt anew", watch=name
                )
                if known.leap is not None:
                    known.leap.drop(name)
            elif sought_by(sought) != sought_by(watch):
                context.decide(Reason.TERMS_CHANGED, _step(state, sought, context.now), watch=name)
        known.watches[name].hours = house.roster.hours
        known.watches[name].promises = house.promises.first_reply
        known.dirty[name] = None
    known.readings.follow(compared(context.rules.values(), watches.values()))
    _retire(known, before, watches)
    for name in [name for name in known.watches if name not in watches]:
        del known.watches[name]
    _tell_who_stands(known, was)
    for text in told:
        context.decide(Reason.SETTINGS_CHANGED, text)
    context.weeks.follow(weekly.read_about(house.weekly, house))
    drills.keep_plan(context, drill)
    weekly.plan_next(context)
    context.decide(
        Reason.HOUSE_LOADED,
        f"{len(watches) - 1} watches, {len(context.rules)} rules, {len(event.house.roster.people)} people",
    )


def sought_by(watch: Watch) -> tuple[object, ...]:
    """Return what decides which posts are found."""
    return watch.terms, watch.exclude, watch.needs, watch.languages, watch.exact, watch.near


def _step(state: WatchState, was: Watch, now: float) -> str:
    """Expect a step in what is found; return how it is expected, in words."""
    watch = state.watch
    text = "its terms changed: what is usual is kept, and a step of it is to be expected in the next days"
    others = sought_by(was)[1:] != sought_by(watch)[1:]
    is_wider, is_narrower = _more(watch, was), _more(was, watch)
    if not (others or is_narrower):
        if state.widen(was.terms, now):
            text += "; until they are learnt, 30 hours, what the added terms bring is no burst"
    elif state.last_seen is not None and state.steps.step(now, is_wider=is_wider, is_narrower=is_narrower):
        text += "; for a week what is usual is taken as many times as the hours that are over tell, so that the step itself is no burst"
    return text


def _more(one: Watch, other: Watch) -> bool:
    """Whether one may find posts that the other does not."""
    return (
        not set(one.terms) <= set(other.terms)
        or not set(one.exclude) >= set(other.exclude)
        or _is_looser(one.needs, other.needs)
        or _is_looser(one.languages, other.languages)
        or (other.exact and not one.exact)
        or (other.near is not None and (one.near is None or one.near > other.near))
    )


def _is_looser(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one of two lists lets through what the other does not; an empty one lets everything through."""
    return bool(other) and (not one or not set(one) <= set(other))


def _tell_who_stands(known: EngineState, was: Roster) -> None:
    """A reload that changes who is on call now says so."""
    context = known.context
    for name, schedule in context.house.roster.schedules.items():
        if name not in was.schedules or was.schedules[name] == schedule:
            continue
        before, now = on_call(was, name, context.at), on_call(context.house.roster, name, context.at)
        if before != now:
            text = f"{name}: {', '.join(now) or 'nobody'} instead of {', '.join(before) or 'nobody'}"
            context.decide(Reason.ONCALL_CHANGED, text)


def _retire(known: EngineState, before: Mapping[str, Rule], watches: Mapping[str, Watch]) -> None:
    """Calm the incidents whose rules, or whose watch, are no longer there: nothing would ever resolve them."""
    for incident in known.grouping.incidents.values():
        if incident.state is State.CLOSED:
            continue
        kept = known.rules_of(incident.watch) if incident.watch in watches else ()
        looking = {rule.id for rule in kept if (rule.group_by == "watch") == (incident.group == "")}
        for name in [name for name in incident.firing if name not in looking and name not in known.context.by_hand]:
            known.grouping.removed(incident, before[name])
