"""What the daemon in memory says when it is asked for pictures, reports and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from alertd.core.incidents.next_step import NextStep
from alertd.core.signals.reading import Reading
from alertd.model.author_note import AuthorNote
from alertd.model.mention import Mention
from alertd.model.rule import Rule
from alertd.report.burst import Burst, burst
from alertd.report.forecast import Forecast
from alertd.report.jobs import REPORTS
from alertd.report.threads import replies_to
from alertd.report.typed import TypedTable
from alertd.web.backend import MentionShown, OnCallSeen, ReplyShown, SignalSeen
from alertd.web.refusals import NotFound, TooBusy
from tests.unit.web.fake_inbox import NOW


class FakeReports:
    """Answers what a test set, and remembers what was asked. reports: by name, and whether it is the period until now; drawn_at: of pictures."""

    def __init__(self) -> None:
        self.shown: list[MentionShown] = []
        self.drawn_at: datetime | None = None
        self.began: datetime | None = None
        self.answers: list[ReplyShown] = []
        self.steps: list[NextStep] = []
        self.standing_of: dict[tuple[str, str, str], Sequence[str]] = {}
        self.asked: list[tuple[str, datetime, datetime]] = []
        self.tried: list[Rule] = []
        self.reports: dict[tuple[str, bool], Sequence[TypedTable]] = {}
        self.failing: tuple[str, ...] = ()
        self.forecasts: Forecast | None = None
        self.mailed: list[tuple[str, str, str]] = []
        self.noted: list[tuple[tuple[str, str], AuthorNote]] = []
        self.schedules_seen: list[OnCallSeen] = [
            OnCallSeen(schedule="pr-primary", people=("ayse",), until=NOW + timedelta(hours=6)),
            OnCallSeen(schedule="weekend", people=()),
        ]

    async def burst(
        self, watch: str, since: datetime, until: datetime | None, rules: Sequence[str] = (), first_post: str = ""
    ) -> Burst | None:
        """Return that of the posts that the test set, as of the instant that it set."""
        seen = [(one.mention, None) for one in self.shown]
        return burst(seen, negative_from=500, until=self.drawn_at, first_post=first_post)

    async def stands(self, watch: str, rule: str, language: str) -> Sequence[str]:
        """Return what the test set."""
        return self.standing_of.get((watch, rule, language), ())

    async def next_steps(self) -> Sequence[NextStep]:
        """Return what the test set."""
        return self.steps

    async def watched_since(self) -> datetime | None:
        """Return what the test set."""
        return self.began

    async def report(self, name: str, since: datetime, until: datetime) -> Sequence[TypedTable] | None:
        """Return what the test set; None for what it did not, as while it is worked out."""
        self.asked.append((name, since, until))
        if name not in REPORTS:
            raise NotFound(f"There is no report {name}.")
        if name in self.failing:
            raise TooBusy(60, "This could not be worked out.")
        return self.reports.get((name, until >= NOW), None)

    async def forecast(self, rule: Rule, since: datetime, until: datetime) -> Forecast | None:
        """Return what the test set."""
        self.tried.append(rule)
        return self.forecasts

    async def send_sign_in(self, person: str, channel: str, link: str, lives: timedelta) -> None:
        """Remember it."""
        self.mailed.append((person, channel, link))

    async def search(
        self, watch: str | None, words: str, since: datetime, until: datetime, limit: int
    ) -> Sequence[MentionShown]:
        """Return what the test set, if its text holds the words."""
        return [one for one in self.shown if words.lower() in (one.text or "").lower()][:limit]

    async def by_author(self, name: str, limit: int) -> Sequence[MentionShown]:
        """Return what the test set of somebody, by handle or platform:id, under all accounts of a person."""
        its = [
            one
            for one in self.shown
            if name.casefold()
            in ((one.mention.handle or "").casefold(), f"{one.mention.platform}:{one.mention.author}")
        ]
        persons = {one.mention.person for one in its} - {None}
        return [one for one in self.shown if one in its or one.mention.person in persons][:limit]

    async def notes_on(self, accounts: Sequence[tuple[str, str]]) -> Sequence[AuthorNote]:
        """Return what was noted."""
        return [one for account, one in self.noted if account in accounts]

    async def note_on(self, platform: str, author: str, *, by: str, note: str) -> None:
        """Note it."""
        self.noted.append(((platform, author), AuthorNote(at=NOW, by=by, text=note)))

    async def answers_to(self, mentions: Sequence[Mention]) -> Sequence[ReplyShown]:
        """Return those that the test set which were for the author of these posts, the oldest first."""
        told = {one.reply.id: one for one in self.answers}
        return [told[one.id] for one in replies_to(mentions, [one.reply for one in self.answers])]

    async def answers_in(self, mentions: Sequence[Mention]) -> Sequence[ReplyShown] | None:
        """Return the same of the telling posts of an incident."""
        return await self.answers_to(mentions)

    async def signals(self, watch: str, since: datetime) -> Sequence[SignalSeen]:
        """Return one reading."""
        if watch != "acme":
            raise NotFound(f"There is no watch {watch}.")
        return [
            SignalSeen(at=since, watch=watch, signal="volume", reading=Reading(value=40.0, usual=4.0, window=600.0))
        ]

    async def oncall(self, at: datetime) -> Sequence[OnCallSeen]:
        """Return what the test set; at first one schedule with somebody and one with nobody."""
        return self.schedules_seen

    async def rota(self, person: str, token: str, at: datetime, ahead: timedelta) -> str | None:
        """Return a calendar for the one good address."""
        return "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" if (person, token) == ("ayse", "good") else None
