"""The clock: a far jump is believed only once it has lasted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.runtime.clock import SystemClock

DAY = 86400.0


class Turned:
    """A machine whose clock somebody sets."""

    def __init__(self) -> None:
        self.wall = 1_000_000.0
        self.elapsed = 50.0
        self.clock = SystemClock(wall=lambda: self.wall, elapsed=lambda: self.elapsed)

    def after(self, seconds: float, *, set_by: float = 0.0) -> float:
        """Let time pass, then set the clock; return what the daemon takes for now."""
        self.elapsed += seconds
        self.wall += seconds + set_by
        return self.clock.now().timestamp()


def test_a_day_ahead_that_is_taken_back_changes_nothing() -> None:
    """Five minutes with a wrong date: the daemon's time goes on by the machine's counter, and operators can be told."""
    machine = Turned()

    assert machine.after(60, set_by=DAY) == 1_000_060
    assert machine.clock.jump == DAY
    assert machine.after(300) == 1_000_360
    assert machine.after(1, set_by=-DAY) == 1_000_361
    assert machine.clock.jump is None


def test_a_jump_that_lasts_is_believed() -> None:
    """A clock that was years behind is set right by a time service: ten minutes later it is taken."""
    machine = Turned()
    machine.after(1, set_by=DAY)

    assert machine.after(598) == 1_000_599
    assert machine.after(2) == 1_000_601 + DAY


def test_a_clock_that_comes_back_is_believed_at_once() -> None:
    """A wrong date for half an hour: when it is set right, nobody waits another ten minutes."""
    machine = Turned()
    machine.after(1, set_by=DAY)
    machine.after(600)
    assert machine.after(1200) == 1_001_801 + DAY

    assert machine.after(1, set_by=-DAY) == 1_001_802
    assert machine.clock.jump is None


def test_the_log_is_ahead_only_where_the_clock_is_sure() -> None:
    """In the first ten minutes after a start the clock may be the wrong one: a machine without a battery knows no date."""
    machine = Turned()
    newest = datetime.fromtimestamp(1_000_000 + DAY, UTC)

    machine.after(599)
    assert not machine.clock.is_far_behind(newest)
    machine.after(1)
    assert machine.clock.is_far_behind(newest)
    assert not machine.clock.is_far_behind(machine.clock.now() + timedelta(minutes=10))
    machine.after(1, set_by=-DAY)
    assert not machine.clock.is_far_behind(newest)


def test_small_steps_are_taken_and_time_does_not_go_back() -> None:
    """Ten seconds ahead at once; five seconds back only stop the clock until it is overtaken."""
    machine = Turned()

    assert machine.after(1, set_by=10) == 1_000_011
    assert machine.after(1, set_by=-5) == 1_000_011
    assert machine.after(10) == 1_000_017


def test_sleep_of_the_machine_is_no_jump() -> None:
    """Suspended for a night: both go on together."""
    machine = Turned()

    assert machine.after(8 * 3600.0) == 1_028_800
    assert machine.clock.jump is None
