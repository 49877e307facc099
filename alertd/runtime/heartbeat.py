"""The heartbeat: a URL that is called while intake, engine and outbox all move; somebody else pages when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from alertd.notifiers.reach import unreached
from alertd.runtime.clock import wall_now

if TYPE_CHECKING:
    from alertd.rulefile.settings_file import Heartbeat as HeartbeatSetting

log = structlog.get_logger()
DEADLINE = 10.0


class Heartbeat:
    """Calls the URL every so often, unless something stands still."""

    def __init__(self, setting: HeartbeatSetting, is_well: Callable[[], bool]) -> None:
        self.setting = setting
        self._is_well = is_well
        self.beats = 0
        self.well_at = 0.0  #: epoch seconds of the last beat that was taken, 0 before the first

    async def run(self) -> None:
        """Beat for ever."""
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=DEADLINE)
        async with aiohttp.ClientSession(trust_env=True, timeout=timeout) as session:
            while True:
                if self._is_well():
                    await self._beat(session)
                await asyncio.sleep(self.setting.every.total_seconds())

    async def _beat(self, session: object) -> None:
        import aiohttp

        assert isinstance(session, aiohttp.ClientSession)
        try:
            # A redirect is no sign that the beat was taken, and would lead where nobody has looked.
            async with session.get(self.setting.url.reveal(), allow_redirects=False) as answer:
                self.beats += 1
                if not 200 <= answer.status < 300:
                    log.warning("heartbeat.refused", status=answer.status)
                else:
                    self.well_at = wall_now().timestamp()
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("heartbeat.failed", error=str(unreached(error, "the heartbeat's URL")))
