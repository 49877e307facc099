"""Counts: how many posts were written each minute, at a fixed price, whatever happens to the posts."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from alertd.errors import SourceError
from alertd.model.post import Count
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.funnel import Haul
from alertd.sources.pace import seconds_until
from alertd.sources.x.rules import compiled
from alertd.sources.x.session import REACH_BACK, Shift

MINUTE = timedelta(minutes=1)
SLICE = timedelta(days=1)  #: 1,440 buckets in one answer
INDEX_LAG = timedelta(seconds=30)
LONGEST_STEP = 30.0  #: seconds
ENOUGH = 50  #: counted posts; fewer say little about what is missing


class _Bucket(msgspec.Struct):
    start: datetime
    end: datetime
    tweet_count: int


class _Counts(msgspec.Struct):
    data: list[_Bucket] = []


_counts = msgspec.json.Decoder(_Counts)


class Counter:
    """Reads counts/recent for each watch.

    Counts and posts of one minute must not both be told, or it would count twice. So counts are told for the seven
    days before a watch's first day, and for the minutes in which posts were not read for want of money. In between
    they are compared with the posts, at a tenth of the pace: they show when the stream keeps posts back.
    Only whole minutes are told, each once. Counts of a watch whose terms need more than one query cover the first only.
    """

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        queries = (compiled(watch, limit=shift.options.max_query, handles=False) for watch in shift.watches)
        pairs = zip(shift.watches, queries, strict=True)
        self._marks: dict[str, str] = dict(shift.funnel.mark("counts") or {})
        self._is_seeing = True
        self._baselines: dict[str, str] = dict(shift.funnel.mark("baseline") or {})
        self._queries: list[tuple[Watch, str]] = [(watch, query.values[0]) for watch, query in pairs if query.values]

    async def run(self) -> None:
        """Count for ever."""
        shift, asked = self._shift, self._shift.options.counts
        checked_at: datetime | None = None
        while True:
            now = shift.clock.now()
            is_dark = shift.is_dark(now, now)
            is_check = asked is not None and (
                checked_at is None or abs(now - checked_at) >= timedelta(seconds=10 * asked)
            )
            for watch, query in self._queries:
                if self._mark(watch) is None:
                    self._baselines.setdefault(watch.name, now.isoformat())
                if is_dark or is_check or self._mark(watch) is None:
                    await self._count(watch, query)
            checked_at = now if is_check else checked_at
            await self._pause(asked or 60.0, was_dark=is_dark)

    async def _pause(self, asked: float, *, was_dark: bool) -> None:
        """Wait for the next turn, in short steps: when posts stop, counts begin at once and not after a long sleep."""
        shift, waited = self._shift, 0.0
        while True:
            now = shift.clock.now()
            is_dark = shift.is_dark(now, now)
            every = shift.budget.count_every(now, asked, len(self._queries)) if is_dark else asked
            if waited >= every or (is_dark and not was_dark):
                return
            step = min(LONGEST_STEP, every - waited)
            await shift.clock.sleep(step)
            waited += step

    def _mark(self, watch: Watch) -> datetime | None:
        try:
            return datetime.fromisoformat(self._marks[watch.name])
        except (LookupError, TypeError, ValueError):
            return None

    async def _count(self, watch: Watch, query: str) -> None:
        """Read all whole minutes since the last one told; a refusal is tried again at the next turn."""
        from alertd.sources.x.client import Refused

        shift = self._shift
        now = shift.clock.now()
        oldest = _minute(now - REACH_BACK) + MINUTE
        start, end = max(self._mark(watch) or oldest, oldest), _minute(now - INDEX_LAG)
        try:
            while start < end:
                if not shift.budget.allows_count(shift.clock.now()):
                    note = f"{shift.budget.sentence(now)}; not even counts can be read"
                    shift.funnel.view("counts", SourceState.DEGRADED, note)
                    shift.funnel.alarm("counts", "budget: not even counts can be read any more today")
                    return
                stop = min(start + SLICE, end)
                await self._slice(watch, query, start, stop)
                start = stop
            shift.funnel.alarm("counts")
            if self._is_seeing:
                shift.funnel.view("counts", SourceState.OK)
        except Refused as error:
            if error.is_out_of_credit:
                shift.budget.refused(now, seconds=900.0)
            shift.funnel.view("counts", SourceState.DEGRADED, f"no counts: {error}")
            if error.status == 429:
                reset = error.headers.get("x-rate-limit-reset")
                await shift.clock.sleep(seconds_until(reset, now, default=60.0, cap=900.0))
        except SourceError as error:
            shift.funnel.view("counts", SourceState.DEGRADED, f"no counts: {error}")

    async def _slice(self, watch: Watch, query: str, start: datetime, stop: datetime) -> None:
        shift = self._shift
        buckets: dict[datetime, _Bucket] = {}
        end = stop
        while end > start:  # X may answer with the newest part only: ask on for what is missing
            body = await shift.desk.ask(
                "get_recent_tweets_count", query, granularity="minute", start_time=start, end_time=end
            )
            shift.budget.book(shift.clock.now(), counts=1)
            try:
                answer = _counts.decode(body)
            except (msgspec.DecodeError, ValueError):
                raise SourceError("X's counts cannot be read") from None
            whole = [bucket for bucket in answer.data if start <= bucket.start and bucket.end - bucket.start == MINUTE]
            buckets.update({bucket.start: bucket for bucket in whole})
            earliest = min((bucket.start for bucket in whole), default=start)
            if earliest >= end:
                break
            end = earliest
        ordered = [buckets[at] for at in sorted(buckets)]
        self._compare(watch, ordered)
        await self._tell(watch, ordered, stop)

    def _compare(self, watch: Watch, buckets: list[_Bucket]) -> None:
        """Say so when the stream brought less than half of what X counted in the minutes that it covered."""
        shift = self._shift
        self._is_seeing = True
        covered = [at for at in buckets if not self._is_told(watch, at)]
        counted = sum(at.tweet_count for at in covered)
        brought = sum(shift.tally.get(at.start, 0) for at in covered)
        if shift.is_covered and counted >= ENOUGH and 2 * brought < counted and len(covered) <= 200:
            self._is_seeing = False
            note = f"the stream brought {brought} of {counted} posts that X counted for {watch.name}"
            shift.funnel.view("counts", SourceState.DEGRADED, note)

    def _is_told(self, watch: Watch, bucket: _Bucket) -> bool:
        until = self._baselines.get(watch.name)
        is_before = until is not None and bucket.end <= datetime.fromisoformat(until)
        return is_before or self._shift.is_dark(bucket.start, bucket.end)

    async def _tell(self, watch: Watch, buckets: list[_Bucket], stop: datetime) -> None:
        """Hand on the buckets in pieces, each with the mark that says how far it goes: no minute is told twice."""
        pieces = [buckets[first : first + 400] for first in range(0, len(buckets), 400)] or [[]]
        for piece in pieces:
            self._marks[watch.name] = (stop if piece is pieces[-1] else piece[-1].end).isoformat()
            records = tuple(
                Count(watch=watch.name, platform="x", created_at=at.start, seconds=60.0, count=at.tweet_count)
                for at in piece
                if self._is_told(watch, at)
            )
            marks = {"counts": dict(self._marks), "baseline": dict(self._baselines), **self._purse()}
            await self._shift.funnel.put(Haul(records=records, marks=marks))

    def _purse(self) -> dict[str, object]:
        return {"budget": self._shift.budget.marks()}


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
