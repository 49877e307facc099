"""All that the engine knows, part by part, and how it is carried over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import msgspec

from alertd.core.author_notes import AuthorNotes
from alertd.core.clock_skew import KEPT, Leap
from alertd.core.incidents import storms
from alertd.core.incidents.context import Context
from alertd.core.incidents.digests import Digests, Notice
from alertd.core.incidents.grouping import Grouping
from alertd.core.incidents.late_summary import Filled, Outages
from alertd.core.incidents.ops import Ops
from alertd.core.incidents.staleness import is_any_closed
from alertd.core.judge import Judge
from alertd.core.rules.conditions.catalogue import is_about_ourselves
from alertd.core.rules.needs import needs_of
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.readings import Readings
from alertd.core.timers import Timers
from alertd.model.rule import Rule
from alertd.model.watch import Watch

WATCH = "watch/"  # the parts of a snapshot that hold one watch each
OURSELVES = "alertd"  # the watch of rules that look at our own eyes


class EngineState:
    """The parts, each a room of its own."""

    VERSION = 1

    def __init__(self) -> None:
        self.timers = Timers()
        self.context = Context(self.timers)
        self.grouping = Grouping(self.context)
        self.ops = Ops(self.context)
        self.digests = Digests(self.context)
        self.outages = Outages(self.context)
        self.watches: dict[str, WatchState] = {}
        self.eyes = self.context.eyes
        self.dirty: dict[str, None] = {}
        self.leap: Leap | None = None
        self.before = 0.0  # the engine's time before the event that is handled
        self.is_any_closed = False  # of our eyes; found again after a restart, like the next
        self.stale: set[str] = set()  # watches of which some incident is stale
        self.context.watches = self.watches
        self.readings = Readings()
        self.author_notes = AuthorNotes()
        self.judge = Judge(self.context, self.grouping, self.digests, self.eyes, self.readings)

    def rules_of(self, watch: str) -> tuple[Rule, ...]:
        """Return the rules that look at a watch."""
        if watch == OURSELVES:
            return tuple(rule for rule in self.context.rules.values() if is_about_ourselves(rule.when))
        return tuple(
            rule for rule in self.context.rules.values() if rule.covers(watch) and not is_about_ourselves(rule.when)
        )

    def new_watch(self, watch: Watch) -> WatchState:
        """Return the state of a watch of which nothing is known yet."""
        rules = self.rules_of(watch.name)
        state = WatchState(watch, rules, needs_of(rules))
        state.hours = self.context.house.roster.hours
        state.promises = self.context.house.promises.first_reply
        return state

    def watch(self, name: str) -> WatchState:
        """Return what is known of a watch; one that nobody has heard of is made."""
        state = self.watches.get(name)
        if state is None:
            state = self.watches[name] = self.new_watch(Watch(name=name, is_implied=True))
        return state

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out of memory; counts stay. nobody: what stands in their place."""
        storms.forget_authors(self.context)
        self.author_notes.forget(platform, author)
        self.context.weeks.forget(platform, author, nobody)
        for name, watch in self.watches.items():
            watch.forget(platform, author, nobody)
            self.dirty[name] = None
        for incident in self.context.incidents.values():
            incident.posts.forget(platform, author, nobody)

    def reword(self, notes: Mapping[str, str]) -> None:
        """Put prose that people wrote (key) into other words (value), wherever it is still to be shown."""

        def told(text: str) -> str:
            for was, now in notes.items():
                text = text.replace(was, now)
            return text

        for was, now in notes.items():
            self.author_notes.reword(was, now)
        context = self.context
        storms.reword(context, told)
        for incident in context.incidents.values():
            incident.notes = [told(note) for note in incident.notes]
            for sent in (*incident.sent.values(), *incident.earlier.values()):
                sent.note = None if sent.note is None else told(sent.note)
        for ident, silence in list(context.silences.items()):
            context.silences[ident] = silence.with_(reason=told(silence.reason))

    def parts(self, *, only_dirty: bool) -> dict[str, bytes]:
        """Return the snapshot in parts: "globals" and one a watch. only_dirty: watches that changed since the last call."""
        names = sorted(self.dirty if only_dirty else self.watches)
        self.dirty = {}
        parts = {
            f"{WATCH}{name}": msgspec.msgpack.encode(self.watches[name].to_state())
            for name in names
            if name in self.watches
        }
        if self.leap is not None and self.context.now - self.leap.arrived > KEPT:
            self.leap = None
        if self.leap is not None:
            parts |= self.leap.parts(only_new=only_dirty)
        parts["globals"] = msgspec.msgpack.encode(
            {
                "v": self.VERSION,
                "desk": self.context.to_state(),
                "timers": self.timers.to_state(),
                "board": self.grouping.to_state(),
                "told": self.ops.told,
                "outages": msgspec.to_builtins([self.outages.filled, self.outages.told]),
                "digests": msgspec.to_builtins(self.digests.waiting),
                "eyes": self.eyes.to_state(),
                "readings": self.readings.to_state(),
                "weeks": self.context.weeks.to_state(),
                "author_notes": self.author_notes.to_state(),
                "leap": None if self.leap is None else self.leap.to_state(),
            }
        )
        return parts

    @classmethod
    def from_parts(cls, parts: dict[str, bytes]) -> Self:
        """Return what the parts of a snapshot hold. Raises ValueError for one of another version."""
        state = cls()
        kept = msgspec.msgpack.decode(parts["globals"])
        if kept["v"] != cls.VERSION:
            raise ValueError(f"a snapshot of version {kept['v']} cannot be read")
        state.context.restore(kept["desk"])
        state.timers.restore(kept["timers"])
        state.grouping.restore(kept["board"])
        state.ops.told = dict(kept["told"])
        filled, state.outages.told = msgspec.convert(kept["outages"], tuple[dict[str, Filled], dict[str, float]])
        state.outages.filled.update(filled)
        state.digests.waiting = msgspec.convert(kept["digests"], dict[str, list[Notice]])
        state.eyes.restore(kept["eyes"])
        state.readings.restore(kept.get("readings", {}))
        state.context.weeks.restore(kept.get("weeks", {}))
        state.author_notes.restore(kept.get("author_notes", {}))
        state.is_any_closed = is_any_closed(state.eyes)
        state.stale = {incident.watch for incident in state.grouping.incidents.values() if incident.stale}
        state.leap = Leap.from_parts(kept.get("leap"), parts)
        known = {watch.name: watch for watch in state.context.house.watches}
        for key, body in parts.items():
            if key.startswith(WATCH):
                name = key.removeprefix(WATCH)
                watch = state.new_watch(known.get(name, Watch(name=name, is_implied=True)))
                watch.restore(msgspec.msgpack.decode(body))
                state.watches[name] = watch
        return state
