"""The daemon as the web sees it: what comes in, and what people do; every change goes through the writer."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from alertd.app import replies, sign_in_mail
from alertd.app.erasing import erase
from alertd.app.inbox import Inbox
from alertd.app.keys import share_link_keys, write_link_keys
from alertd.app.metrics import Metrics
from alertd.app.running import Running
from alertd.app.views import known, loudest_policy, pages_seen
from alertd.core.incidents import drills
from alertd.core.incidents.lifecycle import REFUSALS, TAKEN
from alertd.core.incidents.oncall import EVERYONE
from alertd.errors import StoreUnavailable
from alertd.intake.match import Missed
from alertd.model import events
from alertd.model.commands import Command, KeepDecision, KeepIncident, SendPage
from alertd.model.events import ActTaken, AuthorNoted, IncidentOpened, SilenceLifted, SilenceSet, TestAsked
from alertd.model.incident import Act, Incident
from alertd.model.page import Outcome, PageKind, Receipt
from alertd.model.rule import Severity
from alertd.model.silence import Silence
from alertd.model.value import rfc3339
from alertd.ports import Entry, Reject
from alertd.runtime.ack_links import Keys
from alertd.runtime.group_commit import Request
from alertd.scorers import labels
from alertd.web import refusals
from alertd.web.backend import (
    Forgotten,
    Ingested,
    PageSeen,
    Readiness,
    ReplyProofs,
)
from alertd.web.refusal_sentences import refused

BUSY_RETRY = 1.0  # seconds a pusher is asked to wait when the writer is full
KEPT_TESTS = 100
FINAL = ("delivered", "dead", "cancelled")  # states of a page of which nothing more is said
NOT_PROVED = "the token or signature of this source is wrong or missing"


class DaemonBackend(Inbox):
    """Implements `alertd.web.backend.Backend` over a running daemon."""

    def __init__(self, running: Running, metrics: Metrics) -> None:
        super().__init__(running)
        self._metrics = metrics
        self._tests: dict[str, tuple[str, ...]] = {}

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
        why = running.refusal() if running.is_ready else "starting"
        return Readiness(
            is_ready=why is None,
            sources=standing,
            note=why or "",
            reload_fault=running.fault,
            needs_restart=running.needs_restart,
        )

    def metrics(self) -> bytes:
        """See Backend."""
        return self._metrics.text()

    def admits(self, name: str, headers: Mapping[str, str]) -> bool:
        """See Backend."""
        reader = self._running.sources.webhooks.get(name)
        if reader is None:
            if not self._running.is_ready:
                raise refusals.NotYet(BUSY_RETRY, "The daemon is starting.")
            raise refusals.UnknownSource(f"there is no webhook source named {name!r}")
        if reader.signature in headers:
            return False
        if not reader.is_allowed(headers, b""):
            raise refusals.Unauthorised(NOT_PROVED)
        return True

    def challenge(self, name: str, query: Mapping[str, str]) -> tuple[str, str]:
        """See Backend."""
        reader = self._running.sources.webhooks.get(name)
        if reader is None:
            raise refusals.UnknownSource(f"there is no webhook source named {name!r}")
        answer = reader.challenge(query)
        if answer is None:
            raise refusals.Unauthorised(NOT_PROVED)
        return answer.content_type, answer.text

    async def ingest(self, name: str, raw: bytes, content_type: str, headers: Mapping[str, str]) -> Ingested:
        """See Backend."""
        running = self._running
        self.admits(name, headers)
        reader = running.sources.webhooks[name]
        if not reader.is_allowed(headers, raw):
            raise refusals.Unauthorised(NOT_PROVED)
        if running.writer.is_down:
            raise StoreUnavailable("the store cannot be written")
        self._has_room(name, len(raw))
        body = await reader.read_beside(raw, content_type, seen_at=running.clock.now())
        if not body.is_accepted:
            reasons = tuple(f"record {r.line}: {r.reason}" for r in body.refusals)
            await self._keep_refused(name, [Reject(line=r.line, reason=r.reason, body="") for r in body.refusals])
            raise refusals.Malformed(*reasons)
        if no_mentions := await running.intake.refusals(name, body.records):
            await self._keep_refused(name, no_mentions)
            raise refusals.Malformed(*(reject.reason for reject in no_mentions))
        # No await from here to `take`: else many bodies hear of the same room.
        self._has_room(name, len(raw), len(body.records))
        now = running.clock.now()
        # Where a webhook stands is when it was brought something last: committed with it, so a restart knows.
        taken = await running.intake.take(name, body.records, cursor=rfc3339(now))
        if body.records and (pushed := running.sources.pushed.get(name)) is not None:
            pushed.brought(now)
        return Ingested(
            accepted=taken.accepted,
            duplicates=taken.duplicates + taken.edited,
            unmatched=taken.unmatched,
            why={str(why): n for why in Missed if (n := taken.missed.count(why))},
        )

    def _has_room(self, source: str, size: int, posts: int = 1) -> None:
        """Raise TooBusy where such a body would stand before others for too long."""
        if self._running.writer.is_full or not self._running.intake.room.has_room(source, size, posts):
            raise refusals.TooBusy(BUSY_RETRY)

    async def _keep_refused(self, name: str, rejects: Sequence[Reject]) -> None:
        await self._running.writer.take(Request(source=name, rejects=rejects))

    async def act(
        self, incident: str, act: Act, *, by: str, note: str, via: str, assignee: str | None, minutes: int = 30
    ) -> Incident:
        """See Backend."""
        await self.incident(incident)
        at = self._running.clock.now()
        return await self._taken(
            ActTaken(at=at, incident=incident, act=act, by=by, note=note, via=via, assignee=assignee, minutes=minutes)
        )

    async def pin(self, incident: str, act: Act, platform: str, post: str, *, by: str, via: str) -> Incident:
        """See Backend."""
        mention = await self.mention_of((await self.incident(incident)).watch, platform, post)
        at = self._running.clock.now()
        done = await self._taken(ActTaken(at=at, incident=incident, act=act, by=by, via=via, mention=mention))
        if act is Act.LEAVE_OUT:  # of an erased text there is nothing to learn
            with contextlib.suppress(refusals.NotFound):
                await self.label(incident, platform, post, labels.OTHER, by=by)
        elif act in (Act.TAKE_IN, Act.PIN):  # what matters is no noise any more
            await self._thread.work(lambda: labels.take_back(self._data_dir, mention.watch, platform, post))
        return done

    async def _taken(self, event: ActTaken) -> Incident:
        commands = await self._fold(event)
        its = [c for c in commands if isinstance(c, KeepDecision) and c.incident == event.incident]
        said = [c for c in its if c.person == event.by]
        if said and said[0].reason != TAKEN[event.act]:
            is_life = said[0].reason in REFUSALS.values()  # else it says itself what stood in the way
            incident = await self.incident(event.incident)
            told = refused(incident, event.at, reader=event.by) if is_life else said[0].text
            raise refusals.Refused(said[0].reason, told)
        return await self.incident(event.incident)

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

    async def delivery_told(self, page_id: str, outcome: Outcome, detail: str) -> None:
        """See Backend."""
        store = self._running.writer.store
        found = await self._running.writer.call(lambda: store.pages.some([page_id]))
        if not found:
            raise refusals.NotFound("There is no such page.")
        ((_, state, _),) = found
        if state not in FINAL:
            now = self._running.clock.now()
            receipt = Receipt(page_id=page_id, outcome=outcome, at=now, detail=detail)
            await self._fold(events.PageReported(at=now, receipt=receipt))

    async def silence(self, watch: str | None, rule: str | None, *, lasts: timedelta, by: str, reason: str) -> Silence:
        """See Backend."""
        house = self.house()
        watch = watch and (house.named(watch) or watch)
        known("watch", watch, [w.name for w in house.watches])
        known("rule", rule, [r.id for r in house.rules])
        now = self._running.clock.now()
        silence = Silence(
            id=secrets.token_hex(4), begins_at=now, ends_at=now + lasts, by=by, reason=reason, watch=watch, rule=rule
        )
        await self._fold(SilenceSet(at=now, silence=silence))
        return silence

    async def note_on(self, platform: str, author: str, *, by: str, note: str) -> None:
        """See Backend."""
        await self._fold(AuthorNoted(at=self._running.clock.now(), platform=platform, author=author, by=by, note=note))

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
        watch = house.named(watch) or watch
        known("watch", watch, [one.name for one in house.watches])
        known("policy", policy, house.roster.policies)
        now = self._running.clock.now()
        event = IncidentOpened(at=now, watch=watch, severity=severity, by=by, note=note, policy=policy)
        commands = await self._fold(event)
        return next(one.incident for one in reversed(commands) if isinstance(one, KeepIncident))

    async def drill(self, policy: str | None, *, by: str, note: str) -> Incident:
        """See Backend."""
        house = self.house()
        known("policy", policy, house.roster.policies)
        played = policy or loudest_policy(house)
        if played is None:
            raise refusals.NotFound("no rule pages a policy: name one")
        event = IncidentOpened(
            at=self._running.clock.now(),
            watch=drills.WATCH,
            severity=Severity.CRISIS,
            by=by,
            note=note,
            policy=played,
            is_drill=True,
        )
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

    async def send_sign_in(self, person: str, channel: str, link: str, lives: timedelta) -> None:
        """See Backend."""
        running = self._running
        notifier = running.sender.notifier(channel)
        await sign_in_mail.send(
            notifier, self.house(), person, link, lives=lives, now=running.clock.now(), channel=channel
        )

    async def rotate_keys(self, keep: timedelta) -> None:
        """See Backend. On the disk first: a link that was sent must be known after a crash."""
        keys = Keys(self._running.link_keys.history)
        keys.rotate(secrets.token_bytes(32), self._running.clock.now(), keep=keep)
        await self._thread.work(lambda: write_link_keys(self._data_dir, keys))
        if self._running.settings.place.is_shared:
            store = self._running.writer.store
            await self._running.writer.call(lambda: share_link_keys(store, keys))
        self._running.link_keys.history = keys.history

    async def watched_since(self) -> datetime | None:
        """See Backend."""
        return await self._read(lambda store: store.history.begins_at())

    async def forget(self, author: str) -> Forgotten:
        """See Backend."""
        try:
            done = await erase(self._running, author)
        finally:  # what was erased before a step failed must not be shown from what was worked out before
            self._forget_answers()
        return Forgotten(
            people=done.people, texts=done.texts, mentions=done.mentions, pages=done.pages, is_clean=done.is_clean
        )

    async def test_pages(self, test: str) -> Sequence[PageSeen]:
        """See Backend."""
        ids = self._tests.get(test)
        if ids is None:
            raise refusals.NotFound(f"there is no test {test!r}")
        return await self._read(lambda store: pages_seen(store, store.pages.some(ids)))
