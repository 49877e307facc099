"""What the settings say about an X source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars for one of each, as X published them in August 2026 (pay per use).

    X does not say whether the authors that come along with posts are billed as user reads; they count as free here
    unless `user` is set to what your bill shows.
    """

    post: float = 0.005
    count: float = 0.005  #: one request of counts/recent, whatever it counts
    owned: float = 0.001  #: one post of your own mentions
    user: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class XOptions:
    """Options of one X source; spans are seconds.

    bearer_token: of an app that may use the filtered stream. It never shows in `repr`.
    per_day: US dollars that may be spent in one UTC day, None for no limit; posts_per_month: for plans with a cap.
    counts: seconds between two reads of counts/recent, None to keep them for the first day and for hard times.
    reserve: share of `per_day` kept for counts once posts have become too dear.
    crisis_reserve: share of what posts may cost that is kept for a crisis, and spent when a rule fires.
    follow: how many young posts have their likes, reposts and views read again, every `follow_every` seconds.
    own_account: the numeric id of the brand's account whose mentions are read the cheap way, every `own_every` seconds.
    retweets: whether the stream's rules take retweets; a search can never bring those back.
    """

    bearer_token: str = field(repr=False)
    per_day: float | None = None
    posts_per_month: int | None = None
    counts: float | None = 60.0
    reserve: float = 0.3
    crisis_reserve: float = 0.5
    prices: Prices | Mapping[str, float] = Prices()
    follow: int = 20
    follow_every: float = 300.0
    own_account: str | None = None
    own_every: float = 60.0
    retweets: bool = True
    max_rules: int = 1_000
    max_rule: int = 1_024
    max_query: int = 512
    base_url: str = "https://api.twitter.com"

    @property
    def price_list(self) -> Prices:
        """The prices; settings give only those that differ."""
        return self.prices if isinstance(self.prices, Prices) else Prices(**self.prices)
