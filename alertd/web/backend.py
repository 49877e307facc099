"""What the web expects of the daemon: one Protocol, implemented by the composition root and by a fake in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from alertd.core.incidents.next_step import NextStep
from alertd.core.signals.reading import Reading
from alertd.model.author_note import AuthorNote
from alertd.model.commands import Decided
from alertd.model.house import House
from alertd.model.inbox import Attended, Counted, InboxAct
from alertd.model.incident import Act, Incident, State
from alertd.model.mention import Mention, Reply
from alertd.model.page import Outcome, Page, PageKind
from alertd.model.rule import Rule, Severity
from alertd.model.silence import Silence
from alertd.model.source_state import SourceState
from alertd.model.value import Value
from alertd.report.burst import Burst
from alertd.report.forecast import Forecast
from alertd.report.latency import Latency
from alertd.report.pulse import Curve
from alertd.report.typed import TypedTable

#: Why a post of an incident stands last, and folded: somebody said that it is noise.
LEFT_OUT = "left out"
#: What can be said of a post.
MOODS = ("negative", "neutral", "positive")


class Ingested(Value, frozen=True, kw_only=True):
    """What became of a body, told only after its commit.

    accepted: records stored; duplicates: seen before; unmatched: about no watch, counted and not stored; why: of these, how many by
    why they are about none: name (none is in it), exclude, needs, language.
    """

    accepted: int = 0
    duplicates: int = 0
    unmatched: int = 0
    why: dict[str, int] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value


class SourceStanding(Value, frozen=True, kw_only=True):
    """How well one source sees. lag_seconds: age of what it brought last; blind_seconds: time it did not cover.

    spent: share of the money that its posts may cost today, 0 to 1; None where they cost none.
    """

    state: SourceState
    last_event_at: datetime | None = None
    lag_seconds: float | None = None
    blind_seconds: float = 0.0
    note: str = ""
    spent: float | None = None


class Readiness(Value, frozen=True, kw_only=True):
    """is_ready: intake and store are open, even if a source is down. note: why not, in one sentence.

    reload_fault: what was wrong with the settings that were read last, in a line; the ones before go on. needs_restart: settings
    that are new in the file and not in force.
    """

    is_ready: bool
    sources: dict[str, SourceStanding] = {}  # noqa: RUF012 - msgspec copies a mutable default for each value
    note: str = ""
    reload_fault: str = ""
    needs_restart: tuple[str, ...] = ()


class DecisionSeen(Value, frozen=True, kw_only=True):
    """One decision about an incident and its reason (the log's KeepDecision). conditions: of a rule that fired, each as it was then."""

    at: datetime
    reason: str
    text: str
    rule: str | None = None
    person: str | None = None
    page_id: str | None = None
    conditions: tuple[Decided, ...] = ()


class PageSeen(Value, frozen=True, kw_only=True):
    """A page and what became of it. outcome None: not yet handed to the provider. rule: the one that sent it, None where it speaks of no rule."""

    page_id: str
    to: str
    channel: str
    at: datetime
    kind: PageKind = PageKind.PAGE
    outcome: Outcome | None = None
    outcome_at: datetime | None = None
    detail: str = ""
    latency: Latency = Latency()
    rule: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will be tried."""
        return self.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED, Outcome.DEAD, Outcome.CANCELLED)


class SignalSeen(Value, frozen=True, kw_only=True):
    """One signal of a watch at one instant."""

    at: datetime
    watch: str
    signal: str
    reading: Reading


class OnCallSeen(Value, frozen=True, kw_only=True):
    """Who stands in a schedule. until: the next hand-over, None if nobody ever hands over. following: who stands then."""

    schedule: str
    people: tuple[str, ...]
    until: datetime | None = None
    following: tuple[str, ...] = ()


class MentionShown(Value, frozen=True, kw_only=True):
    """A mention with its text, as people read it. text None: erased.

    due_at: when its first reply was promised, by the hours of its watch; None if it needs none. answered_at: the first human reply.
    priority: 0 to 100, whom to answer first; why: what made it so, in words. Both are empty where it waits for nothing.
    attended: where we are with it and who of us is at it; None where nobody asked for it.
    promised, waited: within what time a first reply was, and seconds waited since, both by the hours of the watch.
    """

    mention: Mention
    text: str | None
    author_name: str | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    priority: int | None = None
    why: tuple[str, ...] = ()
    attended: Attended | None = None
    promised: timedelta | None = None
    waited: float | None = None


class PostShown(Value, frozen=True, kw_only=True):
    """A telling post of an incident. text None: erased. why: it tells, in a word or two.

    label: what somebody said of its mood, None if nobody has. attended: where we are with it in the inbox.
    """

    mention: Mention
    text: str | None
    author_name: str | None = None
    why: str = ""
    label: str | None = None
    attended: Attended | None = None

    @property
    def sounds(self) -> str:
        """What the scorer takes it for: see `Score.mood`."""
        return self.mention.score.mood


class ReplyShown(Value, frozen=True, kw_only=True):
    """What we answered in public. text None: erased, or only an inbox tool saw it."""

    reply: Reply
    text: str | None


class Forgotten(Value, frozen=True, kw_only=True):
    """How much of an author was erased. people: "platform:id" of everybody who was meant."""

    people: tuple[str, ...] = ()
    texts: int = 0
    mentions: int = 0
    pages: int = 0
    is_clean: bool = True  #: nothing of it lies on in the store's files


class ReplyProofs(Value, frozen=True, kw_only=True):
    """What proves a reply, as the settings say now; None: that way is off. slack_team: whose accounts count."""

    twilio_token: str | None = None
    slack_secret: str | None = None
    slack_team: str | None = None
    telegram_secret: str | None = None

    def __repr__(self) -> str:
        """Say nothing: these are secrets."""
        return "ReplyProofs()"


class Backend(Protocol):
    """The daemon as the web sees it. All but `is_alive`, `readiness`, `metrics` and `house` may wait for a commit.

    Methods raise the refusals of `alertd.web.refusals`, and StoreUnavailable when the store takes nothing.
    """

    def is_alive(self) -> bool:
        """Whether the process does its work (the watchdog's own test)."""

    def readiness(self) -> Readiness:
        """Return what /readyz shows."""

    def metrics(self) -> bytes:
        """Return the metrics in Prometheus' text format."""

    def house(self) -> House:
        """Return the settings in force: people, watches, public address."""

    def admits(self, name: str, headers: Mapping[str, str]) -> bool:
        """Whether the token of a source stands in `headers` (names in lower case); False: a signature, for which the body is needed.

        Raises UnknownSource, and Unauthorised where there is neither a right token nor a signature.
        """

    def challenge(self, name: str, query: Mapping[str, str]) -> tuple[str, str]:
        """Return (content type, text) for a platform that tries a source's address before it posts there.

        Raises UnknownSource, and Unauthorised where the question proves nothing.
        """

    async def ingest(self, name: str, raw: bytes, content_type: str, headers: Mapping[str, str]) -> Ingested:
        """Verify, parse and commit a body (names of `headers` in lower case).

        Raises UnknownSource, Unauthorised, Malformed (nothing of that body is stored), TooBusy, StoreUnavailable.
        """

    async def incidents(self, state: State | None) -> Sequence[Incident]:
        """Return incidents, the newest first; None is every state."""

    async def incident(self, incident: str) -> Incident:
        """Return one incident. Raises NotFound."""

    async def act(
        self, incident: str, act: Act, *, by: str, note: str, via: str, assignee: str | None, minutes: int = 30
    ) -> Incident:
        """Do it and return the incident after the commit. minutes: of a snooze. Raises NotFound, Refused."""

    async def pin(self, incident: str, act: Act, platform: str, post: str, *, by: str, via: str) -> Incident:
        """Pin a post of an incident's watch as one that matters, leave it out as noise, or take that back (MARKING). Raises NotFound, Refused."""

    def reply_proofs(self) -> ReplyProofs:
        """Return what proves a reply by SMS or chat."""

    async def is_new_reply(self, message: str) -> bool:
        """Remember a provider's message; return False if it was remembered before, also by an earlier run."""

    async def delivery_told(self, page_id: str, outcome: Outcome, detail: str) -> None:
        """Take what a provider says of a page that it took before: DELIVERED or DEAD. The first such word counts.

        Raises NotFound for a page that was not sent by us.
        """

    async def page_of_link(self, token: str) -> Page | None:
        """Return the page that carries this short link, None where there is none."""

    async def decisions(self, incident: str) -> Sequence[DecisionSeen]:
        """Return the decisions about an incident, the oldest first."""

    async def pages(self, incident: str) -> Sequence[PageSeen]:
        """Return the pages of an incident, the oldest first."""

    async def told(self, incident: str, language: str) -> Page | None:
        """Return the newest page of an incident that speaks of its numbers, None where there is none; of several at once the one in a language."""

    async def curve(self, watch: str, until: datetime) -> Curve | None:
        """Return how much was written about a watch in the 24 hours before; None while the numbers are being gathered."""

    async def burst(
        self, watch: str, since: datetime, until: datetime | None, rules: Sequence[str] = (), first_post: str = ""
    ) -> Burst | None:
        """Return what was said of a watch in a time (None: until now), and by whom; None while the store is being read.

        rules: ids of the rules that fired, whose words tell which posts are of the matter. first_post: the one that was told as its first.
        """

    async def stands(self, watch: str, rule: str, language: str) -> Sequence[str]:
        """Return how each condition of a rule stands now, in a language; none while that is being asked."""

    async def next_steps(self) -> Sequence[NextStep] | None:
        """Return what comes next of each incident if nobody acts, the soonest first; None while the engine has no time to say."""

    async def report(self, name: str, since: datetime, until: datetime) -> Sequence[TypedTable] | None:
        """Return a report of what began between two instants; None while it is worked out. Raises NotFound, TooBusy."""

    async def watched_since(self) -> datetime | None:
        """Return when the log begins: before it nothing was watched. None while it is empty."""

    async def forecast(self, rule: Rule, since: datetime, until: datetime) -> Forecast | None:
        """Return what a rule, alone, would have done between two instants; None while it is worked out. Raises TooBusy."""

    async def search(
        self, watch: str | None, words: str, since: datetime, until: datetime, limit: int
    ) -> Sequence[MentionShown]:
        """Return mentions written in a time that hold all the words (one with @ is an author's handle), the newest first."""

    async def by_author(self, name: str, limit: int) -> Sequence[MentionShown]:
        """Return what somebody wrote, the newest first: by "platform:id", or by a handle; under all accounts of a person."""

    async def notes_on(self, accounts: Sequence[tuple[str, str]]) -> Sequence[AuthorNote]:
        """Return what our people noted of the accounts (platform, id) of one author, the oldest first."""

    async def note_on(self, platform: str, author: str, *, by: str, note: str) -> None:
        """Note something on an author, for whoever meets them next; return after the commit."""

    async def answers_to(self, mentions: Sequence[Mention]) -> Sequence[ReplyShown]:
        """Return what we answered to the posts of one author, the oldest first."""

    async def answers_in(self, mentions: Sequence[Mention]) -> Sequence[ReplyShown] | None:
        """Return what we answered to the telling posts of an incident, the oldest first; None while that is being read."""

    def changes(self, incident: str = "") -> int:
        """Return a number that is another one after anything happened to an incident or one of its pages; "": to any."""

    async def posts(self, incident: str) -> Sequence[PostShown]:
        """Return the posts that an incident's pages quote, those of the newest page first. Raises NotFound."""

    async def telling_posts(self, incident: str) -> Sequence[PostShown]:
        """Return the same as they lie in the store, without what people said of them since; none where there is no such incident."""

    async def label(self, incident: str, platform: str, post: str, label: str, *, by: str) -> None:
        """Keep what somebody says of a post's mood (one of MOODS). Raises NotFound, also for an erased text."""

    async def signals(self, watch: str, since: datetime) -> Sequence[SignalSeen]:
        """Return what the signals of a watch said since then. Raises NotFound."""

    async def oncall(self, at: datetime) -> Sequence[OnCallSeen]:
        """Return who is on call in every schedule."""

    async def rota(self, person: str, token: str, at: datetime, ahead: timedelta) -> str | None:
        """Return a person's shifts as an iCalendar file, None if the token does not open them."""

    async def mentions(self, watch: str | None, *, unanswered: bool, limit: int) -> Sequence[MentionShown]:
        """Return mentions, what is due first (unanswered) or the newest first. Raises NotFound."""

    async def inbox_counts(self, watch: str | None) -> Mapping[str, Counted]:
        """Return how many wait in each watch, or in one, and how many left the inbox without an answer. Raises NotFound."""

    async def attended(self, watch: str, platform: str, post: str) -> MentionShown:
        """Return one post and where we are with it. Raises NotFound."""

    async def praise(self, watch: str | None, *, since: datetime, limit: int) -> Sequence[MentionShown]:
        """Return praise that no human of ours has answered, what the most people see first. Raises NotFound."""

    async def attend(
        self,
        watch: str,
        platform: str,
        post: str,
        act: InboxAct,
        *,
        by: str,
        note: str,
        via: str,
        to: str | None = None,
        minutes: int = 60,
        answered_at: datetime | None = None,
    ) -> MentionShown:
        """Do it with a post of the inbox and return it after the commit. to: of a hand-over. Raises NotFound, Refused."""

    async def silences(self) -> Sequence[Silence]:
        """Return the silences that have not ended."""

    async def silence(self, watch: str | None, rule: str | None, *, lasts: timedelta, by: str, reason: str) -> Silence:
        """Set a silence from now on and return it after the commit. Raises NotFound."""

    async def unsilence(self, silence: str, *, by: str) -> None:
        """End a silence early. Raises NotFound."""

    async def forget(self, author: str) -> Forgotten:
        """Erase an author (an id, a handle or platform:id) and return how much was found, after the commit."""

    async def send_sign_in(self, person: str, channel: str, link: str, lives: timedelta) -> None:
        """Send somebody a link that signs in once, by a channel on which they have an address; what fails is logged, and told to nobody."""

    async def rotate_keys(self, keep: timedelta) -> None:
        """Make links with a new key from now on; the ones before check so long yet."""

    async def open_incident(
        self, watch: str, severity: Severity, *, by: str, note: str, policy: str | None
    ) -> Incident:
        """Open an incident by hand, or bring a policy into the one that runs; return it. Raises NotFound."""

    async def drill(self, policy: str | None, *, by: str, note: str) -> Incident:
        """Play a pinned crisis to the people of a policy (None: that of the loudest rule); return it. Raises NotFound."""

    async def send_test(self, to: str, *, by: str) -> str:
        """Plan real test pages to a policy or person; return the id under which they are found. Raises NotFound."""

    async def test_pages(self, test: str) -> Sequence[PageSeen]:
        """Return the test's pages so far (none while they are being planned). Raises NotFound."""
