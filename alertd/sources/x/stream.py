"""Stream: our own connect loop around tweepy's client, with a watchdog that nothing can put to sleep."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import datetime

import msgspec

from alertd.blocking.waiting import put_down
from alertd.errors import SourceError
from alertd.model.post import Record
from alertd.model.source_state import Gap, SourceState
from alertd.sources.funnel import Haul
from alertd.sources.pace import Backoff, Quota, seconds_until
from alertd.sources.sift import refusal_of
from alertd.sources.x.fill import Filler
from alertd.sources.x.parse import FIELDS, Seen, read_line
from alertd.sources.x.sampler import Sampler
from alertd.sources.x.session import Shift, number
from alertd.sources.x.stream_rules import Keeper

KEEP_ALIVE = 20.0  #: X sends one at least this often
MARK_EVERY = 1.0
ENOUGH = "the budget does not allow more posts"
DOUBT_AFTER = 120.0  #: seconds without a post, where many were expected, before a search looks


class Reader:
    """Reads the filtered stream for ever.

    The documented waits: network faults 0, then 250 ms steps to 16 s; HTTP 5 s doubling to 320 s; 429 until the reset
    header. No more than 45 connects in 15 minutes, of the 50 that X allows.
    """

    def __init__(self, shift: Shift, keeper: Keeper, filler: Filler) -> None:
        self._shift = shift
        self._keeper = keeper
        self._filler = filler
        self._signs = 0
        self._posts = 0
        self._per_second = 0.0
        self._marked_at = shift.clock.now()
        self._ending = asyncio.Event()
        self._why = ""
        self._http = Backoff(first=5.0, cap=320.0)
        self._full = Backoff(first=60.0, cap=900.0)
        self._quota = Quota(limit=45, window=900.0)
        self._failures = 0
        self._was_ever_up = False
        self._warned = ("", "")
        self._told: OrderedDict[str, int] = OrderedDict()
        self._unread_since: datetime | None = None
        self._sampler = Sampler(shift.budget, crisis=shift.options.crisis_reserve)

    async def run(self) -> None:
        """Connect, read, wait, again."""
        while True:
            await self._wait_for_budget()
            if not await self._keeper.keep():
                continue
            await self._shift.clock.sleep(self._quota.take(self._shift.clock.now()))
            fault = await self._connection()
            await self._shift.clock.sleep(self._pause(fault))

    async def _connection(self) -> BaseException | None:
        """Read one connection to its end and return what ended it, None for a clean close."""
        from alertd.sources.x.client import Rebased, Stream

        shift = self._shift
        self._ending.clear()
        self._why = ""
        self._signs = 0
        stream = Stream(shift.options.bearer_token, on_line=self._on_line, on_sign=self._on_sign)
        stream.session = Rebased(shift.options.base_url, whole=False)
        # Trap: tweepy's task swallows cancellation, so it is never awaited directly.
        task = stream.filter(**FIELDS)
        watchdog = asyncio.create_task(self._watch(), name="x watchdog")
        ending = asyncio.create_task(self._ending.wait(), name="x ending")
        try:
            await asyncio.wait({task, watchdog, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stream.disconnect()
            await put_down(task, watchdog, ending)
            await stream.session.close()
        if stream.is_connected and self._signs > 1:
            self._failures = 0
        if isinstance(stream.fault, SourceError):
            return stream.fault
        return SourceError(self._why) if self._why else stream.fault

    def _on_sign(self) -> None:
        self._signs += 1
        shift = self._shift
        now = shift.clock.now()
        if self._signs == 1:
            self._http.reset()
            self._full.reset()
            self._was_ever_up = True
            self._sampler.opened(now)
            if self._unread_since is None:
                shift.funnel.view("stream", SourceState.OK, self._purse())
            self._filler.ask(begins_at=shift.heard_at, ends_at=now)
        shift.heard_at = now

    def _purse(self) -> str:
        """Return the warning that the budget will not last; worded anew once an hour, or every look would be news."""
        budget, now = self._shift.budget, self._shift.clock.now()
        has_limit = budget.per_day is not None or budget.posts_per_month is not None
        if not has_limit or not budget.is_low(now):
            self._warned = ("", "")
        elif self._warned[0] != f"{now:%Y-%m-%d %H}":
            self._warned = (f"{now:%Y-%m-%d %H}", f"{budget.sentence(now)}; at this rate it will not last")
        self._shift.funnel.alarm("forecast", self._warned[1])
        return self._warned[1]

    async def _on_line(self, raw: bytes) -> None:
        """Read a line; a bad one is kept with its reason. Anything raised here would end tweepy's task."""
        shift = self._shift
        try:
            seen = read_line(raw)
        except Exception as error:  # noqa: BLE001 - the edge: a stranger's line, which costs only itself
            reject = refusal_of(error, msgspec.Raw(raw))
            await shift.funnel.put(Haul(rejects=(reject,)))
            return
        if seen.deletion is not None:
            await shift.funnel.put(Haul(records=(seen.deletion,)))
        if seen.posts:
            await self._on_posts(seen)
        elif seen.problems:
            problem = seen.problems[0]
            self._end(f"X ended the stream: {problem.title or problem.type or 'no reason given'}")

    async def _on_posts(self, seen: Seen) -> None:
        shift = self._shift
        now = shift.clock.now()
        shift.budget.book(now, posts=1, users=seen.users)
        shift.newest = max(shift.newest, number(seen.own_id))
        self._posts += 1
        post = seen.posts[0]
        records: tuple[Record, ...] = (post,) if shift.is_new(seen.own_id, post) else ()
        if records:
            shift.keep_young(post)
            shift.score(post)
        for original in seen.posts[1:]:
            if original.id in shift.recent and self._has_grown(original.id, original.reposts or 0):
                records += (original,)
        marks = {}
        if abs((now - self._marked_at).total_seconds()) >= MARK_EVERY:
            self._marked_at = now
            marks = shift.marks()
        if records or marks:
            await shift.funnel.put(Haul(records=records, marks=marks))
        if not self._sampler.saw(now, is_crisis=shift.is_firing()):
            self._end(ENOUGH)

    def _has_grown(self, post_id: str, reposts: int) -> bool:
        """Return whether a reposted post travelled a tenth further since we last told."""
        told = self._told.get(post_id, 0)
        if reposts < told * 1.1 + 1:
            return False
        self._told[post_id] = reposts
        self._told.move_to_end(post_id)
        if len(self._told) > 5_000:
            self._told.popitem(last=False)
        return True

    def _end(self, why: str) -> None:
        self._why = self._why or why
        self._ending.set()

    async def _watch(self) -> None:
        """Return when the connection is dead, or alive and not to be believed.

        It counts signs rather than comparing times: a clock that was set back must not blind it.
        """
        shift = self._shift
        silent = 0.0
        while True:
            signs, posts = self._signs, self._posts
            await shift.clock.sleep(KEEP_ALIVE)
            if self._signs == signs and not shift.funnel.is_full:
                await shift.clock.sleep(KEEP_ALIVE)
                if self._signs == signs and not shift.funnel.is_full:
                    self._why = "X went silent: not even a keep-alive for 40 seconds"
                    return
            brought = self._posts - posts
            silent = 0.0 if brought else silent + KEEP_ALIVE
            if silent >= DOUBT_AFTER and silent * self._per_second >= 8.0:  # no post by chance: once in 3,000 times
                if await self._filler.look():
                    self._why = "X sent keep-alives but kept posts back"
                    shift.is_covered = False
                    return
                silent = 0.0
            self._per_second += 0.02 * (brought / KEEP_ALIVE - self._per_second)  # half-life of 12 minutes
            if self._unread_since is None:
                shift.funnel.view("stream", SourceState.OK, self._purse())
            await shift.funnel.put(Haul(marks=shift.marks()))

    def _pause(self, fault: BaseException | None) -> float:
        """Say why we do not see and return how long to wait before the next try."""
        from alertd.sources.x.client import Refused

        shift, now = self._shift, self._shift.clock.now()
        note = str(fault) if isinstance(fault, SourceError) else "the connection to X was closed"
        if self._why == ENOUGH:  # our own word; how it goes on is a matter of money
            return 0.0
        self._failures += 1
        if isinstance(fault, Refused) and fault.is_out_of_credit:
            shift.budget.refused(now, seconds=900.0)  # a recharge takes five minutes at least
            return 0.0
        shift.funnel.view("stream", SourceState.BLIND if self._failures > 2 else SourceState.CATCHING_UP, note)
        if not isinstance(fault, Refused):
            return min(0.25 * (self._failures - 1), 16.0)
        shift.funnel.view("stream", SourceState.BLIND, note)
        if fault.status == 429:
            default = 20.0 if fault.is_too_many_connections else self._full.after_failure()
            return seconds_until(fault.headers.get("x-rate-limit-reset"), now, default=default, cap=900.0)
        if fault.status == 409:
            self._keeper.forget()
        if fault.status in {401, 403, 404}:
            if not self._was_ever_up:
                raise SourceError(f"{note}: check bearer_token and what the app may use", permanent=True)
            if self._failures > 2:  # one no of many good answers is not believed
                return 300.0
        return self._http.after_failure()

    async def _wait_for_budget(self) -> None:
        """Wait until posts may be read again: for the next turn of a sample, or for money.

        From the first turn to the last, X's own counts stand for the volume; what was not read is a hole.
        """
        shift, sampler = self._shift, self._sampler
        while True:
            now = shift.clock.now()
            is_open = shift.budget.allows_posts(now)
            rest = sampler.rest(now, is_crisis=shift.is_firing()) if is_open else min(shift.budget.opens_in(now), 600.0)
            if is_open and not sampler.is_sampling:
                break
            if self._unread_since is None:
                self._unread_since = shift.heard_at or now
                shift.darken(self._unread_since)
            self._tell_unread(now, rest, is_open=is_open)
            await shift.funnel.put(Haul(marks=shift.marks()))
            await shift.clock.sleep(rest)
            if is_open and sampler.is_due(shift.clock.now()):
                # Nothing is fetched of the time between two turns: it would cost what was just saved.
                shift.since, shift.newest, shift.heard_at, shift.is_covered = 0, 0, shift.clock.now(), True
                return
        if self._unread_since is not None:
            begins_at, self._unread_since = self._unread_since, None
            shift.lighten(now)
            shift.funnel.alarm("stream")
            shift.funnel.sampled()
            hole = "not all posts were read while the budget did not allow it; X's counts cover this time"
            shift.since, shift.newest, shift.heard_at, shift.is_covered = 0, 0, now, True
            await shift.funnel.put(Haul(marks=shift.marks(), gaps=(Gap(begins_at=begins_at, ends_at=now, hole=hole),)))

    def _tell_unread(self, now: datetime, rest: float, *, is_open: bool) -> None:
        shift, is_crisis = self._shift, self._shift.is_firing()
        if is_open:
            note = self._sampler.sentence(now, is_crisis=is_crisis)
            shift.funnel.sampled(self._sampler.one_in(now, is_crisis=is_crisis))
            shift.funnel.view("stream", SourceState.DEGRADED, note)
            shift.funnel.alarm("stream", "budget: posts come faster than the money allows; a sample is read")
            return
        sentence = shift.budget.sentence(now)
        note = f"{sentence}; posts are not read, counts go on, next try in {rest / 60:.0f} min"
        shift.funnel.view("stream", SourceState.OUT_OF_BUDGET, note)
        shift.funnel.alarm("stream", note)
