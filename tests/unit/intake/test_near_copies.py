"""Near copies: texts with a few words changed share a voice; people who merely say something alike do not."""

import random
import tracemalloc

import pytest

from alertd.intake.fingerprint import Voices, gist
from alertd.intake.near_copies import NearCopies, similarity
from tests.unit.intake.test_reach import _post

TEXT = [
    "acme",
    "broke",
    "my",
    "new",
    "kettle",
    "on",
    "the",
    "very",
    "first",
    "day",
    "and",
    "nobody",
    "there",
    "wants",
    "to",
    "hear",
    "about",
    "it",
]


def _made_up(chance: random.Random) -> list[str]:
    return ["".join(chance.choice("abcdefghij") for _ in range(5)) for _ in range(18)]


def test_groups_of_changed_copies_are_found_and_nothing_else() -> None:
    """200 texts in five versions with up to two of eighteen words changed, among 1,000 others: who copies shares a voice."""
    chance = random.Random(3)
    texts = [(-number - 1, _made_up(chance)) for number in range(1000)]
    for group in range(200):
        base = _made_up(chance)
        for _ in range(5):
            words = list(base)
            for _ in range(chance.randrange(3)):
                words[chance.randrange(18)] = f"changed{chance.randrange(10**6)}"
            texts.append((group, words))
    chance.shuffle(texts)
    near = NearCopies(remembered=10_000)
    voices: dict[int, list[int]] = {}
    for number, (group, words) in enumerate(texts):
        voices.setdefault(near.first_of(words, number), []).append(group)
    together = sum(len(groups) * (len(groups) - 1) // 2 for groups in voices.values())
    right = sum(one == two for groups in voices.values() for at, one in enumerate(groups) for two in groups[:at])
    assert right / together >= 0.99
    assert right / (200 * 10) >= 0.95


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_a_text_with_some_words_changed_has_the_voice_of_the_first(changed: int) -> None:
    """Also when the second is a copy of the copy: all follow the first one."""
    near = NearCopies(remembered=100)
    assert near.first_of(TEXT, 1) == 1
    words = [f"new{at}" if at in (4, 9)[:changed] else word for at, word in enumerate(TEXT)]
    assert near.first_of(words, 2) == 1


def test_short_complaints_that_are_alike_are_two_people() -> None:
    """Everybody asks where their parcel is."""
    near = NearCopies(remembered=100)
    assert near.first_of(["acme", "why", "is", "my", "parcel", "not", "here", "please", "help"], 1) == 1
    assert near.first_of(["acme", "why", "is", "my", "order", "not", "here", "please", "help"], 2) == 2


def test_the_same_words_in_another_order_are_another_text() -> None:
    """Pairs of neighbours are compared, not single words."""
    near = NearCopies(remembered=100)
    assert near.first_of(TEXT, 1) == 1
    assert near.first_of(sorted(TEXT), 2) == 2


def test_what_was_heard_long_ago_is_forgotten() -> None:
    """Memory is bounded: after as many other texts as are remembered, a copy is news."""
    chance = random.Random(5)
    near = NearCopies(remembered=20)
    near.first_of(TEXT, 1)
    for number in range(20):
        near.first_of(_made_up(chance), 100 + number)
    assert near.first_of(TEXT, 2) == 2
    assert len(near._younger) + len(near._older) <= 20


def test_similarity_is_that_of_sets() -> None:
    """Nothing against nothing is the same."""
    assert similarity([], frozenset()) == 1.0
    assert similarity([1, 2], frozenset([3, 4])) == 0.0


def test_a_remembered_text_is_small() -> None:
    """Ten thousand texts of thirty words are remembered at all times: 3 kB each at the most, bands included."""
    chance = random.Random(9)
    words = [[f"{chance.randrange(10**9)}" for _ in range(30)] for _ in range(1_000)]
    near = NearCopies(remembered=10_000)
    tracemalloc.start()
    try:
        for number, text in enumerate(words):
            near.first_of(text, number)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept / len(words) < 3_000


def test_voices_are_shared_but_near_copies_still_wait_for_an_answer() -> None:
    """One voice, so that a ring is no crowd; is_copy only to the letter, so that no customer is passed over."""
    voices = Voices()
    first, near, again = (" ".join(TEXT), " ".join([*TEXT[:4], "toaster", *TEXT[5:]]), " ".join(TEXT))
    heard = [voices.voice(_post(f"a{n}", text=text), gist(text)) for n, text in enumerate((first, near, again, near))]
    assert len({one.number for one in heard}) == 1
    assert [one.is_copy for one in heard] == [False, False, True, True]
