"""The breaker."""

from __future__ import annotations

from alertd.scorers.breaker import Breaker


def test_it_opens_after_failures_in_a_row_and_rests() -> None:
    """Two failures are borne, the third stops asking for the rest."""
    breaker = Breaker(failures=3, rest=30)
    breaker.failed(0)
    breaker.failed(1)
    assert breaker.allows(1)

    breaker.failed(2)

    assert not breaker.allows(31.9)
    assert breaker.allows(32)


def test_each_failure_after_that_doubles_the_rest_to_a_limit() -> None:
    """Who stays away is asked less and less, but is asked."""
    breaker = Breaker(failures=1, rest=30, longest=100)
    rests = []
    now = 0.0
    for _ in range(40):
        breaker.failed(now)
        rest = next(span for span in (30, 60, 100) if breaker.allows(now + span))
        rests.append(rest)
        now += rest

    assert rests[:4] == [30, 60, 100, 100]
    assert rests[-1] == 100


def test_a_success_forgets_the_failures() -> None:
    """The count begins again."""
    breaker = Breaker(failures=2, rest=30)
    breaker.failed(0)
    breaker.succeeded()
    breaker.failed(1)

    assert breaker.allows(1)
