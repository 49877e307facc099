"""What is found of how people write names, and how much of what is found means the brand; the figures stand in docs/rules.md."""

from __future__ import annotations

import re
from pathlib import Path

from alertd.intake.match import Matcher
from alertd.model.watch import Watch
from tests.unit.intake.ambiguous_names import NAMES
from tests.unit.intake.name_variants import VARIANTS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")


def missed() -> list[tuple[str, str]]:
    """Return the variants that are not found."""
    found = []
    for (term, languages), texts in VARIANTS.items():
        matcher = Matcher([Watch(name="w", terms=(term,), languages=languages)])
        found += [(term, text) for text in texts if not matcher.wanted(text)]
    return found


def counted(*, is_careful: bool) -> tuple[int, int]:
    """Return how many texts are found that mean the brand, and how many that mean the word."""
    right = wrong = 0
    for name, one in NAMES.items():
        watch = (
            Watch(name="w", terms=(name,), needs=one.needs, near=10) if is_careful else Watch(name="w", terms=(name,))
        )
        matcher = Matcher([watch])
        right += sum(matcher.wanted(text) for text in one.right)
        wrong += sum(matcher.wanted(text) for text in one.wrong)
    return right, wrong


def test_nineteen_of_twenty_ways_to_write_a_name_are_found() -> None:
    """A list of more than four hundred, of many languages; the page tells the figure."""
    total = sum(map(len, VARIANTS.values()))
    share = 1 - len(missed()) / total

    assert total >= 400
    assert share >= 0.95, missed()
    told = re.search(r"(\d+) of (\d+) ways to write", PAGE)
    assert told is not None
    assert (int(told[1]), int(told[2])) == (total - len(missed()), total)


def test_needs_tell_a_name_from_a_word() -> None:
    """Forty names that are words too: with the words of their trade near by, what is found means the brand."""
    right, wrong = counted(is_careful=True)
    total = sum(len(one.right) for one in NAMES.values())

    assert len(NAMES) == 40
    assert right / (right + wrong) >= 0.95
    assert right / total >= 0.95
    alone, alone_wrong = counted(is_careful=False)
    told = [
        int(number)
        for number in re.findall(r"\| (?:the name alone|with `needs`[^|]*) \| (\d+) \| (\d+) \|", PAGE)
        for number in number
    ]
    assert told == [alone, alone_wrong, right, wrong]


def test_large_letters_tell_some_of_them_apart() -> None:
    """Who cannot list words of a trade has the letters: what is written small is seldom the brand."""
    right = wrong = 0
    for name, one in NAMES.items():
        matcher = Matcher([Watch(name="w", terms=(f"{{{name}}}",))])
        right += sum(matcher.wanted(text) for text in one.right)
        wrong += sum(matcher.wanted(text) for text in one.wrong)

    assert right == sum(len(one.right) for one in NAMES.values())
    assert wrong == 0  # texts of our own: people write words large where a sentence begins
