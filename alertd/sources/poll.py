"""Poll: one question asked again and again, with pauses, states and gaps."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from alertd.errors import BadRecord, SourceError
from alertd.model.source_state import Gap, SourceState
from alertd.ports import Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.pace import Backoff

PERMANENT_PAUSE = 900.0  #: seconds; what only new settings cure is still tried now and then


def said(error: Exception) -> str:
    """Return an error of ours in its own words, a foreign one by its type only: its words may hold anything."""
    return str(error) if isinstance(error, SourceError | BadRecord) else f"unexpected {type(error).__name__}"


def steady(
    funnel: Funnel, clock: Clock, part: str, run: Callable[[], Coroutine[Any, Any, None]]
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Return a part that never ends the source: what it does is welcome, but the posts matter more."""

    async def forever_again() -> None:
        while True:
            try:
                await run()
            except Exception as error:  # noqa: BLE001 - the edge: told as a state, tried again
                funnel.view(part, SourceState.DEGRADED, f"{part}: {said(error)}")
                await clock.sleep(60.0)
            else:
                return

    return forever_again


class Look(Protocol):
    """Brings what is new; is_late: it was not read in time. Returns how many records that was."""

    async def __call__(self, *, is_late: bool) -> int:
        """Look once. Raises SourceError or BadRecord."""


def since(funnel: Funnel, part: str) -> datetime | None:
    """Return when `part` was last read, as the cursor says."""
    try:
        return datetime.fromisoformat(funnel.mark(f"read_at {part}"))
    except (TypeError, ValueError):
        return None


def pause_after(error: Exception, failures: int, wait: Backoff, *, has_worked: bool, late: float) -> tuple[float, bool]:
    """Return how many seconds to wait after so many failures in a row, and whether that is to be blind.

    One refusal of what has worked is not believed, for a server in trouble says no to everybody; the third in a row is. Who is asked to
    wait for longer than `late` seconds is blind from the first no on: operators hear of it then, not when it is over.
    """
    asked = error.retry_after if isinstance(error, SourceError) else None
    is_final = isinstance(error, SourceError) and error.permanent and (failures > 2 or not has_worked)
    pause = asked or (PERMANENT_PAUSE if is_final else wait.after_failure())
    return pause, failures > 2 or is_final or pause > late


async def forever(
    funnel: Funnel,
    clock: Clock,
    part: str,
    *,
    every: float,
    look: Look,
    tells_gaps: bool = True,
    is_alone: bool = True,
) -> None:
    """Call `look` every `every` seconds for ever.

    A failing look is repeated with growing pauses; the time without an answer becomes a Gap. A refusal that
    only new settings cure ends the source if nothing ever worked, and is tried again now and then if it did.
    tells_gaps: False for all but one of the parts that fail together, or lost time would be counted twice.
    is_alone: False for one place of several (a feed, a video, a hashtag): when it is gone, the others go on.
    """
    read_at = since(funnel, part)
    has_worked = read_at is not None
    late = max(3.0 * every, 90.0)
    wait = Backoff(first=max(min(every, 5.0), 1.0), cap=300.0)
    failures = 0
    if not is_alone:
        funnel.add_place(part)
    funnel.view(part, SourceState.STARTING)
    while True:
        now = clock.now()
        is_late = read_at is None or (now - read_at).total_seconds() > late
        try:
            filled = await look(is_late=is_late)
        except Exception as error:  # noqa: BLE001 - the edge: one part's fault, even ours, stops no other part
            failures += 1
            if isinstance(error, SourceError) and error.permanent and not has_worked and is_alone:
                raise SourceError(f"{part}: {error}", permanent=True) from None
            pause, is_blind = pause_after(error, failures, wait, has_worked=has_worked, late=late)
            funnel.view(part, SourceState.BLIND if is_blind else SourceState.DEGRADED, f"{part}: {said(error)}")
            funnel.alarm(part, f"{part}: {error}" if isinstance(error, SourceError) and error.is_budget else "")
            await clock.sleep(pause)
            continue
        gaps = (Gap(begins_at=read_at, ends_at=now, filled=filled),) if tells_gaps and read_at and is_late else ()
        read_at, has_worked, failures = now, True, 0
        wait.reset()
        await funnel.put(Haul(gaps=gaps, marks={f"read_at {part}": now.isoformat()}))
        funnel.view(part, SourceState.OK)
        funnel.alarm(part)
        await clock.sleep(every)
