"""Shared past: stories that begin with the same quiet weeks live them once, and each goes on from there in a process of its own.

Nothing changes for a story: what happens, and in which order, is the same to the byte. Living four weeks is nearly all that a story costs.
"""

from __future__ import annotations

import multiprocessing
import pickle
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from typing import NamedTuple

from alertd.errors import InternalFault
from alertd.model.commands import KeepDecision
from alertd.model.page import Page
from alertd.rulefile.happenings import Acknowledgement
from alertd.runtime.packed_error import packed
from alertd.testing.player import Happening, Player, in_order

WORTH = 200  #: happenings that two stories must share before a process is begun


class Ended(NamedTuple):
    """What a story came to."""

    pages: list[Page]
    decisions: list[KeepDecision]


def play_all(player: Callable[[], Player], stories: Sequence[tuple[list[Happening], datetime]]) -> Iterator[Ended]:
    """Play stories, each with what happens in it and when it ends, in their order; those side by side with one past share it."""
    told = [(in_order(happens), ends) for happens, ends in stories]
    first = 0
    while first < len(told):
        many, shared = _group(told, first)
        past = player()
        if shared:
            past.play(told[first][0][:shared], told[first][0][shared - 1][0])
        for number, (happens, ends) in enumerate(told[first : first + many], 1):
            if number == many:  # nobody needs the past after the last one
                past.play(happens[shared:], ends)
                yield Ended(past.pages(), past.decisions())
            else:
                yield _aside(past, happens[shared:], ends)
        first += many


def _group(told: Sequence[tuple[list[Happening], datetime]], first: int) -> tuple[int, int]:
    """Return (how many stories from one on share a past, how many happenings it has)."""
    many, shared = 1, 0
    for other, _ in told[first + 1 :]:
        common = _common(told[first][0][: shared or None], other)
        if common < WORTH:
            break
        many, shared = many + 1, common
    return many, shared


def _common(one: Sequence[Happening], other: Sequence[Happening]) -> int:
    """Return how many happenings two stories begin with alike."""
    for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs or isinstance(mine[2], Acknowledgement):
            return place
    return min(len(one), len(other))


def _aside(past: Player, happens: list[Happening], ends: datetime) -> Ended:
    """Play the rest of a story in a process that begins as a copy of this one. Raises what was raised there."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    aside = multiprocessing.get_context("fork").Process(
        target=_play, args=(past, happens, ends, theirs), daemon=True, name="alertd-story"
    )
    with warnings.catch_warnings():
        # Python from 3.12 on warns of a fork beside threads: this one computes and writes to its pipe, no more.
        warnings.simplefilter("ignore", DeprecationWarning)
        aside.start()
    theirs.close()
    try:
        ended = pickle.loads(ours.recv_bytes())  # noqa: S301 - from our own child, over a pipe that nobody else holds
    except EOFError:
        aside.join()
        raise InternalFault(f"a story died while it was played (exit {aside.exitcode})") from None
    finally:
        ours.close()
        aside.join()
    if isinstance(ended, Exception):
        raise ended
    return Ended(*ended)


def _play(past: Player, happens: list[Happening], ends: datetime, pipe: Connection) -> None:
    try:
        past.play(happens, ends)
        ended = pickle.dumps((past.pages(), past.decisions()))
    except Exception as error:  # noqa: BLE001 - the edge of a process: whoever asked raises it
        ended = packed(error)
    pipe.send_bytes(ended)
    pipe.close()
