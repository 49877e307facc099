"""Jobs: what reads much of a store, as a value that can be handed to another process, and the answers that come back.

How each is worked out stands in `working.py`, which loads no more than its job needs.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from alertd.model.rule import Rule
from alertd.model.value import Value
from alertd.report.typed import TypedTable

if TYPE_CHECKING:
    from alertd.report.burst import Burst
    from alertd.report.forecast import Forecast

REPORTS = ("response", "expectation", "rules", "pages", "reach", "sources", "coverage")


class ReportJob(Value, frozen=True, kw_only=True, tag="report"):
    """A report (one of REPORTS) of what began between two instants. now: when it is asked for; None: at its end."""

    name: str
    since: datetime
    until: datetime
    now: datetime | None = None


class ForecastJob(Value, frozen=True, kw_only=True, tag="forecast"):
    """What one rule, alone, would have done between two instants."""

    rule: Rule
    since: datetime
    until: datetime


class BurstJob(Value, frozen=True, kw_only=True, tag="burst"):
    """What was said of a watch between two instants, and by whom. own: names of the brand, which are no topic.

    words: what the rules of its incident look for. first_post: the one that was told as its first, "" if none was.
    """

    watch: str
    since: datetime
    until: datetime
    own: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    first_post: str = ""


Job = ReportJob | ForecastJob | BurstJob


class Asked(Value, frozen=True, kw_only=True):
    """A job, and where the store is over which it is worked out (`store_port.Place`)."""

    folder: str
    address: str
    job: Job


def tables_of(answer: bytes) -> tuple[TypedTable, ...]:
    """Return the tables that a report job answered with."""
    return msgspec.json.decode(answer, type=tuple[TypedTable, ...])


def forecast_of(answer: bytes) -> Forecast:
    """Return what a forecast job answered with."""
    from alertd.report.forecast import Forecast

    return msgspec.json.decode(answer, type=Forecast)


def burst_of(answer: bytes) -> Burst:
    """Return what a burst job answered with."""
    from alertd.report.burst import Burst

    return msgspec.json.decode(answer, type=Burst)
