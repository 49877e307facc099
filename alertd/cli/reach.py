"""`alertd reach`: posts on standard input, at each checkpoint every author's amplification on standard output."""

from __future__ import annotations

import io
import math
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import click
import msgspec

from alertd.cli.files import LONGEST
from alertd.cli.score import numbered

#: Authors remembered. The daemon remembers a fifth of it a platform; here nothing else needs the memory.
AUTHORS = 1_000_000
_LATEST = (
    10_000_000_000.0  #: Unix seconds from which an instant is a mistake (the year 2286; milliseconds are caught by it)
)

_LEAP = 86_400.0  #: seconds ahead of the line before, from which a post waits for the line after it


class Line(msgspec.Struct, gc=False):
    """A post, in the short form (t, mentioned, repost_of) or as a mention (created_at, mentions, repost_of_author); or a checkpoint.

    In the short form repost_of is an author, in a mention it is a post and repost_of_author the author.
    """

    author: str | None = None
    t: float | None = None
    mentioned: list[str] = []
    repost_of: str | None = None
    created_at: datetime | None = None
    mentions: list[str] = []
    repost_of_author: str | None = None
    checkpoint: float | str | None = None


class Post(msgspec.Struct, frozen=True, gc=False):
    """Who posted when, whom the post reposts and names."""

    at: float
    author: str
    repost_of: str | None
    named: list[str]


class Checkpoint(msgspec.Struct, frozen=True, gc=False):
    """A question: how far does everybody carry now? mark: the instant as it was written, for the answer."""

    at: float
    mark: float | str


_decoder = msgspec.json.Decoder(Line)


def read(line: bytes) -> Post | Checkpoint:
    """Return what one line says. Raises ValueError with a reason that its sender can act on.

    >>> read(b'{"t": 60, "author": "ann", "mentioned": ["bob"], "repost_of": null}')
    Post(at=60.0, author='ann', repost_of=None, named=['bob'])
    >>> read(b'{"checkpoint": 90}')
    Checkpoint(at=90.0, mark=90.0)
    """
    if len(line) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} bytes")
    try:
        found = _decoder.decode(line)
    except msgspec.MsgspecError as fault:
        raise ValueError(str(fault)) from None
    if found.checkpoint is not None:
        return Checkpoint(_seconds(found.checkpoint), found.checkpoint)
    if found.author is None:
        raise ValueError('no "author" and no "checkpoint"')
    if found.t is not None:
        return Post(_bounded(found.t), found.author, found.repost_of, found.mentioned)
    if found.created_at is None:
        raise ValueError('no "t"')
    return Post(_seconds_of(found.created_at), found.author, found.repost_of_author, found.mentions)


def _seconds(mark: float | str) -> float:
    if not isinstance(mark, str):
        return _bounded(mark)
    try:
        return _seconds_of(datetime.fromisoformat(mark))
    except ValueError:
        raise ValueError(f'"checkpoint" is neither Unix seconds nor an RFC 3339 instant: {mark[:40]!r}') from None


def _seconds_of(at: datetime) -> float:
    if at.tzinfo is None:
        raise ValueError("an instant has no time zone")
    return _bounded(at.timestamp())


def _bounded(seconds: float) -> float:
    if not -_LATEST < seconds < _LATEST:
        raise ValueError(f"{seconds:.0f} is no instant in Unix seconds (milliseconds?)")
    return seconds


def answers(stream: io.BufferedReader, report: Callable[[int, str], None]) -> Iterator[bytes]:
    """Yield one line for each checkpoint. What is no post is reported by number and reason and stops nothing.

    Nothing behind a checkpoint is read into its answer: posts are folded in the order of the stream.
    """
    from alertd.core.reach.amplification import Amplification
    from alertd.intake.reach import passed_on

    fold: Amplification | None = None
    for found in _in_time(numbered(stream, read, report), report):
        if fold is None:
            fold = Amplification(limit=AUTHORS, origin=found.at)
        if isinstance(found, Post):
            passed_on(fold, found.author, found.repost_of, found.named, found.at)
        else:
            yield msgspec.json.encode({"checkpoint": _plain(found.mark), "reach": fold.scores(found.at)}) + b"\n"


def _in_time(
    lines: Iterator[tuple[int, Post | Checkpoint]], report: Callable[[int, str], None]
) -> Iterator[Post | Checkpoint]:
    """Leave out a post from the future: far ahead of the line before, and the line after it is back where the stream was.

    It would let all that everybody was passed on fade at once. So a leap waits for the line after it; a stream that had a pause goes on from there.
    """
    before = math.inf
    leap: tuple[int, Post] | None = None
    for number, found in lines:
        if leap is not None:
            if found.at < (before + leap[1].at) / 2:
                report(leap[0], f"{(leap[1].at - found.at) / 86_400:.0f} days ahead of the line after it")
            else:
                yield leap[1]
                before = leap[1].at
            leap = None
        if isinstance(found, Post) and found.at > before + _LEAP:
            leap = number, found
            continue
        before = found.at if before == math.inf else max(before, found.at)
        yield found
    if leap is not None:
        yield leap[1]


def _plain(mark: float | str) -> float | str:
    """Return whole seconds without a point, as they were most likely written."""
    return int(mark) if isinstance(mark, float) and mark.is_integer() else mark


@click.command(short_help="Rank authors by how far their posts are passed on.")
@click.option("--cascade", is_flag=True, help="Read cascades instead of posts; foretell how large each becomes.")
def command(*, cascade: bool) -> None:
    """Read posts (JSONL, in time order) from standard input; at each {"checkpoint": T} write every author's amplification.

    The score is the one that rules use for amplification. With --cascade each line is the reposts of one post: rows with
    "final" train, then {"train_end": true}; each later row is answered. A line that is neither is reported by number and reason.
    """
    from alertd.cli import cascade as cascades

    bad = 0

    def report(number: int, reason: str) -> None:
        nonlocal bad
        bad += 1
        click.echo(f"stdin:{number}: {reason}", err=True)

    out = sys.stdout.buffer
    stream: io.BufferedReader = sys.stdin.buffer  # type: ignore[assignment]  # typeshed knows it as any binary stream
    for answer in cascades.answers(stream, report) if cascade else answers(stream, report):
        out.write(answer)
        out.flush()
    if bad:
        click.echo(f"{bad} lines were no {'cascades' if cascade else 'posts'}", err=True)
