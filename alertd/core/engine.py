"""The engine: events in, commands out. No clock, no network, no disk, no chance.

    engine = Engine()
    for event in log:
        commands = engine.handle(event)

A mention goes: `handle` -> `_mention` -> its WatchState counts it -> `_evaluate` its rules -> Board opens or joins an
incident -> escalation decides a step -> pages -> commands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from alertd.core.incidents import acts, receipts
from alertd.core.incidents.board import Board
from alertd.core.incidents.console import with_console
from alertd.core.incidents.desk import Desk
from alertd.core.incidents.digests import Digests, Notice
from alertd.core.incidents.ops import Ops
from alertd.core.incidents.reasons import Reason
from alertd.core.rules.alert import Alert, AlertState, Change
from alertd.core.rules.evaluate import Finding, evaluate, refuse_unknown
from alertd.core.rules.lanes import group_of, leaves
from alertd.core.rules.view import SourceSeen, View
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.reading import Reading
from alertd.core.signals.volume import Volume
from alertd.core.timers import Timers
from alertd.core.times import epoch, instant
from alertd.model.commands import CancelPages, Command
from alertd.model.events import (
    ActTaken,
    CountSeen,
    Event,
    HouseLoaded,
    MentionSeen,
    OpsNoted,
    PageReported,
    ReplySeen,
    SilenceLifted,
    SilenceSet,
    SourceReported,
    TestAsked,
    Ticked,
)
from alertd.model.house import House
from alertd.model.mention import Mention
from alertd.model.rule import Quiet, Rule, Severity
from alertd.model.silence import Silence
from alertd.model.watch import Watch

OURSELVES = "alertd"  # the watch of rules that look at our own eyes
LOOK_AGAIN = 60.0  # seconds after which an alert that is not inactive is looked at again, on the minute
FUTURE = 300.0  # a post up to 5 minutes in the future counts as now (design 5)
HISTORY = 24 * 3600.0  # a live post older than this is kept and counted as late, and enters no history


class Engine:
    """The pure fold. `snapshot` and `restore` carry it over a restart."""

    VERSION = 1

    def __init__(self) -> None:
        self._timers = Timers()
        self._desk = Desk(self._timers)
        self._board = Board(self._desk)
        self._ops = Ops(self._desk)
        self._digests = Digests(self._desk)
        self._watches: dict[str, WatchState] = {}
        self._sources: dict[str, SourceSeen] = {}
        self._dirty: dict[str, None] = {}
        self._desk.watches = self._watches
        self._steps: dict[type, Callable[[Any], None]] = {
            MentionSeen: self._mention,
            CountSeen: self._count,
            ReplySeen: self._reply,
            Ticked: self._tick,
            HouseLoaded: self._load,
            ActTaken: self._act,
            SilenceSet: self._silence,
            SilenceLifted: self._lift,
            PageReported: self._reported,
            SourceReported: self._source,
            OpsNoted: self._noted,
            TestAsked: self._test,
        }

    def handle(self, event: Event) -> tuple[Command, ...]:
        """Fold one event; return what it asks of the world."""
        desk = self._desk
        desk.now = max(desk.now, epoch(event.at))
        self._steps[type(event)](event)
        while desk.worries:
            self._ops.tell(*desk.worries.pop(0))
        return desk.flush()

    def next_deadline(self) -> datetime | None:
        """Return when the engine wants a tick, if nothing else comes before."""
        at = self._timers.next()
        return None if at is None else instant(at)

    @property
    def house(self) -> House:
        """What the engine decides by."""
        return self._desk.house

    @property
    def late(self) -> int:
        """How many mentions were late."""
        return sum(state.late for state in self._watches.values())

    # --- what happens ---------------------------------------------------------------------------------------------

    def _mention(self, event: MentionSeen) -> None:
        mention = event.mention
        state = self._state(mention.watch)
        now = self._desk.now
        posted = min(epoch(mention.posted_at), now)
        if mention.is_imported:
            state.mention(mention, posted, posted)
            return
        is_live = state.mention(mention, posted, now)
        self._evaluate(state, mention, posted, is_live=is_live)

    def _count(self, event: CountSeen) -> None:
        state = self._state(event.watch)
        state.count(event, epoch(event.begins_at), self._desk.now)
        self._evaluate(state)

    def _reply(self, event: ReplySeen) -> None:
        reply = event.reply
        if reply.is_automatic:
            return
        state = self._state(reply.watch)
        state.unanswered.answered(reply.platform, reply.conversation, reply.in_reply_to)
        self._evaluate(state)

    def _tick(self, _event: Ticked) -> None:
        desk = self._desk
        while (key := self._timers.due(desk.now)) is not None:
            match key:
                case ("watch", name):
                    if name in self._watches:
                        self._evaluate(self._watches[name])
                case ("step", ident, policy) if ident in self._board.incidents:
                    acts.due_steps(desk, self._board.incidents[ident], policy)
                case ("ack", ident) if ident in self._board.incidents:
                    acts.ack_expired(desk, self._board.incidents[ident])
                case ("solve", ident) if ident in self._board.incidents:
                    acts.solve_spent(desk, self._board, self._board.incidents[ident])
                case ("close", ident) if ident in self._board.incidents:
                    self._close_by_itself(ident)
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
        desk.rules = {rule.id: rule for rule in house.rules if rule.enabled}
        watches = {watch.name: watch for watch in house.watches}
        watches.setdefault(OURSELVES, Watch(name=OURSELVES, is_implied=True))
        for name, watch in watches.items():
            rules = self._rules_of(name)
            state = self._watches.get(name)
            if state is None:
                self._watches[name] = WatchState(watch, rules)
            elif state.adopt(watch, rules):
                desk.decide(Reason.NEW_SERIES, "its terms changed: what is usual is learnt anew", watch=name)
            self._touch(name)
        for name in [name for name in self._watches if name not in watches]:
            del self._watches[name]
        desk.decide(
            Reason.HOUSE_LOADED,
            f"{len(watches) - 1} watches, {len(desk.rules)} rules, {len(house.roster.people)} people",
        )
        for state in list(self._watches.values()):
            if state.rules and state.last_seen is not None:
                self._evaluate(state)

    def _rules_of(self, watch: str) -> tuple[Rule, ...]:
        if watch == OURSELVES:
            return tuple(rule for rule in self._desk.rules.values() if _is_about_ourselves(rule))
        return tuple(rule for rule in self._desk.rules.values() if rule.covers(watch) and not _is_about_ourselves(rule))

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
                if running.due is not None and running.due == epoch(silence.ends_at):
                    running.due = self._desk.now
                    acts.due_steps(self._desk, incident, name)

    def _forget_silences(self) -> None:
        at = self._desk.at
        self._desk.silences = {s.id: s for s in self._desk.silences.values() if s.ends_at > at}

    def _reported(self, event: PageReported) -> None:
        receipts.reported(self._desk, self._board, event)

    def _source(self, event: SourceReported) -> None:
        seen = self._sources.get(event.source)
        now = self._desk.now
        since = seen.since if seen is not None and seen.state is event.state else now
        last = None if event.last_event_at is None else epoch(event.last_event_at)
        self._sources[event.source] = SourceSeen(event.state, since, last, event.note, event.blind_seconds)
        self._evaluate(self._state(OURSELVES))
        if "budget" in event.note and (seen is None or seen.note != event.note):
            self._ops.tell(f"budget-{event.source}", f"source {event.source}: {event.note}")

    def _noted(self, event: OpsNoted) -> None:
        self._ops.tell(event.topic, event.text)

    def _test(self, event: TestAsked) -> None:
        self._ops.test(event.id, event.to, event.by)

    # --- rules ----------------------------------------------------------------------------------------------------

    def _state(self, name: str) -> WatchState:
        state = self._watches.get(name)
        if state is None:
            state = self._watches[name] = WatchState(Watch(name=name, is_implied=True), self._rules_of(name))
        return state

    def _evaluate(
        self, state: WatchState, mention: Mention | None = None, posted: float = 0.0, *, is_live: bool = False
    ) -> None:
        """Evaluate every rule of a watch, in the order of the files."""
        self._touch(state.watch.name)
        desk = self._desk
        look_again: float | None = None
        for rule in state.rules:
            for group in self._groups(state, rule, mention):
                view = View(desk.now, desk.at, state, rule, group, self._sources, mention, posted, is_live)
                alert = state.alert(rule, group)
                finding = evaluate(rule, alert, view)
                if finding.change is not Change.NONE:
                    self._changed(state, rule, group, finding)
                elif alert.is_firing:
                    incident = self._board.current(state.watch.name, group)
                    if incident is not None:
                        self._board.still(incident, alert)
                at = _look_again(rule, alert, finding, desk.now)
                if at is not None and _matters(rule, alert.state):
                    look_again = at if look_again is None else min(look_again, at)
        self._timers.ask(("watch", state.watch.name), look_again)

    def _groups(self, state: WatchState, rule: Rule, mention: Mention | None) -> tuple[str, ...]:
        if rule.group_by == "watch":
            return ("",)
        if mention is not None:
            return (group_of(rule, mention),)
        return state.groups_for(rule)

    def _changed(self, state: WatchState, rule: Rule, group: str, finding: Finding) -> None:
        desk = self._desk
        alert = state.alert(rule, group)
        reason = {
            Change.PENDING: Reason.ALERT_PENDING,
            Change.FIRED: Reason.ALERT_FIRING,
            Change.RESOLVED: Reason.ALERT_RESOLVED,
            Change.STALE: Reason.ALERT_STALE,
        }[finding.change]
        desk.decide(reason, "; ".join(described(finding)), watch=state.watch.name, rule=rule.id)
        if finding.change is Change.FIRED:
            if rule.severity is Severity.NOTICE:
                self._digests.keep(rule, state.watch.name, alert)
            else:
                self._board.fired(state, rule, group, alert)
        elif finding.change is Change.RESOLVED:
            self._board.resolved(state, rule, group)

    def explain(self, rule_id: str, watch: str) -> list[str]:
        """Return each condition's value against its limit, as it stands now (for `alertd why`)."""
        rule, state = self._desk.rules.get(rule_id), self._watches.get(watch)
        if rule is None or state is None:
            return []
        lines = []
        for group in state.groups_for(rule):
            view = View(self._desk.now, self._desk.at, state, rule, group, self._sources)
            alert = msgspec.convert(msgspec.to_builtins(state.alert(rule, group)), type(state.alert(rule, group)))
            finding = evaluate(rule, alert, view)
            lines += [f"[{group}] {line}" if group else line for line in described(finding)]
        return lines

    def readings(self, watch: str, at: datetime) -> list[tuple[str, Reading]]:
        """Return what the volume lanes of a watch say."""
        state = self._watches.get(watch)
        if state is None:
            return []
        now = max(self._desk.now, epoch(at))
        # Copies are read: looking at a lane moves it on in time, and who looks must not change what is decided.
        copies = [(key, Volume.from_state(lane.to_state())) for key, lane in state.volumes.items()]
        return [(key.text.rstrip("|"), lane.reading(now)) for key, lane in copies]

    def waiting(self, watch: str | None, at: datetime) -> list[str]:
        """Return the keys of the mentions that wait for an answer, what has waited longest first."""
        now = max(self._desk.now, epoch(at))
        found = [
            (one.posted, "\x1f".join((name, one.platform, one.id)))
            for name, state in self._watches.items()
            if watch in (None, name)
            for one in state.unanswered.over(now, 0.0, only_high=False)
        ]
        return [key for _, key in sorted(found)]

    def silences(self) -> list[Silence]:
        """Return the silences that were set and not lifted."""
        return list(self._desk.silences.values())

    # --- over a restart -------------------------------------------------------------------------------------------

    def _touch(self, watch: str) -> None:
        self._dirty[watch] = None

    def parts(self, *, only_dirty: bool) -> dict[str, bytes]:
        """Return the snapshot in parts: "globals" and one a watch. only_dirty: watches that changed since the last call."""
        names = sorted(self._dirty if only_dirty else self._watches)
        self._dirty = {}
        parts = {
            f"watch/{name}": msgspec.msgpack.encode(self._watches[name].to_state())
            for name in names
            if name in self._watches
        }
        parts["globals"] = msgspec.msgpack.encode(self._globals())
        return parts

    def _globals(self) -> dict[str, Any]:
        return {
            "v": self.VERSION,
            "now": self._desk.now,
            "house": msgspec.to_builtins(self._desk.house),
            "silences": msgspec.to_builtins(list(self._desk.silences.values())),
            "texted": self._desk.texted,
            "timers": self._timers.to_state(),
            "board": self._board.to_state(),
            "told": self._ops.told,
            "digests": msgspec.to_builtins(self._digests.waiting),
            "sources": msgspec.to_builtins(self._sources),
        }

    def snapshot(self) -> bytes:
        """Return everything in one piece."""
        return msgspec.msgpack.encode(self.parts(only_dirty=False))

    @classmethod
    def restore(cls, snapshot: bytes) -> Engine:
        """Return an engine that goes on where the snapshot stood."""
        return cls.from_parts(msgspec.msgpack.decode(snapshot, type=dict[str, bytes]))

    @classmethod
    def from_parts(cls, parts: dict[str, bytes]) -> Engine:
        """Return an engine from the parts of a snapshot."""
        engine = cls()
        state = msgspec.msgpack.decode(parts["globals"])
        desk = engine._desk
        desk.now = state["now"]
        desk.house = msgspec.convert(state["house"], House)
        desk.rules = {rule.id: rule for rule in desk.house.rules if rule.enabled}
        desk.silences = {s.id: s for s in msgspec.convert(state["silences"], list[Silence])}
        desk.texted = {name: list(times) for name, times in state["texted"].items()}
        engine._timers = desk.timers = Timers.from_state(state["timers"])
        engine._board.restore(state["board"])
        engine._ops.told = dict(state["told"])
        engine._digests.waiting = msgspec.convert(state["digests"], dict[str, list[Notice]])
        engine._sources = msgspec.convert(state["sources"], dict[str, SourceSeen])
        known = {watch.name: watch for watch in desk.house.watches}
        for key, body in parts.items():
            if key.startswith("watch/"):
                name = key.removeprefix("watch/")
                watch = WatchState(known.get(name, Watch(name=name, is_implied=True)), engine._rules_of(name))
                watch.restore(msgspec.msgpack.decode(body))
                engine._watches[name] = watch
        return engine


def described(finding: Finding) -> list[str]:
    """Return one line a condition: its value against its limit."""
    lines = []
    for _, condition, verdict, holds in finding.verdicts:
        name = type(condition).__struct_config__.tag
        mark = "holds" if holds else "does not hold"
        note = f" ({verdict.note})" if verdict.note else ""
        lines.append(f"{name} {mark}: {verdict.value:g} against {verdict.limit}{note}")
    return lines


def _look_again(rule: Rule, alert: Alert, finding: Finding, now: float) -> float | None:
    """Return when an alert must be looked at again without a new event."""
    at = finding.next_at
    if alert.state == AlertState.INACTIVE or finding.is_steady:
        return at
    if alert.state == AlertState.FIRING and not finding.is_true:
        ends = alert.true_at + rule.keep_firing_for.total_seconds()
        return max(ends, now + 1.0) if at is None else min(at, max(ends, now + 1.0))
    minute = (now // LOOK_AGAIN + 1) * LOOK_AGAIN
    return minute if at is None else min(at, minute)


def _is_about_ourselves(rule: Rule) -> bool:
    return all(isinstance(leaf, Quiet) for _, leaf in leaves(rule.when))


def _matters(rule: Rule, state: str) -> bool:
    """Whether a deadline is worth a tick: an inactive volume rule waits for its next mention."""
    return state != "inactive" or any(type(leaf).__name__ in ("Unanswered", "Quiet") for _, leaf in leaves(rule.when))
