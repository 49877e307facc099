"""Budget: what the day has cost so far, how fast it goes, and whether posts may still be read."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Any

from alertd.sources.x.options import Prices

HOUR = timedelta(hours=1)
IN_FLIGHT = 1.0  #: seconds of posts that may still be on their way when the stream is closed
AT_LEAST_IN_FLIGHT = 20  #: posts


class Budget:
    """A day's money and a month's posts. UTC days, as X bills them; a plan's month is taken as a calendar month.

    Every read is booked at full price, also a second read of the same post on the same day, which X calls free but
    does not promise: the forecast errs on the dear side.
    """

    def __init__(self, *, per_day: float | None, posts_per_month: int | None, prices: Prices, reserve: float) -> None:
        self.prices = prices
        self.per_day = per_day
        self.posts_per_month = posts_per_month
        self.reserve = reserve
        self.spent = 0.0
        self.posts = 0
        self.followed = ("", 0.0)
        self._day = ""
        self._recent: deque[tuple[datetime, float, int]] = deque()
        self._refused_until: datetime | None = None
        self._turned: tuple[datetime, datetime] | None = None

    def load(self, marks: dict[str, Any] | None) -> None:
        """Go on with what a cursor kept."""
        marks = marks or {}
        self._turned = None
        self._day = str(marks.get("day", ""))
        self.spent = float(marks.get("spent", 0.0))
        self.posts = int(marks.get("posts", 0))

    def marks(self) -> dict[str, Any]:
        """Return what the cursor has to keep."""
        return {"day": self._day, "spent": round(self.spent, 6), "posts": self.posts}

    def book(self, now: datetime, *, posts: int = 0, users: int = 0, counts: int = 0, owned: int = 0) -> None:
        """Book what was read at `now`."""
        self._turn(now)
        prices = self.prices
        cost = posts * prices.post + users * prices.user + counts * prices.count + owned * prices.owned
        self.spent += cost
        self.posts += posts + owned
        if self._recent and abs((now - self._recent[-1][0]).total_seconds()) < 1.0:  # one entry a second is enough
            first, before, count = self._recent.pop()
            self._recent.append((first, before + cost, count + posts + owned))
        else:
            self._recent.append((now, cost, posts + owned))

    def _turn(self, now: datetime) -> None:
        if self._turned is not None and self._turned[0] <= now < self._turned[1]:  # asked for each post: be quick
            return
        self._turned = now, min(now + timedelta(minutes=1), self.next_day(now))
        day = now.strftime("%Y-%m-%d")
        if day != self._day and day > self._day:  # a clock set back must not refill the purse
            if day[:7] != self._day[:7]:
                self.posts = 0
            self._day, self.spent = day, 0.0
        while self._recent and (now - self._recent[0][0] > HOUR or len(self._recent) > 4_000):
            self._recent.popleft()

    def per_hour(self, now: datetime) -> float:
        """Return the US dollars of the last hour: the forecast for the next."""
        self._turn(now)
        return sum(cost for at, cost, _ in self._recent if now - at <= HOUR)

    def _in_flight(self, now: datetime) -> int:
        since = now - timedelta(seconds=IN_FLIGHT)
        fresh = 0
        for at, _, posts in reversed(self._recent):
            if at < since:
                break
            fresh += posts
        return max(fresh, AT_LEAST_IN_FLIGHT)

    def allows_posts(self, now: datetime, posts: int = 0) -> bool:
        """Return whether `posts` more may be read and the limits still hold, with a reserve kept for counts."""
        self._turn(now)
        if self._refused_until is not None and now < self._refused_until:
            return False
        if self.per_day is None and self.posts_per_month is None:
            return True
        more = posts + self._in_flight(now)
        if self.posts_per_month is not None and self.posts + more > self.posts_per_month:
            return False
        if self.per_day is None:
            return True
        price = self.prices.post + self.prices.user
        return self.spent + more * price <= self.per_day * (1.0 - self._share_left(now))

    @property
    def price_of_post(self) -> float:
        """US dollars of one post with its author."""
        return self.prices.post + self.prices.user

    def left_for_posts(self, now: datetime, *, saved: float = 0.0) -> float:
        """Return the US dollars that posts may still cost today, the reserve for counts and what is in flight taken off.

        saved: share of what posts may cost in a day that is kept for a crisis; it melts with the day as the reserve does.
        """
        self._turn(now)
        if self.per_day is None:
            return float("inf")
        day = max((self.next_day(now) - now).total_seconds(), 0.0) / 86_400.0
        kept = self.per_day * self._share_left(now) + saved * self.per_day * (1.0 - self.reserve) * day
        return self.per_day - kept - self.spent - self._in_flight(now) * self.price_of_post

    def used(self, now: datetime) -> float | None:
        """Return the share of today's money for posts that is spent; None without a limit a day. The reserve for counts is none of it."""
        self._turn(now)
        if not self.per_day:
            return None
        return self.spent / (self.per_day * max(1.0 - self._share_left(now), 0.05))

    def allows_follow(self, now: datetime, posts: int) -> bool:
        """Return whether `posts` may be read once more for their likes: at most a tenth of the day's money goes there."""
        cost = posts * self.prices.post
        if self.per_day is not None and self._followed(now) + cost > 0.1 * self.per_day:
            return False
        return self.allows_posts(now, posts)

    def book_follow(self, now: datetime, posts: int) -> None:
        """Book posts that were read once more."""
        self.followed = (f"{now:%Y-%m-%d}", self._followed(now) + posts * self.prices.post)
        self.book(now, posts=posts)

    def _followed(self, now: datetime) -> float:
        return self.followed[1] if self.followed[0] == f"{now:%Y-%m-%d}" else 0.0

    def allows_count(self, now: datetime) -> bool:
        """Return whether one more count may be read: the reserve is there for it."""
        self._turn(now)
        return self.per_day is None or self.spent + self.prices.count <= self.per_day

    def _share_left(self, now: datetime) -> float:
        """Return the reserve, melting with the day: at 23:59 nothing has to be kept."""
        return self.reserve * max((self.next_day(now) - now).total_seconds(), 0.0) / 86_400.0

    def count_every(self, now: datetime, asked: float, watches: int) -> float:
        """Return the seconds between two counts of a watch that the reserve (or what is left of it) can pay.

        `asked` is never undercut. Without a limit it is the answer.
        """
        if self.per_day is None or self.prices.count <= 0:
            return asked
        self._turn(now)
        left = max((self.next_day(now) - now).total_seconds(), 60.0)
        purse = min(self.per_day * self.reserve * left / 86_400.0, self.per_day - self.spent)
        reads = purse / self.prices.count / max(watches, 1)
        return max(asked, left / reads) if reads > 0 else left

    def refused(self, now: datetime, *, seconds: float) -> None:
        """Note that X itself said that the credits or the cap are used up."""
        self._refused_until = now + timedelta(seconds=seconds)

    def opens_in(self, now: datetime) -> float:
        """Return seconds until it makes sense to ask for posts again."""
        if self._refused_until is not None and now < self._refused_until:
            return (self._refused_until - now).total_seconds()
        return max((self.next_day(now) - now).total_seconds(), 60.0)

    @staticmethod
    def next_day(now: datetime) -> datetime:
        """Return the next UTC midnight."""
        return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)

    def sentence(self, now: datetime) -> str:
        """Say how the purse stands; the word "budget" is always in it."""
        rate = f"{self.per_hour(now):.2f} USD in the last hour"
        if self.per_day is not None:
            return f"budget: {self.spent:.2f} of {self.per_day:.2f} USD used today, {rate}"
        if self.posts_per_month is not None:
            return f"budget: {self.posts} of {self.posts_per_month} posts used this month"
        return f"budget: {self.spent:.2f} USD used today, {rate}"

    def is_low(self, now: datetime) -> bool:
        """Return whether, at the rate of the last hour, posts will stop before the day (or month) ends."""
        self._turn(now)
        hours = (self.next_day(now) - now).total_seconds() / 3600.0
        if self.per_day is not None and self.spent + self.per_hour(now) * hours > self.per_day:
            return True
        return self.posts_per_month is not None and self.posts > 0.8 * self.posts_per_month
