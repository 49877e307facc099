"""Rule: conditions, severity and whom to page. Each condition is one value; its test and sentence live in core/rules."""

from __future__ import annotations

import enum
from datetime import time, timedelta

from alertd.model.languages import base
from alertd.model.mention import Mention
from alertd.model.value import Value


class Severity(enum.StrEnum):
    """How loud: crisis ignores quiet hours, notice opens no incident."""

    NOTICE = "notice"
    URGENT = "urgent"
    CRISIS = "crisis"

    @property
    def rank(self) -> int:
        """0 for notice, 1 for urgent, 2 for crisis."""
        return ("notice", "urgent", "crisis").index(self.value)


class Floor(Value, frozen=True, kw_only=True):
    """Small numbers are no pages: at least so many mentions by so many authors."""

    mentions: int | None = None
    authors: int | None = None


class Only(Value, frozen=True, kw_only=True, cache_hash=True):
    """Which mentions count at all. What is empty, or None, lets all through; what nobody knows of a mention does not pass.

    languages, platforms, countries: codes (countries as ISO 3166 has them, "TR") and names. sources: which of ours brought it. authors: ids or handles.
    verified: whether the platform vouches for the author. min_followers: people who follow the author, at least.
    """

    languages: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    verified: bool | None = None
    min_followers: int | None = None
    countries: tuple[str, ...] = ()

    def takes(self, mention: Mention, source: str) -> bool:
        """Whether a mention counts; source: which of ours brought it."""
        return (
            (not self.languages or mention.language in self.languages)
            and (not self.platforms or mention.platform in self.platforms)
            and (not self.countries or mention.country in self.countries)
            and (not self.sources or source in self.sources)
            and (
                not self.authors
                or any(name in self.authors for name in (mention.author, mention.handle, mention.person))
            )
            and (self.verified is None or mention.verified is self.verified)
            and (self.min_followers is None or (mention.reach.audience or 0) >= self.min_followers)
        )


class Spike(Value, frozen=True, kw_only=True, tag="spike", cache_hash=True):
    """More than expected of this watch at this time.

    of: all, negative, positive, matching, reach or terms. terms: the words, with of="terms".
    rarer_than: one burst like this is expected once in that time; or ratio: times `versus`.
    versus: usual, same_hour_4_weeks or last_24h. window: None is the signal's own scales.
    count: voices (copies count once) or posts. clear_below: ratio at which it ends, None is half way.
    """

    of: str = "all"
    terms: tuple[str, ...] = ()
    rarer_than: timedelta | None = None
    ratio: float | None = None
    versus: str = "usual"
    window: timedelta | None = None
    at_least: Floor = Floor()
    count: str = "voices"
    hold: timedelta = timedelta(0)  #: `for` in the file
    clear_below: float | None = None
    only: Only | None = None


class Velocity(Value, frozen=True, kw_only=True, tag="velocity", cache_hash=True):
    """A share of moods (in points) or the number of posts of a mood (as a ratio) climbs faster than its uncertainty.

    of: negative or positive.
    """

    of: str = "negative"
    rises_by_points: float | None = None
    rises_by_ratio: float | None = None
    within: timedelta = timedelta(minutes=30)
    at_least: Floor = Floor(mentions=30)
    confidence: float = 0.95
    hold: timedelta = timedelta(0)
    only: Only | None = None


class Mood(Value, frozen=True, kw_only=True, tag="mood"):
    """The mood leaves what is usual of the watch, at any volume. rarer_than: it does so by chance once in that time."""

    turns: str = "negative"
    rarer_than: timedelta = timedelta(days=30)
    at_least: Floor = Floor(mentions=8, authors=6)
    hold: timedelta = timedelta(0)


class Share(Value, frozen=True, kw_only=True, tag="share"):
    """The negative share stands over a level; needs a calibrated watch."""

    over: float
    window: timedelta = timedelta(minutes=60)
    at_least: Floor = Floor(mentions=30)
    hold: timedelta = timedelta(0)
    only: Only | None = None


class Influencer(Value, frozen=True, kw_only=True, tag="influencer"):
    """One post by somebody who carries.

    top: share of authors by audience (0.001); or audience: people; or amplification: share of authors by reposts.
    missing: what an unknown reach does, "skip" (and say so) or "match". rarer_than (with audience): only where a post of this
    mood comes from so large an audience less often than that; None: always.
    """

    top: float | None = None
    audience: int | None = None
    amplification: float | None = None
    sentiment: str = "any"
    sureness: float | None = None  #: P of that mood, 0 to 1; None: 60 %, less for a large audience
    missing: str = "skip"
    not_by: tuple[str, ...] = ()
    only: Only | None = None
    rarer_than: timedelta | None = None


class GoingViral(Value, frozen=True, kw_only=True, tag="going_viral"):
    """A post's early cascade ranks among the likeliest to travel, or so many accounts have passed it on.

    passed_on: accounts within the last hour; times what a running campaign expects. rarer_than: beside it, as rare as that here.
    """

    top_a_day: int | None = None
    exceeds_reposts: int | None = None
    sentiment: str = "any"
    sureness: float | None = None  #: P of that mood, 0 to 1; None: 60 %, less for a large audience
    after: timedelta = timedelta(minutes=5)
    passed_on: int | None = None
    rarer_than: timedelta | None = None


class Unanswered(Value, frozen=True, kw_only=True, tag="unanswered"):
    """Mentions that need an answer have none from a human.

    spent: share of the promised first reply that they have waited through, by the hours of their watch; it takes the place of longer_than.
    """

    longer_than: timedelta = timedelta(minutes=15)
    priority: str = "high"
    at_least: Floor = Floor(mentions=1)
    business_hours: str | None = None
    spent: float | None = None


class PromiseMet(Value, frozen=True, kw_only=True, tag="promise"):
    """The response-time promise is being spent too fast."""

    met: float
    of: str = "first_reply"
    target: timedelta = timedelta(hours=1)
    window: timedelta = timedelta(days=1)


class Terms(Value, frozen=True, kw_only=True, tag="terms"):
    """Words appear that were not there before, or come in a burst.

    any, all, none: of one and the same mention. count: what the floor counts: people (who said it, whatever else they wrote),
    voices (copies once) or posts.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    new_since: timedelta = timedelta(days=14)
    at_least: Floor = Floor(mentions=1)
    emerging: bool = False
    count: str = "people"
    only: Only | None = None


class Count(Value, frozen=True, kw_only=True, tag="count"):
    """A plain number is passed.

    of: all, negative, positive or terms; a negative post is one that is labelled so. count: voices, posts or people.
    """

    over: int
    window: timedelta = timedelta(hours=1)
    of: str = "all"
    terms: tuple[str, ...] = ()
    count: str = "voices"
    hold: timedelta = timedelta(0)
    only: Only | None = None


class Every(Value, frozen=True, kw_only=True, tag="every"):
    """Each mention that fits; those of one span of the clock are told together.

    bundle: the length of the spans, which begin at midnight UTC.
    """

    sentiment: str = "any"
    min_followers: int | None = None
    bundle: timedelta = timedelta(minutes=15)
    only: Only | None = None


class Engagement(Value, frozen=True, kw_only=True, tag="engagement"):
    """One post passes one of these numbers; reposts that we saw ourselves count too."""

    reposts: int | None = None
    likes: int | None = None
    replies: int | None = None
    views: int | None = None
    sentiment: str = "any"
    sureness: float | None = None  #: P of that mood, 0 to 1; None: 60 %, less for a large audience
    only: Only | None = None


class Drop(Value, frozen=True, kw_only=True, tag="drop"):
    """Far less than usual at this time. below: a share of the usual. fewest: so many must be usual, else nothing is said."""

    of: str = "all"
    below: float = 0.3
    window: timedelta = timedelta(hours=1)
    fewest: int = 10
    hold: timedelta = timedelta(0)
    only: Only | None = None


class Coordinated(Value, frozen=True, kw_only=True, tag="coordinated"):
    """Copies or synchronised reposts by a group make up the share.

    annotate: it never holds; the watch's other pages say so where it would have.
    """

    accounts: int = 5
    share: float = 0.3
    window: timedelta = timedelta(hours=1)
    annotate: bool = False


class Compare(Value, frozen=True, kw_only=True, tag="compare"):
    """We do worse than the others. others: names of watches; empty: the competitors of whichever watch it is asked of."""

    metric: str
    others: tuple[str, ...] = ()
    worse_by: float = 2.0
    window: timedelta = timedelta(hours=24)
    at_least: Floor = Floor()


class Quiet(Value, frozen=True, kw_only=True, tag="quiet"):
    """Our own eyes closed: a source is silent, blind or out of budget."""

    source: str = "each"
    longer_than: timedelta = timedelta(minutes=20)
    unless_usual: bool = True


class Spending(Value, frozen=True, kw_only=True, tag="spending"):
    """So much of a source's money of today is spent, and at this pace the rest will not last the day. spent: a share, 0 to 1."""

    source: str = "each"
    spent: float = 0.75


class AnyOf(Value, frozen=True, kw_only=True, tag="any_of"):
    """One of them holds."""

    conditions: tuple[Condition, ...]


class AllOf(Value, frozen=True, kw_only=True, tag="all_of"):
    """All of them hold."""

    conditions: tuple[Condition, ...]


class Not(Value, frozen=True, kw_only=True, tag="not"):
    """It does not hold."""

    condition: Condition


Condition = (
    Spike
    | Velocity
    | Mood
    | Share
    | Influencer
    | GoingViral
    | Unanswered
    | PromiseMet
    | Terms
    | Count
    | Every
    | Engagement
    | Drop
    | Coordinated
    | Compare
    | Quiet
    | Spending
    | AnyOf
    | AllOf
    | Not
)


class Digest(Value, frozen=True, kw_only=True):
    """Where a notice goes, and when."""

    to: str  #: a person, schedule or policy
    at: time = time(9, 0)
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)  #: 0 is Monday


class Playbook(Value, frozen=True, kw_only=True):
    """What to do: goes into the page."""

    url: str | None = None
    steps: tuple[str, ...] = ()
    replies: dict[str, str] = {}  #: language to saved reply
    steps_in: dict[str, tuple[str, ...]] = {}  #: language to steps; `steps` are for everybody else
    statements: dict[str, str] = {}  #: language to what may be said in public, to everybody

    def told(self, language: str) -> Playbook:
        """Return it with the steps of one reader's language."""
        steps = self.steps_in.get(base(language), self.steps)
        return self.with_(steps=steps, steps_in={}) if self.steps_in else self


class Rule(Value, frozen=True, kw_only=True):
    """Conditions, severity and whom to page.

    watches: names, or ("*",) for all. page: a policy's name, None sends to the console.
    hours: named business hours; outside them pages wait.
    until: "acknowledged" or "calm", what ends its paging; None: by its severity and its conditions.
    only: mentions that count at all. at_most: firings that are told in 24 h, None for all.
    """

    id: str
    name: str
    when: Condition
    watches: tuple[str, ...] = ("*",)
    severity: Severity = Severity.URGENT
    page: str | None = None
    digest: Digest | None = None
    message: str | None = None
    playbook: Playbook | None = None
    hours: str | None = None
    group_by: str = "watch"
    keep_firing_for: timedelta = timedelta(minutes=10)
    enabled: bool = True
    labels: dict[str, str] = {}
    until: str | None = None
    only: Only | None = None
    at_most: int | None = None
    names: dict[str, str] = {}  #: language to name; `name` is for everybody else

    def named(self, language: str) -> str:
        """Return its name in one reader's language."""
        return self.names.get(base(language), self.name)

    def covers(self, watch: str) -> bool:
        """Whether this rule speaks of that watch."""
        return self.enabled and ("*" in self.watches or watch in self.watches)
