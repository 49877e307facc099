"""Reader: what one post says by itself, whoever else writes: which watches it is about, who wrote it, language, gist.

Nothing here remembers a post, so posts may be read in any order, in any process and on any machine, with one result. What
depends on what came before (copies, reach, edits) is `enrich.py`, in the order of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol

import msgspec

from alertd.intake.fingerprint import Gist
from alertd.intake.handles import OwnHandles, Writer, aside_tables, called
from alertd.intake.known_texts import KnownTexts, Said
from alertd.intake.match import Matcher, Missed
from alertd.intake.near_copies import Bands
from alertd.intake.needs_answer import is_to_brand
from alertd.intake.normalise import MAX_TEXT, folded
from alertd.intake.own_words import OwnWords
from alertd.intake.reading.asks import asks_of_each
from alertd.intake.sure_language import may_be_read
from alertd.intake.terms.search import Facts, facts_of
from alertd.model.post import Post
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Unscored

GIVEN = "given"  #: the scorer of a sentiment that came with the record

#: One language tag a text, "und" where nobody can tell; from (text, the platform's tag).
Languages = Callable[[Sequence[tuple[str, str | None]]], list[str]]


class NeedsAnswer(Protocol):
    """Whether a mention is a question or complaint that somebody should answer."""

    def __call__(
        self,
        text: str,
        language: str,
        score: Score,
        *,
        is_copy: bool = False,
        to_brand: bool | None = None,
        reads: int | None = None,
    ) -> bool:
        """Judge one text."""


class Scoring(Protocol):
    """One score a text, in order."""

    def __call__(self, batch: Sequence[Unscored]) -> list[Score]:
        """Score a batch."""


class Read(msgspec.Struct, array_like=True):
    """What one post says by itself.

    about: watches by name, each with its terms that occur. said_by: the brands whose account wrote it. is_aside: an employee or a
    partner wrote it. gist: None where it is about nobody.
    reads: how much its words read like a request (`alertd/intake/reading/asking.py`); None where it is about nobody.
    hashed: its words as numbers; none where it is about nobody.
    score, bands, needs: only where they were worked out ahead (`Reader.ahead`); None: whoever needs them works them out.
    needs: for each watch of `about`, whether it needs an answer if it is no copy. missed: why, where it is about nobody.
    """

    about: list[tuple[str, tuple[str, ...]]] = []
    said_by: tuple[Writer, ...] = ()
    is_aside: bool = False
    language: str = "und"
    gist: Gist | None = None
    score: Score | None = None
    hashed: tuple[int, ...] = ()
    bands: Bands | None = None
    needs: list[bool] | None = None
    reads: int | None = None
    missed: Missed = Missed.NAME


def judged(post: Post) -> str:
    """Return the text of a post as far as it is judged."""
    return post.text if len(post.text) <= MAX_TEXT else post.text[:MAX_TEXT]


class Reader:
    """Reads posts for some watches. Never changes but by `know`; a reload makes a new one. Not safe for threads.

    words: what the rules look for. own_words: takes names that are moods out of what is scored.
    """

    def __init__(
        self,
        watches: Iterable[Watch],
        words: Iterable[str] = (),
        *,
        languages: Languages,
        needs_answer: NeedsAnswer,
        own_words: OwnWords | None = None,
    ) -> None:
        self.watches = {watch.name: watch for watch in watches}
        self.matcher = Matcher(self.watches.values(), words)
        self._own = OwnHandles(self.watches.values())
        self._aside = OwnHandles(self.watches.values(), aside_tables)
        self._called = {watch.name: called(watch) for watch in self.watches.values()}
        self._languages = languages
        self._needs_answer = needs_answer
        self._own_words = own_words
        self._texts = KnownTexts()

    def know(self, watch: Watch) -> None:
        """Take posts that name this watch from now on; it has no terms to match and no accounts of its own."""
        self.watches[watch.name] = watch

    def forget_texts(self) -> None:
        """Let go of the texts that were read last, where somebody is erased or may be: they may hold words of theirs."""
        self._texts = KnownTexts()

    def read(self, posts: Sequence[Post]) -> list[Read]:
        """Read posts, each of which names a watch that is known, or none."""
        return [read for _, read, _ in self._all_read(posts)]

    def ahead(self, posts: Sequence[Post], score: Scoring | None) -> list[Read]:
        """Read posts, and work out ahead whatever does not depend on other posts.

        score: None where only the one that works may score: its scorer costs money, or remembers.
        """
        found = self._all_read(posts)
        wanted = [one for one in found if one[1].about]
        scores: dict[tuple[str, str], Score] = {}
        if score is not None:
            self.know_names(read for post, read, _ in wanted if post.sentiment is None)
            asked = {
                (self.to_score(post, read), read.language): None for post, read, _ in wanted if post.sentiment is None
            }
            batch = [unscored(text, language) for text, language in asked]
            scores = dict(zip(asked, score(batch), strict=True)) if batch else {}
        for post, read, said in wanted:
            read.bands = said.bands
            if post.sentiment is not None:
                read.score = given(post.sentiment)
            elif scores:
                read.score = scores[self.to_score(post, read), read.language]
            if read.score is not None:
                known = read.score
                read.needs = [
                    self._needs(post, said, known, to_brand=self.to_brand(watch, post)) for watch, _ in read.about
                ]
        return [read for _, read, _ in found]

    def _all_read(self, posts: Sequence[Post]) -> list[tuple[Post, Read, Said]]:
        """Read posts; each with what its text says."""
        found = [(post, *self._read(post)) for post in posts]
        asked = [one for one in found if one[1].about]
        self._hear({said: post for post, _, said in asked if said.language is None})
        for post, read, said in asked:
            read.language, read.reads, read.hashed = said.language or "und", said.reads, said.hashed
            if self.matcher.asking_language:
                self._ask_again(post, read)
            if post.watch is None:  # who names a watch has decided already
                read.about = [one for one in read.about if self._reads(one[0], post, read.language)]
            if not read.about:
                read.missed = Missed.LANGUAGE
        return found

    def _reads(self, watch: str, post: Post, language: str) -> bool:
        """Whether a watch takes a post in a language; who reads some only leaves out what surely is in none of them."""
        wanted = self.watches[watch].languages
        return not wanted or may_be_read(judged(post), post.lang, language, wanted)

    def _hear(self, unheard: dict[Said, Post]) -> None:
        """Tell the languages of texts and how they read, all at once; one post of each is enough."""
        if not unheard:
            return
        languages = self._languages([(judged(post), post.lang) for post in unheard.values()])
        points = asks_of_each([judged(post) for post in unheard.values()], languages)
        for said, language, told in zip(unheard, languages, points, strict=True):
            said.language, said.reads = language, told

    def _needs(self, post: Post, said: Said, score: Score, *, to_brand: bool | None) -> bool:
        """Return whether a post needs an answer if it is no copy; of copies of one text it is asked once."""
        needs = said.needs.get((score, to_brand))
        if needs is None:
            needs = said.needs[score, to_brand] = self._needs_answer(
                judged(post),
                said.language or "und",
                score,
                is_copy=False,
                to_brand=to_brand,
                reads=said.reads,
            )
        return needs

    def know_names(self, found: Iterable[Read]) -> None:
        """Learn what the brands of a batch are called, before its texts are scored one by one."""
        if self._own_words is not None:
            about = dict.fromkeys(name for read in found for name, _ in read.about)
            self._own_words.know([self.watches[name] for name in about])

    def to_score(self, post: Post, read: Read) -> str:
        """Return the text of a post as it is scored for the watches that it is about."""
        text = judged(post)
        if self._own_words is None:
            return text
        return self._own_words.masked(text, [self.watches[name] for name, _ in read.about])

    def to_brand(self, watch: str, post: Post) -> bool | None:
        """Return whether a post begins with the @name of a watch's brand; None where nobody knows."""
        return is_to_brand(judged(post), self._called.get(watch, ()))

    def _said(self, post: Post) -> Said:
        """Return what the text of a post says. What a search asked of the post itself holds for no other one."""
        said = None if post.attached else self._texts.of(post.text, post.lang)
        if said is not None:
            return said
        text, is_asked = folded(post.text), False

        def facts() -> Facts:
            nonlocal is_asked
            is_asked = True
            return facts_of(post)

        found = self.matcher.find(folded(post.words) if post.attached else text, facts)
        said = Said(text or folded(post.words), found)  # pictures without a word are not all copies of each other
        # Most posts of a firehose are about nobody: they would push out those that are, and are quickly read again.
        if (found.matched or post.watch is not None) and not (post.attached or is_asked):
            self._texts.keep(post.text, post.lang, said)
        return said

    def _read(self, post: Post) -> tuple[Read, Said]:
        said = self._said(post)
        found = said.found
        read = Read(missed=found.missed)
        if post.watch is not None:
            read.about = [(post.watch, found.terms_of(post.watch))]
            read.said_by = tuple([writer for writer in self._own.writers(post) if writer.watch == post.watch])
        else:
            read.about = [(matched.watch.name, matched.terms) for matched in found.matched]
            read.said_by = self._own.writers(post)
        if post.role is not None:
            # The sender knows who wrote it, and says so even where the account is not in the settings.
            read.said_by = tuple([Writer(name, post.role == "auto") for name, _ in read.about] or read.said_by)
        aside = self._aside.writers(post)
        if read.said_by or aside:
            brands = {writer.watch for writer in (*read.said_by, *aside)}
            kept = [one for one in read.about if one[0] not in brands]
            read.is_aside = bool(aside) and len(kept) < len(read.about)
            read.about = kept
        if read.about:
            read.gist = said.gist
        return read, said

    def _ask_again(self, post: Post, read: Read) -> None:
        """Let searches that ask for a language judge again, now that it is known."""
        if not any(name in self.matcher.asking_language for name, _ in read.about):
            return
        found = self.matcher.find(folded(post.words), partial(facts_of, post, read.language))
        if post.watch is not None:
            read.about = [(name, found.terms_of(name)) for name, _ in read.about]
            return
        still = {matched.watch.name: matched.terms for matched in found.matched}
        read.about = [(name, still[name]) for name, _ in read.about if name in still]


def unscored(text: str, language: str) -> Unscored:
    """Return a text as scorers are asked for it."""
    return Unscored(text=text, language=None if language == "und" else language)


def given(sentiment: tuple[float, float, float]) -> Score:
    """Return the score that came with a record."""
    return Score.of(*sentiment, quality=Quality.GIVEN, scorer=GIVEN)
