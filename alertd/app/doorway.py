"""The doorway: where a machine that waits listens, so that a link is answered whichever machine it is opened at (web/passing_on.py)."""

from __future__ import annotations

from pathlib import Path

import structlog

from alertd.app.keys import api_token
from alertd.app.web_access import web_settings
from alertd.config import Loaded
from alertd.errors import ConfigurationError
from alertd.runtime.ack_links import Keys
from alertd.runtime.clock import SystemClock
from alertd.runtime.systemd import Notify
from alertd.web import passing_on
from alertd.web.one_time import OneTimeLinks
from alertd.web.server import Server, close_all

log = structlog.get_logger()

Listen = tuple[tuple[str, int], ...]  #: host and port of each address


class Doorway:
    """Opened once there is anybody to pass on to, and the settings say by `machine_url` that machines do so.

    It signs nothing and opens no link: whoever works does. Of secrets it needs the API's token, by which the two machines know each other.
    """

    def __init__(self, loaded: Loaded, notify: Notify) -> None:
        self._loaded = loaded
        self._notify = notify
        self._way = passing_on.Way()
        self._server: Server | None = None
        self._left: Server | None = None
        self._is_given = False  # the sockets are systemd's
        self._is_deaf = not loaded.settings.machine_url

    async def leads_to(self, works_at: str, *, secrets: Path | None = None) -> None:
        """Pass on to the machine that works there from now on; "": nobody knows where. secrets: the folder of the API's token, where it is not the data folder."""
        settings = self._loaded.settings
        # It may be our own, of the life before: the one that works now has said nothing yet, or is of a release that says nothing.
        self._way.to = "" if works_at == settings.machine_url else works_at
        if self._server is not None or self._is_deaf or not works_at:
            return
        try:
            token = api_token(secrets or settings.data_dir)
        except (
            ConfigurationError,
            OSError,
        ) as fault:  # a copy may lie where all files are everybody's, or another user's
            self._stay_deaf(fault)
            return
        web = web_settings(settings, api_token=token, link_keys=Keys(()), one_time=OneTimeLinks())
        server = Server(passing_on.build(self._way, self._loaded.house, web, SystemClock()))
        given = self._notify.sockets()
        self._is_given = bool(given)
        try:
            address = await server.start(*settings.listen, given=given)
        except ConfigurationError as fault:
            self._stay_deaf(fault)
            return
        self._server = server
        log.info("standby.listens", address=address)

    def _stay_deaf(self, fault: Exception) -> None:
        """The wait goes on: whether it can listen matters again when it works."""
        self._is_deaf = True
        log.warning("standby.deaf", error=str(fault))

    async def end(self, listen: Listen = ()) -> None:
        """Listen no longer: what is under way is told to ask again. listen: where the daemon will; if it is here, whoever comes waits for it."""
        server, self._server = self._server, None
        if server is None:
            return
        self._way.end()
        sockets = await server.leave()
        self._left = server
        if self._is_given or listen == self._loaded.settings.listen:
            self._notify.keep(sockets)
        else:
            close_all(sockets)

    async def close(self) -> None:
        """Wait until all that was under way has its answer."""
        left, self._left = self._left, None
        if left is not None:
            await left.stop()
