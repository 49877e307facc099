"""What happened around an incident, summed up out of a store: how much was written, by whom, and what the brand answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from alertd.core.signals.evidence import evidence, post_of
from alertd.core.signals.hard_count import is_negative
from alertd.core.times import epoch
from alertd.model.events import MentionSeen, ReplySeen
from alertd.model.incident import Incident
from alertd.model.mention import Mention, Reply, key_of
from alertd.model.page import Evidence
from alertd.model.post import text_of
from alertd.model.value import Value
from alertd.report.gather import answer_of, said_of
from alertd.report.pulse import NEGATIVE_FROM
from alertd.report.response import Figures, response
from alertd.report.threads import Answer, Said
from alertd.report.voices import BEFORE, Voices, voices
from alertd.store_port import Store

USUAL = timedelta(hours=24)  #: what is usual is what the day before it held
LONGEST = timedelta(days=7)  #: of an incident that nobody has closed
BARS = 48


class Bucket(Value, frozen=True, kw_only=True):
    """One bar of the chart."""

    begins_at: datetime
    total: int
    negative: int


class Facts(Value, frozen=True, kw_only=True):
    """What came in from its opening on until it ended.

    known: those of the mentions whose mood is known. usual: mentions an hour on the day before, None where nothing is known of it. reach: audiences of all authors, each once.
    first_answer: the brand's first public answer by a human. answered: how fast those who needed an answer got one.
    """

    begins_at: datetime
    ends_at: datetime
    total: int
    negative: int
    usual: float | None
    reach: int
    bars: tuple[Bucket, ...]
    voices: Voices
    answered: Figures
    first_answer: tuple[datetime, str] | None = None
    known: int = 0


def ended_at(incident: Incident, now: datetime) -> datetime:
    """Return when an incident was over: solved, closed, or now."""
    done = [at for at in (incident.solved_at, incident.closed_at, incident.opened_at + LONGEST, now) if at is not None]
    return max(min(done), incident.opened_at)


def facts_of(store: Store, incident: Incident, now: datetime, words: Collection[str] = ()) -> Facts:
    """Return what came in around an incident. words: see `voices`."""
    ends_at = ended_at(incident, now)
    found = store.history.came_in_between(incident.opened_at - USUAL - BEFORE, ends_at)
    events = [event for event, _ in found]
    mentions = [e.mention for e in events if isinstance(e, MentionSeen) and e.mention.watch == incident.watch]
    replies = [e.reply for e in events if isinstance(e, ReplySeen) and e.reply.watch in (incident.watch, "")]
    return summed(incident, mentions, replies, ends_at, words)


def summed(
    incident: Incident,
    mentions: Iterable[Mention],
    replies: Iterable[Reply],
    ends_at: datetime,
    words: Collection[str] = (),
) -> Facts:
    """Sum up what came in, the day before included."""
    opened = incident.opened_at
    known = sorted(mentions, key=lambda one: (one.posted_at, one.id))
    # What made it fire was written in the minutes before it opened.
    within = [one for one in known if opened - BEFORE <= one.posted_at <= ends_at]
    earlier = [one for one in known if opened - USUAL - BEFORE <= one.posted_at < opened - BEFORE]
    answers = [answer_of(one, None) for one in replies]
    posts: list[Said | Answer] = [said for one in within for said in said_of(one)]
    humans = sorted((one.at, one.agent or one.author) for one in answers if not one.is_automatic and one.at >= opened)
    audiences: dict[tuple[str, str], int] = {}
    for one in within:
        if one.reach.audience is not None:
            audiences[one.writer] = max(audiences.get(one.writer, 0), one.reach.audience)
    return Facts(
        begins_at=opened - BEFORE,
        ends_at=ends_at,
        total=len(within),
        negative=sum(map(is_negative, within)),
        usual=len(earlier) / (USUAL.total_seconds() / 3600) if earlier else None,
        reach=sum(audiences.values()),
        bars=_bars(within, opened - BEFORE, ends_at),
        voices=voices(
            within, negative_from=NEGATIVE_FROM, words=words, opened_at=opened, first_post=incident.first_post
        ),
        answered=response([*posts, *answers], now=ends_at).needing_answer,
        first_answer=humans[0] if humans else None,
        known=sum(one.score.is_known for one in within),
    )


def pinned_of(store: Store, incident: Incident) -> list[tuple[Evidence, str | None]]:
    """Return the posts of which somebody said that they matter, the newest first, each with its text (None: erased)."""
    keys = [key_of(incident.watch, *pinned.split(":", 1)) for pinned in reversed(incident.pinned)]
    return [
        (
            evidence(
                post_of(one.mention, epoch(one.mention.posted_at), epoch(one.mention.seen_at), is_new=False), "matters"
            ),
            text,
        )
        for one, body in store.read_model.mentions(None, keys, len(keys))
        if isinstance(one, MentionSeen)
        for text in [None if body is None else str(text_of(body))]
    ]


def _bars(mentions: list[Mention], begins_at: datetime, ends_at: datetime) -> tuple[Bucket, ...]:
    span = max((ends_at - begins_at).total_seconds(), 1.0)
    step = next((one for one in (300, 900, 1800, 3600, 10800) if span / one <= BARS), 21600)
    count = int(span // step) + 1
    total, negative = [0] * count, [0] * count
    for one in mentions:
        at = int((one.posted_at - begins_at).total_seconds() // step)
        total[at] += 1
        negative[at] += is_negative(one)
    return tuple(
        Bucket(begins_at=begins_at + timedelta(seconds=step * at), total=total[at], negative=negative[at])
        for at in range(count)
    )
