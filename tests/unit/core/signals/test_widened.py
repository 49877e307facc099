"""Widened: what more terms bring is measured while the usual does not know it yet."""

from __future__ import annotations

import json

import pytest

from alertd.core.signals.widened import FIRST, HOUR, LASTS, MOST, Widened

NOW = 1_000_000.0
KEPT = ("acme", "globex")


def fed(old: int, new: int, hours: int = 1, widened: Widened | None = None) -> Widened:
    """Return it after so many hours of so many mentions each: by the old term, and by the new one only."""
    known = widened or Widened(NOW, ("globex",))
    for hour in range(hours):
        for number in range(old + new):
            at = NOW + hour * HOUR + number * HOUR / (old + new)
            known.observe(("acme",) if number % (old + new) < old else ("globex",), KEPT, at)
    return known


def test_in_the_first_hour_twice_is_usual() -> None:
    """Nobody has measured it yet, whatever has come so far."""
    assert Widened(NOW, ("globex",)).factor(NOW) == FIRST
    assert fed(1, 99).factor(NOW + HOUR - 1) == FIRST


@pytest.mark.parametrize(
    ("old", "new", "factor"), [(20, 20, 2.0), (30, 10, 1.33), (40, 0, 1.0), (10, 30, 4.0), (0, 40, MOST)]
)
def test_then_it_is_as_the_hours_tell_that_are_over(old: int, new: int, factor: float) -> None:
    """All beside those that would have been found before; never more than MOST."""
    assert fed(old, new).factor(NOW + HOUR) == factor


def test_the_hour_that_runs_says_nothing() -> None:
    """A crisis that only the new term finds does not raise at once what is expected."""
    known = fed(20, 20)
    before = known.factor(NOW + HOUR)
    for _ in range(500):
        known.observe(("globex",), KEPT, NOW + HOUR + 60)

    assert known.factor(NOW + HOUR + 120) == before == 2.0


def test_few_mentions_measure_nothing() -> None:
    """Nine of a night are no measure; ten are."""
    assert fed(9, 0).factor(NOW + HOUR) == FIRST
    assert fed(10, 0).factor(NOW + HOUR) == 1.0


def test_after_a_day_and_a_bit_it_is_usual() -> None:
    """What is usual has learnt it by then."""
    known = fed(20, 20, hours=3)

    assert (known.is_over(NOW + LASTS - 1), known.factor(NOW + LASTS - 1)) == (False, 2.0)
    assert (known.is_over(NOW + LASTS), known.factor(NOW + LASTS)) == (True, 1.0)


@pytest.mark.parametrize(
    "terms", [("acme", "globex"), (), ("recall",), ("recall", "acme")], ids=["both", "none", "a rule's word", "rule and old"]
)  # fmt: skip
def test_what_would_have_been_found_before_is_not_new(terms: tuple[str, ...]) -> None:
    """An old term too, no term at all (a record that names its watch), or only a word of a rule."""
    known = Widened(NOW, ("globex",))
    for _ in range(50):
        known.observe(terms, KEPT, NOW)

    assert known.factor(NOW + HOUR) == 1.0


def test_a_rules_word_beside_the_new_term_is_new_all_the_same() -> None:
    """Words of rules find nothing by themselves."""
    known = Widened(NOW, ("globex",))
    for number in range(40):
        known.observe(("globex", "recall") if number % 2 else ("acme", "recall"), KEPT, NOW)

    assert known.factor(NOW + HOUR) == 2.0


def test_quiet_hours_between_do_not_disturb() -> None:
    """Hours without a mention are over too."""
    known = fed(20, 20)
    known.observe(("acme",), KEPT, NOW + 9 * HOUR)

    assert known.factor(NOW + 9 * HOUR) == 2.0


def test_a_restart_in_the_middle() -> None:
    """The same answers before and after, by way of JSON."""
    known = fed(15, 25, hours=2)
    again = Widened.from_state(json.loads(json.dumps(known.to_state())))
    assert again is not None

    for known_or_again in (known, again):
        for _ in range(30):
            known_or_again.observe(("globex",), KEPT, NOW + 2 * HOUR)
    for at in (NOW, NOW + 2 * HOUR, NOW + 3 * HOUR, NOW + LASTS):
        assert again.factor(at) == known.factor(at)
    assert Widened.from_state(None) is None
