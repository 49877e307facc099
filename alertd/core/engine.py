"""The engine: events in, commands out. No clock, no network, no disk, no chance.

    engine = Engine()
    for event in log:
        commands = engine.handle(event)

A mention goes: `handle` -> `_mention` -> its WatchState counts it -> `_evaluate` its rules -> Board opens or joins an
incident -> escalation decides a step -> pages -> commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from alertd.core.clock_skew import LEAP, leaping, set_back
from alertd.core.gaps import noted, opened, started
from alertd.core.incidents import acts, delivery
from alertd.core.incidents.staleness import is_any_closed, note_stale
from alertd.core.rules.conditions.catalogue import refuse_unknown
from alertd.core.rules.conditions.quiet import UNUSUAL_DAYS
from alertd.core.rules.needs import needs_of
from alertd.core.rules.watch_state import TOO_OLD, WatchState
from alertd.core.state import OURSELVES, Rooms
from alertd.core.times import epoch
from alertd.model.commands import CancelPages, Command
from alertd.model.console import with_console
from alertd.model.events import (
    ActTaken,
    ClockSetBack,
    CountSeen,
    Event,
    HouseLoaded,
    MentionSeen,
    OpsNoted,
    PageReported,
    ReplySeen,
    ScorerChanged,
    SilenceLifted,
    SilenceSet,
    SourceReported,
    TestAsked,
    Ticked,
)
from alertd.model.incident import State
from alertd.model.mention import Mention
from alertd.model.reason import Reason
from alertd.model.rule import Rule
from alertd.model.watch import Watch

#: seconds after which our eyes are looked at even if nobody knows yet what is usual
LONGEST_SILENCE = 1200.0


class Engine(Rooms):
    """The pure fold: what each event does to the rooms. `snapshot` and `restore` carry it over a restart."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: dict[type, Callable[[Any], None]] = {
            MentionSeen: self._mention,
            CountSeen: self._count,
            ReplySeen: self._reply,
            Ticked: self._tick,
            ClockSetBack: self._set_back,
            HouseLoaded: self._load,
            ActTaken: self._act,
            SilenceSet: self._silence,
            SilenceLifted: self._lift,
            PageReported: self._reported,
            SourceReported: self._source,
            OpsNoted: self._noted,
            ScorerChanged: self._scorer,
            TestAsked: self._test,
        }

    def handle(self, event: Event) -> tuple[Command, ...]:
        """Fold one event; return what it asks of the world."""
        desk = self._desk
        at, self._before = epoch(event.at), desk.now
        if at > desk.now:
            if at - desk.now > LEAP:
                self._leap = leaping(self._leap, self._watches, self._eyes, left=desk.now, arrived=at)
            desk.now = at
        self._steps[type(event)](event)
        if desk.worries or desk.unheard:
            self._ops.speak()
        return desk.flush()

    # --- what happens ---------------------------------------------------------------------------------------------

    def _mention(self, event: MentionSeen) -> None:
        mention = event.mention
        state = self._state(mention.watch)
        now = self._desk.now
        posted = min(epoch(mention.posted_at), now)
        if mention.is_imported:
            state.mention(mention, posted, posted, event.source)
            return
        if event.source:
            self._eyes.brought(event.source, posted, now)
            state.brought(event.source)
            self._look_at_ourselves(event.source)
        is_live = state.mention(mention, posted, now, event.source)
        if now - posted > TOO_OLD:
            self._outages.observe(
                mention.watch, posted, negative=mention.score.negative if mention.score.is_known else None
            )
        self._look(state, mention, posted, event.source, is_live=is_live)

    def _count(self, event: CountSeen) -> None:
        state = self._state(event.watch)
        state.count(event, epoch(event.begins_at), self._desk.now)
        self._look(state)

    def _reply(self, event: ReplySeen) -> None:
        reply = event.reply
        state = self._state(reply.watch)
        state.has_replies = True
        if reply.is_automatic:
            self._look(state)  # no answer, yet a sign that answers are seen here
            return
        state.unanswered.answered(reply.platform, reply.conversation, reply.in_reply_to, epoch(reply.posted_at))
        self._look(state)

    def _tick(self, _event: Ticked) -> None:
        desk = self._desk
        while (found := self._timers.due(desk.now)) is not None:
            due, key = found
            match key:
                case ("watch", name):
                    if name in self._watches:
                        self._look(self._watches[name], due=due)
                case ("step", ident, policy) if ident in self._board.incidents:
                    acts.due_steps(desk, self._board.incidents[ident], policy)
                case ("ack", ident) if ident in self._board.incidents:
                    acts.ack_expired(desk, self._board.incidents[ident])
                case ("solve", ident) if ident in self._board.incidents:
                    acts.solve_spent(desk, self._board.incidents[ident])
                case ("close", ident) if ident in self._board.incidents:
                    self._close_by_itself(ident)
                case ("outage", name) if name in self._watches:
                    self._outages.tell(self._watches[name])
                case ("digest", rule):
                    self._digests.send(rule)

    def _close_by_itself(self, ident: str) -> None:
        desk, incident = self._desk, self._board.incidents[ident]
        if incident.firing:
            return
        said = desk.decide(
            Reason.CLOSED_BY_ITSELF,
            "24 h after its last alert resolved",
            watch=incident.watch,
            incident=ident,
            person=OURSELVES,
        )
        desk.out.append(CancelPages(incident=ident, reason=said))
        self._board.close(incident, by=OURSELVES)

    def _load(self, event: HouseLoaded) -> None:
        desk = self._desk
        refuse_unknown(event.house.rules)
        desk.house = house = with_console(event.house)
        before, desk.rules = desk.rules, {rule.id: rule for rule in house.rules if rule.enabled}
        watches = {watch.name: watch for watch in house.watches}
        if event.is_start:
            begin, end = self._before, desk.now
            self._dirty.update(dict.fromkeys(started(self._eyes, self._watches.values(), begin=begin, end=end)))
        self._eyes.keep_only(event.sources)
        self._is_any_closed = is_any_closed(self._eyes)
        watches.setdefault(OURSELVES, Watch(name=OURSELVES, is_implied=True))
        for name, watch in watches.items():
            rules = self._rules_of(name)
            state = self._watches.get(name)
            if state is None:
                self._watches[name] = WatchState(watch, rules, needs_of(rules))
            elif state.adopt(watch, rules, needs_of(rules)):
                desk.decide(Reason.NEW_SERIES, "its terms changed: what is usual is learnt anew", watch=name)
                if self._leap is not None:
                    self._leap.drop(name)
            self._dirty[name] = None
        self._retire(before, watches)
        for name in [name for name in self._watches if name not in watches]:
            del self._watches[name]
        desk.decide(
            Reason.HOUSE_LOADED,
            f"{len(watches) - 1} watches, {len(desk.rules)} rules, {len(event.house.roster.people)} people",
        )
        self._look_at_all()

    def _look_at_all(self) -> None:
        # By name: a restart puts the watches in that order, and must not change what follows.
        for name in sorted(self._watches):
            state = self._watches[name]
            if state.rules and state.last_seen is not None:
                self._look(state)

    def _set_back(self, event: ClockSetBack) -> None:
        at, was = epoch(event.at), epoch(event.was)
        if was <= at:
            return
        leap, self._leap = self._leap, None
        rooms = self._desk, self._eyes, leap
        set_back(*rooms, outages=self._outages, digests=self._digests, ops=self._ops, at=at, was=was)
        self._dirty.update(dict.fromkeys(self._watches))
        self._look_at_all()

    def _retire(self, before: Mapping[str, Rule], watches: Mapping[str, Watch]) -> None:
        """Calm the incidents whose rules, or whose watch, are no longer there: nothing would ever resolve them."""
        for incident in self._board.incidents.values():
            if incident.state is State.CLOSED:
                continue
            kept = self._rules_of(incident.watch) if incident.watch in watches else ()
            looking = {rule.id for rule in kept if (rule.group_by == "watch") == (incident.group == "")}
            for name in [name for name in incident.firing if name not in looking]:
                self._board.removed(incident, before[name])

    def _act(self, event: ActTaken) -> None:
        acts.take(self._desk, self._board, event)

    def _silence(self, event: SilenceSet) -> None:
        silence = event.silence
        self._desk.silences[silence.id] = silence
        text = f"{silence.watch or 'all watches'} until {silence.ends_at.isoformat()}: {silence.reason}"
        self._desk.decide(Reason.SILENCE_SET, text, watch=silence.watch or "", rule=silence.rule, person=silence.by)
        self._forget_silences()

    def _lift(self, event: SilenceLifted) -> None:
        silence = self._desk.silences.pop(event.id, None)
        if silence is None:
            return
        self._desk.decide(Reason.SILENCE_LIFTED, event.id, watch=silence.watch or "", person=event.by)
        for incident in self._board.incidents.values():
            for name, running in incident.escalations.items():
                if running.due is not None and running.is_held:  # whatever else holds it is asked again
                    running.due = self._desk.now
                    acts.due_steps(self._desk, incident, name)

    def _forget_silences(self) -> None:
        at = self._desk.at
        self._desk.silences = {s.id: s for s in self._desk.silences.values() if s.ends_at > at}

    def _reported(self, event: PageReported) -> None:
        delivery.reported(self._desk, self._board, event)

    def _source(self, event: SourceReported) -> None:
        seen = self._eyes.seen.get(event.source)
        now = self._desk.now
        self._eyes.seen[event.source] = known = noted(seen, event, now)
        if seen is not None and seen.closed_since is not None and known.closed_since is None:
            watches = self._watches.values()
            self._dirty.update(
                dict.fromkeys(opened(self._eyes, watches, event.source, begin=seen.closed_since, end=now))
            )
        self._is_any_closed = is_any_closed(self._eyes)
        self._look(self._state(OURSELVES))
        if "budget" in event.note and (seen is None or seen.note != event.note):
            self._ops.tell(f"budget-{event.source}", f"source {event.source}: {event.note}")

    def _look_at_ourselves(self, source: str) -> None:
        """A source brought something: end what fires about our eyes, or see to it that its silence will be noticed."""
        state = self._watches.get(OURSELVES)
        if state is None or not state.rules:
            return
        if any(alert.state != "inactive" for alert in state.alerts.values()):
            self._look(state)
            return
        due = self._eyes.quiet[source].rare_after(self._desk.now, UNUSUAL_DAYS)
        self._timers.sooner(("watch", OURSELVES), self._desk.now + LONGEST_SILENCE if due is None else due)

    def _scorer(self, event: ScorerChanged) -> None:
        state = self._state(event.watch)
        state.forget_moods()
        if self._leap is not None:
            self._leap.drop(event.watch)
        text = f"sentiment is scored by {event.scorer}: what is usual for negative and positive mentions is learnt anew"
        self._desk.decide(Reason.NEW_SERIES, text, watch=event.watch)
        self._look(state)

    def _noted(self, event: OpsNoted) -> None:
        self._ops.tell(event.topic, event.text)

    def _test(self, event: TestAsked) -> None:
        self._ops.test(event.id, event.to, event.by)

    def _look(
        self,
        state: WatchState,
        mention: Mention | None = None,
        posted: float = 0.0,
        source: str = "",
        *,
        is_live: bool = False,
        due: float | None = None,
    ) -> None:
        self._dirty[state.watch.name] = None
        self._judge.judge(state, mention, posted, source, is_live=is_live, due=due)
        if self._is_any_closed or state.watch.name in self._stale:
            is_stale = note_stale(self._desk, self._eyes, state, was_stale=state.watch.name in self._stale)
            (self._stale.add if is_stale else self._stale.discard)(state.watch.name)
