"""Terms: what is new, and what only looks new."""

from __future__ import annotations

import random

import msgspec
import pytest

from alertd.core.signals.emerging_terms import Terms

T0 = 1_772_323_200.0
DAY = 86400.0


def chatter(days: float = 10.0, *, per_hour: int = 10, seed: int = 1) -> tuple[Terms, float, random.Random]:
    """Return terms that heard ordinary posts of a vocabulary of 500 words."""
    terms, draw = Terms(), random.Random(seed)
    count = int(days * 24 * per_hour)
    for i in range(count):
        at = T0 + i * 3600.0 / per_hour
        terms.observe(at, _post(draw), now=at)
    return terms, T0 + count * 3600.0 / per_hour, draw


def _post(draw: random.Random) -> list[str]:
    return [f"w{int(500 * draw.random() ** 2)}" for _ in range(12)]


def test_a_new_word_in_a_burst_is_named() -> None:
    """Ten of forty voices say a word nobody said before."""
    terms, now, draw = chatter()
    for i in range(40):
        terms.observe(now + i, [*_post(draw), *(["recall"] if i % 4 == 0 else [])], now=now + i)

    named = terms.emerging(now + 60)
    assert [e.term for e in named] == ["recall"]
    assert named[0].count == 10
    assert named[0].chance < 1e-4
    assert named[0].usual < 0.1


def test_an_ordinary_burst_names_nothing() -> None:
    """Ten times as many posts about the usual things: no word emerges, in twenty bursts."""
    for seed in range(20):
        terms, now, draw = chatter(5.0, seed=seed)
        for i in range(100):
            terms.observe(now + i, _post(draw), now=now + i)

        assert terms.emerging(now + 100) == ()


def test_a_young_watch_names_nothing() -> None:
    """Before fifty voices everything would be new."""
    terms = Terms()
    for i in range(40):
        terms.observe(T0 + i, ["recall"], now=T0 + i)

    assert terms.emerging(T0 + 60) == ()


def test_the_phrase_says_more_than_its_words() -> None:
    """A phrase as frequent as its words is named alone."""
    terms, now, draw = chatter()
    for i in range(12):
        terms.observe(now + i, [*_post(draw), "battery", "recall", "battery recall"], now=now + i)

    assert [e.term for e in terms.emerging(now + 60)] == ["battery recall"]


def test_after_an_hour_it_is_history() -> None:
    """A word that six of forty voices used all day is no news when six of forty use it in the evening."""
    terms, now, draw = chatter()
    for i in range(200):
        at = now + 120.0 * i
        terms.observe(at, [*_post(draw), *(["recall"] if i % 6 == 0 else [])], now=at)
    later = now + 24_000.0 + 3 * 3600.0
    assert terms.emerging(later) == ()
    for i in range(40):
        terms.observe(later + i, [*_post(draw), *(["recall"] if i % 10 == 0 else [])], now=later + i)

    assert terms.emerging(later + 60) == ()


def test_what_several_say_is_new_or_as_usual() -> None:
    """For naming a burst: a word of three voices that was never heard is new, one of the usual vocabulary is not, one alone neither."""
    terms, now, draw = chatter()
    for i in range(40):
        said = [*_post(draw), *(["smoke"] if i % 12 == 0 else []), *(["hapax"] if i == 7 else [])]
        terms.observe(now + i, said, now=now + i)

    new, usual = terms.heard(now + 60)

    assert "smoke" in new
    assert "w0" in usual
    assert "hapax" not in (*new, *usual)


def test_without_a_history_nothing_is_new_or_usual() -> None:
    """A young watch cannot know."""
    terms = Terms()
    for i in range(30):
        terms.observe(T0 + i, ["smoke"], now=T0 + i)

    assert terms.heard(T0 + 60) == ([], [])


def test_a_snapshot_forgets_nothing_and_stays_small() -> None:
    """A restored memory names the same; ten days of posts stay under 20 kB."""
    terms, now, draw = chatter()
    for i in range(40):
        terms.observe(now + i, [*_post(draw), "recall"], now=now + i)
    packed = msgspec.msgpack.encode(terms.to_state())
    other = Terms.from_state(msgspec.msgpack.decode(packed))

    assert other.emerging(now + 60) == terms.emerging(now + 60)
    assert len(packed) < 20_000
    with pytest.raises(ValueError, match="version 9"):
        Terms.from_state([9, [], b"", 0.0, 0, 0.0])
