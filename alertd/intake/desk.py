"""Desk: where batches are read for another process or machine, all in bytes. Terms come first, batches after them.

Terms are of one release: a reader of another one may read differently, so it says no, and the one that works reads by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from alertd import __version__, commit
from alertd.errors import AlertdError, BadRecord
from alertd.intake.language import languages
from alertd.intake.needs_answer import needs_answer
from alertd.intake.own_words import OwnWords
from alertd.intake.reader import Read, Reader
from alertd.intake.records import checked
from alertd.model.post import Post, Record
from alertd.model.value import Value
from alertd.model.watch import Watch
from alertd.ports import Scorer

_LONGEST_RELEASE = 100


class Terms(Value, frozen=True, kw_only=True):
    """What a reader must know. release: of the program that wrote them. words: what the rules look for.

    scorer: the scorer of the one that works; a reader that has the same one scores too.
    """

    release: str
    watches: tuple[Watch, ...]
    words: tuple[str, ...]
    scorer: str


class Batch(Value, frozen=True, kw_only=True, array_like=True):
    """Posts as they came in. version: of the terms that they are to be read by."""

    version: str
    posts: tuple[Post, ...]


class Answer(Value, frozen=True, kw_only=True, array_like=True):
    """What was read of each post, None for what must be read by the one that works. deadly: places of posts that nobody may read.

    batch: the name of the batch that it answers: an answer that came to the wrong question says nothing.
    """

    version: str
    read: tuple[Read | None, ...]
    deadly: tuple[int, ...] = ()
    batch: str = ""


class Answered(NamedTuple):
    """What is known of some records. read: of each. deadly: places of those that ended each process that read them."""

    read: list[Read | None]
    deadly: tuple[int, ...] = ()


class UnknownTerms(AlertdError):  # noqa: N818 - a state, not a fault
    """A batch is to be read by terms that this desk has not been told."""


class OtherRelease(AlertdError):  # noqa: N818 - a state, not a fault
    """Terms are of another release of the program, which may read otherwise."""


_terms_decoder = msgspec.msgpack.Decoder(Terms)
_batch_decoder = msgspec.msgpack.Decoder(Batch)
_answer_decoder = msgspec.msgpack.Decoder(Answer)
_encoder = msgspec.msgpack.Encoder()


def release() -> str:
    """Return what tells this program from another one that may read otherwise."""
    return f"{__version__}+{commit()}"[:_LONGEST_RELEASE]


def terms_of(watches: Sequence[Watch], words: Sequence[str], scorer: Scorer, *, by: str | None = None) -> bytes:
    """Return the terms of some watches. by: the release, None for this one."""
    return _encoder.encode(
        Terms(release=by or release(), watches=tuple(watches), words=tuple(words), scorer=scorer.name)
    )


def name_of(body: bytes) -> str:
    """Return what names these very bytes: same bytes, same name, on every machine."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def version_of(terms: bytes) -> str:
    """Return the name of these very terms."""
    return name_of(terms)


def batch_of(records: Sequence[Record], version: str) -> bytes | None:
    """Return a batch of the posts among some records, in their order; None where one cannot be sent."""
    try:
        return _encoder.encode(Batch(version=version, posts=tuple([one for one in records if isinstance(one, Post)])))
    except (
        UnicodeEncodeError,
        OverflowError,
    ):  # half a character, a number without end; whoever takes the record mends it
        return None


def answered(answer: bytes | None, records: Sequence[Record], version: str, batch: str) -> Answered:
    """Return what was read of each record, None for what was not: no answer, one by other terms, or no answer to these.

    batch: the name of the batch that was asked about.
    """
    nothing = Answered([None] * len(records))
    if answer is None:
        return nothing
    try:
        told = _answer_decoder.decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return nothing
    places = [place for place, one in enumerate(records) if isinstance(one, Post)]
    if told.version != version or told.batch != batch or len(told.read) != len(places):
        return nothing
    for place, read in zip(places, told.read, strict=True):
        nothing.read[place] = read
    return nothing._replace(deadly=tuple([places[one] for one in told.deadly if 0 <= one < len(places)]))


def halves(batch: bytes) -> tuple[bytes, bytes] | None:
    """Return a batch as two, None for one that has no two posts."""
    whole = _batch_decoder.decode(batch)
    middle = len(whole.posts) // 2
    if not middle:
        return None
    first, second = whole.with_(posts=whole.posts[:middle]), whole.with_(posts=whole.posts[middle:])
    return _encoder.encode(first), _encoder.encode(second)


def without_posts(batch: bytes) -> bytes:
    """Return a batch by the same terms that can harm nobody."""
    return _encoder.encode(_batch_decoder.decode(batch).with_(posts=()))


def deadly(batch: bytes) -> bytes:
    """Return the answer to a batch that says: nobody may read what is in it."""
    whole = _batch_decoder.decode(batch)
    places = tuple(range(len(whole.posts)))
    return _encoder.encode(
        Answer(version=whole.version, read=(None,) * len(places), deadly=places, batch=name_of(batch))
    )


def joined(batch: bytes, first: bytes, second: bytes) -> bytes:
    """Return the answers to the halves of a batch as the answer to the whole."""
    one, other = _answer_decoder.decode(first), _answer_decoder.decode(second)
    behind = len(one.read)
    places = (*one.deadly, *(behind + place for place in other.deadly))
    return _encoder.encode(
        Answer(version=one.version, read=(*one.read, *other.read), deadly=places, batch=name_of(batch))
    )


class Desk:
    """Reads for others. scorer: makes the scorer of a name, None where this place has no such one. Not safe for threads."""

    def __init__(self, scorer: Callable[[str], Scorer | None], *, release_of: str | None = None) -> None:
        self._scorer_of = scorer
        self._release = release_of or release()
        self._version = ""
        self._reader: Reader | None = None
        self._scorer: Scorer | None = None

    @property
    def version(self) -> str:
        """The version of the terms in force, empty before the first."""
        return self._version

    def learn(self, terms: bytes) -> str:
        """Read by these terms from now on; return their version. Raises OtherRelease, and the old terms stay in force."""
        try:
            told = _terms_decoder.decode(terms)
        except msgspec.DecodeError as error:
            raise OtherRelease(f"these terms cannot be read: {error}") from error
        if told.release != self._release:
            raise OtherRelease(f"the terms are of release {told.release}, this one is {self._release}")
        self._scorer = self._scorer_of(told.scorer)
        self._reader = Reader(
            told.watches,
            told.words,
            languages=languages,
            needs_answer=needs_answer,
            own_words=OwnWords(self._scorer) if self._scorer is not None else None,
        )
        self._version = version_of(terms)
        return self._version

    def read(self, batch: bytes) -> bytes:
        """Return the answer to a batch. Raises UnknownTerms."""
        asked = _batch_decoder.decode(batch)
        if self._reader is None or asked.version != self._version:
            raise UnknownTerms(f"no terms of version {asked.version} are known here")
        posts = [self._sound(post) for post in asked.posts]
        sound = [post for post in posts if post is not None]
        score = self._scorer.score if self._scorer is not None else None
        read = iter(self._reader.ahead(sound, score))
        self._reader.forget_texts()  # copies lie in one batch; nobody tells a reader who was erased, so it keeps nobody's words
        return _encoder.encode(
            Answer(
                version=self._version,
                read=tuple([None if post is None else next(read) for post in posts]),
                batch=name_of(batch),
            )
        )

    def _sound(self, post: Post) -> Post | None:
        """Return a post as intake will see it; None where intake will refuse it."""
        if self._reader is None or (post.watch is not None and post.watch not in self._reader.watches):
            return None
        try:
            return checked(post)
        except BadRecord:
            return None
