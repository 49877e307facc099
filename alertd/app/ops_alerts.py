"""How operators hear of alertd itself: through the engine and its log, and directly while there is no policy or no store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from alertd.core.wording.languages.en import LANGUAGE
from alertd.core.wording.numbers import span
from alertd.errors import AlertdError
from alertd.model.events import OpsNoted
from alertd.model.house import House
from alertd.notifiers.direct import Direct
from alertd.ports import Entry
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import Request
from alertd.runtime.writer import Writer

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
UNSTEADY = 3  # outages of the store within an hour


def clock_was_set(jump: float) -> str:
    """Say by how many seconds the machine's clock was set, ahead or back, and by which time alertd goes on meanwhile.

    >>> clock_was_set(-3600.0)
    "this machine's clock was set back by 1 h; alertd counts on without it, and believes it once it has lasted ten minutes"
    """
    way = "ahead" if jump > 0 else "back"
    spelled = f"this machine's clock was set {way} by {span(LANGUAGE, abs(jump))}"
    return f"{spelled}; alertd counts on without it, and believes it once it has lasted ten minutes"


def put_aside(count: int) -> str:
    """Say that events were put aside: what they would have counted for is missing, and nobody else says so.

    >>> put_aside(1)
    '1 event of the log was put aside: it counts for no rule. journalctl -u alertd -p err names it; a disk may be failing'
    """
    said = (
        "1 event of the log was put aside: it counts"
        if count == 1
        else f"{count} events of the log were put aside: they count"
    )
    named = "it" if count == 1 else "them"
    return f"{said} for no rule. journalctl -u alertd -p err names {named}; a disk may be failing"


class OpsVoice:
    """Tells operators, from any thread.

    direct: the route that needs neither store nor outbox. mask: hides secrets.
    """

    def __init__(
        self, direct: Direct, clock: SystemClock, *, house: Callable[[], House], mask: Callable[[str], str]
    ) -> None:
        self.direct = direct
        self._clock = clock
        self._house = house
        self._mask = mask
        self._writer: Writer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._outages: list[datetime] = []  # of the store, of the last hour
        self._said: dict[str, tuple[str, datetime]] = {}  # topic to what was said of it within the last minute
        self._notes: set[asyncio.Task[None]] = set()

    def use(self, direct: Direct) -> None:
        """Speak by another direct route from now on."""
        self.direct = direct

    def begin(self, writer: Writer, loop: asyncio.AbstractEventLoop) -> None:
        """From now on there is an engine to speak through."""
        self._writer, self._loop = writer, loop

    def tell(self, topic: str, text: str) -> None:
        """Say something about a topic; it is repeated at most once an hour.

        Who asks each few seconds whether something goes on says the same each time: the log hears of it once a minute.
        """
        now = self._clock.now()
        said = self._said.get(topic)
        if said is not None and said[0] == text and now - said[1] < MINUTE:
            return
        self._said = {one: told for one, told in self._said.items() if now - told[1] < MINUTE} | {topic: (text, now)}
        is_down = self._writer is None or self._writer.is_down
        if is_down or self._house().ops_policy is None:
            self.direct.tell(topic, text, now=self._clock.now())
        if not is_down and self._loop is not None:
            event = OpsNoted(at=self._clock.now(), topic=topic, text=self._mask(text))
            self._loop.call_soon_threadsafe(self._note, event)

    def store_down(self, why: str | None) -> None:
        """The store cannot be written (why), or it can again (None).

        Each outage is told, and its end, but the third within an hour is the last word for the next one: it is a disk that
        comes and goes, and the last that is heard of it must not be that all is well.
        """
        now = self._clock.now()
        if why is not None:
            self._outages = [*(at for at in self._outages if now - at < HOUR), now]
        turn = min(len(self._outages), UNSTEADY)
        if why is not None:
            text = f"alertd cannot write its store and takes nothing in: {why}"
            if turn == UNSTEADY:
                text += f"; this is the outage number {len(self._outages)} within an hour, and alertd now keeps quiet about it for one"
            self.direct.tell(("store", "store.again", "store.unsteady")[turn - 1], text, now=now)
        elif turn < UNSTEADY:
            topic = "store.up" if turn <= 1 else "store.up.again"
            self.direct.tell(topic, "alertd can write its store again", now=now)

    def _note(self, event: OpsNoted) -> None:
        task = asyncio.create_task(self._noted(event), name="note")
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def _noted(self, event: OpsNoted) -> None:
        if self._writer is not None:
            with contextlib.suppress(AlertdError):
                await self._writer.take(Request([Entry(event=event)]))
