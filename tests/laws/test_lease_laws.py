"""Two machines, one lease: whatever happens in whatever order, never do both page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import LeaseError
from tests.unit.runtime.test_lease import HOLD, Clock, Machine, Shelf

_which = st.sampled_from((0, 1))
_step = st.one_of(
    st.tuples(st.just("time"), st.floats(0.1, 2 * HOLD)),
    st.tuples(st.just("freeze"), _which, st.floats(0.1, 3 * HOLD)),
    st.tuples(st.sampled_from(("renew", "claim", "cut", "mend", "lose", "restart")), _which),
)


@given(st.lists(_step, max_size=60))
def test_never_two_page(steps: list[tuple[str, ...]]) -> None:
    """Renewals, claims, lost answers, cut ways, restarts and sleeps of any length: at most one may page at any instant.

    A machine that sleeps does nothing meanwhile, and neither of its clocks tells it before it wakes; then the wall clock does.
    """
    shelf = Shelf()
    machines = Machine(shelf, "paris", Clock(3.0, 1e9)), Machine(shelf, "oslo", Clock(7e6, 3e9))
    for name, *more in steps:
        if name == "time":
            for one in machines:
                one.clock.go(float(more[0]))
        elif name == "freeze":
            sleeper, other = machines[int(more[0])], machines[1 - int(more[0])]
            for _ in range(10):
                other.clock.go(float(more[1]) / 10)
                if other.lease.epoch:
                    other.lease.renew()
                else:
                    _claim(other)
            sleeper.clock.wall += float(more[1])
        else:
            _act(name, machines[int(more[0])])
        assert not (machines[0].pages and machines[1].pages)


def _act(name: str, machine: Machine) -> None:
    if name == "renew" and machine.lease.epoch:
        machine.lease.renew()
    elif name == "claim":
        _claim(machine)
    elif name in ("cut", "mend"):
        machine.door.is_cut = name == "cut"
    elif name == "lose":
        machine.door.loses_answer = True
    elif name == "restart":
        machine.started()


def _claim(machine: Machine) -> None:
    try:
        machine.lease.claim()
    except LeaseError:
        assert machine.door.is_cut or not machine.door.loses_answer
