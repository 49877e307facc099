"""Load: how many customers begin to wait for an answer in each hour, and in whose evening that is. Pure.

A customer counts once a thread, at their first post that needs an answer: what a team has to answer, not what is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from alertd.model.value import Value
from alertd.report.threads import Answer, Said, customers, parted

HOUR = timedelta(hours=1)
WEEK = 168  #: hours of a week; 0 is Monday from 0 to 1
#: Languages that are mostly spoken in one zone, or in one that has most of its speakers. English, Spanish and Arabic are not.
AUDIENCES = {
    "tr": "Europe/Istanbul",
    "ru": "Europe/Moscow",
    "fr": "Europe/Paris",
    "pt": "America/Sao_Paulo",
    "zh": "Asia/Shanghai",
    "de": "Europe/Berlin",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "hi": "Asia/Kolkata",
}
MOSTLY = 0.6  # share of one language from which its zone is that of the audience


class Asked(NamedTuple):
    """One customer began to wait."""

    at: datetime
    watch: str
    language: str


class Load(Value, frozen=True, kw_only=True):
    """Questions of each hour, without a hole, from an instant on. slots: which hour of the week each is on the audience's clock."""

    begins_at: datetime
    counts: tuple[int, ...]
    slots: tuple[int, ...]

    @property
    def weeks(self) -> float:
        """How many weeks it covers."""
        return len(self.counts) / WEEK


def asked(posts: Iterable[Said | Answer]) -> list[Asked]:
    """Return who began to wait and when, in time order: each customer of each thread once."""
    together = parted(posts)
    found = [Asked(post.at, post.watch, post.language) for post in together.alone if post.needs_answer]
    for thread in together.threads:
        for part in customers(thread):
            first = next((post for post in part.said if post.needs_answer), None)
            if first is not None:
                found.append(Asked(first.at, first.watch, first.language))
    found.sort()
    return found


def load_of(asked: Sequence[Asked], begins_at: datetime, ends_at: datetime, zone: tzinfo) -> Load:
    """Count questions by whole hours between two instants; what is left of the first and the last hour is left out."""
    first = _hour_from(begins_at)
    hours = max(int((ends_at - first) / HOUR), 0)
    counts = [0] * hours
    for one in asked:
        at = int((one.at - first) / HOUR) if one.at >= first else -1
        if 0 <= at < hours:
            counts[at] += 1
    slots = tuple(slot_of(first + number * HOUR, zone) for number in range(hours))
    return Load(begins_at=first, counts=tuple(counts), slots=slots)


def slot_of(at: datetime, zone: tzinfo) -> int:
    """Return the hour of the week of an instant, by a clock on the wall.

    >>> from zoneinfo import ZoneInfo
    >>> slot_of(datetime(2026, 11, 22, 18, 30, tzinfo=UTC), ZoneInfo("Europe/Istanbul")) == 6 * 24 + 21
    True
    """
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


def audience(asked: Sequence[Asked], team: str | None, home: str | None = None) -> tuple[str, str]:
    """Return the zone in which most customers live, and why: what the settings say of the watch, else what their language says.

    team: the zone of the watch's hours. home: the `timezone` of the watch, "where its people live"; None where it says none.
    """
    if home is not None:
        return home, "the zone of the watch"
    spoken = Counter(one.language for one in asked)
    language, most = spoken.most_common(1)[0] if spoken else ("und", 0)
    share = most / len(asked) if asked else 0.0
    if language in AUDIENCES and share >= MOSTLY:
        return AUDIENCES[language], f"{share * 100:.0f} % of the questions are in one language: {language}"
    if team is not None:
        return team, "the zone of the business hours"
    return "UTC", "no language of one zone prevails, and no business hours are set"


def _hour_from(at: datetime) -> datetime:
    """Return the first whole hour that begins at an instant or later."""
    whole = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return whole if whole == at else whole + HOUR
