"""The fence: a machine pages only while it has proved that no other may; a proof ends by the clock, and a gap is healed by a commit alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.store.fence import Fence, counter, passed
from alertd.store.memory import MemoryStore

HOLD = 4.0


class Hands:
    """Both clocks, turned by hand."""

    def __init__(self) -> None:
        self.boot, self.wall = 1000.0, 1e9

    def __call__(self) -> tuple[float, float]:
        """See fence.Clocks."""
        return self.boot, self.wall

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.boot += seconds
        self.wall += seconds


@pytest.fixture
def clocks() -> Hands:
    """Return the clocks of one machine."""
    return Hands()


@pytest.fixture
def fence(clocks: Hands) -> Fence:
    """Return the fence of a machine that has taken the store and written to it."""
    made = Fence(HOLD, clocks)
    made.renewed(clocks())
    made.committed(clocks())
    return made


def test_nothing_is_sent_before_the_store_is_owned_and_read(clocks: Hands) -> None:
    """Taken is not enough: whoever had it before may have sent what this machine remembers."""
    fence = Fence(HOLD, clocks)
    assert fence.refusal() == "this machine does not own the store yet"
    fence.renewed(clocks())
    assert "not read yet" in str(fence.refusal())
    fence.committed(clocks())
    assert fence.refusal() is None


def test_each_proof_is_good_for_as_long_as_the_servers_wait(fence: Fence, clocks: Hands) -> None:
    """Renewed in time it goes on without end; the first one that fails to come ends it, to the second, and says since when."""
    for _ in range(50):
        clocks.go(HOLD - 0.1)
        assert fence.refusal() is None
        fence.renewed(clocks())
    clocks.go(HOLD)
    assert str(fence.refusal()).startswith("4 s ago the store was ours for the last time")


def test_the_time_an_answer_took_is_not_won(fence: Fence, clocks: Hands) -> None:
    """The servers may have answered at once and the answer lain on the way: it counts from before they were asked."""
    began = clocks()
    clocks.go(3.5)
    fence.renewed(began)
    assert fence.refusal() is None
    clocks.go(0.5)
    assert fence.refusal() is not None


def test_one_that_stood_still_knows_it_before_it_asks_anybody(fence: Fence, clocks: Hands) -> None:
    """The machine's counter goes on in sleep; a virtual machine that was frozen whole finds only its wall clock changed, either way."""
    clocks.boot += 60.0
    assert "this machine stood still" in str(fence.refusal())
    clocks.boot -= 60.0
    for jump in (3600.0, -7200.0):
        clocks.wall += jump
        assert fence.refusal() is not None


def test_a_renewal_after_a_gap_waits_for_a_commit(fence: Fence, clocks: Hands) -> None:
    """Another may have had the store, sent what is in our hands and died: the servers give it back, and only a write finds that out."""
    clocks.go(HOLD)
    fence.renewed(clocks())
    assert "another machine may have sent this page" in str(fence.refusal())
    clocks.go(0.1)
    fence.renewed(clocks())
    assert fence.refusal() is not None, "more of the same proves nothing new"
    fence.committed(clocks())
    assert fence.refusal() is None


def test_a_commit_from_before_the_gap_heals_nothing(fence: Fence, clocks: Hands) -> None:
    """It stood still between its write and the answer: the answer is true, and old."""
    began = clocks()
    clocks.go(60.0)
    fence.renewed(clocks())
    fence.committed(began)
    assert fence.refusal() is not None


def test_a_commit_alone_is_no_lease(fence: Fence, clocks: Hands) -> None:
    """It tells who wrote until now, and not who may begin in a moment."""
    clocks.go(HOLD)
    fence.committed(clocks())
    assert fence.refusal() is not None


def test_what_is_lost_is_lost_at_once(fence: Fence, clocks: Hands) -> None:
    """Whoever hears that another has taken over waits for no clock, says why, and a renewal alone brings nothing back."""
    fence.lost("another machine has taken over the store")
    assert fence.refusal() == "another machine has taken over the store"
    fence.renewed(clocks())
    assert fence.refusal() is not None
    fence.committed(clocks())
    assert fence.refusal() is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.floats(0.0, 3 * HOLD)),
        st.tuples(st.sampled_from(["ask", "answer", "begin", "commit", "lost"]), st.just(0.0)),
    ),
    max_size=60,
)


@given(steps=STEPS)
def test_it_never_lets_through_what_was_not_asked_within_the_hold(steps: list[tuple[str, float]]) -> None:
    """Whatever comes in whatever order: an open fence has an answer to a question that is younger than hold, and a loss closes it."""
    clocks = Hands()
    fence = Fence(HOLD, clocks)
    asked = begun = clocks()
    proved: float | None = None
    for step, seconds in steps:
        clocks.go(seconds)
        if step == "ask":
            asked = clocks()
        elif step == "answer":
            fence.renewed(asked)
            proved = asked[0]
        elif step == "begin":
            begun = clocks()
        elif step == "commit":
            fence.committed(begun)
        elif step == "lost":
            fence.lost("lost")
            proved = None
        if fence.refusal() is None:
            assert proved is not None
            assert clocks.boot - proved < HOLD


def test_a_clock_of_commands_only_grows() -> None:
    """Commands send nothing; theirs is the plain counter."""
    before = counter()
    assert passed(before, counter()) >= 0.0


def test_a_store_that_nobody_shares_refuses_nothing() -> None:
    """One machine, one store: nobody else may page."""
    assert MemoryStore().refusal() is None
