"""Events: all that can change a page. What is not here cannot.

Each is written to the log under its tag and never changes its meaning; a new field has a default.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from alertd.model.house import House
from alertd.model.inbox import InboxAct
from alertd.model.incident import Act
from alertd.model.mention import Mention, Reply
from alertd.model.page import Receipt
from alertd.model.rule import Severity
from alertd.model.silence import Silence
from alertd.model.source_state import SourceState
from alertd.model.value import Value


class MentionSeen(Value, frozen=True, kw_only=True, tag="mention_seen", tag_field="kind"):
    """Somebody wrote about a watch. source: which of ours brought it, empty in replays of files."""

    at: datetime
    mention: Mention
    source: str = ""


class MentionEdited(Value, frozen=True, kw_only=True, tag="mention_edited", tag_field="kind"):
    """A mention says something new, or its platform's own source says who wrote it: what is new counts as of now.

    mention: as it is now, with the words of rules that were not in it before; posted_at is the instant of the edit. Volume does
    not move by it.
    """

    at: datetime
    mention: Mention
    source: str = ""


class MentionGrew(Value, frozen=True, kw_only=True, tag="mention_grew", tag_field="kind"):
    """A mention that is known has more likes, reposts, replies or views than when it was told last; its words are the same.

    mention: as it is now; its counts may be looked at, everything else was told before.
    """

    at: datetime
    mention: Mention
    source: str = ""


class CountSeen(Value, frozen=True, kw_only=True, tag="count_seen", tag_field="kind"):
    """A volume sensor counted a bucket."""

    at: datetime
    watch: str
    platform: str
    begins_at: datetime
    seconds: float
    count: int


class ReplySeen(Value, frozen=True, kw_only=True, tag="reply_seen", tag_field="kind"):
    """The brand answered in public."""

    at: datetime
    reply: Reply


class Ticked(Value, frozen=True, kw_only=True, tag="ticked", tag_field="kind"):
    """A deadline the engine asked for has come."""

    at: datetime


class ClockSetBack(Value, frozen=True, kw_only=True, tag="clock_set_back", tag_field="kind"):
    """The machine's clock had been ahead and was set back: what the log has behind `at` was written by a wrong clock.

    was: the newest instant that the log knew by then.
    """

    at: datetime
    was: datetime


class HouseLoaded(Value, frozen=True, kw_only=True, tag="house_loaded", tag_field="kind"):
    """Settings, rules or people are new.

    is_start: the daemon begins; since the last event nobody was watching.
    sources: names of those that are set; what is known of others is forgotten. None: nobody says.
    """

    at: datetime
    house: House
    is_start: bool = False
    sources: tuple[str, ...] | None = None


class ActTaken(Value, frozen=True, kw_only=True, tag="act_taken", tag_field="kind"):
    """A person acknowledged, planned, solved, closed, reopened, assigned, snoozed, noted or judged an incident, or pinned a post of it.

    minutes: of a snooze. mention: the post that is pinned or unpinned, so that the log says it all.
    """

    at: datetime
    incident: str
    act: Act
    by: str
    note: str = ""
    via: str = "api"  #: cli, api, link, page, sms, slack
    assignee: str | None = None
    minutes: int = 30
    mention: Mention | None = None


class InboxActTaken(Value, frozen=True, kw_only=True, tag="inbox_act_taken", tag_field="kind"):
    """A person did something with a post that waits for an answer, or with one that should.

    to: who gets it (hand-over). minutes: for how long a claim, a hand-over or a snooze holds. answered_at: when it was answered
    elsewhere, None for now. mention: the post itself where it may not wait any more ("needs one"), so that the log says it all.
    """

    at: datetime
    watch: str
    platform: str
    id: str
    act: InboxAct
    by: str
    note: str = ""
    via: str = "api"
    to: str | None = None
    minutes: int = 60
    answered_at: datetime | None = None
    mention: Mention | None = None


class AuthorNoted(Value, frozen=True, kw_only=True, tag="author_noted", tag_field="kind"):
    """A person wrote something down about an author. note: "" once the author was erased."""

    at: datetime
    platform: str
    author: str
    by: str
    note: str
    via: str = "page"


class SilenceSet(Value, frozen=True, kw_only=True, tag="silence_set", tag_field="kind"):
    """Somebody asked for silence until a time."""

    at: datetime
    silence: Silence


class SilenceLifted(Value, frozen=True, kw_only=True, tag="silence_lifted", tag_field="kind"):
    """Somebody ended a silence early."""

    at: datetime
    id: str
    by: str


class PageReported(Value, frozen=True, kw_only=True, tag="page_reported", tag_field="kind"):
    """What became of a page."""

    at: datetime
    receipt: Receipt


class SourceReported(Value, frozen=True, kw_only=True, tag="source_reported", tag_field="kind"):
    """A source changed its state, or closed a gap.

    sampled: it reads one post in so many, because money allows no more; 0: all that there are.
    alarm: what operators have to hear, in our own words; empty: nothing; None: written by a version whose notes said so.
    spent: share of the money that posts may cost today, 0 to 1 in steps of 5 %; None: it costs none, or nobody says.
    """

    at: datetime
    source: str
    state: SourceState
    note: str = ""
    last_event_at: datetime | None = None
    blind_seconds: float = 0.0
    filled: int = 0
    alarm: str | None = None
    sampled: int = 0
    spent: float | None = None


class OpsNoted(Value, frozen=True, kw_only=True, tag="ops_noted", tag_field="kind"):
    """alertd noticed something about itself that an operator must know (topic: one message a topic and hour)."""

    at: datetime
    topic: str
    text: str


class ScorerChanged(Value, frozen=True, kw_only=True, tag="scorer_changed", tag_field="kind"):
    """A watch's sentiment is computed in another way from now on: its negative series begins anew."""

    at: datetime
    watch: str
    scorer: str


class IncidentOpened(Value, frozen=True, kw_only=True, tag="incident_opened", tag_field="kind"):
    """Somebody opened an incident by hand, or brought a policy into the one that runs. policy: None: as the watch's rules page.

    is_drill: nothing has happened; it is played to see whether people are reached.
    """

    at: datetime
    watch: str
    severity: Severity
    by: str
    note: str = ""
    policy: str | None = None
    is_drill: bool = False


class TestAsked(Value, frozen=True, kw_only=True, tag="test_asked", tag_field="kind"):
    """Somebody asked for a real test page to a policy or person."""

    __test__ = False

    at: datetime
    id: str
    to: str
    by: str


Event = (
    MentionSeen
    | MentionEdited
    | MentionGrew
    | CountSeen
    | ReplySeen
    | Ticked
    | ClockSetBack
    | HouseLoaded
    | ActTaken
    | InboxActTaken
    | AuthorNoted
    | SilenceSet
    | SilenceLifted
    | PageReported
    | SourceReported
    | OpsNoted
    | ScorerChanged
    | TestAsked
    | IncidentOpened
)

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """Write an event as the log keeps it; equal events give equal bytes."""
    return _encoder.encode(event)


def decode(body: bytes | str) -> Event:
    """Read an event of this or an older version."""
    return _decoder.decode(body)
