"""The engine: events in, commands out. No clock, no network, no disk, no chance.

    engine = Engine()
    for event in log:
        commands = engine.handle(event)

A mention goes: `handle` -> `_mention` -> its WatchState counts it -> `_evaluate` its rules -> Grouping opens or joins an
incident -> escalation decides a step -> pages -> commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self, Unpack

import msgspec

from alertd.core.clock_skew import LEAP, leaping, set_back
from alertd.core.gaps import reported
from alertd.core.inbox import acts as inbox_acts
from alertd.core.inbox import promise_stages
from alertd.core.inbox.addressees import knowing, remember
from alertd.core.inbox.queue import queue, standing
from alertd.core.incidents import acts, deadlines, delivery, drills, weekly
from alertd.core.incidents.by_hand import open_by_hand
from alertd.core.incidents.staleness import note_stale
from alertd.core.judge import Asked
from alertd.core.reload import load
from alertd.core.rules.conditions.quiet import UNUSUAL_DAYS
from alertd.core.rules.watch_state import Counts, WatchState
from alertd.core.signals.hard_count import is_negative
from alertd.core.signals.lateness import TOO_OLD
from alertd.core.signals.reading import Reading
from alertd.core.signals.volume import Volume
from alertd.core.state import OURSELVES, EngineState
from alertd.core.times import epoch, instant
from alertd.model.commands import Command
from alertd.model.events import (
    ActTaken,
    AuthorNoted,
    ClockSetBack,
    CountSeen,
    Event,
    HouseLoaded,
    InboxActTaken,
    IncidentOpened,
    MentionEdited,
    MentionGrew,
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
from alertd.model.house import House
from alertd.model.inbox import Attended
from alertd.model.mention import Mention
from alertd.model.reason import Reason
from alertd.model.silence import Silence

#: seconds after which our eyes are looked at even if nobody knows yet what is usual
LONGEST_SILENCE = 1200.0


class Engine:
    """The pure fold: what each event does to the rooms. `snapshot` and `restore` carry it over a restart."""

    def __init__(self, state: EngineState | None = None) -> None:
        self.state = state or EngineState()
        self._steps: dict[type, Callable[[Any], None]] = {
            MentionSeen: self._mention,
            MentionEdited: self._edited,
            MentionGrew: self._grew,
            CountSeen: self._count,
            ReplySeen: self._reply,
            Ticked: self._tick,
            ClockSetBack: self._set_back,
            HouseLoaded: self._load,
            ActTaken: self._act,
            InboxActTaken: self._inbox,
            AuthorNoted: self.state.author_notes.take,
            SilenceSet: self._silence,
            SilenceLifted: self._lift,
            PageReported: self._reported,
            SourceReported: self._source,
            OpsNoted: self._noted,
            ScorerChanged: self._scorer,
            TestAsked: self._test,
            IncidentOpened: self._opened,
        }

    @property
    def is_firing(self) -> bool:
        """Whether some rule fires now; may be asked from any thread."""
        return any(incident.firing for incident in list(self.state.grouping.incidents.values()))

    def handle(self, event: Event) -> tuple[Command, ...]:
        """Fold one event; return what it asks of the world."""
        context = self.state.context
        at, self.state.before = epoch(event.at), context.now
        if at > context.now:
            if at - context.now > LEAP:
                self.state.leap = leaping(
                    self.state.leap, self.state.watches, self.state.eyes, left=context.now, arrived=at
                )
            context.now = at
        self._steps[type(event)](event)
        if context.worries or context.unheard:
            self.state.ops.speak()
        return context.flush()

    # --- what happens ---------------------------------------------------------------------------------------------

    def _mention(self, event: MentionSeen) -> None:
        mention = event.mention
        state = self.state.watch(mention.watch)
        now = self.state.context.now
        posted = min(epoch(mention.posted_at), now)
        self.state.readings.mention(mention, posted)
        self.state.context.weeks.mention(mention, posted, now)
        if mention.is_imported:
            state.mention(mention, posted, posted, event.source)
            return
        if event.source:
            self.state.eyes.brought(event.source, posted, now, state.zone)
            state.brought(event.source)
            self._look_at_ourselves(event.source)
        if mention.is_undated:  # of any day: a feed's first look is no burst
            return
        is_live = state.mention(mention, posted, now, event.source)
        if now - posted > TOO_OLD:
            self.state.outages.observe(mention.watch, posted, negative=is_negative(mention))
        if mention.needs_answer:
            promise_stages.began(self.state.context, state, mention.platform, posted)
        self._look(state, mention, posted, event.source, is_live=is_live)

    def _edited(self, event: MentionEdited) -> None:
        mention = event.mention
        state = self.state.watch(mention.watch)
        state.edited(mention, self.state.context.now)
        self._look(state, mention, self.state.context.now, is_live=True)

    def _grew(self, event: MentionGrew) -> None:
        mention, now = event.mention, self.state.context.now
        state, posted = self.state.watch(mention.watch), min(epoch(mention.posted_at), now)
        before = state.grew(mention, posted, now)
        self._look(state, mention, posted, event.source, grown_from=before)

    def _count(self, event: CountSeen) -> None:
        state = self.state.watch(event.watch)
        state.count(event, epoch(event.begins_at), self.state.context.now)
        self._look(state)

    def _reply(self, event: ReplySeen) -> None:
        reply, posted = event.reply, epoch(event.reply.posted_at)
        states = [self.state.watch(reply.watch)] if reply.watch else knowing(self.state.watches, reply)
        if not states:
            self.state.dirty.update(dict.fromkeys(remember(self.state.watches, reply, posted)))
        for state in states:
            one = reply.with_(watch=state.watch.name)
            self.state.readings.reply(one, posted)
            state.reply(one, posted, self.state.context.now)
            self._look(state)

    def _tick(self, _event: Ticked) -> None:
        context = self.state.context
        while (found := self.state.timers.due(context.now)) is not None:
            due, key = found
            match key:
                case ("watch", name):
                    if name in self.state.watches:
                        self._look(self.state.watches[name], due=due)
                case (promise_stages.TIMER, name):
                    if name in self.state.watches:
                        self.state.dirty[name] = None
                        promise_stages.came(context, self.state.watches[name])
                case ("outage", name):
                    if name in self.state.watches:
                        self.state.outages.tell(self.state.watches[name])
                case ("digest", rule):
                    self.state.digests.send(rule)
                case (weekly.DUE,):
                    weekly.due(context)
                case (drills.DUE,):
                    drills.due(context, self.state.grouping, self.state.watch(drills.WATCH))
                case _:
                    deadlines.came(context, self.state.grouping, key)

    def _load(self, event: HouseLoaded) -> None:
        load(self.state, event)
        self._look_at_all()

    def _look_at_all(self) -> None:
        # By name: a restart puts the watches in that order, and must not change what follows.
        for name in sorted(self.state.watches):
            state = self.state.watches[name]
            if state.rules and state.last_seen is not None:
                self._look(state)

    def _set_back(self, event: ClockSetBack) -> None:
        at, was = epoch(event.at), epoch(event.was)
        if was <= at:
            return
        leap, self.state.leap = self.state.leap, None
        rooms = self.state.context, self.state.eyes, leap
        set_back(*rooms, outages=self.state.outages, digests=self.state.digests, ops=self.state.ops, at=at, was=was)
        self.state.dirty.update(dict.fromkeys(self.state.watches))
        self._look_at_all()

    def _act(self, event: ActTaken) -> None:
        acts.take(self.state.context, self.state.grouping, event)

    def _inbox(self, event: InboxActTaken) -> None:
        state = self.state.watch(event.watch)
        inbox_acts.take(self.state.context, state, event)
        self._look(state)

    def _silence(self, event: SilenceSet) -> None:
        silence = event.silence
        self.state.context.silences[silence.id] = silence
        text = f"{silence.watch or 'all watches'} until {silence.ends_at.isoformat()}: {silence.reason}"
        self.state.context.decide(
            Reason.SILENCE_SET, text, watch=silence.watch or "", rule=silence.rule, person=silence.by
        )
        self._forget_silences()

    def _lift(self, event: SilenceLifted) -> None:
        silence = self.state.context.silences.pop(event.id, None)
        if silence is None:
            return
        self.state.context.decide(Reason.SILENCE_LIFTED, event.id, watch=silence.watch or "", person=event.by)
        for incident in self.state.grouping.incidents.values():
            for name, running in incident.escalations.items():
                if running.due is not None and running.is_held:  # whatever else holds it is asked again
                    running.due = self.state.context.now
                    acts.due_steps(self.state.context, incident, name)

    def _forget_silences(self) -> None:
        at = self.state.context.at
        self.state.context.silences = {s.id: s for s in self.state.context.silences.values() if s.ends_at > at}

    def _reported(self, event: PageReported) -> None:
        delivery.reported(self.state.context, event.receipt)

    def _source(self, event: SourceReported) -> None:
        alarm = reported(self.state, event)
        self._look(self.state.watch(OURSELVES))
        if alarm:
            self.state.ops.tell(f"budget-{event.source}", f"source {event.source}: {alarm}")

    def _look_at_ourselves(self, source: str) -> None:
        """A source brought something: end what fires about our eyes, or see to it that its silence will be noticed."""
        state = self.state.watches.get(OURSELVES)
        if state is None or not state.rules:
            return
        if any(alert.state != "inactive" for alert in state.alerts.values()):
            self._look(state)
            return
        due = self.state.eyes.quiet[source].rare_after(self.state.context.now, UNUSUAL_DAYS)
        self.state.timers.sooner(("watch", OURSELVES), self.state.context.now + LONGEST_SILENCE if due is None else due)

    def _scorer(self, event: ScorerChanged) -> None:
        state = self.state.watch(event.watch)
        state.forget_moods()
        if self.state.leap is not None:
            self.state.leap.drop(event.watch)
        text = f"sentiment is scored by {event.scorer}: what is usual for negative and positive mentions is learnt anew"
        self.state.context.decide(Reason.NEW_SERIES, text, watch=event.watch)
        self._look(state)

    def _noted(self, event: OpsNoted) -> None:
        self.state.ops.tell(event.topic, event.text)

    def _opened(self, event: IncidentOpened) -> None:
        state = self.state.watch(event.watch)
        self.state.dirty[event.watch] = None
        play = drills.begin if event.is_drill else open_by_hand
        play(self.state.context, self.state.grouping, state, event)

    def _test(self, event: TestAsked) -> None:
        self.state.ops.test(event.id, event.to, event.by)

    def _look(
        self,
        state: WatchState,
        mention: Mention | None = None,
        posted: float = 0.0,
        source: str = "",
        *,
        is_live: bool = False,
        grown_from: Counts | None = None,
        due: float | None = None,
    ) -> None:
        self.state.dirty[state.watch.name] = None
        self.state.judge.judge(state, mention, posted, source, is_live=is_live, grown_from=grown_from, due=due)
        if self.state.is_any_closed or state.watch.name in self.state.stale:
            is_stale = note_stale(
                self.state.context, self.state.eyes, state, was_stale=state.watch.name in self.state.stale
            )
            (self.state.stale.add if is_stale else self.state.stale.discard)(state.watch.name)

    # --- what may be asked ----------------------------------------------------------------------------------------

    def next_deadline(self) -> datetime | None:
        """Return when the engine wants a tick, if nothing else comes before."""
        at = self.state.timers.next()
        return None if at is None else instant(at)

    @property
    def newest(self) -> datetime:
        """The newest instant that the engine has been told of."""
        return self.state.context.at

    @property
    def doubted_seconds(self) -> float:
        """By how much the engine's time may be ahead, should it turn out that the clock was wrong. Deleting waits so long."""
        leap = self.state.leap  # once: the writer's thread may take it away while another asks
        return 0.0 if leap is None else leap.seconds

    @property
    def house(self) -> House:
        """What the engine decides by."""
        return self.state.context.house

    @property
    def late(self) -> int:
        """How many mentions were late."""
        return sum(state.late for state in self.state.watches.values())

    def explain(self, rule: str, watch: str, mention: Mention | None = None, **how: Unpack[Asked]) -> list[str]:
        """Return each condition's value against its limit, as it stands now (for `alertd why`); mention: the one just come, or just grown.

        rule: its id, or its name in any language; how: see Asked. [] where there is no such rule, or no such watch.
        """
        state = self.state.watches.get(watch)
        return [] if state is None else self.state.judge.explain(state, rule, mention, **how)

    def readings(self, watch: str, at: datetime) -> list[tuple[str, Reading]]:
        """Return what the volume lanes of a watch say."""
        state = self.state.watches.get(watch)
        if state is None:
            return []
        now = max(self.state.context.now, epoch(at))
        # Copies are read: looking at a lane moves it on in time, and who looks must not change what is decided.
        copies = [(key, Volume.from_state(lane.to_state())) for key, lane in state.volumes.items()]
        return [(key.text.rstrip("|"), lane.reading(now)) for key, lane in copies]

    def waiting(self, watch: str | None, at: datetime) -> dict[str, Attended]:
        """Return the mentions (by key) that wait for an answer, what has waited longest first, and who of us is at them."""
        return queue(self.state.watches, watch, max(self.state.context.now, epoch(at)))

    def attended(self, watch: str, platform: str, post: str, at: datetime) -> Attended:
        """Return where we are with one mention."""
        return standing(self.state.watches, watch, platform, post, max(self.state.context.now, epoch(at)))

    def silences(self) -> list[Silence]:
        """Return the silences that were set and not lifted."""
        return list(self.state.context.silences.values())

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out of memory; counts stay. The log must be changed alike, so that a replay agrees."""
        self.state.forget(platform, author, nobody)

    def reword(self, notes: Mapping[str, str]) -> None:
        """Put prose that people wrote (key) into other words (value), wherever it is still to be shown."""
        self.state.reword(notes)

    # --- over a restart -------------------------------------------------------------------------------------------

    def parts(self, *, only_dirty: bool) -> dict[str, bytes]:
        """Return the snapshot in parts: "globals" and one a watch. only_dirty: watches that changed since the last call."""
        return self.state.parts(only_dirty=only_dirty)

    def snapshot(self) -> bytes:
        """Return everything in one piece."""
        return msgspec.msgpack.encode(self.parts(only_dirty=False))

    @classmethod
    def restore(cls, snapshot: bytes) -> Self:
        """Return an engine that goes on where the snapshot stood."""
        return cls.from_parts(msgspec.msgpack.decode(snapshot, type=dict[str, bytes]))

    @classmethod
    def from_parts(cls, parts: dict[str, bytes]) -> Self:
        """Return an engine from the parts of a snapshot. Raises ValueError for one of another version."""
        return cls(EngineState.from_parts(parts))
