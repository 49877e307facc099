"""Gather: what customers said and the brand answered, out of a store's log or out of files of records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from alertd.core.signals.waiting import is_high
from alertd.errors import BadRecord
from alertd.intake.build import enricher_for
from alertd.intake.enrich import Answered, Enricher, Kept, Taken
from alertd.intake.records import parse_line
from alertd.model.events import HouseLoaded, InboxActTaken
from alertd.model.glimpse import Turn
from alertd.model.house import House
from alertd.model.inbox import InboxAct
from alertd.model.mention import Mention, Reply
from alertd.model.post import Deletion, Post, Record
from alertd.model.watch import Watch
from alertd.ports import Scorer
from alertd.report.threads import Answer, Said
from alertd.store_port import Store

BATCH = 500  # records enriched at once; the result does not depend on it
#: People who answer for a brand sign with their initials behind a caret: "... in your settings. ^JA".
_SIGNED = re.compile(r"\^\s?([A-Za-z]{2,4})\b")
_post = msgspec.json.Decoder(Post)


def from_store(store: Store, watches: Iterable[str] = ()) -> Iterator[Said | Answer]:
    """Yield the posts of a store, those of some watches or of all; also while the daemon writes."""
    wanted = frozenset(watches)
    corrected: dict[tuple[str, str, str], bool] = {}
    for act in store.history.events(InboxActTaken):
        if not wanted or act.watch in wanted:
            corrected |= _correction(act)
            yield from _answered_elsewhere(act)
    for one, kept in store.history.turns():
        if isinstance(one, Reply):
            if not wanted or one.watch in wanted or not one.watch:
                yield answer_of(one, None if kept is None else _post.decode(kept))
        elif not wanted or one.watch in wanted:
            yield from said_of(one, corrected.get((one.watch, one.platform, one.id), one.needs_answer))


def _correction(act: InboxActTaken) -> dict[tuple[str, str, str], bool]:
    """Return what somebody said of a post: that it needs an answer, or none."""
    if act.act not in (InboxAct.NEEDS_NONE, InboxAct.NEEDS_ONE):
        return {}
    return {(act.watch, act.platform, act.id): act.act is InboxAct.NEEDS_ONE}


def _answered_elsewhere(act: InboxActTaken) -> Iterator[Answer]:
    """Yield the answer that somebody gave where nobody sees it. No answer is of before its question: `clock` leaves it out."""
    if act.act is InboxAct.ANSWERED:
        yield Answer(
            watch=act.watch,
            platform=act.platform,
            id=f"{act.id} elsewhere",
            author=act.by,
            at=act.answered_at or act.at,
            in_reply_to=act.id,
            agent=act.by,
        )


def newest_house(store: Store) -> House | None:
    """Return the house that the daemon decides by, None in a store that has seen none."""
    event = store.history.newest(HouseLoaded)
    return None if event is None else event.house


class Files:
    """Records of files, through intake as in the daemon, without its engine.

    A `watch` of a record that the house does not know becomes one: a report tells of what is there.
    rejected: (file, line, reason) of what was no record. unmatched: posts that no watch is about.
    """

    def __init__(self, house: House, scorer: Scorer) -> None:
        self._house = house
        self._scorer = scorer
        self._names = {watch.name for watch in house.watches}
        self._enricher = enricher_for(house, scorer)
        self._seen: set[tuple[str, str, str]] = set()
        self.rejected: list[tuple[str, int, str]] = []
        self.unmatched = 0
        self.last: datetime | None = None

    def read(self, lines: Iterable[tuple[str, int, bytes]]) -> Iterator[Said | Answer]:
        """Yield the posts of lines; the same post twice is one post."""
        waiting: list[Record] = []
        for name, number, line in lines:
            if not line.strip():
                continue
            try:
                record = parse_line(line)
            except BadRecord as fault:
                self.rejected.append((name, number, str(fault)))
                continue
            watch = None if isinstance(record, Deletion) else record.watch
            if watch is not None and watch not in self._names:
                yield from self._taken(waiting)
                waiting = []
                self._learn(watch)
            waiting.append(record)
            if len(waiting) >= BATCH:
                yield from self._taken(waiting)
                waiting = []
        yield from self._taken(waiting)

    def _learn(self, watch: str) -> None:
        self._names.add(watch)
        self._house = self._house.with_(watches=(*self._house.watches, Watch(name=watch, is_implied=True)))
        before: Enricher = self._enricher
        self._enricher = enricher_for(self._house, self._scorer, reach=before.reach_fold, like=before)

    def _taken(self, records: list[Record]) -> Iterator[Said | Answer]:
        if not records:
            return
        enriched = self._enricher.enrich(records, seen_at=None)
        self.unmatched += enriched.unmatched
        self.rejected += [("", 0, reject.reason) for reject in enriched.rejects]
        for one in enriched.kept:
            about = _about(one)
            if about is None or about.key in self._seen:
                continue
            self._seen.add(about.key)
            self.last = about.posted_at if self.last is None else max(self.last, about.posted_at)
            if isinstance(about, Mention):
                yield from said_of(about)
            else:
                yield answer_of(about, one.post if isinstance(one, Answered) else None)


def said_of(mention: Mention | Turn, needs: bool | None = None) -> Iterator[Said]:  # noqa: FBT001 - what it needs
    """Yield a mention, but no repost: it carries somebody else's words on, and nobody answers it.

    needs: whether it needs an answer, where somebody has corrected what intake thought.
    """
    if mention.repost_of is not None or mention.repost_of_author is not None:
        return
    score = mention.score
    yield Said(
        watch=mention.watch,
        platform=mention.platform,
        id=mention.id,
        author=mention.author,
        at=mention.posted_at,
        conversation=mention.conversation,
        in_reply_to=mention.in_reply_to,
        language=mention.language,
        needs_answer=mention.needs_answer if needs is None else needs,
        was_negative=score.negative > max(score.neutral, score.positive) if score.is_known else None,
        is_high=is_high(mention),
    )


def answer_of(reply: Reply, post: Post | None) -> Answer:
    """Return what the brand wrote. post: as it came, None where it is not kept; it may be signed."""
    return Answer(
        watch=reply.watch,
        platform=reply.platform,
        id=reply.id,
        author=post.author_handle or reply.author if post is not None else reply.author,
        at=reply.posted_at,
        conversation=reply.conversation,
        in_reply_to=reply.in_reply_to,
        is_automatic=reply.is_automatic,
        agent=_agent(reply, post),
        is_guess=reply.is_guess,
    )


def _agent(reply: Reply, post: Post | None) -> str | None:
    if reply.is_told:
        return reply.author or None
    return None if post is None or reply.is_automatic else signature(post.text)


def _about(one: Kept) -> Mention | Reply | None:
    match one:
        case Taken(mention=mention):
            return mention
        case Answered(reply=reply):
            return reply
        case Reply():
            return one
    return None


def signature(text: str) -> str | None:
    """Return the initials that somebody signed an answer with, upper case.

    >>> signature("Please try it again now. ^ja"), signature("2^x")
    ('JA', None)
    """
    found = _SIGNED.findall(text)
    return found[-1].upper() if found else None
