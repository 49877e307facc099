"""What people look at, read from the store on a connection of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from alertd.app import incident_file
from alertd.app.answers import Answers
from alertd.app.aside import Aside, AsideError, AsideFull
from alertd.app.incident_file import IncidentFile, file_of
from alertd.app.posts import Found, PostReader
from alertd.app.pulse import PATIENCE, PulseReader
from alertd.app.reading_thread import ReadingThread
from alertd.app.running import Running
from alertd.app.views import label_of, mention_shown, post_of, standing
from alertd.core.incidents.next_step import NextStep, next_steps
from alertd.errors import StoreUnavailable
from alertd.intake.build import rule_words
from alertd.model.author_note import AuthorNote
from alertd.model.house import House
from alertd.model.inbox import Attended
from alertd.model.incident import Incident, State
from alertd.model.mention import Mention
from alertd.model.page import Page
from alertd.model.people import Person
from alertd.model.post import text_of
from alertd.model.rule import Rule
from alertd.report.burst import Burst
from alertd.report.forecast import Forecast
from alertd.report.jobs import REPORTS, BurstJob, ForecastJob, ReportJob, burst_of, forecast_of, tables_of
from alertd.report.pulse import Curve
from alertd.report.rota import calendar
from alertd.report.typed import TypedTable
from alertd.report.working import LATEST, drawn
from alertd.runtime import rota_links
from alertd.scorers import labels
from alertd.store_port import Store
from alertd.web import refusals
from alertd.web.backend import (
    DecisionSeen,
    MentionShown,
    OnCallSeen,
    PageSeen,
    PostShown,
    ReplyShown,
    SignalSeen,
)

T = TypeVar("T")
STEPS_FRESH, STEPS_PATIENCE = 1.0, 2.0  # seconds
REPORT_FRESH, PAST_FRESH = 300.0, 3600.0  # seconds; what is past changes only by what is erased
CURVE_FRESH = 2.0
ANSWERS_FRESH = 5.0  # seconds for which our answers to the posts of an incident are shown again
BURST_FRESH = 20.0  # seconds for which a picture of a burst is shown again


class Reader:
    """The reading half of the daemon as the web sees it."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._thread = ReadingThread("reader", running.open_reader)
        self._pulse = PulseReader(running.open_reader)
        self._bursts: Answers[Burst] = Answers()
        self._steps: Answers[list[NextStep]] = Answers()
        self._stands: Answers[list[str]] = Answers()
        self._reports: Answers[Any] = Answers()
        self._files: Answers[IncidentFile] = Answers()
        self._curves: Answers[Curve | None] = Answers()
        self._given: Answers[Sequence[ReplyShown]] = Answers()
        self._posts = PostReader(running.open_reader)
        self._aside = Aside(running.settings.place)
        self._pictures = Aside(running.settings.place)  # a report that takes minutes keeps nobody from a picture

    def _forget_answers(self) -> None:
        """Somebody was erased: no answer that may name them is given again, however long ago it was asked for."""
        naming: tuple[Answers[Any], ...] = (self._files, self._given, self._bursts, self._reports, self._stands)
        for answers in naming:
            answers.forget()

    @property
    def _data_dir(self) -> Path:
        return self._running.settings.data_dir

    async def _read(self, what: Callable[[Store], T]) -> T:
        try:
            return await self._thread.read(what)
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
        """Let go of the threads that read, and of their connections."""
        self._thread.close()
        self._pulse.close()
        self._posts.close()

    def house(self) -> House:
        """See Backend."""
        return self._running.writer.fold.engine.house

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
        return (await self._file(incident)).decisions

    async def pages(self, incident: str) -> Sequence[PageSeen]:
        """See Backend."""
        return (await self._file(incident)).pages

    async def told(self, incident: str, language: str) -> Page | None:
        """See Backend."""
        return (await self._file(incident)).told(language)

    async def _file(self, incident: str) -> IncidentFile:
        """Return what the store has of an incident: two hundred people who are told of a change read it once."""

        async def look() -> IncidentFile:
            return await self._read(lambda store: file_of(store, incident))

        key = incident, self.changes(incident)
        found = await self._files.get(key, look, fresh_for=incident_file.FRESH, patience=incident_file.PATIENCE)
        return found if found is not None else await look()

    async def curve(self, watch: str, until: datetime) -> Curve | None:
        """See Backend."""
        now = self._running.clock.now()
        # Who looks within two seconds sees the same picture, which is drawn once.
        until -= timedelta(seconds=until.timestamp() % CURVE_FRESH)

        async def look() -> Curve | None:
            return await self._pulse.curve(watch, until, now)

        try:
            return await self._curves.get((watch, until), look, fresh_for=CURVE_FRESH, patience=PATIENCE)
        except self._running.writer.store.faults:  # a damaged store is told by who reads the incident
            return None

    async def burst(
        self, watch: str, since: datetime, until: datetime | None, rules: Sequence[str] = (), first_post: str = ""
    ) -> Burst | None:
        """See Backend."""
        about = next((one for one in self.house().watches if one.name == watch), None)
        own = (watch,) if about is None else (watch, *about.terms)
        words = rule_words(one for one in self.house().rules if one.id in rules)
        ends = until or self._running.clock.now()
        job = BurstJob(watch=watch, since=since, until=ends, own=own, words=words, first_post=first_post)
        asked = (watch, since, until, words, first_post)
        unmade: tuple[type[Exception], ...] = (AsideError, AsideFull, *self._running.writer.store.faults)
        try:
            return await self._bursts.get(asked, lambda: self._burst(job), fresh_for=BURST_FRESH, patience=PATIENCE)
        except unmade:
            return None

    async def _burst(self, job: BurstJob) -> Burst:
        few = await self._posts.few_of(job)
        if few is None:
            return burst_of(await self._pictures.work(job))
        return await self._posts.aside(lambda: drawn(few, job))

    async def stands(self, watch: str, rule: str, language: str) -> Sequence[str]:
        """See Backend."""
        engine = self._running.writer.fold.engine

        async def look() -> list[str]:
            found = await self._running.writer.call(lambda: engine.explain(rule, watch, language=language))
            return list(found)

        # A copy of the watch is asked, on the engine's own thread: once in a while is enough for everybody who looks.
        asked = (watch, rule, language)
        return await self._stands.get(asked, look, fresh_for=BURST_FRESH, patience=PATIENCE) or []

    async def next_steps(self) -> Sequence[NextStep] | None:
        """See Backend."""
        state = self._running.writer.fold.engine.state

        async def look() -> list[NextStep]:
            return list(
                await self._running.writer.call(lambda: next_steps(state.context, state.grouping.incidents.values()))
            )

        # Two hundred people who look at once ask the engine's thread once. What is due was just done: who comes then is asked at once.
        for lasts in (STEPS_FRESH, 0.0):
            found = await self._steps.get("steps", look, fresh_for=lasts, patience=STEPS_PATIENCE, waits_for_new=True)
            if not found or found[0].at > self._running.clock.now():
                break
        return found

    async def report(self, name: str, since: datetime, until: datetime) -> Sequence[TypedTable] | None:
        """See Backend."""
        if name not in REPORTS:
            raise refusals.NotFound(f"there is no report {name!r}")
        now = self._running.clock.now()
        lasts = REPORT_FRESH if until > now - LATEST else PAST_FRESH

        async def make() -> tuple[TypedTable, ...]:
            job = ReportJob(name=name, since=since, until=min(until, now), now=now)
            return tables_of(await self._posts.of_small_store(job) or await self._aside.work(job))

        return await self._set_aside((name, since, until), make, lasts)

    async def forecast(self, rule: Rule, since: datetime, until: datetime) -> Forecast | None:
        """See Backend."""

        async def make() -> Forecast:
            return forecast_of(await self._aside.work(ForecastJob(rule=rule, since=since, until=until)))

        # A rule with saved replies holds lists by language: by its words it is the same question, by itself it is no key.
        return await self._set_aside((msgspec.json.encode(rule), since, until), make, PAST_FRESH)

    async def _set_aside(self, key: Hashable, make: Callable[[], Awaitable[T]], lasts: float) -> T | None:
        unmade: tuple[type[Exception], ...] = (AsideError, *self._running.writer.store.faults)
        try:
            kept: T | None = await self._reports.get(key, make, fresh_for=lasts, patience=PATIENCE)
        except AsideFull:
            return None
        except unmade as error:
            raise refusals.TooBusy(60, f"This could not be worked out: {error}.") from error
        return kept

    async def search(
        self, watch: str | None, words: str, since: datetime, until: datetime, limit: int
    ) -> Sequence[MentionShown]:
        """See Backend."""
        return self._shown(await self._posts.search(watch, words, since, until, limit))

    async def by_author(self, name: str, limit: int) -> Sequence[MentionShown]:
        """See Backend."""
        return self._shown(await self._posts.by_author(name, limit, self.house().watches))

    async def notes_on(self, accounts: Sequence[tuple[str, str]]) -> Sequence[AuthorNote]:
        """See Backend."""
        kept = self._running.writer.fold.engine.state.author_notes
        found = await self._running.writer.call(lambda: [one for account in accounts for one in kept.of(*account)])
        return sorted(found, key=lambda one: one.at)

    async def answers_to(self, mentions: Sequence[Mention]) -> Sequence[ReplyShown]:
        """See Backend."""
        return [
            ReplyShown(reply=event.reply, text=None if post is None else text_of(post))
            for event, post in await self._posts.answers_to(mentions)
        ]

    async def answers_in(self, mentions: Sequence[Mention]) -> Sequence[ReplyShown] | None:
        """See Backend."""
        key = tuple(one.key for one in mentions)
        try:
            return await self._given.get(
                key,
                lambda: self.answers_to(mentions),
                fresh_for=ANSWERS_FRESH,
                patience=PATIENCE,
                waits_for_new=True,  # who looks once a minute would else always see the minute before
            )
        except self._running.writer.store.faults:  # a damaged store is told by who reads the incident
            return None

    def _shown(self, found: Sequence[Found]) -> list[MentionShown]:
        house, now = self.house(), self._running.clock.now()
        return [mention_shown(event, post, house, is_waiting=False, now=now) for event, post in found]

    def changes(self, incident: str = "") -> int:
        """See Backend."""
        return self._running.movements.count(incident)

    async def telling_posts(self, incident: str) -> Sequence[PostShown]:
        """See Backend. The engine's thread is not asked."""
        return (await self._file(incident)).posts or ()

    async def posts(self, incident: str) -> Sequence[PostShown]:
        """See Backend."""
        shown = (await self._file(incident)).posts
        if shown is None:
            raise refusals.NotFound(f"there is no incident {incident!r}")
        watch = (await self.incident(incident)).watch
        said = await self._thread.work(lambda: labels.latest(self._data_dir, watch))
        keys, now, writer = [one.mention.key for one in shown], self._running.clock.now(), self._running.writer
        stand: list[Attended] = await writer.call(lambda: [writer.fold.engine.attended(*key, now) for key in keys])
        return [
            one.with_(label=said.get((one.mention.platform, one.mention.id)), attended=at)
            for one, at in zip(shown, stand, strict=True)
        ]

    async def mention_of(self, watch: str, platform: str, post: str) -> Mention:
        """Return one mention of a watch. Raises NotFound."""
        shown = await self._read(lambda store: post_of(store, watch, platform, post))
        if shown is None:
            raise refusals.NotFound("this post is not kept")
        return shown.mention

    async def label(self, incident: str, platform: str, post: str, label: str, *, by: str) -> None:
        """See Backend."""
        watch = (await self.incident(incident)).watch
        shown = await self._read(lambda store: post_of(store, watch, platform, post))
        if shown is None or shown.text is None:
            raise refusals.NotFound("this post is not kept, or its text was erased")
        made = label_of(shown, shown.text, label, by, self._running.clock.now())
        await self._thread.work(lambda: labels.append(self._data_dir, made))

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

    async def rota(self, person: str, token: str, at: datetime, ahead: timedelta) -> str | None:
        """See Backend."""
        roster = self.house().roster
        found = roster.people.get(person)
        # Somebody who is not there is looked up like everybody else, so that nobody learns who is.
        is_theirs = rota_links.opens(self._running.link_keys.living(at), found or Person(name=person), token)
        return calendar(roster, at, ahead.days, person=person) if is_theirs and found is not None else None
