"""Who is signed in, left in a store on a server: the machine that takes over knows them, and nobody signs in anew in the middle of a crisis.

Of a session the store holds a hash of its cookie, so whoever reads it there can open nothing with it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from alertd.app.keys import write_private
from alertd.errors import AlertdError
from alertd.runtime.writer import Writer
from alertd.store_port import Place, Store

SESSIONS = "sessions"  #: the file in the data folder, and the fact of a store on a server
_AGAIN = 3.0  # seconds until a store that took nothing is asked once more


def sharing(writer: Writer, store: Store, place: Place) -> Callable[[bytes], object] | None:
    """Begin with who is signed in by the store's word; return what writes it there anew, None where no other machine could take over."""
    if not place.is_shared:
        return None
    if (told := store.meta(SESSIONS)) is not None:
        write_private(place.folder / SESSIONS, told.encode())
    return _Sharing(writer, store).tell


class _Sharing:
    """Writes what it was told last, however long the store takes nothing: a session that was ended must not come back with a take-over."""

    def __init__(self, writer: Writer, store: Store) -> None:
        self._writer = writer
        self._store = store
        self._newest = b""
        self._task: asyncio.Task[None] | None = None

    def tell(self, body: bytes) -> None:
        """Write it soon."""
        self._newest = body
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._write(), name="sessions")

    async def _write(self) -> None:
        written = None
        while written != self._newest:
            body = self._newest
            with contextlib.suppress(AlertdError):
                await self._writer.call(lambda body=body: self._store.set_meta(SESSIONS, body.decode()))  # type: ignore[misc]
                written = body
                continue
            await asyncio.sleep(_AGAIN)
