"""Enrich: from records to what the log keeps. All that a rule can read of a post is decided here, once, before the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol

from alertd.core.reach.doubts import day_made, doubts
from alertd.errors import BadRecord
from alertd.intake.draft import Draft
from alertd.intake.fingerprint import Voices, gist, tokens
from alertd.intake.handles import OwnHandles, Writer, aside_tables, called
from alertd.intake.learnt_answers import LearntAnswers
from alertd.intake.match import Matcher, reads
from alertd.intake.needs_answer import NeedsAnswer, is_to_brand
from alertd.intake.normalise import folded
from alertd.intake.own_words import OwnWords
from alertd.intake.passed import Passed
from alertd.intake.reach import ReachFold
from alertd.intake.reads import read
from alertd.intake.records import checked, cleaned
from alertd.intake.render import render
from alertd.intake.replies import reply_of
from alertd.intake.speakers import ANYBODY, Speaker
from alertd.intake.terms.search import facts_of
from alertd.model.countries import country_of
from alertd.model.mention import Mention, Reply
from alertd.model.post import Count, Deletion, Post, Record, ReplyTold, unmarked
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import ChoosyScorer, Reject, Scorer, Unscored

MAX_AHEAD = timedelta(minutes=5)  #: clocks differ; a post from further in the future is rejected
_MAX_BODY = 20_000  #: characters of a rejected record that are kept
FAR = 0.01  #: rank of audience, 0 to 1, up to which an author is worth the best score there is
GIVEN = "given"  #: the scorer of a sentiment that came with the record

#: One language tag a text, "und" where nobody can tell; from (text, the platform's tag).
Languages = Callable[[Sequence[tuple[str, str | None]]], list[str]]


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
    """What became of a batch. unmatched: posts that no watch is about. aside: posts of staff and partners.

    kept: mentions, replies and counts in the order they came in: the engine folds them in this order, whatever the batch.
    """

    kept: list[Kept]
    deletions: list[Deletion]
    rejects: list[Reject]
    unmatched: int
    aside: int = 0

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
    ) -> None:
        self._watches = {watch.name: watch for watch in watches}
        self.matcher = Matcher(self._watches.values(), words)
        self.voices = voices if voices is not None else Voices()
        self._own = OwnHandles(self._watches.values())
        self._called = {watch.name: called(watch) for watch in self._watches.values()}
        self._aside = OwnHandles(self._watches.values(), aside_tables)
        self.passed = passed if passed is not None else Passed()
        self._scorer = scorer
        self._own_words = own_words
        self._languages = languages
        self._needs_answer = needs_answer
        self.learnt = learnt if learnt is not None else LearntAnswers()
        self.reach_fold = reach
        self.brands = brands  #: may be replaced while it runs: the next batch sees the new one

    def know(self, watch: Watch) -> None:
        """Take posts that name this watch from now on; it has no terms to match and no accounts of its own."""
        self._watches[watch.name] = watch

    def enrich(
        self,
        records: Sequence[Record],
        *,
        seen_at: datetime | None,
        imported: bool = False,
        speaker: Speaker = ANYBODY,
    ) -> Enriched:
        """Enrich a batch; the scorer and the language finder are called once for all of it.

        seen_at: when it came in, aware; None takes what each record says of it, else its own instant (replay of files).
        speaker: the source that brings them; what it may not bring is rejected.
        imported: history for baselines; it is marked so, and never counts as a spike now.
        """
        out = Enriched([], [], [], 0)
        steps: list[Draft | Count | ReplyTold] = []
        for given in records:
            # What an export says of when it was seen is for its replay alone; no sender can make a live post old.
            record = unmarked(given) if imported or seen_at is not None else given
            reason = speaker.fault(record)
            if isinstance(record, Deletion) and reason is None:
                out.deletions.append(record)
                continue
            if reason is None and not isinstance(record, Deletion):
                reason = self._fault(record, seen_at)
            if reason is None and isinstance(record, Post):
                try:
                    record = checked(record.with_(brought_by=speaker.source) if speaker.source else record)
                except BadRecord as error:
                    reason = str(error)
            if reason is not None:
                told = render(cleaned(record) if isinstance(record, Post) else record)
                out.rejects.append(Reject(reason=reason, body=told.decode("utf-8", "replace")[:_MAX_BODY]))
            elif isinstance(record, (Count, ReplyTold)):
                steps.append(record)
            elif isinstance(record, Post):
                at = record.created_at if seen_at is None or record.created_at <= seen_at else seen_at
                steps.append(self._draft(record, at))
        drafts = [step for step in steps if isinstance(step, Draft)]
        kept = self._in_their_language(drafts)
        if seen_at is not None and not imported:
            self._date_edits(drafts, seen_at)
        for draft in kept:  # before the scores, which depend on it; in the order of the log
            if draft.about:
                draft.reach = self.reach_fold.observe(draft.post, draft.at)
        scores = self._scores(kept)
        read(kept)
        for step in steps:
            if isinstance(step, (Count, ReplyTold)):
                out.kept.append(step if isinstance(step, Count) else reply_of(step, seen_at))
                continue
            self._reply(step, seen_at, out.kept)
            if step.about:
                self._tell(step, scores, seen_at, out.kept, imported=imported, delay=speaker.delay)
        self._fit(out.kept)
        aside = sum(draft.is_aside for draft in drafts)
        return out._replace(
            unmatched=len(drafts) - len(kept) - sum(d.is_aside and not d.said_by and not d.about for d in drafts),
            aside=aside,
        )

    def _date_edits(self, drafts: list[Draft], seen_at: datetime) -> None:
        """A post that was about nobody and is about somebody now was edited: it counts as of the edit, whenever it was written."""
        for draft in drafts:
            post = draft.post
            if not (draft.about or draft.said_by):
                self.passed.passed(post.platform, post.id, seen_at)
            elif draft.about and self.passed.take(post.platform, post.id, seen_at):
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
        if record.watch is not None and record.watch not in self._watches:
            return f'watch "{record.watch}" is unknown'
        if seen_at is not None and record.created_at > seen_at + MAX_AHEAD:
            ahead = (record.created_at - seen_at) // timedelta(minutes=1)
            return f"created_at is {ahead} minutes in the future"
        return None

    def _draft(self, post: Post, at: datetime) -> Draft:
        draft = Draft(post, at)
        text = folded(post.text)
        found = self.matcher.find(folded(post.words) if post.attached else text, partial(facts_of, post))
        if post.watch is not None:
            draft.about = [(self._watches[post.watch], found.terms_of(post.watch))]
            draft.said_by = tuple([writer for writer in self._own.writers(post) if writer.watch == post.watch])
        else:
            draft.about = [(matched.watch, matched.terms) for matched in found.matched]
            draft.said_by = self._own.writers(post)
        if post.role is not None:
            # The sender knows who wrote it, and says so even where the account is not in the settings.
            draft.said_by = tuple(
                [Writer(watch.name, post.role == "auto") for watch, _ in draft.about] or draft.said_by
            )
        aside = self._aside.writers(post)
        if draft.said_by or aside:
            brands = {writer.watch for writer in (*draft.said_by, *aside)}
            kept = [(watch, terms) for watch, terms in draft.about if watch.name not in brands]
            draft.is_aside = bool(aside) and len(kept) < len(draft.about)
            draft.about = kept
        if draft.about:
            draft.gist = gist(text or folded(post.words))  # pictures without a word are not all copies of each other
        return draft

    def _in_their_language(self, drafts: list[Draft]) -> list[Draft]:
        """Find the languages, leave out the watches that do not read them, and the posts that nobody is left for."""
        asked = [draft for draft in drafts if draft.about]
        found = self._languages([(draft.text, draft.post.lang) for draft in asked]) if asked else []
        for draft, language in zip(asked, found, strict=True):
            draft.language = language
            if self.matcher.asking_language:
                self._ask_again(draft)
            if draft.post.watch is None:  # who names a watch has decided already
                draft.about = [one for one in draft.about if reads(one[0], language)]
        return [draft for draft in drafts if draft.about or draft.said_by]

    def _ask_again(self, draft: Draft) -> None:
        """Let searches that ask for a language judge again, now that it is known."""
        if not any(watch.name in self.matcher.asking_language for watch, _ in draft.about):
            return
        found = self.matcher.find(folded(draft.post.words), partial(facts_of, draft.post, draft.language))
        if draft.post.watch is not None:
            draft.about = [(watch, found.terms_of(watch.name)) for watch, _ in draft.about]
            return
        still = {matched.watch.name: matched.terms for matched in found.matched}
        draft.about = [(watch, still[watch.name]) for watch, _ in draft.about if watch.name in still]

    def _scores(self, drafts: list[Draft]) -> dict[tuple[str, str], Score]:
        """Score each text once, however many posts carry it and however many watches it is about."""
        asked: dict[tuple[str, str], bool] = {}
        for draft in drafts:
            if draft.about and draft.post.sentiment is None:
                if self._own_words is not None:
                    draft.scored = self._own_words.masked(draft.text, [watch for watch, _ in draft.about])
                key = (draft.scored, draft.language)
                asked[key] = asked.get(key, False) or (draft.reach.top is not None and draft.reach.top <= FAR)
        if not asked:
            return {}
        batch = [Unscored(text=text, language=None if language == "und" else language) for text, language in asked]
        if isinstance(self._scorer, ChoosyScorer):
            found = self._scorer.score_where(batch, list(asked.values()))
        else:
            found = self._scorer.score(batch)
        return dict(zip(asked, found, strict=True))

    def _reply(self, draft: Draft, seen_at: datetime | None, kept: list[Kept]) -> None:
        post = draft.post
        kept += [
            Answered(
                Reply(
                    watch=writer.watch,
                    platform=post.platform,
                    id=post.id,
                    author=post.author,
                    posted_at=draft.at,
                    seen_at=seen_at or post.seen_at or draft.at,
                    in_reply_to=post.in_reply_to or post.quotes,  # who quotes a post answers it before everybody
                    conversation=post.conversation,
                    is_automatic=writer.is_automatic,
                ),
                post,
            )
            for writer in draft.said_by
        ]

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
        post = draft.post
        if post.sentiment is not None:
            score = Score.of(*post.sentiment, quality=Quality.GIVEN, scorer=GIVEN)
        else:
            score = scores[draft.scored, draft.language]
        voice = self.voices.voice(post, draft.gist)
        hashed = tokens(draft.gist)
        for watch, terms in draft.about:
            mention = Mention(
                watch=watch.name,
                platform=post.platform,
                id=post.id,
                author=post.author,
                posted_at=draft.at,
                seen_at=seen_at or post.seen_at or draft.at,
                language=draft.language,
                score=score,
                voice=voice.number,
                reach=draft.reach,
                handle=post.author_handle,
                terms=terms,
                tokens=hashed,
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
                needs_answer=self._needs(watch.name, draft, score, is_copy=voice.is_copy),
                is_filled=post.is_filled,
                is_imported=imported or post.is_imported,
                is_undated=post.is_undated,
                # What fills a gap is not late by its source: however soon it comes, it is no burst of now.
                delay=0.0 if post.is_filled else post.delay or delay,
                doubts=doubts(post, draft.at),
                account_day=day_made(post),
                country=country_of(post.country),
            )
            kept.append(Taken(mention, post))

    def _needs(self, watch: str, draft: Draft, score: Score, *, is_copy: bool) -> bool:
        """Return whether a watch's people expect to answer; what nobody has corrected is judged as for all."""
        judge = partial(self.learnt.needs_answer, watch) if self.learnt.knows(watch) else self._needs_answer
        to_brand = is_to_brand(draft.text, self._called.get(watch, ()))
        return judge(draft.text, draft.language, score, is_copy=is_copy, to_brand=to_brand, reads=draft.reads)
