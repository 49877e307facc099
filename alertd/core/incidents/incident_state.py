"""What the engine keeps of an incident while people work on it."""

from __future__ import annotations

import msgspec

from alertd.core.incidents.incident_posts import IncidentPosts
from alertd.core.stable import code_of
from alertd.core.times import instant
from alertd.model.incident import Act, Incident, Stale, State
from alertd.model.page import CALLED, PageKind, SignalShown
from alertd.model.people import Policy
from alertd.model.rule import Severity


class Escalation(msgspec.Struct):
    """One policy at work in an incident; the policy is frozen, so editing it cannot derail a running crisis.

    next_step: index of the step that is decided next. number: the pass, from 1.
    due: when it is decided, None: nothing more to come. is_ended: all steps and repeats are used up.
    is_held: it waits for a silence, a bigger incident or business hours, not for an answer.
    tries: how often it has begun again because no page of it reached anybody. told_at: when its last step was told.
    first: the pass from which its repeats count, where it began anew alone; 0: that of the incident. again: why it did.
    asked_at: when somebody last asked for its next people before their time.
    """

    policy: Policy
    rule: str
    next_step: int = 0
    number: int = 1
    due: float | None = None
    is_ended: bool = False
    is_held: bool = False
    tries: int = 0
    told_at: float | None = None
    first: int = 0
    again: str = ""
    asked_at: float | None = None


class Sent(msgspec.Struct):
    """One page of the running round, so that a dead channel finds its way on. note: what an update tells; who: whose act it tells.

    held_until: not to be sent before. is_withdrawn: it was called back before it was sent; nobody has seen it.
    """

    person: str
    channel: str
    policy: str
    number: int
    step: int
    rule: str
    is_dead: bool = False
    kind: PageKind = PageKind.PAGE
    note: str | None = None
    who: str | None = None
    held_until: float | None = None
    is_withdrawn: bool = False
    news: dict[str, str | float | int | None] = {}  #: what an update or a notice tells, as its page's facts
    is_stuck: bool = False  #: the channel has failed twice and another one of the person was begun beside it
    at: float = 0.0  #: when it was decided
    is_uncounted: bool = False  #: it was taken off the incident's number of pages, in the belief that nobody gets it
    is_refused: bool = (
        False  #: its channel takes no page of ours until somebody puts it right; it is tried on beside other ways
    )

    @property
    def is_call(self) -> bool:
        """Whether it asks somebody to help whoever has the incident."""
        return self.news.get("news") == CALLED


class Height(msgspec.Struct, frozen=True):
    """The largest number that a rule has shown in a round, and when."""

    at: float
    shown: SignalShown


class Before(msgspec.Struct, frozen=True):
    """How an incident stood until somebody said that it is solved. expires: when its acknowledgement would have run out.

    due: policy -> when its next step was due. by_hand: rules of its own that nothing but somebody's word ends.
    """

    state: State
    acknowledged: float | None
    planned: float | None
    assignee: str | None
    by: dict[str, str]
    snoozed_until: float | None
    expires: float | None
    owed: list[str]
    due: dict[str, float | None]
    by_hand: list[str]


ASSIGNED = "assign"  # stands in the place of a policy in the pages to whom an incident was given

#: seconds after which a rise to a crisis is no longer the same matter that only became worse
ANOTHER_MATTER = 24 * 3600.0

#: acts by which somebody takes an incident on, up to its end; when it is open again none of them stands
TAKING = (str(Act.ACK), str(Act.PLAN), str(Act.SOLVE), str(Act.SNOOZE))


class IncidentState(msgspec.Struct):
    """One incident. Instants are epoch seconds.

    paged: rule -> value it was last paged for. firing: rules whose alerts fire now.
    calm_since: when its last alert resolved, None while one fires.
    sent: pages of the running round by id; earlier: those of the round before it. number: the pass from which the running policies count their repeats.
    owed: rules that have resolved and page on until somebody acknowledges. told_over: when people last heard that it is over.
    snoozed_until: who has it wants to be asked again then. first_acknowledged: of the whole incident; it is never taken back.
    grown: rule -> number that people were last told. together: incidents of other watches that are the same event.
    judgements: what people said it was worth. is_drill: nothing has happened. first_taken_by, _via: who took it on first, by what.
    is_flapping: they have heard that it comes and goes.
    heights: rule -> the largest number that it has shown in this round. raised_at: when it became a crisis, 0 for one that it was from the start.
    began: when the running round did. ends: how often it may have ended in this round: 1, and once more for each reopening.
    """

    id: str
    watch: str
    group: str
    severity: Severity
    opened: float
    code: str = ""
    state: State = State.OPEN
    round: int = 1
    number: int = 1
    rules: list[str] = []
    firing: list[str] = []
    paged: dict[str, float] = {}
    escalations: dict[str, Escalation] = {}
    calm_since: float | None = None
    sent: dict[str, Sent] = {}
    earlier: dict[str, Sent] = {}
    pages: int = 0
    updates: int = 0
    ends: int = 1
    acknowledged: float | None = None
    planned: float | None = None
    solved: float | None = None
    closed: float | None = None
    assignee: str | None = None
    by: dict[str, str] = {}
    notes: list[str] = []
    peak_value: float = 0.0
    peak_signal: str = ""
    peak_at: float | None = None
    stale: Stale | None = None
    began: float = 0.0
    owed: list[str] = []
    told_over: float | None = None
    is_flapping: bool = False
    snoozed_until: float | None = None
    first_acknowledged: float | None = None
    judgements: dict[str, str] = {}
    grown: dict[str, float] = {}
    together: list[str] = []
    is_drill: bool = False
    first_taken_by: str | None = None
    first_taken_via: str | None = None
    posts: IncidentPosts = msgspec.field(default_factory=IncidentPosts)
    again: str = ""  #: why the running pass began: raised, expired, woken, reopen or back; empty for the first
    again_by: str = ""  #: whose acknowledgement expired
    sampled: dict[str, int] = {}  #: source -> one post in so many, the fewest while people were told
    stages: dict[str, float] = {}  #: promise -> share of it that was spent when that was last decided, in this round
    grown_of: dict[str, tuple[str, str, float]] = {}  #: rule -> name, unit and window of the number in `grown`
    heights: dict[str, Height] = {}
    raised_at: float = 0.0
    before: Before | None = None  #: how it stood until it was solved

    def __post_init__(self) -> None:
        """Give it the code that its id has, where it was given none."""
        self.code = self.code or code_of(self.id)

    def free(self, *, is_given_up: bool = False) -> None:
        """Nobody has it any more: what was acknowledged, planned or solved before no longer stands, nor who took it by that.

        is_given_up: nor does it stand to whom it was given.
        """
        if not is_given_up:
            self.before = None  # it goes on by itself: no slip of a thumb any more
        else:
            self.by = {act: person for act, person in self.by.items() if act != str(Act.ASSIGN)}
        self.acknowledged = self.planned = self.solved = self.snoozed_until = None
        self.by = {act: person for act, person in self.by.items() if act not in TAKING}
        if str(Act.ASSIGN) not in self.by:
            self.assignee = None

    def owe_if_taken_back(self, rule: str) -> None:
        """A rule that pages on until somebody acknowledges has resolved while it was solved: it pages on if that was a slip."""
        if self.before is not None and self.before.state is State.OPEN:
            self.before = msgspec.structs.replace(self.before, owed=[*self.before.owed, rule])

    def begin_round(self, now: float) -> None:
        """Count anew: passes, updates, ends; its policies start again, and what was paged belongs to the round before."""
        self.round += 1
        self.began = now
        self.number, self.updates, self.ends = 1, 0, 1
        self.is_flapping = False
        self.again = ""
        self.assignee = None
        self.earlier, self.sent = self.sent, {}
        self.escalations = {}
        self.grown, self.grown_of, self.heights = {}, {}, {}
        self.stages = {}
        self.posts.begin_round()
        self.paged = {}  # "twice the value paged for" means the value paged for in this round

    def since(self) -> float:
        """Return when what people are paged for began: the round, or its rise to a crisis where that came a day later and more.

        Trap: questions that nobody answers keep an incident open for weeks. Of a crisis that joins it, "open since the first" is no word.
        """
        began = self.began or self.opened
        return self.raised_at if self.raised_at - began > ANOTHER_MATTER else began

    def awaits(self, sent: Sent) -> bool:
        """Whether its person must still hear a page proper: nobody has the incident, it was given to them, or whoever has it called them."""
        if self.state is State.OPEN or (sent.policy == ASSIGNED and self.assignee == sent.person):
            return True
        return sent.is_call and not self.state.is_over

    def holder(self) -> str | None:
        """Return who has it by what they or somebody else said; None for nobody, and whoever had it before it was open again."""
        return self.assignee or self.by.get(str(Act.PLAN)) or self.by.get(str(Act.ACK))

    def value(self) -> Incident:
        """Return the incident as everybody else sees it."""
        return Incident(
            id=self.id,
            watch=self.watch,
            group=self.group,
            code=self.code,
            severity=self.severity,
            state=self.state,
            is_firing=bool(self.firing),
            stale=self.stale,
            opened_at=instant(self.opened),
            acknowledged_at=None if self.acknowledged is None else instant(self.acknowledged),
            planned_at=None if self.planned is None else instant(self.planned),
            solved_at=None if self.solved is None else instant(self.solved),
            closed_at=None if self.closed is None else instant(self.closed),
            assignee=self.assignee,
            by=dict(self.by),
            rounds=self.round,
            rules=tuple(self.rules),
            peak={}
            if self.peak_at is None
            else {"signal": self.peak_signal, "value": self.peak_value, "at": instant(self.peak_at).isoformat()},
            pages=self.pages,
            notes=tuple(self.notes),
            snoozed_until=None if self.snoozed_until is None else instant(self.snoozed_until),
            first_acknowledged_at=None if self.first_acknowledged is None else instant(self.first_acknowledged),
            judgements=dict(self.judgements),
            together=tuple(self.together),
            is_drill=self.is_drill,
            first_taken_by=self.first_taken_by,
            first_taken_via=self.first_taken_via,
            pinned=tuple(f"{one.platform}:{one.id}" for one in self.posts.pinned),
            left_out=tuple(f"{platform}:{ident}" for platform, ident in self.posts.left_out),
            began_at=instant(self.began) if self.round > 1 else None,
            sampled=dict(sorted(self.sampled.items())),
            first_post="" if (began := self.posts.shown(self.posts.began)) is None else f"{began.platform}:{began.id}",
        )


def is_crisis(incident: IncidentState) -> bool:
    """Whether quiet hours and business hours do not count."""
    return incident.severity is Severity.CRISIS
