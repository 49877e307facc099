"""The daemon as the web sees it. Reads have a connection of their own; every change goes through the writer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from alertd.app import replies
from alertd.app.erasing import erase
from alertd.app.keys import write_link_keys
from alertd.app.metrics import Metrics
from alertd.app.pulse import PulseReader, holds
from alertd.app.running import Running
from alertd.app.views import known, label_of, mention_shown, page_seen, post_of, posts_of, standing
from alertd.core.incidents.lifecycle import TAKEN
from alertd.core.incidents.oncall import EVERYONE
from alertd.errors import StoreUnavailable
from alertd.model import events
from alertd.model.commands import Command, KeepDecision, KeepIncident, SendPage
from alertd.model.events import ActTaken, IncidentOpened, MentionSeen, SilenceLifted, SilenceSet, TestAsked
from alertd.model.house import House
from alertd.model.incident import Act, Incident, State
from alertd.model.page import Page, PageKind
from alertd.model.rule import Severity
from alertd.model.silence import Silence
from alertd.model.value import rfc3339
from alertd.ports import Entry, Reject
from alertd.report.pulse import Curve
from alertd.report.voices import Voices
from alertd.runtime.ack_links import Keys
from alertd.runtime.group_commit import Request
from alertd.scorers import labels
from alertd.store_port import Store
from alertd.web import refusals
from alertd.web.backend import (
    DecisionSeen,
    Forgotten,
    Ingested,
    MentionShown,
    OnCallSeen,
    PageSeen,
    PostShown,
    Readiness,
    ReplyProofs,
    SignalSeen,
)

T = TypeVar("T")
BUSY_RETRY = 1.0  # seconds a pusher is asked to wait when the writer is full
KEPT_TESTS = 100
LATEST = timedelta(minutes=30)  # a post may come in so much after it was written, and is still of its time
MOST_WAITING = 2_000  # of the queue that are sorted by priority; more never wait for one watch
NOT_PROVED = "the token or signature of this source is wrong or missing"


class DaemonBackend:
    """Implements `alertd.web.backend.Backend` over a running daemon."""

    def __init__(self, running: Running, metrics: Metrics) -> None:
        self._running = running
        self._metrics = metrics
        self._reader: Store | None = None
        self._pool = ThreadPoolExecutor(1, "reader")
        self._tests: dict[str, tuple[str, ...]] = {}
        self._pulse = PulseReader(running.open_reader)

    @property
    def _data_dir(self) -> Path:
        return self._running.settings.data_dir

    async def _in_pool(self, what: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, what)

    async def _read(self, what: Callable[[Store], T]) -> T:
        def run() -> T:
            if self._reader is None:
                self._reader = self._running.open_reader()
            return what(self._reader)

        try:
            return await self._in_pool(run)
        except self._running.writer.store.faults as error:
            damage = self._running.writer.store.damage_of(error)
            if damage is None:
                raise
            self._running.ops.tell("store-damaged", str(damage))  # the part that is written may be whole yet
            raise StoreUnavailable(str(damage)) from error

    def warm(self) -> None:
        """Prepare what the first page shows."""
        self._pulse.warm(self._running.clock.now())

    def close(self) -> None:
        """Let go of the reading connection."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pulse.close()

    def is_alive(self) -> bool:
        """See Backend."""
        return self._running.stalled() is None

    def readiness(self) -> Readiness:
        """See Backend."""
        running = self._running
        standing = running.sources.standing()
        if running.writer.is_down:
            return Readiness(
                is_ready=False, sources=standing, note="the store cannot be written; operators have been told"
            )
        return Readiness(is_ready=running.is_ready, sources=standing, note="" if running.is_ready else "starting")

    def metrics(self) -> bytes:
        """See Backend."""
        return self._metrics.text()

    def house(self) -> House:
        """See Backend."""
        return self._running.writer.fold.engine.house

    def admits(self, name: str, headers: Mapping[str, str]) -> bool:
        """See Backend."""
        reader = self._running.sources.webhooks.get(name)
        if reader is None:
            raise refusals.UnknownSource(f"there is no webhook source named {name!r}")
        if "x-alertd-signature" in headers:
            return False
        if not reader.is_allowed(headers, b""):
            raise refusals.Unauthorised(NOT_PROVED)
        return True

    async def ingest(self, name: str, raw: bytes, content_type: str, headers: Mapping[str, str]) -> Ingested:
        """See Backend."""
        running = self._running
        self.admits(name, headers)
        reader = running.sources.webhooks[name]
        if not reader.is_allowed(headers, raw):
            raise refusals.Unauthorised(NOT_PROVED)
        if running.writer.is_down:
            raise StoreUnavailable("the store cannot be written")
        if running.writer.is_full or running.intake.busy > 64:
            raise refusals.TooBusy(BUSY_RETRY)
        body = await reader.read_beside(raw, content_type, seen_at=running.clock.now())
        if not body.is_accepted:
            reasons = tuple(f"record {r.line}: {r.reason}" for r in body.refusals)
            await self._keep_refused(name, [Reject(line=r.line, reason=r.reason, body="") for r in body.refusals])
            raise refusals.Malformed(*reasons)
        now = running.clock.now()
        # Where a webhook stands is when it was brought something last: committed with it, so a restart knows.
        taken = await running.intake.take(name, body.records, cursor=rfc3339(now), all_or_nothing=True)
        if taken.rejects:
            await self._keep_refused(name, list(taken.rejects))
            raise refusals.Malformed(*(reject.reason for reject in taken.rejects))
        if body.records and (pushed := running.sources.pushed.get(name)) is not None:
            pushed.brought(now)
        return Ingested(accepted=taken.accepted, duplicates=taken.duplicates + taken.edited, unmatched=taken.unmatched)

    async def _keep_refused(self, name: str, rejects: Sequence[Reject]) -> None:
        await self._running.writer.take(Request(source=name, rejects=rejects))

    async def act(
        self, incident: str, act: Act, *, by: str, note: str, via: str, assignee: str | None, minutes: int = 30
    ) -> Incident:
        """See Backend."""
        await self.incident(incident)
        at = self._running.clock.now()
        event = ActTaken(
            at=at, incident=incident, act=act, by=by, note=note, via=via, assignee=assignee, minutes=minutes
        )
        commands = await self._fold(event)
        said = [c for c in commands if isinstance(c, KeepDecision) and c.incident == incident and c.person == by]
        if said and said[0].reason != TAKEN[act]:
            raise refusals.Refused(said[0].reason, said[0].text)
        return await self.incident(incident)

    async def _fold(self, event: events.Event) -> tuple[Command, ...]:
        results = await self._running.writer.take(Request([Entry(event=event)]))
        commands: tuple[Command, ...] = results[0][1]
        return commands

    def reply_proofs(self) -> ReplyProofs:
        """See Backend."""
        return replies.proofs_of(self._running.settings)

    async def is_new_reply(self, message: str) -> bool:
        """See Backend."""
        store = self._running.writer.store
        return bool(await self._running.writer.call(lambda: replies.remember(store, message)))

    async def silence(self, watch: str | None, rule: str | None, *, lasts: timedelta, by: str, reason: str) -> Silence:
        """See Backend."""
        house = self.house()
        known("watch", watch, [w.name for w in house.watches])
        known("rule", rule, [r.id for r in house.rules])
        now = self._running.clock.now()
        silence = Silence(
            id=secrets.token_hex(4), begins_at=now, ends_at=now + lasts, by=by, reason=reason, watch=watch, rule=rule
        )
        await self._fold(SilenceSet(at=now, silence=silence))
        return silence

    async def unsilence(self, silence: str, *, by: str) -> None:
        """See Backend."""
        known("silence", silence, [one.id for one in await self.silences()])
        await self._fold(SilenceLifted(at=self._running.clock.now(), id=silence, by=by))

    async def silences(self) -> Sequence[Silence]:
        """See Backend."""
        engine = self._running.writer.fold.engine
        now = self._running.clock.now()
        return [one for one in engine.silences() if one.ends_at > now]

    async def open_incident(
        self, watch: str, severity: Severity, *, by: str, note: str, policy: str | None
    ) -> Incident:
        """See Backend."""
        house = self.house()
        known("watch", watch, [one.name for one in house.watches])
        known("policy", policy, house.roster.policies)
        now = self._running.clock.now()
        event = IncidentOpened(at=now, watch=watch, severity=severity, by=by, note=note, policy=policy)
        commands = await self._fold(event)
        return next(one.incident for one in reversed(commands) if isinstance(one, KeepIncident))

    async def send_test(self, to: str, *, by: str) -> str:
        """See Backend."""
        roster = self.house().roster
        known("policy, person or schedule", to, (EVERYONE, *roster.policies, *roster.people, *roster.schedules))
        ident = secrets.token_hex(6)
        commands = await self._fold(TestAsked(at=self._running.clock.now(), id=ident, to=to, by=by))
        pages = tuple(c.page.page_id for c in commands if isinstance(c, SendPage) and c.page.kind is PageKind.TEST)
        self._tests = {**dict(list(self._tests.items())[-KEPT_TESTS:]), ident: pages}
        return ident

    async def rotate_keys(self, keep: timedelta) -> None:
        """See Backend. On the disk first: a link that was sent must be known after a crash."""
        keys = Keys(self._running.link_keys.history)
        keys.rotate(secrets.token_bytes(32), self._running.clock.now(), keep=keep)
        await self._in_pool(lambda: write_link_keys(self._data_dir, keys))
        self._running.link_keys.history = keys.history

    async def forget(self, author: str) -> Forgotten:
        """See Backend."""
        done = await erase(self._running, author)
        return Forgotten(
            people=done.people, texts=done.texts, mentions=done.mentions, pages=done.pages, is_clean=done.is_clean
        )

    async def test_pages(self, test: str) -> Sequence[PageSeen]:
        """See Backend."""
        ids = self._tests.get(test)
        if ids is None:
            raise refusals.NotFound(f"there is no test {test!r}")
        rows = await self._read(lambda store: store.pages.some(ids))
        return [page_seen(*row) for row in rows]

    async def incidents(self, state: State | None) -> Sequence[Incident]:
        """See Backend."""
        return await self._read(lambda store: store.read_model.incidents(None if state is None else str(state)))

    async def incident(self, incident: str) -> Incident:
        """See Backend."""
        found = await self._read(lambda store: store.read_model.incident(incident))
        if found is None:
            raise refusals.NotFound(f"there is no incident {incident!r}")
        return found

    async def page_of_link(self, token: str) -> Page | None:
        """See Backend."""
        return await self._read(lambda store: store.pages.of_link(token))

    async def decisions(self, incident: str) -> Sequence[DecisionSeen]:
        """See Backend."""
        kept = await self._read(lambda store: store.read_model.decisions(incident))
        return [
            DecisionSeen(
                at=one.at, reason=one.reason, text=one.text, rule=one.rule, person=one.person, page_id=one.page_id
            )
            for one in kept
        ]

    async def pages(self, incident: str) -> Sequence[PageSeen]:
        """See Backend."""
        rows = await self._read(lambda store: store.pages.of_incident(incident))
        return [page_seen(*row) for row in rows]

    async def told(self, incident: str) -> Page | None:
        """See Backend."""
        rows = await self._read(lambda store: store.pages.of_incident(incident))
        measured = [queued.page for queued, _, _ in rows if queued.page.kind in (PageKind.PAGE, PageKind.UPDATE)]
        return measured[-1] if measured else None

    async def curve(self, watch: str, until: datetime) -> Curve | None:
        """See Backend."""
        return await self._pulse.curve(watch, until, self._running.clock.now())

    async def voices(self, watch: str, since: datetime, until: datetime) -> Voices | None:
        """See Backend."""
        return await self._pulse.voices(watch, since, until)

    async def search(
        self, watch: str | None, words: str, since: datetime, until: datetime, limit: int
    ) -> Sequence[MentionShown]:
        """See Backend."""
        house, has_words = self.house(), holds(words)
        found = await self._pulse.search(
            lambda one: (
                watch in (None, one[0].mention.watch) and since <= one[0].mention.posted_at < until and has_words(one)
            ),
            since,
            until + LATEST,
            limit,
        )
        return [
            mention_shown(event, post, house, is_waiting=False, now=self._running.clock.now()) for event, post in found
        ]

    def changes(self) -> int:
        """See Backend."""
        return self._running.changes

    async def posts(self, incident: str) -> Sequence[PostShown]:
        """See Backend."""
        watch = (await self.incident(incident)).watch
        shown = await self._read(lambda store: posts_of(store, incident))
        said = await self._in_pool(lambda: labels.latest(self._data_dir, watch))
        return [one.with_(label=said.get((one.mention.platform, one.mention.id))) for one in shown]

    async def label(self, incident: str, platform: str, post: str, label: str, *, by: str) -> None:
        """See Backend."""
        watch = (await self.incident(incident)).watch
        shown = await self._read(lambda store: post_of(store, watch, platform, post))
        if shown is None or shown.text is None:
            raise refusals.NotFound("this post is not kept, or its text was erased")
        made = label_of(shown, shown.text, label, by, self._running.clock.now())
        await self._in_pool(lambda: labels.append(self._data_dir, made))

    async def signals(self, watch: str, since: datetime) -> Sequence[SignalSeen]:
        """See Backend. What the signals say now; `since` is in the past, so now is always in it."""
        if watch not in {w.name for w in self.house().watches} or since > self._running.clock.now():
            raise refusals.NotFound(f"there is no watch {watch!r}")
        now = self._running.clock.now()
        readings = await self._running.writer.call(lambda: self._running.writer.fold.engine.readings(watch, now))
        return [SignalSeen(at=now, watch=watch, signal=name, reading=reading) for name, reading in readings]

    async def oncall(self, at: datetime) -> Sequence[OnCallSeen]:
        """See Backend."""
        return standing(self.house().roster, at)

    async def mentions(self, watch: str | None, *, unanswered: bool, limit: int) -> Sequence[MentionShown]:
        """See Backend."""
        house = self.house()
        known("watch", watch, [w.name for w in house.watches])
        keys: list[str] | None = None
        now = self._running.clock.now()
        if unanswered:
            keys = await self._running.writer.call(
                lambda: self._running.writer.fold.engine.waiting(watch, now)[:MOST_WAITING]
            )
        most = limit if keys is None else len(keys)
        rows = await self._read(lambda store: store.read_model.mentions(watch, keys, most))
        shown = []
        for event, post in rows:
            if isinstance(event, MentionSeen):
                shown.append(mention_shown(event, post, house, is_waiting=unanswered, now=now))
        if unanswered:
            shown.sort(key=lambda one: (-(one.priority or 0), one.mention.posted_at, one.mention.id))
        return shown[:limit]
