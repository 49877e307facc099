"""Laws of the lease on a cluster: whatever is late, silent, frozen or said wrongly, no two machines may page at one instant; and a dead one is followed soon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import StoreHeld
from alertd.store.fence import Fence
from alertd.store.nats import lease as module
from alertd.store.nats.lease import LISTENS, Lease
from alertd.store.nats.wire import WrongLast

LASTS = 4.0  # seconds of a lease
HOLD = LASTS / 2  # as store/nats/store.py has it
seconds = st.integers(0, 12).map(lambda tenths: tenths / 4)


class Servers:
    """What servers do with a lease, by one clock that the test moves. late: seconds before a message arrives, and before its answer does."""

    leases, shown = "leases", "nats://made-up"

    def __init__(self) -> None:
        self.now = 1000.0
        self.late = (0.0, 0.0)
        self.says_gone = False  # to whoever asks, whether it is so or not
        self.heard: set[str] = set()
        self.address = SimpleNamespace(lease=LASTS)
        self._newest: dict[str, tuple[int, bytes, float]] = {}
        self._seq = 0

    def subject(self, *parts: object) -> str:
        """See Wire."""
        return ".".join(map(str, parts))

    def newest(self, _stream: str, subject: str) -> tuple[int, bytes] | None:
        """See Wire. What is older than a lease is gone."""
        seq, body, at = self._newest.get(subject, (0, b"", float("-inf")))
        return (seq, body) if self.now - at < LASTS else None

    def put(self, subject: str, body: bytes, *, last_of_subject: int | None = None, **_: object) -> int:
        """See Wire."""
        self.now += self.late[0]
        found = self.newest("", subject)
        if last_of_subject is not None and last_of_subject != (found[0] if found else 0):
            raise WrongLast("another was faster")
        self._seq += 1
        self._newest[subject] = (self._seq, body, self.now)
        self.now += self.late[1]
        return self._seq

    def listen(self, subject: str) -> None:
        """See Wire."""
        self.heard.add(subject)

    def is_heard(self, subject: str) -> bool:
        """See Wire."""
        return subject in self.heard and not self.says_gone


class OlderLease(Lease):
    """As a release had it that does not listen: nobody hears it, and the lease holds its bare name."""

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self._is_listening = True  # so it does not begin to
        self._held = self._held.removesuffix(LISTENS)


class Machine:
    """One that has the lease, or would have it."""

    def __init__(self, servers: Servers, name: str, hold: float, kind: type[Lease] = Lease) -> None:
        self.fence = Fence(hold, lambda: (servers.now, servers.now))
        self.lease = kind(cast("Any", servers), name, name, lambda: 0, self.fence)

    def claims(self) -> bool:
        """Try to take it; return whether it was given."""
        try:
            self.lease.claim()
        except StoreHeld:
            return False
        return True


@contextmanager
def two(good: float = HOLD, kind: type[Lease] = Lease) -> Iterator[tuple[Servers, Machine, Machine]]:
    """Yield servers, a machine that works and pages, and one that waits. good: seconds for which a renewal of the first lets it page.

    kind: of lease that the first has.
    """
    servers = Servers()
    with patch.object(module, "time", SimpleNamespace(monotonic=lambda: servers.now)):
        first = Machine(servers, "pid 1 on 1 x", good, kind)
        second = Machine(servers, "pid 2 on 2 x", HOLD)
        first.lease.claim()
        first.fence.committed(first.fence.clocks())
        assert first.fence.refusal() is None
        yield servers, first, second


Step = tuple[str, float, float, bool]
steps = st.lists(st.tuples(st.sampled_from(["time", "renew", "look"]), seconds, seconds, st.booleans()), max_size=40)


def goes_wrong(life: list[Step], good: float = HOLD, kind: type[Lease] = Lease) -> bool:
    """Let them live; return whether the first might page at an instant at which the other had the lease."""
    with two(good, kind) as (servers, first, second):
        for what, before, behind, says_gone in life:
            servers.late, servers.says_gone = (0.0, 0.0), says_gone
            if what == "time":
                servers.now += before
            elif what == "renew" and not first.lease.is_lost:
                servers.late = (before, behind)
                first.lease._renew()
            elif what == "look" and not second.lease.is_ours:
                second.claims()
            if second.lease.is_ours and first.fence.refusal() is None:
                return True
    return False


@given(steps)
def test_no_two_may_page_whatever_is_late_or_said_wrongly(life: list[Step]) -> None:
    """Renewals that arrive late, answers that come later, a machine that says nothing for a while, servers whose word is wrong."""
    assert not goes_wrong(life)


def test_a_renewal_that_is_good_for_longer_than_others_wait_is_caught() -> None:
    """The mutation: it is good for all of the lease, and others wait for half of it. The law sees it, so it is worth something."""
    look: Step = ("look", 0.0, 0.0, True)
    life: list[Step] = [look, ("time", HOLD, 0.0, True), look]
    assert not goes_wrong(life)
    assert goes_wrong(life, good=LASTS)


@given(steps)
def test_in_an_upgrade_no_two_may_page_either(life: list[Step]) -> None:
    """The one that works is of a release that does not listen, and pages for all of its lease: it is never taken for gone before that."""
    assert not goes_wrong(life, good=LASTS, kind=OlderLease)


def test_one_that_is_taken_for_gone_as_nobody_hears_it_is_caught() -> None:
    """The mutation: whoever waits asks also of a holder that never said it listens. The law sees it."""
    look: Step = ("look", 0.0, 0.0, False)
    life: list[Step] = [look, ("time", HOLD, 0.0, False), look]
    assert not goes_wrong(life, good=LASTS, kind=OlderLease)
    with patch.object(module, "LISTENS", b""):
        assert goes_wrong(life, good=LASTS, kind=OlderLease)


def test_an_older_release_is_followed_when_all_of_its_lease_has_run_out() -> None:
    """And the refusal names it as ever."""
    with two(LASTS, OlderLease) as (servers, _, second):
        servers.now += LASTS - 0.25
        with pytest.raises(StoreHeld, match=r"in use by pid 1 on 1$"):
            second.lease.claim()
        servers.now += 0.25
        assert second.claims()


def test_the_holder_is_named_without_what_it_says_of_its_listening() -> None:
    """Whoever reads it looks for a process on a machine."""
    with two() as (_, _, second), pytest.raises(StoreHeld, match=r"in use by pid 1 on 1$"):
        second.lease.claim()


@given(st.lists(seconds.filter(lambda pause: 0.0 < pause < HOLD), max_size=10))
def test_one_that_renews_in_time_keeps_it(pauses: list[float]) -> None:
    """However often others look, and whatever a server says of its line."""
    with two() as (servers, first, second):
        servers.says_gone = True
        for pause in pauses:
            assert not second.claims()
            servers.now += pause
            assert not second.claims()
            first.lease._renew()
            assert first.fence.refusal() is None
        assert not first.lease.is_lost


def test_the_end_of_a_lease_is_looked_for_and_nothing_is_asked_then() -> None:
    """One that stands still lets each question wait. In the last quarter nobody asks, so a look is as short as it can be; before it they do."""
    with two() as (servers, _, second):
        asked: list[float] = []
        began = servers.now

        def silent(subject: str) -> bool:
            asked.append(servers.now - began)
            servers.now += 0.5
            return True

        servers.is_heard = silent  # type: ignore[method-assign]
        while not second.claims():
            servers.now += 0.25
    assert asked[0] == HOLD
    assert max(asked) < 0.75 * LASTS
    assert servers.now - began <= LASTS + 0.25


@given(seconds)
def test_one_that_is_killed_is_followed_after_half_of_the_lease(behind: float) -> None:
    """Its line is closed at once. One that only stands still is followed when all of it has run out, and not before."""
    for is_killed, lasts in ((True, HOLD), (False, LASTS)):
        with two() as (servers, _, second):
            if is_killed:
                servers.heard.clear()
            waited = 0.0
            while not second.claims():
                servers.now += 0.25
                waited += 0.25
                assert waited <= LASTS, "for ever"
            assert waited == lasts
            servers.now += behind
            assert second.lease.is_ours
