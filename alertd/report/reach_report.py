"""The report of reach: how many could have seen what is said about each watch, by whom, and what other products would call it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

import msgspec

from alertd.core.reach import formulas
from alertd.model.mention import Mention
from alertd.model.value import Value, quantised, rfc3339
from alertd.report.render import Report, Share, Table

COLUMNS = (
    "watch",
    "mentions",
    "authors",
    "voices",
    "known",
    "total_reach",
    "unique_reach",
    "seen_by",
    "reach_ratio",
    "passion",
    "positive_to_negative",
)
MEANING = (
    "known: share of mentions whose author's followers (or the post's views) the platform told; the others count for nothing in the sums. "
    "total_reach and unique_reach as Mentionlytics defines them, seen_by with Sprinklr's shares of followers, "
    "reach_ratio, passion and positive_to_negative as Social Mention does."
)
LOUDEST = 10
Writer = tuple[str, str]  #: see Mention.writer


class Loud(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One author. audience: people, as told last; amplification: share of authors passed on at least as much, None: unknown."""

    watch: str
    author: str
    platform: str
    audience: int
    mentions: int
    amplification: float | None


class Reached(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One watch. known, reach_ratio, passion: shares, 0 to 1; positive_to_negative: None where no mention is negative."""

    watch: str
    mentions: int
    authors: int
    voices: int
    known: float
    total_reach: int
    unique_reach: int
    seen_by: int
    reach_ratio: float
    passion: float
    positive_to_negative: float | None
    loudest: tuple[Loud, ...] = ()


def reached(mentions: Iterable[Mention]) -> list[Reached]:
    """Return one entry a watch, by name."""
    by_watch: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_watch.setdefault(mention.watch, []).append(mention)
    return [_reached(watch, found) for watch, found in sorted(by_watch.items())]


def _reached(watch: str, mentions: list[Mention]) -> Reached:
    authors = ["\x1f".join(mention.writer) for mention in mentions]
    known = [
        (author, mention.reach.audience)
        for author, mention in zip(authors, mentions, strict=True)
        if mention.reach.audience is not None
    ]
    last, counts = _people(mentions)
    people = {"\x1f".join(key): mention.reach.audience or 0 for key, mention in last.items()}
    moods = [mention.score for mention in mentions if mention.score.is_known]
    positive = sum(score.positive > max(score.negative, score.neutral) for score in moods)
    negative = sum(score.negative > max(score.positive, score.neutral) for score in moods)
    ratio = formulas.social_mention_sentiment(positive, negative)
    return Reached(
        watch=watch,
        mentions=len(mentions),
        authors=len(dict.fromkeys(authors)),
        voices=len(dict.fromkeys(mention.voice for mention in mentions)),
        known=quantised(len(known) / len(mentions)),
        total_reach=formulas.mentionlytics_total_reach(known),
        unique_reach=formulas.mentionlytics_unique_reach(people.items()),
        seen_by=round(sum(formulas.sprinklr_reach(followers) for followers in people.values())),
        reach_ratio=quantised(formulas.social_mention_reach(authors)),
        passion=quantised(formulas.social_mention_passion(authors)),
        positive_to_negative=None if math.isinf(ratio) else quantised(ratio),
        loudest=_loudest(watch, last, counts),
    )


def _people(mentions: list[Mention]) -> tuple[dict[Writer, Mention], dict[Writer, int]]:
    """Return by author the mention that says how many can see them, and how many mentions there are.

    Of a person the account with the largest audience stands for all: their followers are largely the same people.
    """
    last: dict[Writer, Mention] = {}
    counts: dict[Writer, int] = {}
    for mention in mentions:
        key = mention.writer
        counts[key] = counts.get(key, 0) + 1
        known = last.get(key)
        if mention.reach.audience is not None and (known is None or _is_as_loud(mention, known)):
            last[key] = mention
    return last, counts


def _loudest(watch: str, last: dict[Writer, Mention], counts: dict[Writer, int]) -> tuple[Loud, ...]:
    order = sorted(last, key=lambda key: (-(last[key].reach.audience or 0), key))
    return tuple(
        Loud(
            watch=watch,
            author=last[key].handle or last[key].author,
            platform=last[key].platform,
            audience=last[key].reach.audience or 0,
            mentions=counts[key],
            amplification=last[key].reach.amplification,
        )
        for key in order[:LOUDEST]
    )


def _is_as_loud(mention: Mention, known: Mention) -> bool:
    """Whether what a mention says of an audience stands in place of what is known: newer of this account, or larger of another."""
    is_same = (mention.platform, mention.author) == (known.platform, known.author)
    return is_same or (mention.reach.audience or 0) > (known.reach.audience or 0)


def told(found: list[Reached], *, since: datetime | None, until: datetime) -> Report:
    """Return the report: a row a watch, and the authors with the largest audience."""
    rows = tuple(
        (
            one.watch,
            one.mentions,
            one.authors,
            one.voices,
            Share(one.known),
            one.total_reach,
            one.unique_reach,
            one.seen_by,
            one.reach_ratio,
            Share(one.passion),
            one.positive_to_negative,
        )
        for one in found
    )
    loud = tuple(
        (
            author.watch,
            author.author,
            author.platform,
            author.audience,
            author.mentions,
            None if author.amplification is None else Share(author.amplification),
        )
        for one in found
        for author in one.loudest
    )
    begins = None if since is None else rfc3339(since)
    return Report(
        title="Reach",
        tables=(
            Table(title="Watches", columns=COLUMNS, rows=rows),
            Table(
                title="Largest audiences",
                columns=("watch", "author", "platform", "audience", "mentions", "amplification_top"),
                rows=loud,
            ),
        ),
        body={"since": begins, "until": rfc3339(until), "watches": msgspec.to_builtins(found)},
        notes=(MEANING,),
    )
