"""View: what a condition looks at."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.core.rules.alert import Leaf
from alertd.core.rules.lanes import LaneKey
from alertd.core.rules.watch_state import Counts, WatchState
from alertd.core.signals.quiet import Quiet
from alertd.core.signals.readings import Readings
from alertd.model.mention import Mention
from alertd.model.rule import Floor, Rule
from alertd.model.source_state import SourceState

#: states in which a source does not see what is written now
UNSEEING = (
    SourceState.STARTING,
    SourceState.CATCHING_UP,
    SourceState.BLIND,
    SourceState.OUT_OF_BUDGET,
    SourceState.STOPPED,
)


class SourceSeen(msgspec.Struct):
    """What the engine knows of a source. since: when it entered its state; closed_since: when it stopped seeing."""

    state: SourceState
    since: float
    last_event: float | None = None
    note: str = ""
    blind_seconds: float = 0.0
    closed_since: float | None = None
    alarm: str | None = (
        None  #: what operators were told last; None in a checkpoint of an older version, whose note said it
    )
    sampled: int = 0  #: it reads one post in so many; 0: all
    spent: float | None = None  #: share of the money of the day of `spent_at` that is spent; None: it costs none
    spent_at: float = 0.0


class Eyes:
    """Our own eyes: how each source says it sees, and when each brought something."""

    def __init__(self) -> None:
        self.seen: dict[str, SourceSeen] = {}
        self.quiet: dict[str, Quiet] = {}

    def brought(self, source: str, at: float, now: float, zone: str) -> None:
        """A source brought a mention of a watch whose people live by the clocks of a zone."""
        quiet = self.quiet.get(source)
        if quiet is None:
            quiet = self.quiet[source] = Quiet()
        quiet.zone = zone
        quiet.observe(at, now=now)

    def keep_only(self, sources: tuple[str, ...] | None) -> None:
        """Forget sources that were taken out of the settings: they would be silent for ever. None: nobody knows."""
        if sources is None:
            return
        self.seen = {name: seen for name, seen in self.seen.items() if name in sources}
        self.quiet = {name: quiet for name, quiet in self.quiet.items() if name in sources}

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return [msgspec.to_builtins(self.seen), {name: quiet.to_state() for name, quiet in self.quiet.items()}]

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        self.seen = msgspec.convert(state[0], dict[str, SourceSeen])
        self.quiet = {name: Quiet.from_state(quiet) for name, quiet in state[1].items()}


class View(msgspec.Struct):
    """One evaluation: the instant, the watch, and the mention that caused it (None for a tick).

    is_live: the mention may raise a page by itself. is_holding: the condition that is tested holds, or is on its way to.
    is_waning: it has ceased to hold, and its alert fires on until its time to keep firing is over.
    memory: what the condition that is tested keeps from one look to the next.
    is_asked: a person asks: every number is worked out, also where a promise would do.
    readings: what the watches that are compared say of themselves.
    source: which of ours brought the mention.
    grown_from: what was told before of the mention, which is known and has grown; None: it is new.
    too_old: set by a condition that a mention would have met, had it not come too late to wake anybody.
    """

    now: float
    state: WatchState
    rule: Rule
    group: str
    eyes: Eyes
    mention: Mention | None = None
    posted: float = 0.0
    is_live: bool = False
    is_holding: bool = False
    is_waning: bool = False
    too_old: str = ""
    is_asked: bool = False
    memory: Leaf = msgspec.field(default_factory=Leaf)
    source: str = ""
    grown_from: Counts | None = None
    readings: Readings = msgspec.field(default_factory=Readings)

    @property
    def looks(self) -> tuple[float, ...]:
        """The instants as of which the watch is judged: now, and before it those that late posts have changed."""
        return (self.now, *self.state.behind.looks(self.now))

    def has_authors(self, key: LaneKey, window: float, floor: Floor, at: float | None = None) -> bool:
        """Whether a lane has the authors that a floor asks for; where a sensor counts, nobody knows them and it is met."""
        if not floor.authors:
            return True
        authors = self.state.authors_in(key, self.now if at is None else at, window)
        return authors is None or authors >= floor.authors

    @staticmethod
    def floor_of(floor: Floor, mentions: float) -> str:
        """Say a floor; mentions: what it comes to where the rule does not say."""
        return f"{mentions:g} mentions" + (f" by {floor.authors} authors" if floor.authors else "")

    def is_blind(self) -> bool:
        """Whether nobody sees what this watch lives on: every source is closed, or one named like a platform of its posts."""
        closed = [name for name, seen in self.eyes.seen.items() if seen.state in UNSEEING]
        if not closed:
            return False
        platforms = {post.platform for post in self.state.telling.recent}
        return len(closed) == len(self.eyes.seen) or any(name in platforms for name in closed)
