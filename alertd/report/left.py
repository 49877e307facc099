"""Left: who left the inbox without an answer, as the engine last wrote it down. Nothing is folded, so that a report stays quick."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from alertd.core.state import WATCH
from alertd.model.inbox import Counted
from alertd.model.value import Value


class _Kept(Value, frozen=True):
    """What a checkpoint keeps of `Unanswered` that is counted here."""

    waiting: tuple[msgspec.Raw, ...] = ()
    given_up: int = 0
    too_old: int = 0


class _Part(Value, frozen=True):
    """The part of one watch. unanswered: a list in the oldest checkpoints, which counted nobody."""

    unanswered: _Kept | list[Any]


_part = msgspec.msgpack.Decoder(_Part)


def left(parts: Mapping[str, bytes], watches: Collection[str]) -> dict[str, Counted]:
    """Return for each of some watches how many wait and how many left unanswered; of one without a checkpoint nothing.

    parts: of a checkpoint (`store_port.Checkpoint.load`), which is at most half a minute old while the daemon works.
    """
    found = {}
    for name in sorted(watches):
        body = parts.get(f"{WATCH}{name}")
        if body is None:
            continue
        kept = _part.decode(body).unanswered
        found[name] = (
            Counted(waiting=len(kept.waiting), given_up=kept.given_up, too_old=kept.too_old)
            if isinstance(kept, _Kept)
            else Counted(waiting=len(kept))
        )
    return found


def left_said(counts: Mapping[str, Counted], titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Say who has left the inbox without an answer, "" where nobody has. titles: what people call watches.

    >>> left_said({"acme": Counted(waiting=1, given_up=9, too_old=2), "zen": Counted()})
    'Left the inbox without an answer: acme 9 because too many waited, 2 after seven days.'
    """
    rows = [
        f"{titles.get(name, name)} {one.given_up} because too many waited, {one.too_old} after seven days"
        for name, one in counts.items()
        if one.given_up or one.too_old
    ]
    return f"Left the inbox without an answer: {'; '.join(rows)}." if rows else ""
