"""History: what a lane has learnt of itself, five minutes at a time, and how rare a level is against it."""

from __future__ import annotations

import math

from alertd.core.signals.recent import Recent
from alertd.core.signals.season import Season
from alertd.core.signals.tail import Tail

BUCKET = 300.0
#: A bucket is learnt when no post can come on time for it any more.
_LEARN_AFTER = 120.0
#: The two scales of the tail: ten minutes see a jump, an hour sees what lasts. One scale alone finds 3 points less on
#: NAB realTweets, three to six scales no more (about 3,000 configurations).
TAIL_SCALES = (10, 60)
#: The scales of the season; with 10 and 60 alone the same crises take 6 to 10 minutes longer on the synthetic stream.
SEASON_SCALES = (10, 20, 30, 60)
#: 7 days of buckets; 5 to 14 days score the same within noise.
HALF_LIFE = 2016.0
#: Pseudo-count of the seasonal ratio, so that nothing against nothing is one.
STEADY = 0.5
#: The last two hours but the last three quarters of one tell how the present compares with the pattern; a rising
#: crisis must not raise its own bar. Exponent: 0.4 was the best of 0, 0.4 and 0.6 on the synthetic stream.
LOCAL_FROM, LOCAL_TO, LOCAL_PRIOR, LOCAL_POWER = 120, 45, 6.0, 0.4
LOCAL_BOUNDS = (0.4, 4.0)
#: The season is the yardstick where it explains this share of the hourly log counts: 0.6 to 0.75 on the synthetic stream
#: at 20/h and above, under 0.5 on nine of ten NAB series, where it costs recall.
EXPLAINS_FROM, EXPLAINS_FULLY = 0.5, 0.6
#: Hours of both variances before the season may speak: five days.
_LEAST_HOURS = 120.0
#: The season's own tails begin where the week explains this much, and speak after as many buckets as the tail itself.
EXPLAINS_LITTLE, _LEAST_BUCKETS = 0.4, 750
_HOUR_KEEP = 0.5 ** (1.0 / 336.0)  # two weeks half-life
_KEEP = 0.5 ** (1.0 / HALF_LIFE)


class History:
    """Tails, season and means of one lane; time runs in buckets of five minutes."""

    __slots__ = (
        "_explained",
        "_gaps",
        "_phase",
        "_seasonal",
        "_seasons",
        "_sum",
        "_tails",
        "_weight",
        "buckets",
        "due",
        "next",
        "season",
    )

    def __init__(self) -> None:
        self._tails = {
            w: Tail(lowest=math.log(0.3), step=math.log(1e5 / 0.3) / 160, cells=255, half_life=HALF_LIFE)
            for w in TAIL_SCALES
        }
        self._seasons = {w: Tail(lowest=0.0, step=0.06, cells=120, half_life=HALF_LIFE) for w in SEASON_SCALES}
        self.season = Season()
        self._phase = 0.0
        self.next = -1  # the bucket that is learnt next
        self.due = math.inf  # when it is
        self.buckets = 0
        self._sum = self._weight = 0.0  # decayed mean of a bucket
        self._seasonal = -1  # buckets that the season's tails have learnt; -1 while they are not wanted
        self._explained = [0.0] * 5  # weight, level, level^2, residue, residue^2 of hours
        self._gaps: list[tuple[float, float]] = []

    def begin(self, at: float, phase: float) -> None:
        """Open the history at the bucket of an instant."""
        self._phase = phase
        self.next = math.floor((at - phase) / BUCKET)
        self._set_due()

    def _set_due(self) -> None:
        self.due = self._phase + (self.next + 1) * BUCKET + _LEARN_AFTER

    def gap(self, begin: float, end: float) -> None:
        """Remember that nobody watched between two instants; closed hours inside become unknown."""
        self._gaps.append((begin, end))
        for hour in range(int(begin // 3600), math.ceil(end / 3600)):
            self.season.forget(hour)

    def add_late(self, at: float, weight: float) -> None:
        """Count a late post in its own hour."""
        self.season.add(int(at // 3600), weight)

    def advance(self, now: float, recent: Recent) -> None:
        """Learn all buckets that are due; empty ones in closed form, an hour at a time only where an hour ends."""
        while self.due <= now:
            due = 1 + int((now - self.due) // BUCKET)
            first_minute = 5 * (self.next + 1) - 60
            if recent.top < first_minute and not self._gaps:
                self._learn_silence(due)
            else:
                self._learn(recent)
            self._set_due()
            self._drop_gaps()

    def _drop_gaps(self) -> None:
        if self._gaps and self._gaps[0][1] < self._phase + self.next * BUCKET - 7200.0:
            self._gaps = [g for g in self._gaps if g[1] >= self._phase + self.next * BUCKET - 7200.0]

    def _is_known(self, begin: float, end: float) -> bool:
        return not self._gaps or all(b >= end or e <= begin for b, e in self._gaps)

    def _learn(self, recent: Recent) -> None:
        """Learn one bucket: its windows end with it."""
        begin = self._phase + self.next * BUCKET
        end = 5 * (self.next + 1)
        count = recent.between(end - 5, end)
        hour = int(begin // 3600)
        known = self._is_known(begin, begin + BUCKET)
        if count:
            self.season.add(hour, count)
        if known:
            self.buckets += 1
            self._sum, self._weight = self._sum * _KEEP + count, self._weight * _KEEP + 1.0
        for minutes, tail in self._tails.items():
            if self._is_known(begin + BUCKET - 60.0 * minutes, begin + BUCKET):
                tail.learn(math.log(5.0 * recent.between(end - minutes, end) / minutes + 1.0))
        if self._seasonal >= 0 and self._is_known(begin + BUCKET - 7200.0, begin + BUCKET):
            self._learn_season(begin + BUCKET, end, recent)
        self.next += 1
        if int((begin + BUCKET) // 3600) != hour:
            self._close_hour(hour, end, recent)
        if self.next % 12 == 0:
            self._refit()

    def _learn_season(self, now: float, end: int, recent: Recent) -> None:
        expected = self._expected(now - 0.001, recent, SEASON_SCALES)
        if expected is None:
            return
        self._seasonal += 1
        for (minutes, tail), usual in zip(self._seasons.items(), expected, strict=True):
            tail.learn(math.log((recent.between(end - minutes, end) + STEADY) / (usual + STEADY)))

    def _learn_silence(self, times: int) -> None:
        """Learn empty buckets at once; refit as of the last full hour among them."""
        after = (self.next + times) % 12
        whole = max(times - after, 0)
        begin = self.next
        for part, refit in ((whole, True), (times - whole, False)):
            if part <= 0:
                continue
            self.buckets += part
            keep = _KEEP**part
            self._sum, self._weight = self._sum * keep, self._weight * keep + (1.0 - keep) / (1.0 - _KEEP)
            for tail in self._tails.values():
                tail.learn_lowest(part)
            if self._seasonal >= 0:
                self._seasonal += part
                for tail in self._seasons.values():
                    tail.learn_lowest(part)
            self.next += part
            if refit:
                self._refit()
        first, last = (int((self._phase + b * BUCKET) // 3600) for b in (begin, self.next))
        if last > first:
            self.season.close(last - 1)

    def _close_hour(self, hour: int, end: int, recent: Recent) -> None:
        known = self._is_known(hour * 3600.0, hour * 3600.0 + 3600.0)
        self.season.close(hour, known=known)
        rate = self.season.rate(hour)
        if rate is None or not known:
            return
        level = math.log(recent.between(end - 60, end) + 1.0)
        residue = level - math.log(rate * self.season.level(hour) + 1.0)
        for i, x in enumerate((1.0, level, level * level, residue, residue * residue)):
            self._explained[i] = self._explained[i] * _HOUR_KEEP + x
        if self._seasonal < 0 and self.explained >= EXPLAINS_LITTLE:
            self._seasonal = 0

    def _refit(self) -> None:
        for tail in self._tails.values():
            tail.refit()
        if self._seasonal > 0:
            for tail in self._seasons.values():
                tail.refit()

    @property
    def mean(self) -> float:
        """The decayed mean count of a bucket."""
        return self._sum / self._weight if self._weight else 0.0

    @property
    def explained(self) -> float:
        """The share of the hourly log counts that the week explains; 0 while unknown."""
        weight, level, square, residue, residue_square = self._explained
        if weight < _LEAST_HOURS:
            return 0.0
        variance = square / weight - (level / weight) ** 2
        left = residue_square / weight - (residue / weight) ** 2
        return max(1.0 - left / variance, 0.0) if variance > 0.0 else 0.0

    @property
    def season_weight(self) -> float:
        """How far the season is the yardstick, from 0 to 1."""
        if self._seasonal < _LEAST_BUCKETS:
            return 0.0
        return min(max((self.explained - EXPLAINS_FROM) / (EXPLAINS_FULLY - EXPLAINS_FROM), 0.0), 1.0)

    def _expected(self, now: float, recent: Recent, windows: tuple[int, ...]) -> list[float] | None:
        """Return the mentions expected in windows that end now: pattern x level of today x the last two hours."""
        hour = int(now // 3600)
        rates = self.season.rates(hour)
        if rates is None:
            return None
        level, before, last, this = rates
        into = (now - 3600.0 * hour) / 60.0

        def pattern(minutes: float) -> float:
            """Mentions of the last minutes by the pattern; the rates reach two hours back."""
            older = max(minutes - into, 0.0)
            oldest = max(older - 60.0, 0.0)
            return (min(minutes, into) * this + (older - oldest) * last + oldest * before) / 60.0

        end = recent.minute(now) + 1
        seen = recent.between(end - LOCAL_FROM, end - LOCAL_TO)
        usual = (pattern(LOCAL_FROM) - pattern(LOCAL_TO)) * level
        local = ((seen + LOCAL_PRIOR) / (usual + LOCAL_PRIOR)) ** LOCAL_POWER
        pace = level * min(max(local, LOCAL_BOUNDS[0]), LOCAL_BOUNDS[1])
        return [pattern(minutes) * pace for minutes in windows]

    def score(self, now: float, recent: Recent, *, expect: float, minutes: int | None) -> tuple[float, int]:
        """Return (log10 of the buckets in which one is as high, the window in minutes that tells most)."""
        scales = TAIL_SCALES if minutes is None else ((10,) if minutes <= 25 else (60,))
        by_tail = {}
        for scale in scales:
            span = scale if minutes is None else min(minutes, 60)
            level = math.log(5.0 * recent.last(now, span) / expect / span + 1.0)
            by_tail[scale] = self._tails[scale].rarity(level)
        tail = sum(by_tail.values()) / len(by_tail)
        best = max(by_tail, key=lambda scale: (by_tail[scale], -scale))
        weight = self.season_weight
        if weight <= 0.0:
            return tail, best
        seasons = SEASON_SCALES if minutes is None else (min(SEASON_SCALES, key=lambda s: abs(s - minutes)),)
        spans = seasons if minutes is None else (min(minutes, 60),)
        usual = self._expected(now, recent, spans)
        if usual is None:
            return tail, best
        by_season = {}
        for scale, span, mean in zip(seasons, spans, usual, strict=True):
            ratio = (recent.last(now, span) + STEADY) / (mean * expect + STEADY)
            by_season[scale] = self._seasons[scale].rarity(math.log(ratio))
        season = sum(by_season.values()) / len(by_season)
        return weight * season + (1.0 - weight) * tail, max(by_season, key=lambda s: (by_season[s], -s))

    def headroom(self, now: float, recent: Recent) -> float:
        """Return how many more mentions leave every scale within what is usual in a hundred; see Volume.is_calm()."""
        room = math.inf
        if self.season_weight < 1.0:
            for scale, tail in self._tails.items():
                usual = (math.exp(tail.level(2.0)) - 1.0) * scale / 5.0
                room = min(room, usual - recent.last(now, scale))
        if self.season_weight > 0.0:
            for (scale, tail), mean in zip(
                self._seasons.items(), self._expected(now, recent, SEASON_SCALES) or [], strict=False
            ):
                room = min(room, 0.8 * math.exp(tail.level(2.0)) * (mean + STEADY) - STEADY - recent.last(now, scale))
        return room

    def usual(self, now: float, minutes: int, recent: Recent) -> tuple[float, float]:
        """Return (mentions usual in a window that ends now, variance of its log beyond chance)."""
        weight, level, square, residue, residue_square = self._explained
        rates = self.season.rates(int(now // 3600))
        flat = self.mean * minutes / 5.0
        share = self.season_weight
        if rates is None or share == 0.0 or minutes > 120:
            spread = max(square / weight - (level / weight) ** 2, 0.05) if weight > 24.0 else 1.0
            return flat, spread
        pattern = (self._expected(now, recent, (minutes,)) or [flat])[0]
        spread = max(residue_square / weight - (residue / weight) ** 2, 0.02)
        return share * pattern + (1.0 - share) * flat, spread

    def last(self, now: float, minutes: int, recent: Recent) -> float:
        """Return the count of a window longer than an hour: the last hour by minutes, the rest by hours."""
        count = recent.last(now, 60)
        end, begin = (now - 3600.0) / 3600.0, (now - 60.0 * minutes) / 3600.0
        for hour in range(math.floor(begin), math.floor(end) + 1):
            inside = min(end, hour + 1.0) - max(begin, float(hour))
            count += (self.season.count(hour) or 0.0) * max(inside, 0.0)
        return count

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        return [
            self._phase,
            self.next,
            self.buckets,
            self._sum,
            self._weight,
            self._seasonal,
            list(self._explained),
            [list(gap) for gap in self._gaps],
            self.season.to_state(),
            [tail.to_state() for tail in self._tails.values()],
            [tail.to_state() for tail in self._seasons.values()] if self._seasonal > 0 else [],
        ]

    def from_state(self, state: list[object]) -> None:
        """Take over a state."""
        (
            self._phase,
            self.next,
            self.buckets,
            self._sum,
            self._weight,
            self._seasonal,
            explained,
            gaps,
            season,
            tails,
            seasons,
        ) = state  # type: ignore[assignment]
        self._explained = list(explained)  # type: ignore[call-overload]
        self._gaps = [(b, e) for b, e in gaps]  # type: ignore[attr-defined]
        self.season.from_state(season)  # type: ignore[arg-type]
        for tail, each in zip(self._tails.values(), tails, strict=True):  # type: ignore[call-overload]
            tail.from_state(each)
        for tail, each in zip(self._seasons.values(), seasons, strict=False):  # type: ignore[call-overload]
            tail.from_state(each)
        if self.next >= 0:
            self._set_due()
