"""Beside: batches that are read in a process of its own, on the second core, while this one folds those before.

One helper, which never decides: it parses, matches, scores and stamps in the order of the lines, so what comes is the same to the
byte. It runs ahead by what the pipe holds and one batch more. A helper that dies is begun anew from the first line, and what had come
before is passed over: whoever is read about twice is remembered once, because the new helper knows nothing of the old one.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import msgspec

from alertd.errors import InternalFault
from alertd.runtime.packed_error import packed
from alertd.runtime.reading import Brought

WORTH = 1_000_000  #: bytes of lines from which on a helper is begun
TRIES = 3  #: helpers in a row that may die without having brought anything
_BROUGHT, _FAULT, _END = b"b", b"f", b"e"
_decoder = msgspec.msgpack.Decoder(Brought)


def is_worth_it(size: int) -> bool:
    """Whether a helper gains anything for so many bytes of lines: there is a core for it, and it is not gone before it has begun."""
    return size >= WORTH and len(os.sched_getaffinity(0)) > 1


def beside(read: Callable[[], Iterator[Brought]]) -> Iterator[Brought]:
    """Yield what `read` yields, read in another process. read: begins anew whenever it is called, always with the same batches.

    Raises what `read` raised, and InternalFault where helper after helper dies.
    """
    taken = died = 0
    while True:
        before = taken
        ours, theirs = multiprocessing.Pipe(duplex=False)
        helper = multiprocessing.get_context("fork").Process(
            target=_send, args=(read, taken, theirs, ours), daemon=True, name="alertd-reader"
        )
        with warnings.catch_warnings():
            # Python from 3.12 on warns of a fork beside threads. The helper touches nothing that a thread of ours may hold: it
            # reads a file, computes, and writes to its pipe.
            warnings.simplefilter("ignore", DeprecationWarning)
            helper.start()
        theirs.close()
        try:
            for brought in _received(ours):
                if brought is None:
                    return
                taken += 1
                yield brought
        finally:
            ours.close()
            if helper.is_alive():
                helper.terminate()
            helper.join()
        died = died + 1 if taken == before else 1
        if died >= TRIES:
            raise InternalFault(f"a helper that reads died {died} times at batch {taken + 1} (exit {helper.exitcode})")


def _received(pipe: Connection) -> Iterator[Brought | None]:
    """Yield what a helper sends, None at its end; nothing more where it has died."""
    while True:
        try:
            sent = pipe.recv_bytes()
        except (EOFError, ConnectionError):
            return
        if sent[:1] == _FAULT:
            raise pickle.loads(sent[1:])  # noqa: S301 - from our own child, over a pipe that nobody else holds
        if sent[:1] == _END:
            yield None
            return
        yield _decoder.decode(memoryview(sent)[1:])


def _send(read: Callable[[], Iterator[Brought]], taken: int, pipe: Connection, other: Connection) -> None:
    """Read in the helper, and send all batches but those that were taken before."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asked, who then ends this
    other.close()  # else it would not be told that nobody listens any more
    encoder = msgspec.msgpack.Encoder()
    try:
        for number, brought in enumerate(read()):
            if number >= taken:
                pipe.send_bytes(_BROUGHT + encoder.encode(brought))
        pipe.send_bytes(_END)
    except BrokenPipeError:
        pass  # who asked has ended
    except Exception as error:  # noqa: BLE001 - the edge of a process: what went wrong is told where it can be told
        pipe.send_bytes(_FAULT + packed(error))
