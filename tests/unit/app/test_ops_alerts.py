"""What operators hear of the store: each outage and its end, and never as the last word that all is well when it is not."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

from alertd.app.ops_alerts import OpsVoice
from alertd.notifiers.direct import Direct
from tests.unit.runtime.made import StillClock, house


class Bench:
    """A voice that writes to a stream."""

    def __init__(self) -> None:
        self.stream = StringIO()
        self.clock = StillClock()
        direct = Direct(None, stream=self.stream)
        self.voice = OpsVoice(direct, self.clock, house=house, mask=str)  # type: ignore[arg-type]  # it has all that is asked

    def outage(self, *, minutes: float = 1.0) -> list[str]:
        """Let the store fail and heal; return what was said."""
        begins = len(self.stream.getvalue())
        self.voice.store_down("database or disk is full")
        self.clock.at += timedelta(minutes=minutes)
        self.voice.store_down(None)
        self.clock.at += timedelta(minutes=minutes)
        return [line.split(":")[1].strip() for line in self.stream.getvalue()[begins:].splitlines()]


def test_an_outage_that_comes_again_is_told_again() -> None:
    """Within the hour too: the last that was heard is that all is well."""
    bench = Bench()

    assert bench.outage() == ["store", "store.up"]
    assert bench.outage() == ["store.again", "store.up.again"]


def test_a_disk_that_comes_and_goes_does_not_flood() -> None:
    """Five messages an hour at most, and the last of them is that it cannot be written."""
    bench = Bench()
    said = [topic for _ in range(25) for topic in bench.outage()]

    assert said == ["store", "store.up", "store.again", "store.up.again", "store.unsteady"]
    assert "keeps quiet about it" in bench.stream.getvalue()


def test_after_a_quiet_hour_it_is_told_as_the_first_time() -> None:
    """Nothing of the last bad hour is left."""
    bench = Bench()
    for _ in range(5):
        bench.outage()
    bench.clock.at += timedelta(hours=2)

    assert bench.outage() == ["store", "store.up"]


def test_what_is_asked_each_few_seconds_reaches_the_log_once_a_minute() -> None:
    """A clock that was set back is looked at every five seconds for ten minutes; another thing to say, or another topic, is never held back."""
    bench = Bench()
    noted: list[str] = []
    loop = SimpleNamespace(call_soon_threadsafe=lambda _, event: noted.append(f"{event.topic}: {event.text}"))
    bench.voice.begin(SimpleNamespace(is_down=False), loop)  # type: ignore[arg-type]  # it has all that is asked
    for _ in range(24):
        bench.voice.tell("clock", "set back by 1 h")
        bench.clock.at += timedelta(seconds=5)
    bench.voice.tell("clock", "set back by 2 h")
    bench.voice.tell("disk", "set back by 2 h")

    assert noted == ["clock: set back by 1 h"] * 2 + ["clock: set back by 2 h", "disk: set back by 2 h"]
