"""`alertd score`: mentions on standard input, their sentiment on standard output, in order."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alertd.cli.files import LONGEST, mention, opened

if TYPE_CHECKING:
    from alertd.model.score import Score
    from alertd.scorers.brands import Brands

#: Mentions scored at once: large enough for the arrays to pay, small enough for a pipe to flow.
BATCH = 1_000


def label(score: Score) -> str:
    """Return the most probable class; the middle one wins a draw."""
    if score.neutral >= max(score.negative, score.positive):
        return "neutral"
    return "negative" if score.negative >= score.positive else "positive"


T = TypeVar("T")


def lines_as_they_come(stream: io.BufferedReader) -> Iterator[list[bytes]]:
    """Yield whole lines, as many as the input has ready; of a line that is too long only the beginning."""
    kept: list[bytes] = []
    size = 0
    while found := stream.read1(1 << 18):
        first, *more = found.split(b"\n")
        if size <= LONGEST:  # joining what has come so far at each step would take quadratic time
            kept.append(first)
            size += len(first)
        if more:
            yield [b"".join(kept), *more[:-1]]
            kept, size = [more[-1]], len(more[-1])
    yield [b"".join(kept)]


def each(stream: io.BufferedReader, read: Callable[[bytes], T], report: Callable[[int, str], None]) -> Iterator[T]:
    """Yield what each line says, as it comes; a line that `read` refuses (ValueError) is reported by number and reason."""
    for _, found in numbered(stream, read, report):
        yield found


def numbered(
    stream: io.BufferedReader, read: Callable[[bytes], T], report: Callable[[int, str], None]
) -> Iterator[tuple[int, T]]:
    """Yield what `each` does, with the number of its line."""
    number = 0
    for lines in lines_as_they_come(stream):
        for line in lines:
            number += 1
            if not line.strip():
                continue
            try:
                yield number, read(line)
            except ValueError as fault:
                report(number, str(fault))


def batches(stream: io.BufferedReader, report: Callable[[int, str], None]) -> Iterator[list[dict[str, Any]]]:
    """Yield mentions in batches; report lines that are none by number and reason.

    A batch ends where the input pauses, so that a pipe from a living source is answered at once.
    """
    number = 0
    for lines in lines_as_they_come(stream):
        batch: list[dict[str, Any]] = []
        for line in lines:
            number += 1
            if not line.strip():
                continue
            try:
                batch.append(mention(line))
            except ValueError as fault:
                report(number, str(fault))
        for first in range(0, len(batch), BATCH):
            yield batch[first : first + BATCH]


def answers(batch: list[dict[str, Any]], brands: Brands | None) -> bytes:
    """Return the lines that answer a batch of mentions."""
    from alertd.core.signals.hard_count import label as counts_as
    from alertd.intake.language import languages
    from alertd.scorers.default import DefaultScorer

    texts = [record["text"] for record in batch]
    tags = [record.get("lang") if isinstance(record.get("lang"), str) else None for record in batch]
    found = languages(list(zip(texts, tags, strict=True)))
    scores = DefaultScorer.load().score_in(texts, found)
    if brands is not None:
        scores = _seen(batch, scores, brands)
    lines = []
    for record, language, score in zip(batch, found, scores, strict=True):
        probabilities = f"[{score.negative / 1000}, {score.neutral / 1000}, {score.positive / 1000}]"
        counted = counts_as(score, language) or "unknown"
        lines.append(
            f'{{"id": {json.dumps(record["id"])}, "lang": "{language}", "label": "{label(score)}", '
            f'"probs": {probabilities}, "quality": "{score.quality}", "scorer": "{score.scorer}", '
            f'"counts_as": "{counted}"}}\n'
        )
    return "".join(lines).encode()


def _seen(batch: list[dict[str, Any]], scores: list[Score], brands: Brands) -> list[Score]:
    """Return scores as each mention's watch sees them."""
    found = list(scores)
    for watch in brands.versions():
        own = [at for at, record in enumerate(batch) if record.get("watch") == watch]
        texts = [batch[at]["text"] for at in own]
        for at, score in zip(own, brands.seen_by(watch, texts, [scores[at] for at in own]), strict=True):
            found[at] = score
    return found


def _brands(config: str | None) -> Brands | None:
    """Return the calibrations of a settings file, none without one."""
    if config is None:
        return None
    from alertd.cli.client import data_dir_of
    from alertd.scorers.brands import Brands
    from alertd.scorers.default import DefaultScorer

    return Brands.read(data_dir_of(config), DefaultScorer.load().kinds)


@click.command(short_help="Score the sentiment of mentions.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("-c", "--config", type=click.Path(), help="Settings file: each watch uses its calibration.")
def command(files: tuple[str, ...], config: str | None) -> None:
    """Read mentions (JSONL, compressed or not; without FILES from standard input) and write their sentiment.

    A line that is no mention is reported on standard error with its number and reason; it does not stop the stream.
    """
    brands = _brands(config)
    bad = 0
    out = sys.stdout.buffer
    for path in files or ("-",):

        def report(number: int, reason: str, path: str = path) -> None:
            nonlocal bad
            bad += 1
            click.echo(f"{'stdin' if path == '-' else path}:{number}: {reason}", err=True)

        with opened(path) as lines:
            for batch in batches(lines, report):
                out.write(answers(batch, brands))
                out.flush()
    if bad:
        click.echo(f"{bad} lines were no mentions", err=True)


if __name__ == "__main__":
    command()
