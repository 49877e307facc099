"""Desk: what another process or machine reads of posts is what is read here, and whatever goes wrong there is read here."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.intake import desk, reader
from alertd.intake.build import enricher_for, terms_for
from alertd.intake.desk import Desk, OtherRelease, UnknownTerms
from alertd.intake.enrich import Enriched, Enricher
from alertd.intake.entries import entries
from alertd.intake.known_texts import KnownTexts
from alertd.intake.learnt_answers import LearntAnswers
from alertd.model.house import House
from alertd.model.post import Count, Deletion, Post, Record
from alertd.model.rule import Rule, Severity, Terms
from alertd.model.watch import Watch
from alertd.ports import Scorer, Unscored
from alertd.scorers.build import shipped
from alertd.scorers.default import DefaultScorer
from tests.unit.runtime.made import NOON, scorer

WATCHES = (
    Watch(
        name="acme",
        terms=("acme", "#acme", "killer acme", "kettle AND (smoke OR fire) AND lang:en"),
        exclude=("acme theatre",),
        handles={"x": ("acme_help", "id:77")},
        auto_handles={"x": ("acme_bot",)},
        staff={"x": ("ann_of_acme",)},
    ),
    Watch(name="globex", terms=("globex", "глобекс"), languages=("en", "ru"), competitors=("acme",)),
    Watch(name="gap", terms=("gap",), needs=("jeans", "shop"), near=4),
)
RULE = Rule(id="r", name="R", severity=Severity.NOTICE, when=Terms(any=("boycott", "recall")), page="pr")
HOUSE = House(watches=WATCHES, rules=(RULE,))
TEXTS = (
    "acme broke my kettle on the very first day, can you please help me? I have waited for a week",
    "Killer ACME opens at nine and everybody is glad about the tea that they have there",
    "the kettle went up in smoke and then there was fire, who pays for that now?",
    "a night at the Acme Theatre, glorious",
    "глобекс не работает третий день, когда почините? никто не отвечает мне уже неделю, это ужас",
    "globex çalışmıyor, neden kimse cevap vermiyor?",
    "there is a gap between the jeans of one shop and those of the other",
    "boycott acme and globex! recall them all 😡😡",
    "RT @bob: acme broke my kettle on the very first day, can you please help me? I have waited for a week",
    "？！",
    "",
    "about nobody at all",
    "@acme_help where is my refund",
    "アクメ acme の電気ケトルが壊れた",
    "acme " + "long " * 3000,
)


def _posts(count: int, seed: int) -> list[Record]:
    """Return posts of all kinds, with counts, deletions and posts that intake refuses among them."""
    draw = random.Random(seed)
    made: list[Record] = []
    for number in range(count):
        text = draw.choice(TEXTS) + draw.choice(("", "", f" {number}", " https://t.co/x"))
        more: dict[str, Any] = draw.choice(
            (
                {},
                {},
                {"author_handle": draw.choice(("acme_help", "acme_bot", "ann_of_acme", "joe"))},
                {"author": "77"},
                {"watch": draw.choice(("acme", "globex", "nobody"))},
                {"role": draw.choice(("brand", "auto"))},
                {"sentiment": (0.7, 0.2, 0.1)},
                {"attached": {"card": "a kettle of acme burns", "alt": "smoke"}},
                {"repost_of": str(number // 2)},
                {"lang": draw.choice(("en", "tr", "und", "ja"))},
                {"author_followers": 10 ** draw.randrange(8)},
                {"id": " "},
                {"created_at": NOON + timedelta(days=3)},
                {"text": "acme \x00 broke"},
                {"text": "acme \ud83d broke"},
                {"author_posts": 1 << 70},
            )
        )
        at = NOON + timedelta(seconds=number)
        post = Post(platform="x", id=str(number % 97), created_at=at, author=f"u{number % 31}", text=text)
        made.append(post.with_(**more) if more else post)
    made.insert(count // 2, Deletion(platform="x", id="3"))
    made.insert(count // 3, Count(watch="acme", platform="news", created_at=NOON, seconds=300.0, count=4))
    return made


def _by_others(enricher: Enricher, other: Desk, records: Sequence[Record], terms: bytes) -> Enriched:
    """Let a desk read the records, and enrich them with what it read."""
    version = desk.version_of(terms)
    batch = desk.batch_of(records, version)
    answer = other.read(batch) if batch is not None else None
    read = desk.answered(answer, records, version, desk.name_of(batch or b"")).read
    return enricher.enrich(records, seen_at=NOON + timedelta(hours=1), read=read)


def _desk(terms: bytes) -> Desk:
    made = Desk(shipped)
    made.learn(terms)
    return made


def _told(found: Enriched) -> tuple[Any, ...]:
    return entries(found, at=NOON), found.deletions, found.rejects, found.unmatched, found.aside


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.sampled_from((1, 7, 50, 500)), is_shipped=st.booleans())
def test_who_reads_changes_nothing(seed: int, size: int, is_shipped: bool) -> None:
    """Any posts, in batches of any size, read by a desk or here: the same entries, rejects, counters and memory of authors.

    Also where the one that works has a scorer that the desk has not.
    """
    score: Scorer = DefaultScorer.load() if is_shipped else scorer()
    terms = terms_for(HOUSE, score)
    here, there, other = enricher_for(HOUSE, score), enricher_for(HOUSE, score), _desk(terms)
    records = _posts(120, seed)
    for first in range(0, len(records), size):
        some = records[first : first + size]
        alone = here.enrich(some, seen_at=NOON + timedelta(hours=1))
        assert _told(_by_others(there, other, some, terms)) == _told(alone)
    assert there.reach_fold.to_state() == here.reach_fold.to_state()
    assert there.passed.to_state() == here.passed.to_state()


def test_batches_may_be_read_in_any_order() -> None:
    """A desk remembers no post: the last batch read first has the same answer, byte for byte."""
    terms = terms_for(HOUSE, DefaultScorer.load())
    version = desk.version_of(terms)
    sound = [one for one in _posts(200, 5) if isinstance(one, Post) and desk.batch_of([one], version)]
    batches = [desk.batch_of(sound[first : first + 20], version) or b"" for first in range(0, len(sound), 20)]
    forward, backward = _desk(terms), _desk(terms)
    assert [forward.read(one) for one in batches] == [backward.read(one) for one in reversed(batches)][::-1]


def test_what_a_brand_has_corrected_is_judged_where_it_was_learnt() -> None:
    """The corrections of "needs an answer" are of the one that works; who reads elsewhere knows nothing of them."""
    score = DefaultScorer.load()
    terms = terms_for(HOUSE, score)
    post = Post(platform="x", id="1", created_at=NOON, author="a", text=TEXTS[0])
    learnt = LearntAnswers()
    enricher = enricher_for(HOUSE, score)
    (before,) = _by_others(enricher, _desk(terms), [post], terms).mentions
    for _ in range(5):
        learnt.teach("acme", post.text, "en", before.mention.score, needs=False)
    enricher.learnt = learnt
    (after,) = _by_others(enricher, _desk(terms), [post.with_(id="2", text=f"{post.text}.")], terms).mentions
    assert before.mention.needs_answer
    assert not after.mention.needs_answer


def test_the_costly_is_done_ahead() -> None:
    """What comes back needs neither scorer nor language nor a look at the words: the one that works asks none of them again."""

    class Asked(Exception):  # noqa: N818 - a signal of this test
        """Somebody asked."""

    class Never:
        name = DefaultScorer.load().name

        def score(self, batch: Sequence[Unscored]) -> list[Any]:
            raise Asked

    terms = terms_for(HOUSE, DefaultScorer.load())
    enricher = enricher_for(HOUSE, Never())
    enricher.reader.read = lambda posts: (_ for _ in ()).throw(Asked)  # type: ignore[method-assign]
    post = Post(platform="x", id="1", created_at=NOON, author="a", text=TEXTS[0])
    (mention,) = _by_others(enricher, _desk(terms), [post], terms).mentions
    assert mention.mention.language == "en"
    with pytest.raises(Asked):
        enricher.enrich([post], seen_at=NOON)


def test_another_release_says_no_and_goes_on_with_what_it_had() -> None:
    """While two releases run side by side neither reads for the other: they may read differently."""
    old = terms_for(HOUSE, DefaultScorer.load())
    new = desk.terms_of(WATCHES, (), DefaultScorer.load(), by="9.9.9+abc")
    made = _desk(old)
    with pytest.raises(OtherRelease, match=r"9\.9\.9\+abc"):
        made.learn(new)
    assert made.version == desk.version_of(old)
    with pytest.raises(OtherRelease, match="cannot be read"):
        made.learn(b"\x93\x01\x02")


def test_a_batch_of_terms_that_it_was_not_told_is_not_read() -> None:
    """A desk that missed a reload must not read by what it knew before."""
    made = _desk(terms_for(HOUSE, DefaultScorer.load()))
    other = desk.version_of(terms_for(House(watches=WATCHES[:1]), DefaultScorer.load()))
    with pytest.raises(UnknownTerms):
        made.read(desk.batch_of(_posts(3, 1)[:2], other) or b"")
    with pytest.raises(UnknownTerms):
        Desk(shipped).read(desk.batch_of([], other) or b"")


def test_terms_are_named_by_all_that_they_say() -> None:
    """Another watch, word, scorer or release is another version; the same house has the same one on every machine."""
    score = DefaultScorer.load()
    made = [
        desk.terms_of(WATCHES, ("a",), score),
        desk.terms_of(WATCHES[:2], ("a",), score),
        desk.terms_of(WATCHES, ("b",), score),
        desk.terms_of(WATCHES, ("a",), scorer()),
        desk.terms_of(WATCHES, ("a",), score, by="0.0.0"),
    ]
    assert len({desk.version_of(one) for one in made}) == 5
    assert desk.version_of(made[0]) == desk.version_of(desk.terms_of(list(WATCHES), ["a"], score))


@pytest.mark.parametrize(
    "answer",
    [None, b"", b"\xc1", b"\x92\xa1v\x90", b"\x90", b"\xff" * 40],
    ids=["none", "empty", "bad", "old", "short", "noise"],
)
def test_no_answer_and_a_bad_one_are_no_answer(answer: bytes | None) -> None:
    """Whatever comes back instead of an answer, the posts are read here."""
    records = _posts(4, 2)
    assert desk.answered(answer, records, "v", "b").read == [None] * len(records)


def test_an_answer_to_fewer_posts_is_none() -> None:
    """It would be taken for what was read of others."""
    terms = terms_for(HOUSE, DefaultScorer.load())
    version = desk.version_of(terms)
    post = Post(platform="x", id="1", created_at=NOON, author="a", text=TEXTS[0])
    batch = desk.batch_of([post], version) or b""
    answer, name = _desk(terms).read(batch), desk.name_of(batch)
    assert desk.answered(answer, [post, post], version, name).read == [None, None]
    assert desk.answered(answer, [post], "another", name).read == [None]
    assert desk.answered(answer, [Deletion(platform="x", id="1"), post], version, name).read[0] is None
    assert desk.answered(answer, [post], version, name).read != [None]


def test_an_answer_to_another_batch_is_none() -> None:
    """Also where it has as many posts: it would be taken for what was read of these."""
    terms = terms_for(HOUSE, DefaultScorer.load())
    version = desk.version_of(terms)
    one, other = (Post(platform="x", id=i, created_at=NOON, author="a", text=TEXTS[0]) for i in "12")
    asked = desk.batch_of([one], version) or b""
    answer = _desk(terms).read(desk.batch_of([other], version) or b"")
    assert desk.answered(answer, [one], version, desk.name_of(asked)).read == [None]


def test_what_cannot_be_sent_is_read_here() -> None:
    """Half a character, and a number that no machine word holds: a batch of them goes nowhere."""
    post = Post(platform="x", id="1", created_at=NOON, author="a", text="acme")
    assert desk.batch_of([post], "v") is not None
    assert desk.batch_of([post.with_(text="acme \ud83d")], "v") is None
    assert desk.batch_of([post.with_(author_posts=1 << 70)], "v") is None


def test_a_reader_keeps_nobodys_words_when_a_batch_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure is told to the one that works, never to who reads for it: so nothing may lie there that it would have to reach."""
    made: list[KnownTexts] = []

    class Watched(KnownTexts):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(reader, "KnownTexts", Watched)
    terms = terms_for(HOUSE, scorer())
    post = Post(platform="x", id="1", created_at=NOON, author="paul", text="acme broke my kettle, says Paul Loudmouth")
    batch = desk.batch_of([post, post.with_(id="2")], desk.version_of(terms))
    assert batch is not None

    _desk(terms).read(batch)

    assert [len(one) for one in made] == [1, 0], "the copies of one batch are read once, and then it is let go of"
