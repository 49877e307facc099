"""People, schedules and policies: who is told, when, and who after that."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from alertd.model.languages import base
from alertd.model.value import Value

#: Languages of pages that are not written in Latin letters: an SMS in them holds 67 letters a segment, not 153.
_OTHER_SCRIPTS = frozenset({"ar", "el", "fa", "he", "hi", "ja", "ko", "ru", "th", "uk", "zh"})


class Channel(Value, frozen=True, kw_only=True):
    """A way to reach people. Its URL and secrets stay in the settings and never enter the log."""

    name: str
    kind: str = "apprise"  #: apprise, webhook or console
    scheme: str = ""  #: of its URL ("slack", "mailtos"): how a page must be written
    max_segments: int | None = None  #: SMS: at most so many segments; None means that length is free
    is_sms: bool = False
    max_segments_other: int | None = None  #: the same for scripts that are not Latin, 67 letters each; None: no other

    def segments_for(self, language: str) -> int | None:
        """Return at most how many segments a page in a language may take.

        >>> sms = Channel(name="sms", max_segments=2, max_segments_other=3)
        >>> sms.segments_for("tr"), sms.segments_for("zh-CN"), Channel(name="mail").segments_for("ru")
        (2, 3, None)
        """
        is_latin = base(language) not in _OTHER_SCRIPTS
        return self.max_segments if is_latin or self.max_segments_other is None else self.max_segments_other


class ClockSpan(Value, frozen=True, kw_only=True):
    """From one clock to another; may cross midnight."""

    begins: time
    ends: time


class Person(Value, frozen=True, kw_only=True):
    """A responder. addresses: channel name to what stands in its `{to}`.

    calendar: a number that is part of the address of their shifts; another one ends the address of before, 0 gives none.
    """

    name: str
    timezone: str = "UTC"
    language: str = "en"
    addresses: dict[str, str] = {}
    quiet: ClockSpan | None = None
    calendar: int = 1


class Override(Value, frozen=True, kw_only=True):
    """Somebody stands in. Whole days of the file became instants in the schedule's zone; `ends_at` is exclusive.

    instead_of: only this person's turns are taken; None: whoever stands, and also where nobody of a rotation does.
    is_days: whole days were named; then the hours in which no layer stands stay empty.
    """

    begins_at: datetime
    ends_at: datetime
    who: str
    instead_of: str | None = None
    is_days: bool = False


class Layer(Value, frozen=True, kw_only=True):
    """Part of a follow-the-sun schedule: these people in these hours. offset: see Schedule."""

    people: tuple[str, ...]
    hours: ClockSpan | None = None
    timezone: str = "UTC"
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    rotate: str | None = None
    offset: int = 0


class Schedule(Value, frozen=True, kw_only=True):
    """Who is on call when.

    rotate: None (all of them, always), "daily", "weekly" or "monthly". handover: weekday (0 is Monday, None: any) and clock.
    holidays: calendars on which nobody of the rotation stands (country codes); overrides come first.
    anchor: the day from which rotations are counted (`starts`: the first of the list begins then).
    offset: turns by which the list was moved, so that whoever stood when it changed stayed until the hand-over.
    shadow: told whenever somebody stands, to learn or to know. secondary_of: a rotation of which the next one stands here.
    """

    name: str
    people: tuple[str, ...] = ()
    timezone: str = "UTC"
    rotate: str | None = None
    handover_day: int = 0
    handover_at: time = time(9, 0)
    holidays: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    layers: tuple[Layer, ...] = ()
    anchor: date = date(2024, 1, 1)
    offset: int = 0
    shadow: tuple[str, ...] = ()
    secondary_of: str | None = None


class Hours(Value, frozen=True, kw_only=True):
    """Named business hours.

    also: further shifts of the same days, zone and holidays. more: hours of other teams that count as well (follow the sun).
    """

    name: str
    timezone: str = "UTC"
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    open: ClockSpan = ClockSpan(begins=time(9), ends=time(17))
    holidays: tuple[str, ...] = ()
    also: tuple[ClockSpan, ...] = ()
    more: tuple[Hours, ...] = ()

    @property
    def shifts(self) -> tuple[ClockSpan, ...]:
        """All shifts of a day."""
        return (self.open, *self.also)


class Step(Value, frozen=True, kw_only=True):
    """Whom to tell, by which channels, and how long to wait for them (None: 15 min, 10 for a crisis)."""

    notify: tuple[str, ...]  #: people, schedules, or "everyone"
    by: tuple[str, ...]
    escalate_after: timedelta | None = None


class Policy(Value, frozen=True, kw_only=True):
    """Steps of escalation; frozen into an incident when it opens.

    crisis_every: how often a crisis that nobody takes is paged again from the top once the repeats are used up, for a day; None: never.
    """

    name: str
    steps: tuple[Step, ...]
    repeat: int = 0
    ack_expires: timedelta = timedelta(hours=1)
    crisis_every: timedelta | None = None


class Roster(Value, frozen=True, kw_only=True):
    """All of oncall.yaml, by name."""

    channels: dict[str, Channel] = {}
    people: dict[str, Person] = {}
    schedules: dict[str, Schedule] = {}
    hours: dict[str, Hours] = {}
    policies: dict[str, Policy] = {}
