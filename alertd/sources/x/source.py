"""The X source: its parts put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from alertd.errors import ConfigurationError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel
from alertd.sources.poll import steady
from alertd.sources.wire import checked_url
from alertd.sources.x.budget import Budget
from alertd.sources.x.counts import Counter
from alertd.sources.x.fill import Filler
from alertd.sources.x.lookup import follow, own_mentions
from alertd.sources.x.options import XOptions
from alertd.sources.x.session import Shift
from alertd.sources.x.stream import Reader
from alertd.sources.x.stream_rules import Keeper


class X:
    """Posts of X by the filtered stream, with what it missed by search, and counts beside them."""

    kind = "x"

    def __init__(
        self,
        options: XOptions,
        *,
        name: str,
        watches: tuple[Watch, ...],
        clock: Clock,
        firing: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take what to read. firing: whether a rule fires now; then the reserve for a crisis is spent."""
        if not options.bearer_token:
            raise ConfigurationError("x: bearer_token is empty")
        checked_url(options.base_url)
        _ = options.price_list  # an unknown price is told now, not at three in the morning
        self.name = name
        self._options = options
        self._watches = watches
        self._clock = clock
        self._firing = firing

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield posts, counts and deletions from `cursor` on; from now on if there is none (counts: seven days back)."""
        from alertd.sources.x.client import Desk

        options = self._options
        base_url = checked_url(options.base_url)
        desk = Desk(options.bearer_token, base_url=base_url, clock=self._clock)
        shift = Shift(
            options=options,
            watches=self._watches,
            clock=self._clock,
            funnel=Funnel(self._clock, cursor),
            desk=desk,
            is_firing=self._firing,
            budget=Budget(
                per_day=options.per_day,
                posts_per_month=options.posts_per_month,
                prices=options.price_list,
                reserve=options.reserve,
            ),
        )
        shift.load()
        shift.funnel.pays_by(lambda: shift.budget.used(self._clock.now()))
        shift.funnel.view("stream", SourceState.STARTING)
        filler = Filler(shift)
        parts: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "x stream": Reader(shift, Keeper(shift), filler).run,
            "x fill": filler.run,
            "x counts": steady(shift.funnel, self._clock, "counts", Counter(shift).run),
        }
        if options.follow:
            parts["x follow"] = steady(shift.funnel, self._clock, "follow", lambda: follow(shift))
        if options.own_account:
            parts["x own mentions"] = steady(shift.funnel, self._clock, "own mentions", lambda: own_mentions(shift))
        batches = shift.funnel.batches(parts)
        try:
            async for batch in batches:
                yield batch
        finally:
            await batches.aclose()
            await desk.close()
