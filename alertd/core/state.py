"""Rooms: the engine's state, part by part, and how it is carried over a restart."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import msgspec

from alertd.core.clock_skew import KEPT, Leap
from alertd.core.evaluator import Judge, is_about_ourselves
from alertd.core.incidents.context import Desk
from alertd.core.incidents.digests import Digests, Notice
from alertd.core.incidents.grouping import Board
from alertd.core.incidents.late_summary import Filled, Outages
from alertd.core.incidents.messages import Mail
from alertd.core.incidents.ops import Ops
from alertd.core.incidents.staleness import is_any_closed
from alertd.core.rules.needs import needs_of
from alertd.core.rules.view import Eyes
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.reading import Reading
from alertd.core.signals.volume import Volume
from alertd.core.timers import Timers
from alertd.core.times import epoch, instant
from alertd.model.house import House
from alertd.model.rule import Rule
from alertd.model.silence import Silence
from alertd.model.watch import Watch

WATCH = "watch/"  # the parts of a snapshot that hold one watch each
OURSELVES = "alertd"  # the watch of rules that look at our own eyes


class Rooms:
    """All that the engine knows."""

    VERSION = 1

    def __init__(self) -> None:
        self._timers = Timers()
        self._desk = Desk(self._timers, Mail())
        self._board = Board(self._desk)
        self._ops = Ops(self._desk)
        self._digests = Digests(self._desk)
        self._outages = Outages(self._desk)
        self._watches: dict[str, WatchState] = {}
        self._eyes = Eyes()
        self._dirty: dict[str, None] = {}
        self._leap: Leap | None = None
        self._before = 0.0  # the engine's time before the event that is handled
        self._is_any_closed = False  # of our eyes; found again after a restart, like the next
        self._stale: set[str] = set()  # watches of which some incident is stale
        self._desk.watches = self._watches
        self._judge = Judge(self._desk, self._board, self._digests, self._eyes)

    def next_deadline(self) -> datetime | None:
        """Return when the engine wants a tick, if nothing else comes before."""
        at = self._timers.next()
        return None if at is None else instant(at)

    @property
    def newest(self) -> datetime:
        """The newest instant that the engine has been told of."""
        return self._desk.at

    @property
    def doubted_seconds(self) -> float:
        """By how much the engine's time may be ahead, should it turn out that the clock was wrong. Deleting waits so long."""
        leap = self._leap  # once: the writer's thread may take it away while another asks
        return 0.0 if leap is None else leap.seconds

    @property
    def house(self) -> House:
        """What the engine decides by."""
        return self._desk.house

    @property
    def late(self) -> int:
        """How many mentions were late."""
        return sum(state.late for state in self._watches.values())

    def _rules_of(self, watch: str) -> tuple[Rule, ...]:
        if watch == OURSELVES:
            return tuple(rule for rule in self._desk.rules.values() if is_about_ourselves(rule))
        return tuple(rule for rule in self._desk.rules.values() if rule.covers(watch) and not is_about_ourselves(rule))

    def _new(self, watch: Watch) -> WatchState:
        rules = self._rules_of(watch.name)
        return WatchState(watch, rules, needs_of(rules))

    def _state(self, name: str) -> WatchState:
        state = self._watches.get(name)
        if state is None:
            state = self._watches[name] = self._new(Watch(name=name, is_implied=True))
        return state

    # --- what may be asked ----------------------------------------------------------------------------------------

    def explain(self, rule_id: str, watch: str) -> list[str]:
        """Return each condition's value against its limit, as it stands now (for `alertd why`)."""
        rule, state = self._desk.rules.get(rule_id), self._watches.get(watch)
        return [] if rule is None or state is None else self._judge.explain(state, rule)

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
            (one.posted, f"{name}\x1f{one.platform}\x1f{one.id}")
            for name, state in self._watches.items()
            if watch in (None, name)
            for one in state.unanswered.over(now, 0.0, only_high=False)
        ]
        return [key for _, key in sorted(found)]

    def silences(self) -> list[Silence]:
        """Return the silences that were set and not lifted."""
        return list(self._desk.silences.values())

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out of memory; counts stay. The log must be changed alike, so that a replay agrees."""
        for name, state in self._watches.items():
            state.forget(platform, author, nobody)
            self._dirty[name] = None

    # --- over a restart -------------------------------------------------------------------------------------------

    def parts(self, *, only_dirty: bool) -> dict[str, bytes]:
        """Return the snapshot in parts: "globals" and one a watch. only_dirty: watches that changed since the last call."""
        names = sorted(self._dirty if only_dirty else self._watches)
        self._dirty = {}
        parts = {
            f"{WATCH}{name}": msgspec.msgpack.encode(self._watches[name].to_state())
            for name in names
            if name in self._watches
        }
        if self._leap is not None and self._desk.now - self._leap.arrived > KEPT:
            self._leap = None
        if self._leap is not None:
            parts |= self._leap.parts(only_new=only_dirty)
        parts["globals"] = msgspec.msgpack.encode(
            {
                "v": self.VERSION,
                "desk": self._desk.to_state(),
                "timers": self._timers.to_state(),
                "board": self._board.to_state(),
                "told": self._ops.told,
                "outages": msgspec.to_builtins([self._outages.filled, self._outages.told]),
                "digests": msgspec.to_builtins(self._digests.waiting),
                "eyes": self._eyes.to_state(),
                "leap": None if self._leap is None else self._leap.to_state(),
            }
        )
        return parts

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
        engine = cls()
        state = msgspec.msgpack.decode(parts["globals"])
        if state["v"] != cls.VERSION:
            raise ValueError(f"a snapshot of version {state['v']} cannot be read")
        engine._desk.restore(state["desk"])
        engine._timers.restore(state["timers"])
        engine._board.restore(state["board"])
        engine._ops.told = dict(state["told"])
        filled, engine._outages.told = msgspec.convert(state["outages"], tuple[dict[str, Filled], dict[str, float]])
        engine._outages.filled.update(filled)
        engine._digests.waiting = msgspec.convert(state["digests"], dict[str, list[Notice]])
        engine._eyes.restore(state["eyes"])
        engine._is_any_closed = is_any_closed(engine._eyes)
        engine._stale = {incident.watch for incident in engine._board.incidents.values() if incident.stale}
        engine._leap = Leap.from_parts(state.get("leap"), parts)
        known = {watch.name: watch for watch in engine._desk.house.watches}
        for key, body in parts.items():
            if key.startswith(WATCH):
                name = key.removeprefix(WATCH)
                watch = engine._new(known.get(name, Watch(name=name, is_implied=True)))
                watch.restore(msgspec.msgpack.decode(body))
                engine._watches[name] = watch
        return engine
