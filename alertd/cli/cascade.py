"""`alertd reach --cascade`: finished cascades on standard input, then running ones; a size for each of these."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import msgspec

from alertd.cli.files import LONGEST
from alertd.cli.score import each


class Row(msgspec.Struct, gc=False):
    """One cascade, or the mark that ends the training."""

    id: str | int | None = None
    followers: int | None = None
    t: list[float] = []
    observe_s: float | None = None
    final: int | None = None
    train_end: bool = False


_decoder = msgspec.json.Decoder(Row)


def answers(stream: io.BufferedReader, report: Callable[[int, str], None]) -> Iterator[bytes]:
    """Yield one line for each running cascade. What is no cascade is reported by number and reason and stops nothing.

    A row with `final` is learnt from as long as the training lasts; behind it `final` is not read, so nobody can peek by mistake.
    """
    from alertd.core.reach.cascade import Cascade, CascadeSizes

    sizes = CascadeSizes()
    is_training = True

    def learnt(line: bytes) -> tuple[Row, Cascade] | None:
        """Return a running cascade; None for what was only to be learnt from, or ends the training."""
        nonlocal is_training
        row = _read(line)
        if row.train_end:
            is_training = False
            return None
        seen = Cascade(tuple(row.t), row.observe_s or 0.0, row.followers, row.final if is_training else None)
        if seen.final is None:
            return row, seen
        sizes.learn(seen)
        return None

    for found in each(stream, learnt, report):
        if found is None:
            continue
        row, seen = found
        size = sizes.predict(seen)
        answer = {"id": row.id, "predicted": round(size.predicted, 1), "low": round(size.low, 1)}
        if size.high != float("inf"):
            answer["high"] = round(size.high, 1)
        yield msgspec.json.encode(answer) + b"\n"


def _read(line: bytes) -> Row:
    if len(line) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} bytes")
    try:
        row = _decoder.decode(line)
    except msgspec.MsgspecError as fault:
        raise ValueError(str(fault)) from None
    if row.train_end:
        return row
    if row.id is None:
        raise ValueError('no "id"')
    if row.observe_s is None or row.observe_s <= 0:
        raise ValueError('"observe_s" is not above 0')
    if row.final is not None and row.final < 1:
        raise ValueError('"final" is below 1')
    return row
