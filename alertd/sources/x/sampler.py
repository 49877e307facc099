"""Sampler: which posts the day's money buys: all of them while it lasts, a sample when they come faster than it allows.

Pure: time and rate are arguments. The stream asks it after each post and before each connect; the simulation in
benchmarks/purse.py asks it the same questions.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from alertd.sources.x.budget import IN_FLIGHT, Budget

HORIZON = 1_800.0  #: seconds; the money that is there must last so long at the present rate, or posts are sampled
QUANTUM = 20  #: posts of one turn at least: a connect is worth so much
TURN = 60.0  #: seconds of allowance that one turn spends
SHORTEST_PAUSE = 21.0  #: seconds between connects; X allows 50 in 15 minutes
WINDOW = timedelta(seconds=10)  #: over which the present rate is taken
CALM_AFTER = 60.0  #: seconds connected in which all could be paid, after which nothing is sampled any more


class Sampler:
    """Spends a purse on posts, and never closes it for good.

    It keeps a reserve for a crisis (`crisis`, a share of what posts may cost). What is left is spread over the half hour ahead, so
    the first hour of a storm gets most of it, and each later one most of what is left then.
    """

    def __init__(self, budget: Budget, *, crisis: float = 0.5) -> None:
        self._budget = budget
        self._crisis = crisis
        self._recent: deque[datetime] = deque(maxlen=20_000)
        self._tokens = 0.0
        self._opened_at: datetime | None = None
        self._calm_since: datetime | None = None
        self.is_sampling = False
        self.per_second = 0.0  #: posts a second, as they came when we last read

    def opened(self, now: datetime) -> None:
        """The stream is open; what came before says nothing of its rate."""
        self._opened_at = now
        self._recent.clear()
        self._calm_since = None

    def saw(self, now: datetime, *, is_crisis: bool) -> bool:
        """A post came and was paid for; return whether the next one may be read too."""
        self._recent.append(now)
        while now - self._recent[0] > WINDOW:
            self._recent.popleft()
        self._measure(now)
        if not self._budget.allows_posts(now):
            self.is_sampling = self.is_sampling or self._budget.per_day is not None
            return False
        if self._budget.per_day is None:
            return True
        if self.share(now, is_crisis=is_crisis) >= 1.0:
            return not self.is_sampling or self._is_paid(now)
        if not self.is_sampling:
            self.is_sampling = True
            self._tokens = max(QUANTUM, TURN * self.affordable(now, is_crisis=is_crisis))
        self._calm_since = None
        self._tokens -= 1.0
        return self._tokens > 0.0

    def _is_paid(self, now: datetime) -> bool:
        """All that comes could be paid: a minute of that ends the sampling."""
        self._calm_since = self._calm_since or now
        if (now - self._calm_since).total_seconds() >= CALM_AFTER:
            self.is_sampling = False
            return True
        self._tokens -= 1.0
        return self._tokens > 0.0

    def _measure(self, now: datetime) -> None:
        since = max(self._opened_at or now, now - WINDOW)
        seconds = max((now - since).total_seconds(), 1.0)
        self.per_second = len(self._recent) / seconds

    def rest(self, now: datetime, *, is_crisis: bool) -> float:
        """Return the seconds until the next turn, and give it what it may spend; 0 while nothing is sampled."""
        if not self.is_sampling:
            return 0.0
        rate = self.affordable(now, is_crisis=is_crisis)
        if rate <= 0.0:
            return min(self._budget.opens_in(now), 600.0)
        # A turn must be worth its connect: two seconds of what came, as far as ten minutes of allowance pay for it.
        # What comes after the word to close is billed too, so a turn costs that more.
        late = self.per_second * IN_FLIGHT
        turn = max(QUANTUM, min(2.0 * self.per_second, 600.0 * rate), TURN * rate)
        if (turn + late) * self._budget.price_of_post > self._budget.left_for_posts(now):
            turn = QUANTUM
        owed = turn + late - self._tokens
        pause = max(owed / rate, SHORTEST_PAUSE)
        if pause > 600.0:  # looked at again later: money and need may have changed
            self._tokens += 600.0 * rate
            return 600.0
        self._tokens = float(turn)
        return pause

    def is_due(self, now: datetime) -> bool:
        """Return whether the next turn is paid for: with what comes after its end it stays within the day's money."""
        if not self.is_sampling:
            return self._budget.allows_posts(now)
        cost = (QUANTUM + self.per_second * IN_FLIGHT) * self._budget.price_of_post
        return self._tokens >= QUANTUM and self._budget.left_for_posts(now) >= cost

    def share(self, now: datetime, *, is_crisis: bool) -> float:
        """Return the share of the posts that can be read for the half hour ahead, 0 to 1."""
        if self._budget.per_day is None or self.per_second <= 0.0:
            return 1.0
        return min(self.affordable(now, is_crisis=is_crisis) / self.per_second, 1.0)

    def affordable(self, now: datetime, *, is_crisis: bool) -> float:
        """Return how many posts a second the purse can pay for the half hour ahead (or what is left of the day)."""
        left = self._budget.left_for_posts(now)
        if not is_crisis:
            left = min(left, self._budget.left_for_posts(now, saved=self._crisis))
        seconds = min(HORIZON, max((Budget.next_day(now) - now).total_seconds(), 60.0))
        return max(left, 0.0) / self._budget.price_of_post / seconds

    def one_in(self, now: datetime, *, is_crisis: bool) -> int:
        """Return of how many posts one is read, rounded to what people say: 2, 3, 8, 20, 70; 0 while nearly all are.

        Rounded, so that it is not told anew with each look.
        """
        share = self.share(now, is_crisis=is_crisis)
        if share >= 0.67 or share <= 0.0:
            return 0
        whole = 1.0 / share
        step: int = 10 ** (len(str(int(whole))) - 1)
        return max(2, round(whole / step) * step)

    def sentence(self, now: datetime, *, is_crisis: bool) -> str:
        """Say how much is read."""
        share = self.share(now, is_crisis=is_crisis)
        read = f"about 1 in {round(1 / share):,}" if 0 < share < 0.95 else "nearly every one" if share else "none"
        return f"budget: posts come faster than the money allows, {read} is read; counts are X's own"
