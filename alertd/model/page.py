"""Page and Receipt: one message to one responder on one channel, and what became of it."""

from __future__ import annotations

import enum
from datetime import datetime

from alertd.model.rule import Playbook, Severity
from alertd.model.value import Value


class PageKind(enum.StrEnum):
    """Why this message exists."""

    PAGE = "page"
    UPDATE = "update"
    RESOLVED = "resolved"
    DIGEST = "digest"
    OPS = "ops"
    TEST = "test"
    LIST = "list"  #: many incidents at once, told in one message


CALLED = "called"  #: the fact `news` of a page to whom whoever has an incident called for help
STANDS = "stands"  #: the fact that says in which state its incident was when a message was made
EXPECTED = "reposts_expected"  #: the signal whose low and high are the reposts expected within its window
SEEN_BY = "seen_by"  #: the signal whose value is how many people see a post by now, within low and high
READ_AS_NEGATIVE = (
    "read_as_negative"  #: the signal whose value is how likely the post that is passed on is negative, by its words
)
SPENT = "money "  #: the signal that names a source behind it; its value is the share of today's money that is spent
#: Stands in the place of a policy in the pages that a broken promise of an incident leads to.
PROMISED = "promise"
#: signals whose value is the share of authors with at least as large an audience, and of those passed on at least as much
RANK_BY_AUDIENCE, RANK_BY_REPOSTS = "reach_rank", "amplification_rank"


class SignalShown(Value, frozen=True, kw_only=True):
    """One number in a page, against what is usual. window in seconds, rarity in days."""

    name: str
    value: float | None
    usual: float | None
    unit: str
    window: float | None
    rarity: float | None
    low: float | None = None
    high: float | None = None


class Evidence(Value, frozen=True, kw_only=True):
    """A telling post, by id; its text is looked up when the page is worded, and may have been erased."""

    id: str
    platform: str
    author: str
    reach: int | None
    sentiment: float | None  #: P(negative)
    url: str | None
    why: str  #: "matters" (somebody pinned it), "most reached", "first" or "typical"
    language: str = "und"


class Curve(Value, frozen=True, kw_only=True):
    """How much was written about the watch before a page, for a small picture. The page is made in the last bucket.

    step: seconds of a bucket. total, negative: mentions in each. usual: from how many to how many the days before had then,
    empty where there are too few of them.
    """

    step: int
    total: tuple[int, ...]
    negative: tuple[int, ...]
    usual: tuple[tuple[int, int], ...] = ()


class Listed(Value, frozen=True, kw_only=True):
    """One incident of a list, as its own page would have told it. link: acknowledges it, and only it; the shell fills it in."""

    page_id: str
    incident: str
    kind: PageKind
    at: datetime
    watch: str
    severity: Severity
    round: int = 1
    number: int = 1
    step: int = 1
    policy: str | None = None
    rule: str | None = None
    rule_name: str = ""
    code: str = ""
    link: str = ""
    watch_title: str = ""

    @property
    def brand(self) -> str:
        """What people call its watch."""
        return self.watch_title or self.watch


class Page(Value, frozen=True, kw_only=True):
    """One message, with all it is worded from: never worded from live state.

    number: `pass` in the contract; counts repeats and re-pages of one round.
    facts: named numbers and words of the wording (count, usual, ratio, negative_share, authors, ...).
    hold_until: not to be sent before (quiet hours, caps), None sends at once.
    reasons: "name: sentence" of each decision behind it.
    """

    page_id: str
    kind: PageKind
    at: datetime
    watch: str
    severity: Severity
    to: str
    channel: str
    to_address: str
    incident: str | None = None
    code: str = ""
    round: int = 1
    number: int = 1
    policy: str | None = None
    step: int = 1
    rule: str | None = None
    rules: tuple[str, ...] = ()
    rule_name: str = ""
    sentences: tuple[str, ...] = ()
    message: str | None = None
    playbook: Playbook | None = None
    language: str = "en"
    timezone: str = "UTC"
    max_segments: int | None = None
    channel_kind: str = "apprise"
    signals: tuple[SignalShown, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    facts: dict[str, str | float | int | None] = {}
    reasons: tuple[str, ...] = ()
    hold_until: datetime | None = None
    opened_at: datetime | None = None
    posted_at: datetime | None = None
    seen_at: datetime | None = None
    curve: Curve | None = None
    other_names: tuple[str, ...] | None = (
        None  #: what the incident's other rules are called; None: a page of before says their ids
    )
    watch_title: str = ""  #: what people call the watch, where that is another word
    listed: tuple[Listed, ...] = ()  #: of a list: its incidents, the worst first

    @property
    def brand(self) -> str:
        """What people call its watch."""
        return self.watch_title or self.watch

    @property
    def is_free(self) -> bool:
        """Whether nobody had its incident when it was made; messages of before this was kept count as such."""
        return self.facts.get(STANDS, "open") == "open"

    @property
    def is_of_promise(self) -> bool:
        """Whether a broken promise of its incident led to it, and no step of a policy: one may be called `promise` too."""
        return self.policy == PROMISED and self.step == 0


class Outcome(enum.StrEnum):
    """What became of one attempt to send a page."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    RETRY = "retry"
    DEAD = "dead"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class Receipt(Value, frozen=True, kw_only=True):
    """What a provider said. sent_at: when the attempt began; next_at: when to try again, for RETRY and UNKNOWN.

    may_have_arrived: for RETRY, what it answered leaves open whether it took the page, so that later attempts are pinned.
    is_refused: for RETRY, only somebody who changes something helps (a revoked token): other ways are taken at once beside the tries.
    """

    page_id: str
    outcome: Outcome
    at: datetime
    sent_at: datetime | None = None
    next_at: datetime | None = None
    attempt: int = 1
    repeat: bool = False
    provider_id: str | None = None
    detail: str = ""
    may_have_arrived: bool = False
    is_refused: bool = False


class Instants(Value, frozen=True, kw_only=True):
    """When a page's first attempt began, when its provider took it, and when it was on the phone, as far as anybody says."""

    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    delivered_at: datetime | None = None
