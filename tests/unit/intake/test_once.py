"""Once: what is costly is done once a post, however many watches, rules and copies there are. Counted, not timed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from unittest import mock

import pytest

from alertd.intake import fingerprint, known_texts, needs_answer, reader
from alertd.intake.build import enricher_for
from alertd.intake.needs_answer import signs
from alertd.model.house import House
from alertd.model.post import Post
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Scorer, Unscored
from tests.unit.runtime.made import NOON, scorer

WATCHES = tuple(Watch(name=name, terms=("acme", name)) for name in ("acme", "globex", "initech"))
TEXT = "acme and globex broke my kettle on the very first day, and nobody there wants to hear about number {}"


def _posts(count: int, *, text: str = TEXT) -> list[Post]:
    return [
        Post(
            platform="x",
            id=str(number),
            created_at=NOON + timedelta(seconds=number),
            author=f"u{number}",
            text=text.format("abcdefghij"[number % 10]),
        )
        for number in range(count)
    ]


def _counted(monkeypatch: pytest.MonkeyPatch, room: object, name: str) -> mock.Mock:
    real: Callable[..., object] = getattr(room, name)
    seen = mock.Mock(side_effect=real)
    monkeypatch.setattr(room, name, seen)
    return seen


class _Counting:
    """A scorer that counts what it is asked."""

    def __init__(self, inner: Scorer) -> None:
        self._inner = inner
        self.name = inner.name
        self.calls, self.texts = 0, 0

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Count, and ask the other."""
        self.calls, self.texts = self.calls + 1, self.texts + len(batch)
        return list(self._inner.score(batch))


def test_a_post_is_folded_and_cut_into_words_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For three watches that match it: one folding serves the matcher, the voice and the words that emerge; and every copy of it."""
    enricher = enricher_for(House(watches=WATCHES), scorer())
    folds = _counted(monkeypatch, reader, "folded")
    gists = _counted(monkeypatch, known_texts, "gist")
    hashes = _counted(monkeypatch, known_texts, "tokens")
    kept = enricher.enrich(_posts(20), seen_at=None).mentions

    assert len(kept) == 60
    assert (folds.call_count, gists.call_count, hashes.call_count) == (10, 10, 10)


def test_a_batch_asks_scorer_and_language_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And each text once, however many copies of it the batch has."""
    counting = _Counting(scorer())
    enricher = enricher_for(House(watches=WATCHES), counting)
    languages = mock.Mock(side_effect=enricher.reader._languages)
    monkeypatch.setattr(enricher.reader, "_languages", languages)
    enricher.enrich(_posts(3, text="acme globex initech"), seen_at=None)  # names that are moods are looked for once
    languages.reset_mock()
    counting.calls = counting.texts = 0
    enricher.enrich(_posts(30), seen_at=None)

    assert languages.call_count == 1
    assert (counting.calls, counting.texts) == (1, 10)


def test_a_text_is_made_a_voice_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hashes a post: one of its id, one of its letters; the second serves as its voice and to know copies by."""
    voices = fingerprint.Voices()
    hashes = _counted(monkeypatch, fingerprint, "voice_of")
    for post in _posts(20):
        voices.voice(post, fingerprint.gist(post.text.lower()))

    assert hashes.call_count == 2 * 20


def test_a_word_is_looked_up_in_the_lists_once() -> None:
    """The lists of what needs an answer are asked for a word when it is met first, and remember what it tells."""
    known = needs_answer._words("en")
    known.clear()
    calm = Score.of(0.1, 0.6, 0.3, quality=Quality.TRAINED, scorer="t/1")
    asked = 0
    real = type(known).__missing__

    def missing(self: object, word: str) -> object:
        nonlocal asked
        asked += 1
        return real(self, word)  # type: ignore[arg-type]

    with mock.patch.object(type(known), "__missing__", missing):
        for _ in range(3):
            signs("acme, where is my refund? my parcel is lost and nobody answers", "en", calm)
    assert asked == len({"acme", "where", "is", "my", "refund", "parcel", "lost", "and", "nobody", "answers"})


def test_words_without_end_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers make up words: memory is bounded, and what was found before is found again."""
    monkeypatch.setattr(needs_answer, "_REMEMBERED", 50)
    calm = Score.of(0.1, 0.6, 0.3, quality=Quality.TRAINED, scorer="t/1")
    wanted = signs("can you help? my parcel is lost", "en", calm)
    for number in range(40):
        made_up = " ".join(
            f"{'abcdefghij'[number % 10]}q{'klmnopqrst'[other]}x{'uvwxyzabcd'[number // 10]}" for other in range(10)
        )
        signs(made_up, "en", calm)
        assert len(needs_answer._words("en")) <= 50
    assert signs("can you help? my parcel is lost", "en", calm) == wanted
