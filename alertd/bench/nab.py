"""NAB realTweets: mentions of ten companies, 33 labelled windows; pages inside and outside of them.

The folder holds `labels.json` and `series/*.csv` (Numenta Anomaly Benchmark, Lavin and Ahmad, 2015). The labels are
public and few: a difference of two windows or five pages is noise.
"""

from __future__ import annotations

import bisect
import csv
import json
import math
import statistics
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from alertd.bench.ours import Look
from alertd.bench.stage import pages
from alertd.core.signals.volume import Volume
from alertd.model.value import Value

BUCKET = 300.0
#: Records at the start that are not scored: the smaller of 15 % and 750.
UNSCORED_SHARE, UNSCORED = 0.15, 750


class Series(Value, frozen=True, kw_only=True):
    """One series: instants and counts of five-minute records, and its labelled windows."""

    name: str
    at: tuple[float, ...]
    counts: tuple[float, ...]
    windows: tuple[tuple[float, float], ...]

    @property
    def first(self) -> int:
        """The first record that is scored."""
        return int(min(UNSCORED_SHARE * len(self.at), UNSCORED))

    @property
    def weeks(self) -> float:
        """Scored weeks outside the windows."""
        inside = sum(end - begin for begin, end in self.windows)
        return (self.at[-1] - self.at[self.first] - inside) / 604_800.0


class Point(Value, frozen=True, kw_only=True):
    """What a rule with one limit reaches on all series."""

    rarer_than: float
    found: int
    windows: int
    false: int
    per_week: float

    @property
    def recall(self) -> float:
        """Share of windows with a page."""
        return self.found / self.windows


def load(folder: Path) -> list[Series]:
    """Read the folder; OSError or ValueError if it is not there or not as described."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    result = []
    for name in sorted(labels):
        with (folder / "series" / name).open(newline="", encoding="utf-8") as file:
            rows = [(_instant(row["timestamp"]), float(row["value"])) for row in csv.DictReader(file)]
        at = [row[0] for row in rows]
        windows = tuple(
            (_snapped(at, _instant(begin)), _snapped(at, _instant(end))) for begin, end in labels[name]["windows"]
        )
        result.append(Series(name=name, at=tuple(at), counts=tuple(row[1] for row in rows), windows=windows))
    return result


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def _snapped(at: list[float], instant: float) -> float:
    return at[min(bisect.bisect_left(at, instant), len(at) - 1)]


def looks(series: Series) -> list[Look]:
    """Return what our detector says at the end of each scored record; pages are filed under the record that made them."""
    lane, said = Volume(), []
    for i, (at, count) in enumerate(zip(series.at, series.counts, strict=True)):
        now = at + BUCKET
        lane.observe_count(at, BUCKET, count, now=now)
        if i < series.first:
            continue
        raised = lane.is_raised(now)
        if raised or not lane.is_calm(now):
            reading = lane.reading(now)
            is_enough = reading.mentions >= lane.floor(now)[0]
            said.append((at, (reading.rarity or 0.0) if is_enough else 0.0, raised, reading.value))
    return said


def point(series: list[Series], said: list[list[Look]], rarer_than: float) -> Point:
    """Return recall and false pages of all series at one limit."""
    found = false = 0
    for one, looked in zip(series, said, strict=True):
        hits, outside = hits_and_false(one, pages(looked, rarer_than))
        found, false = found + hits, false + outside
    windows = sum(len(one.windows) for one in series)
    per_week = false / sum(one.weeks for one in series)
    return Point(rarer_than=rarer_than, found=found, windows=windows, false=false, per_week=per_week)


def held_out(series: list[Series], said: list[list[Look]], most: float) -> Point:
    """Return what is reached where each series is judged by a limit that was chosen without it.

    Chosen: the limit that finds most windows of the other series while they page falsely at most so often a week, the
    rarest of several. Its `rarer_than` is the median of the limits chosen.
    """
    at_limit = {
        limit: [hits_and_false(one, pages(looked, limit)) for one, looked in zip(series, said, strict=True)]
        for limit in limits()
    }
    chosen = []
    for left_out in range(len(series)):
        others = [i for i in range(len(series)) if i != left_out]
        weeks = sum(series[i].weeks for i in others)

        def worth(limit: float, others: list[int] = others, weeks: float = weeks) -> tuple[bool, int, float]:
            rows = [at_limit[limit][i] for i in others]
            is_allowed = sum(false for _, false in rows) <= most * weeks
            return is_allowed, sum(hits for hits, _ in rows) if is_allowed else 0, limit

        chosen.append(max(at_limit, key=worth))
    rows = [at_limit[limit][i] for i, limit in enumerate(chosen)]
    return Point(
        rarer_than=statistics.median(chosen),
        found=sum(hits for hits, _ in rows),
        windows=sum(len(one.windows) for one in series),
        false=sum(false for _, false in rows),
        per_week=sum(false for _, false in rows) / sum(one.weeks for one in series),
    )


def hits_and_false(series: Series, paged: Iterable[float]) -> tuple[int, int]:
    """Return (windows with a page, pages outside of all windows)."""
    hit: set[int] = set()
    false = 0
    for at in paged:
        inside = [k for k, (begin, end) in enumerate(series.windows) if begin <= at <= end]
        hit.update(inside)
        false += not inside
    return len(hit), false


def limits(least: float = 1.0, most: float = 400.0, steps: int = 120) -> list[float]:
    """Return limits in days, evenly spaced in their logarithm."""
    return [least * math.exp(math.log(most / least) * i / (steps - 1)) for i in range(steps)]
