"""Enrich: from records to what the log keeps. All that a rule can read of a post is decided here, once, before the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol

from alertd.core.reach.doubts import day_made, doubts
from alertd.errors import BadRecord
from alertd.intake.draft import Draft
from alertd.intake.fields import shown
from alertd.intake.fingerprint import Voices
from alertd.intake.learnt_answers import LearntAnswers
from alertd.intake.linked import Linked
from alertd.intake.match import Matcher, Missed
from alertd.intake.own_replies import OwnReplies
from alertd.intake.own_words import OwnWords
from alertd.intake.passed import Passed
from alertd.intake.reach import ReachFold
from alertd.intake.reader import Languages, NeedsAnswer, Read, Reader, given, judged, unscored
from alertd.intake.records import checked, cleaned
from alertd.intake.render import render
from alertd.intake.replies import reply_of
from alertd.intake.speakers import ANYBODY, Speaker
from alertd.model.countries import country_of
from alertd.model.mention import Mention, Reply
from alertd.model.post import Count, Deletion, Post, Record, ReplyTold, unmarked
from alertd.model.score import Score
from alertd.model.watch import Watch
from alertd.ports import ChoosyScorer, Reject, Scorer

MAX_AHEAD = timedelta(minutes=5)  #: clocks differ; a post from further in the future is rejected
_MAX_BODY = 20_000  #: characters of a rejected record that are kept
FAR = 0.01  #: rank of audience, 0 to 1, up to which an author is worth the best score there is


class Fitted(Protocol):
    """What brands have taught: calibrations by watch."""

    def versions(self) -> dict[str, int]:
        """Return watch -> version of its calibration."""

    def seen_by(self, watch: str, texts: Sequence[str], scores: Sequence[Score]) -> list[Score]:
        """Return scores as a watch sees them."""


class Taken(NamedTuple):
    """A mention and what is personal about it, kept apart so that it can be erased."""

    mention: Mention
    post: Post

    @property
    def text(self) -> str:
        """Its text."""
        return self.post.text

    @property
    def author_name(self) -> str | None:
        """How its author wants to be called."""
        return self.post.author_name


class Answered(NamedTuple):
    """A reply of the brand, and the post it came as."""

    reply: Reply
    post: Post


#: What the log keeps of a record: a mention, the brand's own post, a bucket, or a reply that somebody tells of.
Kept = Taken | Answered | Count | Reply


class Enriched(NamedTuple):
    """What became of a batch. missed: why posts are about no watch, one each. aside: posts of staff and partners.

    kept: mentions, replies and counts in the order they came in: the engine folds them in this order, whatever the batch.
    """

    kept: list[Kept]
    deletions: list[Deletion]
    rejects: list[Reject]
    missed: tuple[Missed, ...] = ()
    aside: int = 0

    @property
    def unmatched(self) -> int:
        """How many posts no watch is about."""
        return len(self.missed)

    @property
    def mentions(self) -> list[Taken]:
        """The mentions alone."""
        return [one for one in self.kept if isinstance(one, Taken)]

    @property
    def replies(self) -> list[Reply]:
        """The brand's replies alone."""
        return [
            one.reply if isinstance(one, Answered) else one for one in self.kept if isinstance(one, (Answered, Reply))
        ]

    @property
    def counts(self) -> list[Count]:
        """The counts alone."""
        return [one for one in self.kept if isinstance(one, Count)]


def refused(record: Record, reason: str) -> Reject:
    """Return what is kept of a record that is no mention."""
    told = render(cleaned(record) if isinstance(record, Post) else record)
    return Reject(reason=reason, body=told.decode("utf-8", "replace")[:_MAX_BODY])


class Enricher:
    """Turns records into mentions, replies and rejects.

    words: what the rules look for. own_words: takes names that are moods out of what is scored. reach: shared by all watches, and kept over a reload together with `voices`.
    Not safe for threads; one thread feeds it in log order.
    """

    def __init__(
        self,
        watches: Iterable[Watch],
        words: Iterable[str] = (),
        *,
        scorer: Scorer,
        languages: Languages,
        needs_answer: NeedsAnswer,
        learnt: LearntAnswers | None = None,
        reach: ReachFold,
        voices: Voices | None = None,
        brands: Fitted | None = None,
        own_words: OwnWords | None = None,
        passed: Passed | None = None,
        own_replies: OwnReplies | None = None,
    ) -> None:
        self.reader = Reader(watches, words, languages=languages, needs_answer=needs_answer, own_words=own_words)
        self.voices = voices if voices is not None else Voices()
        self._linked = Linked(self.reader.watches.values())
        self.passed = passed if passed is not None else Passed()
        self.own_replies = own_replies if own_replies is not None else OwnReplies()
        self._scorer = scorer
        self._needs_answer = needs_answer
        self.learnt = learnt if learnt is not None else LearntAnswers()
        self.reach_fold = reach
        self.terms = ""  #: the version of what others must know who read for this one, empty: nobody does
        self.brands = brands  #: may be replaced while it runs: the next batch sees the new one

    def know(self, watch: Watch) -> None:
        """Take posts that name this watch from now on; it has no terms to match and no accounts of its own."""
        self.reader.know(watch)

    @property
    def matcher(self) -> Matcher:
        """What finds the watches that a text is about."""
        return self.reader.matcher

    def enrich(
        self,
        records: Sequence[Record],
        *,
        seen_at: datetime | None,
        imported: bool = False,
        speaker: Speaker = ANYBODY,
        read: Sequence[Read | None] = (),
    ) -> Enriched:
        """Enrich a batch; the scorer and the language finder are called once for all of it.

        read: what was read of each record elsewhere, by a reader that knows the same watches; None, or none at all: it is read here.
        seen_at: when it came in, aware; None takes what each record says of it, else its own instant (replay of files).
        speaker: the source that brings them; what it may not bring is rejected.
        imported: history for baselines; it is marked so, and never counts as a spike now.
        """
        out = Enriched([], [], [])
        steps = self._screened(records, seen_at, out, speaker, imported=imported)
        drafts = [step for step in steps if isinstance(step, Draft)]
        self._read(drafts, read)
        kept = [draft for draft in drafts if draft.read.about or draft.read.said_by]
        if seen_at is not None and not imported:
            self._date_edits(drafts, seen_at)
        for draft in kept:  # before the scores, which depend on it; in the order of the log
            if draft.read.about:
                draft.reach = self.reach_fold.observe(draft.post, draft.at)
        scores = self._scores(kept)
        for step in steps:
            if isinstance(step, (Count, ReplyTold)):
                out.kept.append(step if isinstance(step, Count) else reply_of(step, seen_at))
                continue
            if step.read.said_by:
                out.kept.extend(Answered(reply, step.post) for reply in self.own_replies.of(step, seen_at))
            if step.read.about:
                self.own_replies.repeated.asked(step.post)
                self._tell(step, scores, seen_at, out.kept, imported=imported, delay=speaker.delay)
            elif not step.read.said_by:
                self.own_replies.remarks.passed(step.post)
        self._fit(out.kept)
        missed = [one.missed for draft in drafts if not ((one := draft.read).about or one.said_by or one.is_aside)]
        return out._replace(missed=tuple(missed), aside=sum(draft.read.is_aside for draft in drafts))

    def _screened(
        self,
        records: Sequence[Record],
        seen_at: datetime | None,
        out: Enriched,
        speaker: Speaker,
        *,
        imported: bool,
    ) -> list[Draft | Count | ReplyTold]:
        """Return what may be kept, in order; rejects and deletions go out at once."""
        steps: list[Draft | Count | ReplyTold] = []
        for place, came in enumerate(records):
            # What an export says of when it was seen is for its replay alone; no sender can make a live post old.
            record = self._admitted(unmarked(came) if imported or seen_at is not None else came, seen_at, speaker)
            if isinstance(record, Reject):
                out.rejects.append(record)
            elif isinstance(record, Deletion):
                out.deletions.append(record)
            elif isinstance(record, (Count, ReplyTold)):
                steps.append(record)
            else:
                at = record.created_at if seen_at is None or record.created_at <= seen_at else seen_at
                steps.append(Draft(record, at, place))
        return steps

    def refusals(self, records: Sequence[Record], *, seen_at: datetime, speaker: Speaker = ANYBODY) -> list[Reject]:
        """Return what `enrich` would refuse of records that come in now, without taking any of them in."""
        looked_at = (self._admitted(unmarked(record), seen_at, speaker) for record in records)
        return [one for one in looked_at if isinstance(one, Reject)]

    def _admitted(self, record: Record, seen_at: datetime | None, speaker: Speaker) -> Record | Reject:
        """Return a record as it may be kept, or why it may not."""
        reason = None if speaker.platforms is None else speaker.fault(record)
        if reason is None and not isinstance(record, Deletion):
            reason = self._fault(record, seen_at)
        if reason is None and isinstance(record, Post):
            try:
                return checked(record.with_(brought_by=speaker.source) if speaker.source else record)
            except BadRecord as error:
                reason = str(error)
        return record if reason is None else refused(record, reason)

    def _read(self, drafts: list[Draft], read: Sequence[Read | None]) -> None:
        """Take what was read elsewhere, and read the rest here."""
        unread = []
        for draft in drafts:
            known = read[draft.place] if read else None
            if known is None:
                unread.append(draft)
            else:
                draft.read = known
        if unread:
            for draft, found in zip(unread, self.reader.read([draft.post for draft in unread]), strict=True):
                draft.read = found

    def _date_edits(self, drafts: list[Draft], seen_at: datetime) -> None:
        """A post that was about nobody and is about somebody now was edited: it counts as of the edit, whenever it was written."""
        for draft in drafts:
            post = draft.post
            if not (draft.read.about or draft.read.said_by):
                self.passed.passed(post.platform, post.id, seen_at)
            elif draft.read.about and self.passed.take(post.platform, post.id, seen_at):
                draft.at = seen_at

    def _fit(self, kept: list[Kept]) -> None:
        """Let calibrated watches see the scores their own way."""
        for watch in self.brands.versions() if self.brands is not None else ():
            own = [(at, one) for at, one in enumerate(kept) if isinstance(one, Taken) and one.mention.watch == watch]
            if not own or self.brands is None:
                continue
            seen = self.brands.seen_by(watch, [one.text for _, one in own], [one.mention.score for _, one in own])
            for (at, one), score in zip(own, seen, strict=True):
                kept[at] = one._replace(mention=one.mention.with_(score=score))

    def _fault(self, record: Post | Count | ReplyTold, seen_at: datetime | None) -> str | None:
        if record.watch is not None and record.watch not in self.reader.watches:
            return f"watch {shown(record.watch)} is unknown"
        if seen_at is not None and record.created_at > seen_at + MAX_AHEAD:
            ahead = (record.created_at - seen_at) // timedelta(minutes=1)
            return f"created_at is {ahead} minutes in the future"
        return None

    def _scores(self, drafts: list[Draft]) -> dict[tuple[str, str], Score]:
        """Score each text once, however many posts carry it and however many watches it is about."""
        asked: dict[tuple[str, str], bool] = {}
        without = [one for one in drafts if one.read.about and one.post.sentiment is None and one.read.score is None]
        self.reader.know_names(draft.read for draft in without)
        for draft in without:
            draft.scored = self.reader.to_score(draft.post, draft.read)
            key = (draft.scored, draft.read.language)
            asked[key] = asked.get(key, False) or (draft.reach.top is not None and draft.reach.top <= FAR)
        if not asked:
            return {}
        batch = [unscored(text, language) for text, language in asked]
        if isinstance(self._scorer, ChoosyScorer):
            found = self._scorer.score_where(batch, list(asked.values()))
        else:
            found = self._scorer.score(batch)
        return dict(zip(asked, found, strict=True))

    def _tell(
        self,
        draft: Draft,
        scores: dict[tuple[str, str], Score],
        seen_at: datetime | None,
        kept: list[Kept],
        *,
        imported: bool,
        delay: float,
    ) -> None:
        post, read = draft.post, draft.read
        if read.score is not None:
            score = read.score
        elif post.sentiment is not None:
            score = given(post.sentiment)
        else:
            score = scores[draft.scored, read.language]
        said = read.gist
        assert said is not None, "a post that is about a watch has a gist"
        voice = self.voices.voice(post, said, read.bands)
        for place, (watch, terms) in enumerate(read.about):
            mention = Mention(
                watch=watch,
                platform=post.platform,
                id=post.id,
                author=post.author,
                posted_at=draft.at,
                seen_at=seen_at or post.seen_at or draft.at,
                language=read.language,
                score=score,
                voice=voice.number,
                reach=draft.reach,
                handle=post.author_handle,
                terms=terms,
                tokens=read.hashed,
                url=post.url,
                in_reply_to=post.in_reply_to,
                conversation=post.conversation,
                quotes=post.quotes,
                repost_of=post.repost_of,
                repost_of_author=post.repost_of_author,
                mentions=post.mentions,
                reposts=post.reposts,
                likes=post.likes,
                replies=post.replies,
                views=post.views,
                verified=post.author_verified,
                needs_answer=self._needs(draft, place, score, is_copy=voice.is_copy),
                is_filled=post.is_filled,
                is_imported=imported or post.is_imported,
                is_undated=post.is_undated,
                # What fills a gap is not late by its source: however soon it comes, it is no burst of now.
                delay=0.0 if post.is_filled else post.delay or delay,
                doubts=doubts(post, draft.at),
                account_day=day_made(post),
                country=country_of(post.country),
                person=self._linked.person(watch, post),
            )
            kept.append(Taken(mention, post))

    def _needs(self, draft: Draft, place: int, score: Score, *, is_copy: bool) -> bool:
        """Return whether a watch's people expect to answer; what nobody has corrected is judged as for all."""
        post, read = draft.post, draft.read
        watch = read.about[place][0]
        is_learnt = self.learnt.knows(watch)
        if read.needs is not None and not is_learnt:
            return read.needs[place] and not is_copy
        judge = partial(self.learnt.needs_answer, watch) if is_learnt else self._needs_answer
        to_brand = self.reader.to_brand(watch, post)
        return judge(judged(post), read.language, score, is_copy=is_copy, to_brand=to_brand, reads=read.reads)
