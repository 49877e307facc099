"""Who is signed in, left in a store on a server: the machine that takes over knows them, and nobody signs in anew in the middle of a crisis.

Of a session the store holds a hash of its cookie, so whoever reads it there can open nothing with it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from alertd.app.keys import write_private
from alertd.errors import AlertdError
from alertd.runtime.writer import Writer
from alertd.store_port import Place, Store
from alertd.web.sessions import Session

SESSIONS = "sessions"  #: the file in the data folder, and the fact of a store on a server
_UNTOLD = "sessions.untold"
_AGAIN = 3.0  # seconds until a store that took nothing is asked once more


def sharing(writer: Writer, store: Store, place: Place) -> Callable[[bytes], object] | None:
    """Begin with who is signed in by the store's word; return what writes it there anew, None where no other machine could take over."""
    if not place.is_shared:
        return None
    file, untold = place.folder / SESSIONS, place.folder / _UNTOLD
    shared, told = _Sharing(writer, store, untold), store.meta(SESSIONS)
    if told is not None and untold.exists():
        both = _in_both(told.encode(), file)
        write_private(file, both)
        shared.tell(both)
    elif told is not None:
        write_private(file, told.encode())
    return shared.tell


def _in_both(told: bytes, file: Path) -> bytes:
    """Return the sessions of the store's word that the file here has too: the last end of one may stand in either alone."""
    own = {one.digest for one in _read(file.read_bytes() if file.exists() else b"[]")}
    return msgspec.json.encode([one for one in _read(told) if one.digest in own])


def _read(body: bytes) -> list[Session]:
    try:
        return msgspec.json.decode(body, type=list[Session])
    except msgspec.MsgspecError:
        return []  # then people sign in again


class _Sharing:
    """Writes what it was told last, however long the store takes nothing: a session that was ended must not come back with a take-over.

    untold: a file that lies there while the store does not have it yet, for the next start.
    """

    def __init__(self, writer: Writer, store: Store, untold: Path) -> None:
        self._writer = writer
        self._store = store
        self._untold = untold
        self._newest = b""
        self._task: asyncio.Task[None] | None = None

    def tell(self, body: bytes) -> None:
        """Write it soon."""
        self._newest = body
        with contextlib.suppress(OSError):  # a full disk
            self._untold.touch(mode=0o600)
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
        with contextlib.suppress(OSError):
            self._untold.unlink(missing_ok=True)
