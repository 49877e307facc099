"""A mail server on loopback that refuses whom it is told to refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """Keeps what arrives. refuse: local part of an address to the answer it gets; hang: never answers DATA."""

    def __init__(self, *, refuse: dict[str, str] | None = None, hang: bool = False) -> None:
        self._refuse = refuse or {}
        self._hang = hang
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        answer = self._refuse.get(address.partition("@")[0], "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        if self._hang:
            await asyncio.Event().wait()
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((list(envelope.rcpt_tos), letter))
        return "250 taken"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Postbox]:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        made: list[SMTP] = []

        def factory() -> SMTP:
            made.append(SMTP(self, loop=loop))
            return made[-1]

        server = await loop.create_server(factory, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for one in made:
                if one.transport is not None:
                    one.transport.close()
                if one._handler_coroutine is not None:
                    one._handler_coroutine.cancel()
            await asyncio.sleep(0)

    def url(self, extra: str = "") -> str:
        """Return the template of a channel that sends here."""
        return f"mailto://127.0.0.1:{self.port}?smtp=127.0.0.1&mode=insecure&from=alertd@example.org&to={{to}}{extra}"
