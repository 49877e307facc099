"""Words that tell apart what a name means are found; where it means one thing, nothing is proposed."""

from __future__ import annotations

import random

from alertd.cli.suggest import in_words
from alertd.report.suggestions import FEWEST, suggestions

JEANS = ("jeans", "denim", "hoodie", "shop", "sale", "size")
TRAINS = ("train", "platform", "doors", "driver", "station", "mind")


def posts(number: int, *sides: tuple[str, ...]) -> list[str]:
    """Return made-up posts about a gap, each about one side, no two alike."""
    chance = random.Random(1)
    letters = "bcdfghjklm"
    made = []
    for n in range(number):
        words = [*chance.sample(sides[n % len(sides)], 3), "".join(chance.choices(letters, k=6))]
        made.append(f"{words[0]} {words[3]} gap {' '.join(words[1:3])}")
    return made


def test_two_meanings_are_split() -> None:
    """A word of each side that is never beside the other, with an example of both."""
    found = suggestions(posts(200, JEANS, TRAINS), ("Gap",))
    assert found.posts == 200
    assert found.splits
    for split in found.splits:
        assert {split.one in JEANS, split.other in JEANS} == {True, False}
        assert split.one in split.one_example
        assert split.other in split.other_example
    said = "\n".join(in_words(found))
    assert 'needs: ["' in said
    assert "near: 10 words" in said


def test_one_meaning_is_not() -> None:
    """Words that come together now and then speak of one thing."""
    assert suggestions(posts(200, JEANS), ("gap",)).splits == ()


def test_what_stands_beside_the_name_is_told() -> None:
    """A phrase that many say may be a theatre; small words and the name itself are none."""
    texts = [f"tonight at the acme theatre, row {n} {'x' * (n % 7 + 3)}" for n in range(60)]
    texts += [f"the acme is mine {chr(97 + n % 26) * 4}{n}" for n in range(60)]
    found = suggestions(texts, ("acme", "acme AND fire"))
    assert [one.phrase for one in found.beside][:1] == ["acme theatre"]
    assert 0.45 <= found.beside[0].share <= 0.55
    assert 'exclude: ["acme theatre"]' in "\n".join(in_words(found))


def test_copies_count_once() -> None:
    """A campaign of one text says nothing of what a name means."""
    assert suggestions(["acme theatre tonight"] * 500, ("acme",)).posts == 1


def test_few_posts_say_nothing() -> None:
    """It says how many are needed."""
    found = suggestions(posts(FEWEST - 1, JEANS, TRAINS), ("gap",))
    assert (found.beside, found.splits) == ((), ())
    assert f"{FEWEST} are needed" in next(iter(in_words(found)))


def test_the_same_posts_give_the_same_proposals() -> None:
    """Whatever order the store gives them in."""
    texts = posts(200, JEANS, TRAINS)
    one, other = suggestions(texts, ("gap",)), suggestions(list(reversed(texts)), ("gap",))
    assert [(split.one, split.other) for split in one.splits] == [(split.one, split.other) for split in other.splits]
