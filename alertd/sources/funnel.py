"""Funnel: several tasks of one source, one stream of batches with a heartbeat and one cursor."""

from __future__ import annotations

import asyncio
import json
import math
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from typing import Any

from alertd.blocking.waiting import put_down
from alertd.errors import SourceError
from alertd.model.post import Record
from alertd.model.source_state import Gap, SourceState
from alertd.model.value import Value
from alertd.ports import Batch, Clock, Reject

BEAT = 20.0  #: seconds; the port promises a batch at least every 30
LIMIT = 5_000  #: records that may wait; a task that brings more waits itself, so the platform does
AT_ONCE = 500  #: records in one batch: one group commit

#: From worst to best: a source is as well as its worst part.
WORST_FIRST = (
    SourceState.STOPPED,
    SourceState.OUT_OF_BUDGET,
    SourceState.BLIND,
    SourceState.DEGRADED,
    SourceState.CATCHING_UP,
    SourceState.STARTING,
    SourceState.OK,
)
#: In which a place brings what there is.
SEEING = (SourceState.OK, SourceState.CATCHING_UP)


class Haul(Value, frozen=True, kw_only=True):
    """What one task brings at once. marks: the part of the cursor that holds once `records` are committed."""

    records: tuple[Record, ...] = ()
    rejects: tuple[Reject, ...] = ()
    marks: dict[str, Any] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    gaps: tuple[Gap, ...] = ()


def _weight(haul: Haul) -> int:
    return 1 + len(haul.records) + len(haul.rejects)


def stepped(share: float | None) -> float | None:
    """Return a share in whole steps of 5 %, rounded down, 1 at the most.

    >>> stepped(0.849), stepped(1.7), stepped(0.05), stepped(None)
    (0.8, 1.0, 0.05, None)
    """
    return None if share is None else min(math.floor(share * 20.0 + 1e-9), 20) / 20.0


def read_cursor(cursor: str | None) -> dict[str, Any]:
    """Read a cursor; one that cannot be read (an older version's) counts as none."""
    if not cursor:
        return {}
    try:
        marks = json.loads(cursor)
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


class Funnel:
    """Joins the hauls of several tasks in order, and says how the worst of them is doing.

    A mark enters the cursor in the batch that carries its records, or a later one: never earlier.
    """

    def __init__(self, clock: Clock, cursor: str | None) -> None:
        self._clock = clock
        self._marks = read_cursor(cursor)
        self._hauls: deque[Haul] = deque()
        self._waiting = 0
        self._wake = asyncio.Event()
        self._space = asyncio.Event()
        self._space.set()
        self._views: dict[str, tuple[SourceState, str]] = {}
        self._places: set[str] = set()
        self._alarms: dict[str, str] = {}
        self._told: tuple[SourceState, str, str, int, float | None] | None = None
        self._sampled = 0
        self._spent: Callable[[], float | None] = lambda: None
        self._is_beat_due = True

    def mark(self, name: str, default: Any = None) -> Any:
        """Return a part of the cursor that the source was started with (or has brought since)."""
        return self._marks.get(name, default)

    async def put(self, haul: Haul) -> None:
        """Hand over a haul; waits while too many records wait."""
        while not self._space.is_set():
            await self._space.wait()
        self._hauls.append(haul)
        self._waiting += _weight(haul)
        if self._waiting >= LIMIT:
            self._space.clear()
        self._wake.set()

    @property
    def is_full(self) -> bool:
        """Whether tasks have to wait: silence is then ours, not the platform's."""
        return not self._space.is_set()

    def view(self, part: str, state: SourceState, note: str = "") -> None:
        """Say how well one part sees; a change is told at once."""
        if self._views.get(part) != (state, note):
            self._views[part] = (state, note)
            self._wake.set()

    def alarm(self, about: str, text: str = "") -> None:
        """Say what operators have to hear about something, in words that stay the same while it lasts; empty: it is over."""
        if self._alarms.get(about, "") != text:
            self._alarms[about] = text
            self._wake.set()

    def sampled(self, one_in: int = 0) -> None:
        """Say that one post in so many is read; 0: all."""
        if self._sampled != one_in:
            self._sampled = one_in
            self._wake.set()

    def pays_by(self, spent: Callable[[], float | None]) -> None:
        """Say who knows which share of today's money is spent; each step of 5 % is told."""
        self._spent = spent

    def add_place(self, part: str) -> None:
        """Say that a part is one place of several that are alike: while another one sees, the source is not blind."""
        self._places.add(part)

    def state(self) -> tuple[SourceState, str]:
        """Return the worst part's state, with the notes of all that have something to say."""
        if not self._views:
            return SourceState.STARTING, ""
        seeing = any(self._views[part][0] in SEEING for part in self._places if part in self._views)
        worst = min((self._weighed(part, seeing=seeing) for part in self._views), key=WORST_FIRST.index)
        ranked = sorted(self._views.items(), key=lambda view: (WORST_FIRST.index(view[1][0]), view[0]))
        return worst, "; ".join(note for _, (_, note) in ranked if note)

    def _weighed(self, part: str, *, seeing: bool) -> SourceState:
        state = self._views[part][0]
        return SourceState.DEGRADED if seeing and part in self._places and state is SourceState.BLIND else state

    async def batches(
        self, parts: Mapping[str, Callable[[], Coroutine[Any, Any, None]]]
    ) -> AsyncGenerator[Batch, None]:
        """Run the parts and yield what they bring until cancelled; a part that fails ends the source.

        A part that returns is simply done. Foreign exceptions become a SourceError that names their type only.
        """
        tasks = {asyncio.create_task(part(), name=name) for name, part in parts.items()}
        beat = asyncio.create_task(self._beat(), name="heartbeat")
        for task in tasks:
            task.add_done_callback(lambda _: self._wake.set())
        try:
            while True:
                for task in [task for task in tasks if task.done()]:
                    tasks.discard(task)
                    self._raise_fault(task)
                self._wake.clear()
                batch = self._batch()
                if batch is None:
                    await self._wake.wait()
                else:
                    yield batch
        finally:
            await put_down(*tasks, beat)

    def _raise_fault(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            raise SourceError(f"{task.get_name()} was cancelled from outside")
        error = task.exception()
        if isinstance(error, SourceError):
            raise error
        if error is not None:
            raise SourceError(f"{task.get_name()} failed: unexpected {type(error).__name__}") from error

    async def _beat(self) -> None:
        while True:
            await self._clock.sleep(BEAT)
            self._is_beat_due = True
            self._wake.set()

    def _batch(self) -> Batch | None:
        alarm = "; ".join(text for text in self._alarms.values() if text)
        view = (*self.state(), alarm, self._sampled, stepped(self._spent()))
        if not (self._hauls or self._is_beat_due or view != self._told):
            return None
        records: list[Record] = []
        rejects: list[Reject] = []
        gaps: list[Gap] = []
        has_marks = False
        while self._hauls and (not records or len(records) + len(self._hauls[0].records) <= AT_ONCE):
            haul = self._hauls.popleft()
            self._waiting -= _weight(haul)
            records += haul.records
            rejects += haul.rejects
            gaps += haul.gaps
            has_marks = has_marks or bool(haul.marks)
            self._marks.update(haul.marks)
        if self._waiting < LIMIT:
            self._space.set()
        self._told = view
        self._is_beat_due = False
        if self._hauls:
            self._wake.set()
        return Batch(
            records=tuple(records),
            rejects=tuple(rejects),
            gaps=tuple(gaps),
            cursor=json.dumps(self._marks, sort_keys=True, separators=(",", ":")) if has_marks else None,
            state=view[0],
            note=view[1],
            alarm=view[2],
            sampled=view[3],
            spent=view[4],
        )
